"""The prices for which a listing's own goods can be had, without deposits and what goes beside them."""

import re
from decimal import Decimal

from evidence.listing import Listing, Offer, OfferKind, Price
from inspectors.checks.pricing.price_words import AMOUNT

_BOUGHT_AT = {OfferKind.PRICE, OfferKind.LADDER, OfferKind.PER_UNIT}


def have_one_currency(*prices: Price | None) -> bool:
    """Whether the currencies that some prices name are one; a price without one goes with any."""
    return len({price.currency for price in prices if price is not None} - {None}) < 2


def find_own_offers(listing: Listing) -> tuple[Offer, ...]:
    """The offers of the goods themselves that have a price."""
    currency = listing.price.currency if listing.price else None
    return tuple(
        offer
        for offer in listing.offers
        if offer.kind in _BOUGHT_AT
        and offer.amount is not None
        and offer.amount > 0
        and (not currency or not offer.currency or offer.currency == currency)
    )


def find_after_coupon(listing: Listing) -> tuple[Decimal, ...]:
    """The prices after a coupon that the page shows."""
    coupons = (offer.amount for offer in listing.offers if offer.kind is OfferKind.AFTER_COUPON)
    return tuple(amount for amount in coupons if amount is not None and amount > 0)


def find_reachable(listing: Listing) -> tuple[Decimal, ...]:
    """Every price at which a buyer can have the goods: the headline price, the variants', after a coupon."""
    own = [offer.amount for offer in find_own_offers(listing) if offer.amount is not None]
    headline = [listing.price.amount] if listing.price and listing.price.amount else []
    return (*headline, *own, *find_after_coupon(listing))


def read_headline(listing: Listing) -> tuple[Decimal, ...]:
    """The price that the listing shows, both ends where it shows a range."""
    price = listing.price
    if price is None or price.amount is not None:
        return (price.amount,) if price and price.amount else ()
    found = (Decimal(amount.replace(",", "")) for amount in re.findall(AMOUNT, price.raw or ""))
    return tuple(amount for amount in found if amount > 0)
