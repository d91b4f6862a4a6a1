"""PRIC-005: a list, shop or home page shows a listing for less than its own page does."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from evidence.exhibit import Exhibit, SightedCard
from evidence.finding import Severity, Status, Verdict
from evidence.listing import Listing
from inspectors.authority.lookup import Authority
from inspectors.checks.pricing.card_prices import find_card_price, find_doubts, find_lowest
from inspectors.pages.showing import show_page, show_words
from inspectors.picks.drafts import write_amount
from inspectors.registry import inspector

_SAME_TIME = timedelta(hours=1)
_SMALL = Decimal("0.95")


@inspector(code="PRIC-005", severity=Severity.HIGH, needs=("listing.price",), version="1")
def listed_lower(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A list, shop or home page shows a lower price than the page of the listing itself."""
    listing = exhibit.listing
    lowest = find_lowest(listing) if listing else None
    if listing is None or lowest is None:
        yield Verdict(status=Status.SKIP, missing=("listing.price",))
        return
    priced = [(one, price) for one in exhibit.cards if (price := find_card_price(one.card, listing))]
    if not priced:
        yield Verdict(status=Status.SKIP, missing=("list_page.card",))
        return
    lower = [(one, price) for one, price in priced if _is_lower(price, lowest)]
    judged = [_judge(exhibit, listing, one, price, lowest) for one, price in lower]
    if judged:
        yield min(judged, key=lambda verdict: verdict.status is not Status.FAIL)


def _is_lower(price: Decimal, lowest: Decimal) -> bool:
    """Whether the difference is more than rounding: a whole amount may leave out what is behind the point."""
    is_rounded = price == price.to_integral_value() and lowest - price < 1
    return price < lowest and not is_rounded


def _judge(
    exhibit: Exhibit, listing: Listing, sighted: SightedCard, price: Decimal, lowest: Decimal
) -> Verdict:
    doubts = find_doubts(sighted.card, listing, price)
    if abs(sighted.captured_at - exhibit.snapshot.captured_at) > _SAME_TIME:
        doubts = (*doubts, "两次采集相隔一小时以上")
    raw = (sighted.card.price.raw if sighted.card.price else None) or write_amount(price)
    tail = f"；{'、'.join(doubts)}，请人工核对" if doubts else ""
    own = (listing.price.raw if listing.price else None) or write_amount(lowest)
    return Verdict(
        status=Status.UNSURE if doubts else Status.FAIL,
        fact=f"card:{write_amount(price)}",
        summary=f"疑似：列表或店铺页标示 {write_amount(price)} 元，"
        f"低于详情页最低价 {write_amount(lowest)} 元{tail}",
        claimed=raw,
        locators=(*show_page(sighted.page, raw), *show_words(exhibit, own)),
        severity=Severity.MEDIUM if price >= lowest * _SMALL else Severity.HIGH,
        confidence=0.4 if doubts else 0.85,
    )
