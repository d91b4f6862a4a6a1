"""The table of food sellers: which shop that offers food shows which permits."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.exhibit import Exhibit
from evidence.listing import PageKind
from evidence.snapshot import Snapshot
from inspectors.checks.subject.permits import FOOD_KINDS, find_permit_numbers, shows_permit_picture
from inspectors.goods.placing import get_goods
from inspectors.pages.absence import find_blind_spots

PERMITS = "food_permits"


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitRow:
    """One listing of food with the permits that it and its shop show; only where everything was seen."""

    shop_key: str
    numbers: tuple[str, ...]
    shows_picture: bool
    snapshot: Snapshot
    exhibit: Exhibit


def make_permit_rows(exhibits: Iterable[Exhibit]) -> list[PermitRow]:
    """One row for each listing of food that was wholly seen with its shop, in order of shop and listing."""
    rows = [row for exhibit in exhibits if (row := _make_row(exhibit)) is not None]
    return sorted(rows, key=lambda row: (row.shop_key, row.snapshot.listing_key))


def _make_row(exhibit: Exhibit) -> PermitRow | None:
    listing, shop_key = exhibit.listing, exhibit.snapshot.shop_key
    if listing is None or shop_key is None or exhibit.snapshot.kind is not PageKind.LISTING:
        return None
    placement = get_goods(listing).place()
    if placement.name not in {"food", "health_food"} or not placement.sure or find_blind_spots(exhibit):
        return None
    return PermitRow(
        shop_key=shop_key,
        numbers=tuple(shown.value for shown in find_permit_numbers(exhibit, FOOD_KINDS)),
        shows_picture=shows_permit_picture(exhibit, FOOD_KINDS),
        snapshot=exhibit.snapshot,
        exhibit=exhibit,
    )
