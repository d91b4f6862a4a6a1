"""The earlier prices of listings that compare their price with another one."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from config.catalogue import get_words
from evidence.clock import make_shanghai_day
from evidence.exhibit import PricePoint, find_page_artefact
from evidence.prices import Observation, PriceHistory
from evidence.records import Records
from evidence.snapshot import Artefact, Snapshot

PAST = timedelta(days=60)
"""How far back: a promotion may have begun weeks ago, and the days before it are what counts."""


def find_past(
    records: Records, listings: Sequence[Snapshot], history: PriceHistory
) -> dict[str, tuple[PricePoint, ...]]:
    """The prices before each sighting of a listing that compares prices, by the sighting's id."""
    wanted = [snapshot for snapshot in listings if has_comparison(snapshot)]
    if not wanted:
        return {}
    moments = [snapshot.captured_at for snapshot in wanted]
    keys = dict.fromkeys(_make_key(snapshot) for snapshot in wanted)
    series = history.load_chosen_series(keys, min(moments) - PAST, max(moments))
    pages: dict[str, Artefact | None] = {}
    return {
        snapshot.snapshot_id: tuple(
            _make_point(records, one, pages)
            for one in _take_lowest_of_days(
                one
                for one in series.get(_make_key(snapshot), ())
                if snapshot.captured_at - PAST <= one.moment < snapshot.captured_at
            )
        )
        for snapshot in wanted
    }


def has_comparison(snapshot: Snapshot) -> bool:
    """Whether a page shows a struck-through price or names an earlier one."""
    listing = snapshot.listing
    if listing is None:
        return False
    if listing.list_price is not None:
        return True
    words = get_words("price_words", "reference", "former")
    texts = (listing.title or "", listing.wording or "", *listing.attributes)
    return any(word in text for text in texts for word in words)


def _make_key(snapshot: Snapshot) -> tuple[str, str]:
    return snapshot.platform, snapshot.listing_key.partition(":")[2]


def _take_lowest_of_days(series: Iterable[Observation]) -> list[Observation]:
    """One price a day, variant and kind: the lowest, for a price compared with must not be above it."""
    lowest: dict[tuple[object, ...], Observation] = {}
    for one in sorted(series, key=lambda one: (one.amount, one.moment)):
        lowest.setdefault((make_shanghai_day(one.moment), one.sku, one.kind, one.currency), one)
    return sorted(lowest.values(), key=lambda one: (one.moment, one.sku))


def _make_point(records: Records, one: Observation, pages: dict[str, Artefact | None]) -> PricePoint:
    if one.snapshot_id is not None and one.snapshot_id not in pages:
        seen = records.get_snapshot(one.snapshot_id)
        pages[one.snapshot_id] = find_page_artefact(seen) if seen is not None else None
    return PricePoint(
        moment=one.moment,
        amount=one.amount,
        currency=one.currency,
        sku=one.sku,
        kind=one.kind,
        source=one.source,
        snapshot_id=one.snapshot_id,
        page=pages.get(one.snapshot_id or ""),
    )
