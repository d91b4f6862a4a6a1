"""PRIC-005: a listing is shown at a price at which its goods cannot be bought."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from evidence.exhibit import Exhibit, SightedCard
from evidence.finding import Locator, LocatorKind, Severity, Status, Verdict
from evidence.listing import Listing, Offer, OfferKind
from inspectors.authority.lookup import Authority
from inspectors.price_words import has_price_words
from inspectors.registry import inspector
from inspectors.showing import show_words

_GOODS = (OfferKind.PRICE, OfferKind.LADDER, OfferKind.PER_UNIT)
_BESIDE = (OfferKind.DEPOSIT, OfferKind.ACCESSORY)
_LOWER = Decimal("0.99")  # below this share of a price it is another price, not a rounded one
_FAR_LOWER = Decimal("0.2")
_APART = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """The price by which a listing draws buyers, and where: its own headline, or a card of a list."""

    amount: Decimal
    raw: str
    place: str
    locators: tuple[Locator, ...]
    card: SightedCard | None = None


@inspector(code="PRIC-005", severity=Severity.MEDIUM, needs=("listing.price",), version="1")
def bait_price(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A list or headline shows a price that only a deposit, an accessory or nothing at all has."""
    listing = exhibit.listing
    goods = _find_goods(listing) if listing else []
    if listing is None or not goods:
        yield Verdict(status=Status.SKIP, missing=("listing.offers",))
        return
    shown = min(_iter_shown(exhibit, listing), key=lambda one: one.amount, default=None)
    if shown is None:
        return
    bait = next((offer for offer in listing.offers if _is_bait(offer, shown.amount)), None)
    least = min(goods)
    if shown.amount < least * _LOWER:
        yield _accuse(exhibit, shown, bait, least)
    elif lone := _find_lone(listing, shown.amount):
        yield _doubt_lone(exhibit, shown, lone)


def _find_goods(listing: Listing) -> list[Decimal]:
    """What the goods themselves cost, after a coupon too; the headline only where no offers are read."""
    offers = [one for one in listing.offers if one.amount is not None]
    kinds = (*_GOODS, OfferKind.AFTER_COUPON)
    goods = [one for one in offers if one.kind in kinds and not _repeats_bait(one, offers)]
    if offers:
        return [one.amount for one in goods if one.amount]
    return [listing.price.amount] if listing.price and listing.price.amount else []


def _repeats_bait(offer: Offer, offers: list[Offer]) -> bool:
    """Whether an offer is the headline alone, printed once more for a deposit or accessory."""
    is_headline = offer.name is not None and _is_amount(offer.name)
    return is_headline and any(one.kind in _BESIDE and one.amount == offer.amount for one in offers)


def _is_amount(name: str) -> bool:
    """Whether an offer's name is nothing but its price as printed."""
    return not any(sign.isalpha() and sign not in "元起块" for sign in name)


def _iter_shown(exhibit: Exhibit, listing: Listing) -> Iterator[_Shown]:
    if listing.price and listing.price.amount:
        raw = listing.price.raw or str(listing.price.amount)
        yield _Shown(amount=listing.price.amount, raw=raw, place="标价", locators=show_words(exhibit, raw))
    currency = listing.price.currency if listing.price else None
    for sighted in exhibit.cards:
        price = sighted.card.price
        if price and price.amount and price.currency == currency:
            raw = price.raw or str(price.amount)
            place = Locator(
                kind=LocatorKind.HTML, artefact=sighted.page.url, sha256=sighted.page.sha256, quote=raw
            )
            yield _Shown(
                amount=price.amount,
                raw=raw,
                place="列表页标价",
                locators=(place,),
                card=sighted,
            )


def _is_bait(offer: Offer, amount: Decimal) -> bool:
    return offer.kind in _BESIDE and offer.amount == amount


def _accuse(exhibit: Exhibit, shown: _Shown, bait: Offer | None, least: Decimal) -> Verdict:
    why = _find_excuse(exhibit, shown, bait)
    of_bait = f"，为“{bait.name}”的价格" if bait else ""
    summary = f"疑似低价引流：{shown.place}{shown.raw}{of_bait}，商品最低售价{least}元"
    return Verdict(
        status=Status.FAIL if why is None else Status.UNSURE,
        fact=f"{shown.amount}<{least}",
        summary=summary if why is None else f"{summary}；{why}，请人工核对",
        claimed=shown.raw,
        locators=(*shown.locators, *show_words(exhibit, bait.name if bait and bait.name else str(least))),
        confidence=0.85 if why is None else 0.4,
    )


def _find_excuse(exhibit: Exhibit, shown: _Shown, bait: Offer | None) -> str | None:
    """Why the two prices may lawfully differ; None when nothing speaks for that."""
    listing, card = exhibit.listing, shown.card
    if card and abs(exhibit.snapshot.captured_at - card.captured_at) > _APART:
        return "两页采集相隔超过一小时"
    words = card.card.words or "" if card else ""
    if has_price_words(f"{shown.raw} {words}", "bait", "conditions"):
        return "该价格写明条件"
    title = listing.title or "" if listing else ""
    if bait and bait.kind is OfferKind.DEPOSIT and has_price_words(f"{title}{shown.raw}", "bait", "presale"):
        return "预售商品的定金"
    if listing and len({offer.unit for offer in listing.offers if offer.unit}) > 1:
        return "各报价单位不同"
    return None


def _find_lone(listing: Listing, amount: Decimal) -> Offer | None:
    """A variant far below all others at the price that is shown: perhaps a bait that no word gives away."""
    priced = [offer for offer in listing.offers if offer.kind is OfferKind.PRICE and offer.amount]
    others = [offer.amount for offer in priced if offer.amount and offer.amount != amount]
    named = (offer for offer in priced if not _is_amount(offer.name or ""))
    lone = next((offer for offer in named if offer.amount == amount), None)
    return lone if lone and others and amount < min(others) * _FAR_LOWER else None


def _doubt_lone(exhibit: Exhibit, shown: _Shown, offer: Offer) -> Verdict:
    return Verdict(
        status=Status.UNSURE,
        fact=f"variant {offer.name}",
        summary=f"{shown.place}{shown.raw}只是规格“{offer.name}”的价格，不及其他规格的两成，请人工核对是否低价引流",
        claimed=shown.raw,
        locators=(*shown.locators, *show_words(exhibit, offer.name or shown.raw)),
        severity=Severity.LOW,
        confidence=0.4,
    )
