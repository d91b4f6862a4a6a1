"""The price on a listing's card beside the prices on its own page."""

import re
from decimal import Decimal

from evidence.listing import Card, Listing
from inspectors.checks.pricing.bait_offers import find_bait, find_named_offers
from inspectors.checks.pricing.own_prices import (
    find_after_coupon,
    find_own_offers,
    have_one_currency,
    read_headline,
)
from inspectors.checks.pricing.price_words import has_price_words

_UNIT = re.compile(r"[/／]\s*(\d*[\u4e00-\u9fffA-Za-z]{1,2})")


def find_card_price(card: Card, listing: Listing) -> Decimal | None:
    """The one amount on a card, in the listing's currency."""
    price = card.price
    if price is None or not price.amount:
        return None
    return price.amount if have_one_currency(price, listing.price) else None


def find_lowest(listing: Listing) -> Decimal | None:
    """The lowest price of the goods on their own page; baits among the variants are no price of theirs."""
    baits = {one for one in find_named_offers(listing) if find_bait(one, listing.title or "") is not None}
    own = [one.amount for one in find_own_offers(listing) if one not in baits and one.amount is not None]
    return min([*read_headline(listing), *own], default=None)


def find_doubts(card: Card, listing: Listing, price: Decimal) -> tuple[str, ...]:
    """Why a lower price on a card may be none of the same kind."""
    doubts = []
    if has_price_words(_read_marks(card), "conditional"):
        doubts.append("列表价带有条件（券后、会员、秒杀等）")
    if price in find_after_coupon(listing):
        doubts.append("与详情页券后价相同")
    if listing.platform == "generic":
        doubts.append("该平台无专用解析，列表价可能误读")
    units = {offer.unit for offer in listing.offers if offer.unit}
    found = _UNIT.search(_read_marks(card))
    if found is not None and units and found[1] not in units:
        doubts.append("计价单位可能不同")
    return tuple(doubts)


def _read_marks(card: Card) -> str:
    """What stands on a card beside its title."""
    raw = (card.price.raw if card.price else None) or ""
    return f"{raw} {(card.words or '').replace(card.title or '', '') if card.title else ''}"
