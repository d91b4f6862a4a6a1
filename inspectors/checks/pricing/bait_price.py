"""PRIC-005: the price that a listing shows is that of a deposit, an accessory or something not for sale."""

from collections.abc import Iterator
from decimal import Decimal

from evidence.exhibit import Exhibit
from evidence.finding import Locator, Severity, Status, Verdict
from evidence.listing import Listing, Offer
from inspectors.authority.lookup import Authority
from inspectors.checks.pricing.bait_offers import Bait, find_bait, find_named_offers
from inspectors.checks.pricing.bait_words import Retraction, find_retraction, find_whole_price
from inspectors.checks.pricing.own_prices import find_own_offers, read_headline
from inspectors.checks.pricing.price_words import has_price_words
from inspectors.pages.showing import show_words
from inspectors.picks.drafts import write_amount
from inspectors.picks.offers import find_reason_apart
from inspectors.registry import inspector

_MUCH_DEARER = Decimal("1.5")


@inspector(code="PRIC-005", severity=Severity.HIGH, needs=("listing.title", "listing.price"), version="1")
def bait_price(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing's price is that of a deposit, an accessory or a variant nobody may order."""
    listing = exhibit.listing
    amounts = read_headline(listing) if listing else ()
    if listing is None or not amounts:
        yield Verdict(status=Status.SKIP, missing=("listing.price",))
        return
    if find_reason_apart(listing) or _says_what_it_is(listing):
        return
    headline, named = min(amounts), find_named_offers(listing)
    baits = {one: bait for one in named if (bait := find_bait(one, listing.title or "")) is not None}
    goods = [one for one in find_own_offers(listing) if one in named and one not in baits]
    if any(one.amount is not None and one.amount <= headline for one in goods):
        return
    dearer = min(goods, key=lambda one: one.amount or headline, default=None)
    at_price = [(one, bait) for one, bait in baits.items() if one.amount == headline]
    retraction = None if at_price else find_retraction(listing, headline)
    if at_price:
        yield _judge_variant(exhibit, at_price[0], dearer, is_one_price=len(amounts) == 1)
    elif retraction is not None:
        yield _judge_words(exhibit, retraction, headline, dearer)


def _says_what_it_is(listing: Listing) -> bool:
    """Whether the price itself is called a deposit or postage: it draws nobody to other goods then."""
    raw = _get_raw(listing)
    return has_price_words(raw, "bait", "deposit") or has_price_words(raw, "bait", "postage")


def _judge_variant(
    exhibit: Exhibit, found: tuple[Offer, Bait], dearer: Offer | None, *, is_one_price: bool
) -> Verdict:
    (offer, bait), raw = found, _get_raw(exhibit.listing)
    amount = offer.amount or Decimal(0)
    is_much = dearer is not None and (dearer.amount or 0) >= amount * _MUCH_DEARER
    has_condition = has_price_words(raw, "conditional")
    is_sure = is_one_price and is_much and bait is not Bait.SAMPLE and not has_condition
    return Verdict(
        status=Status.FAIL if is_sure else Status.UNSURE,
        fact=f"{bait}:{offer.name}",
        summary=f"疑似：标示价 {write_amount(amount)} 元是{bait.label}“{offer.name}”的价格，"
        f"{_name_whole(exhibit.listing, dearer)}" + ("" if is_sure else "；请人工核对"),
        claimed=raw or write_amount(amount),
        locators=_show(exhibit, raw, offer.name, dearer.name if dearer else None),
        confidence=0.85 if is_sure else 0.4,
    )


def _judge_words(exhibit: Exhibit, words: Retraction, headline: Decimal, dearer: Offer | None) -> Verdict:
    return Verdict(
        status=Status.UNSURE,
        fact=f"words:{words.quote}",
        summary=f"标示价 {write_amount(headline)} 元，页面却称“{words.quote}”，"
        f"{_name_whole(exhibit.listing, dearer)}，是否以低价诱骗请人工核对",
        claimed=words.quote,
        locators=_show(exhibit, _get_raw(exhibit.listing), words.quote),
        confidence=0.4 if words.is_deposit else 0.5,
    )


def _name_whole(listing: Listing | None, dearer: Offer | None) -> str:
    if dearer is not None and dearer.amount is not None:
        return f"“{dearer.name}”为 {write_amount(dearer.amount)} 元"
    whole = find_whole_price(listing) if listing else None
    return f"页面文字另称 {write_amount(whole)} 元" if whole else "主商品价格页面未见"


def _get_raw(listing: Listing | None) -> str:
    return (listing.price.raw if listing and listing.price else None) or ""


def _show(exhibit: Exhibit, *quotes: str | None) -> tuple[Locator, ...]:
    return tuple(place for quote in dict.fromkeys(quotes) if quote for place in show_words(exhibit, quote))
