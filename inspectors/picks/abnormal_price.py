"""Prices far from those of the same product elsewhere, in both directions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidence.pick import Factor, PickKind
from inspectors.picks.bands import Band, PriceRules, make_band
from inspectors.picks.drafts import Draft, make_compared, make_pick_lead, write_amount
from inspectors.picks.offers import OfferRow

CHECK = "abnormal_price"
VERSION = "1"

_UNIT_NAMES = {"g": "克", "ml": "毫升", "piece": "件"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceGroup:
    """The offers of one product in one unit and trade; `band` is None where they are too few."""

    name: str
    unit: str
    rows: tuple[OfferRow, ...]
    band: Band | None


def make_groups(rows: Iterable[OfferRow], rules: PriceRules) -> list[PriceGroup]:
    """Like-for-like groups: same product, unit, trade and currency."""
    found: dict[tuple[str, str, str, str], list[OfferRow]] = defaultdict(list)
    for row in rows:
        found[row.product, row.unit, row.trade, row.currency].append(row)
    return [
        PriceGroup(
            name=members[0].name,
            unit=members[0].unit,
            rows=tuple(members),
            band=make_band([row.unit_price for row in members], rules),
        )
        for _, members in sorted(found.items())
    ]


def iter_abnormal_prices(groups: Iterable[PriceGroup]) -> Iterator[Draft]:
    """The offers outside their group's band."""
    for group in groups:
        for row in group.rows:
            if group.band is not None and not group.band.has(row.unit_price):
                yield _make_draft(row, group, group.band)


def _make_draft(row: OfferRow, group: PriceGroup, band: Band) -> Draft:
    kind = PickKind.PRICE_LOW if row.unit_price < band.low else PickKind.PRICE_HIGH
    share, z = row.unit_price / band.median, band.measure(row.unit_price)
    unit = _UNIT_NAMES[row.unit]
    words = "低于" if kind is PickKind.PRICE_LOW else "高于"
    edge = band.low if kind is PickKind.PRICE_LOW else band.high
    summary = (
        f"“{group.name}”每{unit} {write_amount(row.unit_price)} 元，是同款 {band.number} 个报价中位数 "
        f"{write_amount(band.median)} 元的 {share:.0%}，{words}稳健界限 {write_amount(edge)} 元，请人工核对"
    )
    factors = (
        Factor(name="same_product", value=group.name, met=True),
        Factor(name="offers", value=str(band.number), met=True),
        Factor(name="median", value=write_amount(band.median), met=True),
        Factor(name="share_of_median", value=f"{share:.2f}", met=True),
        Factor(name="robust_z", value=f"{z:.1f}", met=True),
    )
    return Draft(
        check=CHECK,
        lead_id=make_pick_lead(CHECK, row.snapshot, kind),
        kind=kind,
        snapshot=row.snapshot,
        summary=summary,
        score=abs(z),
        factors=factors,
        compared=tuple(make_compared(other.snapshot, other.unit_price, unit) for other in group.rows),
        amount=row.unit_price,
        unit=unit,
        low=band.low,
        high=band.high,
    )
