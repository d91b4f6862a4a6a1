"""PRIC-003: a compared price or discount that the page itself or the recorded prices contradict."""

from collections.abc import Iterator
from decimal import Decimal

from evidence.clock import make_shanghai_day
from evidence.exhibit import Exhibit, PricePoint
from evidence.finding import Locator, Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.pricing.price_contradictions import find_contradiction, show_prices
from inspectors.checks.pricing.price_past import WeekBefore, find_week_before
from inspectors.checks.pricing.reference_prices import Reference, find_reference
from inspectors.pages.showing import show_page
from inspectors.picks.drafts import write_amount
from inspectors.registry import inspector

_MOST_SHOWN = 3


@inspector(code="PRIC-003", severity=Severity.HIGH, needs=("listing.price",), version="3")
def reference_price(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing's compared price or discount contradicts its own price or what it cost the week before."""
    listing = exhibit.listing
    price = listing.price.amount if listing and listing.price else None
    reference = find_reference(listing) if listing else None
    if listing is None or price is None or price <= 0:
        yield Verdict(status=Status.SKIP, missing=("listing.price",))
        return
    wrong = find_contradiction(exhibit, listing, reference)
    if wrong is not None:
        yield wrong
    elif reference is None:
        yield Verdict(status=Status.SKIP, missing=("listing.list_price",))
    if reference is not None and reference.amount > price:
        past = _judge_past(exhibit, reference, price)
        if past.status is not Status.SKIP or wrong is None:
            yield past


def _judge_past(exhibit: Exhibit, reference: Reference, price: Decimal) -> Verdict:
    if not reference.is_former:
        return Verdict(status=Status.SKIP, missing=("listing.former_price",))
    week = find_week_before(exhibit, price)
    if week is None:
        return Verdict(status=Status.SKIP, missing=("history",))
    lowest = min(point.amount for point in week.points)
    if reference.amount - lowest <= max(lowest / 100, min(Decimal(1), lowest / 20)):
        return Verdict(status=Status.PASS)
    lower = sorted((one for one in week.points if one.amount < reference.amount), key=lambda one: one.amount)
    shown = lower[:_MOST_SHOWN]
    return Verdict(
        status=Status.UNSURE,
        fact=f"{reference.kind}:{write_amount(reference.amount)}",
        summary=f"{reference.name} {write_amount(reference.amount)} 元高于{_describe(week)}记录的最低标价："
        f"{'；'.join(map(_quote, shown))}。记录的是标价，不是成交价，请调取成交记录核对",
        claimed=reference.quote,
        locators=(*show_prices(exhibit, reference), *_show_points(shown)),
        severity=Severity.MEDIUM,
        confidence=0.5,
    )


def _describe(week: WeekBefore) -> str:
    return f"比较前七日（{make_shanghai_day(week.start)} {week.how}，共 {len(week.points)} 个记录）"


def _quote(point: PricePoint) -> str:
    source = f"快照 {point.snapshot_id}" if point.snapshot_id else f"来源 {point.source}"
    return f"{make_shanghai_day(point.moment)} {write_amount(point.amount)} 元（{source}）"


def _show_points(points: list[PricePoint]) -> Iterator[Locator]:
    for point in points:
        yield from show_page(point.page, write_amount(point.amount))
