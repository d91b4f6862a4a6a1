"""What every platform looks up in its market: listings, shops, search hits, pages of a list, visits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from threading import Lock
from urllib.parse import unquote_to_bytes

from demo.model import Listing, Market, Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One page of a list of listings."""

    listings: tuple[Listing, ...]
    number: int
    count: int
    total: int


class Shelf:
    """A market, ready to be looked up; it remembers how often each listing was asked for."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.shops = {shop.shop_id: shop for shop in market.shops}
        self.listings = {listing.path: listing for listing in market.listings}
        self._visits: Counter[str] = Counter()
        self._lock = Lock()

    def find_by_id(self, listing_id: str) -> Listing | None:
        """The listing with this number."""
        return next((one for one in self.market.listings if one.listing_id == listing_id), None)

    def find_in(self, key: str) -> tuple[Listing, ...]:
        """The listings of a category."""
        return tuple(one for one in self.market.listings if one.category.key == key)

    def find_of(self, shop: Shop) -> tuple[Listing, ...]:
        """The listings of a shop."""
        return tuple(one for one in self.market.listings if one.shop.shop_id == shop.shop_id)

    def find_named(self, words: str) -> tuple[Listing, ...]:
        """The listings whose title or brand holds every word."""
        wanted = words.casefold().split()
        return tuple(
            one
            for one in self.market.listings
            if wanted and all(word in f"{one.title} {one.brand}".casefold() for word in wanted)
        )

    def count_visit(self, path: str) -> int:
        """How often the address was asked for, this time included."""
        with self._lock:
            self._visits[path] += 1
            return self._visits[path]


def cut_slice(listings: tuple[Listing, ...], number: str, size: int) -> Slice:
    """A page of the listings; numbers out of range give the nearest page."""
    count = max(1, -(-len(listings) // size))
    page = min(max(1, int(number) if number.isdecimal() else 1), count)
    first = (page - 1) * size
    return Slice(listings=listings[first : first + size], number=page, count=count, total=len(listings))


def read_query(query: str) -> dict[str, str]:
    """The last value of each name of a query, percent-decoded as UTF-8, else as GB18030."""
    values: dict[str, str] = {}
    for part in query.split("&"):
        name, _, raw = part.partition("=")
        values[name] = _decode(raw)
    return values


def _decode(raw: str) -> str:
    body = unquote_to_bytes(raw.replace("+", " "))
    try:
        return body.decode("utf-8").strip()
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace").strip()
