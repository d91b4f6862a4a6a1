"""Whether the goods of a page can be bought, as far as the page says."""

from evidence.listing import Availability, Listing


def is_purchasable(listing: Listing) -> bool | None:
    """Whether one can buy; None when the page shows neither stock nor price."""
    if listing.availability is not None:
        return listing.availability is Availability.IN_STOCK
    stocks = {offer.availability for offer in listing.offers}
    if stocks == {Availability.OUT_OF_STOCK}:
        return False
    priced = listing.price is not None and listing.price.amount is not None
    return True if priced or any(offer.amount is not None for offer in listing.offers) else None
