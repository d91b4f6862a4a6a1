"""Prices far from what the same listing cost in the weeks before."""

from collections.abc import Iterator, Mapping, Sequence

from evidence.clock import make_shanghai_day
from evidence.pick import Compared, Factor, PickKind
from evidence.prices import Observation, take_main
from evidence.snapshot import Snapshot
from inspectors.picks.bands import Band, PriceRules, make_band
from inspectors.picks.drafts import Draft, make_pick_lead, write_amount
from inspectors.picks.offers import find_price

CHECK = "price_move"
VERSION = "1"

Series = Mapping[tuple[str, str], Sequence[Observation]]


def iter_price_moves(snapshots: Sequence[Snapshot], series: Series, rules: PriceRules) -> Iterator[Draft]:
    """The listings whose price left the band of their own past; `min_offers` counts days with a price.

    Args:
        snapshots: the present sightings.
        series: what each listing cost before, by platform and listing.
        rules: when a price stands out.
    """
    for snapshot in snapshots:
        price = find_price(snapshot)
        past = series.get((snapshot.platform, snapshot.listing_key.partition(":")[2]), ())
        past = take_main(one for one in past if one.moment < snapshot.captured_at)
        if price is None or not past:
            continue
        days = _take_last_of_days([one for one in past if price[1] in {one.currency, ""}])
        band = make_band([one.amount for one in days], rules)
        if band is not None and not band.has(price[0]):
            yield _make_draft(snapshot, band, days)


def _take_last_of_days(past: Sequence[Observation]) -> list[Observation]:
    return list({make_shanghai_day(one.moment): one for one in past}.values())


def _make_draft(snapshot: Snapshot, band: Band, days: Sequence[Observation]) -> Draft:
    price = find_price(snapshot)
    amount = price[0] if price else band.median
    kind = PickKind.PRICE_DROP if amount < band.low else PickKind.PRICE_RISE
    share, z = amount / band.median, band.measure(amount)
    moved = "骤降" if kind is PickKind.PRICE_DROP else "骤升"
    summary = (
        f"标价{moved}至 {write_amount(amount)} 元，"
        f"是此前 {band.number} 天中位价 {write_amount(band.median)} 元的 "
        f"{share:.0%}（平稳区间 {write_amount(band.low)}–{write_amount(band.high)} 元），请人工核对"
    )
    factors = (
        Factor(name="days_with_price", value=str(band.number), met=True),
        Factor(name="median", value=write_amount(band.median), met=True),
        Factor(name="share_of_median", value=f"{share:.2f}", met=True),
        Factor(name="robust_z", value=f"{z:.1f}", met=True),
        Factor(name="sources", value="、".join(sorted({one.source for one in days})), met=True),
    )
    compared = tuple(
        Compared(
            platform=one.platform,
            listing_id=one.listing_id,
            snapshot_id=one.snapshot_id,
            at=one.moment,
            amount=one.amount,
        )
        for one in days
    )
    return Draft(
        check=CHECK,
        lead_id=make_pick_lead(CHECK, snapshot, kind),
        kind=kind,
        snapshot=snapshot,
        summary=summary,
        score=abs(z),
        factors=factors,
        compared=compared,
        amount=amount,
        low=band.low,
        high=band.high,
    )
