"""The base of page objects: selectors that fail on unexpected counts, and what a page leads to."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
from parsel import Selector, SelectorList
from web_poet import HttpResponse, WebPage
from web_poet.fields import get_fields_dict

from config.errors import ItemError
from evidence.listing import Card, Listing, PageKind
from sites.platform import Platform
from sites.prices import parse_price
from sites.purpose import Purpose
from sites.sealed import SealedAnswer

if TYPE_CHECKING:
    field = property  # what web-poet's descriptor is to a reader of the page object
else:
    from web_poet import field

CARD_WORDS = 500

__all__ = ["Lead", "ShopfrontPage", "UnreadableError", "clean", "field"]


class UnreadableError(ItemError):
    """An answer came, but this reader cannot read it; `reason` is a short word for the record."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A place that a page leads to; with `is_variant`, another choice of the goods that the page sells."""

    url: str
    purpose: Purpose
    is_variant: bool = False


@attrs.define(slots=False, kw_only=True)
class ShopfrontPage(WebPage[Listing]):
    """A page of a shop or platform, read from its bytes alone.

    Subclasses declare one `@field` a property, named as in `evidence.listing.Listing`.
    """

    response: HttpResponse
    facts: Platform
    answers: tuple[SealedAnswer, ...] = ()

    kind: ClassVar[PageKind] = PageKind.OTHER

    @property
    def address(self) -> str:
        """The page's own address."""
        return str(self.response.url)

    def one(self, query: str, within: Selector | None = None) -> Selector:
        """The only element that matches.

        Raises:
            UnreadableError: there are none or several.
        """
        found = self.many(query, within)
        if len(found) != 1:
            raise UnreadableError(
                f"selector:{query}",
                f"{self.address!r}: expected one {query!r}, found {len(found)}; the layout is not "
                f"the known one",
            )
        return found[0]

    def maybe(self, query: str, within: Selector | None = None) -> Selector | None:
        """The element that matches, or None.

        Raises:
            UnreadableError: there are several.
        """
        return self.one(query, within) if self.many(query, within) else None

    def many(self, query: str, within: Selector | None = None) -> SelectorList[Selector]:
        """All elements that match."""
        found: SelectorList[Selector] = (self.selector if within is None else within).css(query)
        return found

    def text(self, query: str) -> str | None:
        """The text of the element that may be there."""
        found = self.maybe(query)
        return None if found is None else clean(" ".join(found.css("::text").getall()))

    def read_within(self, query: str, box: Selector) -> str | None:
        """The text of the one element in a box that matches; None when there is none or several."""
        found = self.many(query, box)
        return clean(" ".join(found.css("::text").getall())) if len(found) == 1 else None

    def make_card(self, link: str, box: Selector, *, title: str | None, price: str | None) -> Card:
        """A listing as this page shows it in a box."""
        url = self.absolute(link)
        words = clean(" ".join(box.css("::text").getall()))
        return Card(
            url=url,
            listing_id=self.facts.find_id(url, Purpose.LISTING),
            title=title,
            price=parse_price(price, self.facts.currency),
            words=words[:CARD_WORDS] if words else None,
        )

    def absolute(self, link: str) -> str:
        """A link of this page as an absolute address."""
        return str(self.urljoin(link))

    @property
    def is_shell(self) -> bool:
        """Whether what matters on this page is filled in by a script that has not run."""
        return False

    def iter_leads(self) -> Iterator[Lead]:
        """The places that this page leads to."""
        yield from ()

    def make_listing(self, without: Collection[str] = ()) -> Listing:
        """The fields of the page, but for those that are not wanted.

        Raises:
            UnreadableError: the page is not as this reader knows it.
        """
        values: dict[str, Any] = {
            name: getattr(self, name) for name in get_fields_dict(type(self)) if name not in without
        }
        return Listing(url=self.address, kind=self.kind, platform=self.facts.name, **values)


# Marks that only steer how a line is set: direction, places where words may break.
_UNPRINTED = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def clean(text: str | None) -> str | None:
    """Text with single spaces and without unprinted marks, or None when nothing is left."""
    said = text or ""
    return " ".join((said if said.isascii() else _UNPRINTED.sub("", said)).split()) or None
