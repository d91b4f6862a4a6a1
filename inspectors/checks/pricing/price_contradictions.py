"""What a listing says of its price against the prices that it shows itself."""

from decimal import Decimal

from evidence.exhibit import Exhibit
from evidence.finding import Locator, Severity, Status, Verdict
from evidence.listing import Listing
from inspectors.checks.pricing.discount_claims import Discount, find_discounts
from inspectors.checks.pricing.own_prices import find_reachable
from inspectors.checks.pricing.reference_prices import Reference, ReferenceKind
from inspectors.pages.showing import show_words
from inspectors.picks.drafts import write_amount


def find_contradiction(exhibit: Exhibit, listing: Listing, reference: Reference | None) -> Verdict | None:
    """A discount that the page's own prices do not give, or a compared price below them; None without."""
    lowest = min(find_reachable(listing))
    for discount in find_discounts(listing):
        base = discount.base or (reference.amount if reference else None)
        if base is not None and lowest - discount.get_promised(base) > discount.get_slack(base):
            return _judge_discount(exhibit, discount, base, lowest, reference)
    if reference is None or reference.amount >= lowest or reference.kind is ReferenceKind.OTHER:
        return None
    certain = reference.certain and reference.is_former
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"below:{write_amount(reference.amount)}",
        summary=("疑似：" if certain else "") + f"{reference.name} {write_amount(reference.amount)} 元"
        f"低于现价 {write_amount(lowest)} 元，"
        + ("被比较价格不真实" if certain else "是否同一商品的价格请人工核对"),
        claimed=reference.quote,
        locators=show_words(exhibit, reference.quote),
        severity=Severity.MEDIUM,
        confidence=0.8 if certain else 0.4,
    )


def _judge_discount(
    exhibit: Exhibit, discount: Discount, base: Decimal, lowest: Decimal, reference: Reference | None
) -> Verdict:
    by_page = discount.base is not None or (
        reference is not None and reference.certain and reference.kind is not ReferenceKind.EXPLAINED
    )
    certain = discount.certain and by_page and discount.is_gross(lowest, base)
    promised = discount.get_promised(base).quantize(Decimal("0.01"))
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"discount:{discount.quote}",
        summary=("疑似：" if certain else "") + f"页面称“{discount.quote}”，按比较价 {write_amount(base)} 元"
        f"应为 {write_amount(promised)} 元，而最低可购价为 {write_amount(lowest)} 元"
        + ("" if certain else "；折扣所指价格请人工核对"),
        claimed=discount.quote,
        locators=(*show_words(exhibit, discount.quote), *show_prices(exhibit, reference)),
        confidence=0.85 if certain else 0.4,
    )


def show_prices(exhibit: Exhibit, reference: Reference | None) -> tuple[Locator, ...]:
    """Where the compared price and the price stand."""
    price = exhibit.listing.price if exhibit.listing else None
    quotes = [reference.quote] if reference else []
    quotes += [price.raw or str(price.amount)] if price else []
    return tuple(place for quote in quotes for place in show_words(exhibit, quote))
