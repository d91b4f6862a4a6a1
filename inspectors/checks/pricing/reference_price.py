"""PRIC-003: a compared price or discount that the page itself, or the listing's own past, contradicts."""

from collections.abc import Iterator
from decimal import Decimal

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from evidence.listing import Listing, OfferKind
from inspectors.authority.lookup import Authority
from inspectors.discount_claims import Discount, find_discounts
from inspectors.past_week import find_past_week
from inspectors.reference_prices import Reference, ReferenceKind, find_reference
from inspectors.registry import inspector
from inspectors.showing import show_words

_GOODS = (OfferKind.PRICE, OfferKind.LADDER, OfferKind.PER_UNIT, OfferKind.AFTER_COUPON)
_ABOVE = Decimal("1.01")  # a rounded price is no other price


@inspector(code="PRIC-003", severity=Severity.MEDIUM, needs=("listing.price",), version="1")
def reference_price(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A discount does not follow from the prices, or a struck price was not asked in the week before."""
    listing = exhibit.listing
    price = _find_least(listing) if listing else None
    if listing is None or price is None:
        yield Verdict(status=Status.SKIP, missing=("listing.price.amount",))
        return
    reference = find_reference(listing)
    wrong = list(_iter_wrong(exhibit, listing, price, reference))
    sure = [verdict for verdict in wrong if verdict.status is Status.FAIL]
    yield from sure or wrong  # what is certain needs no doubt beside it
    if reference is not None and reference.is_former and not wrong:
        headline = listing.price.amount if listing.price else None  # what the record of the past holds, too
        yield _judge_past(exhibit, reference, headline or price)


def _find_least(listing: Listing) -> Decimal | None:
    """The least that the goods cost: of several variants the claimed discount may hold for one only."""
    amounts = [offer.amount for offer in listing.offers if offer.kind in _GOODS and offer.amount]
    headline = listing.price.amount if listing.price else None
    return min([*amounts, *([headline] if headline else [])], default=None)


def _iter_wrong(
    exhibit: Exhibit, listing: Listing, price: Decimal, reference: Reference | None
) -> Iterator[Verdict]:
    for discount in find_discounts(listing):
        base = discount.base or (reference.amount if reference else None)
        if base is None or base <= 0:
            continue
        promised = discount.get_promised(base)
        if price > promised + discount.get_slack(base):
            sure = discount.certain and (discount.base is not None or bool(reference and reference.certain))
            yield _accuse(exhibit, discount, base, promised, price, certain=sure)
    if reference is not None and reference.kind is ReferenceKind.FORMER and reference.amount * _ABOVE < price:
        yield Verdict(
            status=Status.FAIL if reference.certain else Status.UNSURE,
            fact=f"former {reference.amount}<{price}",
            summary=f"疑似虚假价格比较：所称原价{reference.amount}元低于现价{price}元",
            claimed=reference.quote,
            locators=show_words(exhibit, reference.quote),
            confidence=0.8 if reference.certain else 0.4,
        )


def _accuse(
    exhibit: Exhibit, discount: Discount, base: Decimal, promised: Decimal, price: Decimal, *, certain: bool
) -> Verdict:
    summary = f"页面称“{discount.quote}”，按所比价格{base}元应为{_show(promised)}元，实际最低标价{price}元"
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"{discount.quote}: {price}",
        summary=f"疑似虚假折扣：{summary}" if certain else f"{summary}，请人工核对",
        claimed=discount.quote,
        locators=(*show_words(exhibit, discount.quote), *show_words(exhibit, str(price))),
        confidence=0.85 if certain else 0.4,
    )


def _judge_past(exhibit: Exhibit, reference: Reference, price: Decimal) -> Verdict:
    week = find_past_week(exhibit, price)
    if week is None:
        return Verdict(status=Status.SKIP, missing=("listing.history",))
    if reference.amount <= week.lowest.amount * _ABOVE:
        return Verdict(status=Status.PASS, fact=str(reference.amount))
    return Verdict(
        status=Status.UNSURE,
        fact=f"{reference.kind} {reference.amount}>{week.lowest.amount}",
        summary=f"{reference.name}{reference.amount}元高于{week.words}的最低标价{week.lowest.amount}元"
        "（标价不等于成交价，成交价需向平台调取），请人工核对",
        claimed=reference.quote,
        locators=(*show_words(exhibit, reference.quote), *week.locators),
        severity=Severity.MEDIUM,
        confidence=0.5,
    )


def _show(amount: Decimal) -> str:
    return f"{amount.quantize(Decimal('0.01')).normalize():f}"
