"""A page looked at as a whole: its lists, its name, its buttons, its amounts and its data, each read once."""

from decimal import Decimal
from functools import cached_property
from typing import Any

from evidence.listing import Availability
from sites.generic.amounts import Amount, Scene, iter_amounts
from sites.generic.boxes import Shelf, find_shelves
from sites.generic.naming import Name, find_name, read_title_bar
from sites.generic.pairs import mark_pairs
from sites.generic.ranking import Candidate, make_candidates
from sites.generic.sight import Sight, iter_above
from sites.generic.stock import Button, find_buttons, read_shown_stock
from sites.generic.structured import ProductFacts, find_products, pick_main
from sites.generic.table import Fact, read_facts
from sites.hosts import get_host
from sites.money import load_currencies

_FEWEST_BOXES = 3


class View:
    """What a page's bytes say, before anything is decided."""

    def __init__(self, root: Any, address: str) -> None:
        self.root = root
        self.address = address

    @cached_property
    def sight(self) -> Sight:
        """What can be seen."""
        return Sight(self.root)

    @cached_property
    def shelves(self) -> list[Shelf]:
        """The lists of like boxes, the likeliest to be goods first."""
        return find_shelves(self.sight, self.address)

    @cached_property
    def listed(self) -> frozenset[Any]:
        """The boxes that may show other goods than the page's own."""
        return frozenset(
            box.element
            for shelf in self.shelves
            if (shelf.is_goods or shelf.pictured > 0.7)
            and (len(shelf.boxes) >= _FEWEST_BOXES or shelf.pictured > 0.7)
            for box in shelf.boxes
        )

    @cached_property
    def own(self) -> frozenset[Any]:
        """What the name of the page's goods stands in: none of it is a side box or a box of a list."""
        return frozenset() if self.name is None else frozenset(iter_above(self.name.element, 60))

    @cached_property
    def boxes(self) -> frozenset[Any]:
        """The boxes that show other goods than the page's own."""
        return self.listed - self.own

    @cached_property
    def every_product(self) -> list[ProductFacts]:
        """The products of structured data."""
        return find_products(self.root)

    @cached_property
    def products(self) -> list[ProductFacts]:
        """Those of them that are the page's own."""
        heading = next(self.root.iter("h1"), None)
        names = [
            self.sight.text_of(heading) if heading is not None else "",
            read_title_bar(self.root) or "",
        ]
        return pick_main(self.every_product, self.address, names)

    @cached_property
    def name(self) -> Name | None:
        """What the page is about."""
        told = [product.name for product in self.products if product.name]
        return find_name(self.sight, told[:2], avoid=self.listed)

    @cached_property
    def title_place(self) -> int:
        """How many lines stand before the name's end; 0 where there is no name."""
        return 0 if self.name is None else self.sight.ends.get(self.name.element, 0)

    @cached_property
    def buttons(self) -> list[Button]:
        """The buttons that buy the goods."""
        return find_buttons(self.sight, self.boxes, self.own)

    @cached_property
    def facts(self) -> list[Fact]:
        """The labels and values that the page shows."""
        return read_facts(self.sight, self.boxes, self.own)

    @cached_property
    def shown_stock(self) -> Availability | None:
        """Whether the page shows that the goods can be bought."""
        return read_shown_stock(self.sight, self.title_place, self.buttons, self.boxes)

    @cached_property
    def place(self) -> str:
        """The country's ending of the host, or the language of the page, by which a shared sign is read."""
        ending = (get_host(self.address) or "").rpartition(".")[2]
        shared = load_currencies()["shared"].values()
        if any(ending in countries for countries in shared):
            return ending
        return (self.root.get("lang") or "").partition("-")[0].lower()

    @cached_property
    def currency(self) -> str | None:
        """The currency that the page's data name."""
        named = (offer.currency for product in self.products for offer in product.offers)
        return next((code for code in named if code), None)

    @cached_property
    def scene(self) -> Scene:
        """What amounts are weighed by."""
        return Scene(
            sight=self.sight,
            place=self.place,
            title=None if self.name is None else self.name.text,
            title_end=self.title_place,
            buttons=tuple(button.place for button in self.buttons),
            boxes=self.boxes,
            own=self.own,
        )

    @cached_property
    def amounts(self) -> list[Amount]:
        """The amounts that can be seen, in page order."""
        found = list(iter_amounts(self.scene))
        mark_pairs(self.sight, found)
        return found

    @cached_property
    def told(self) -> dict[Decimal, set[str]]:
        """The amounts that structured data name, and where."""
        found: dict[Decimal, set[str]] = {}
        for product in self.products:
            for offer in product.offers:
                if offer.low is not None:
                    signs = {f"told_{product.source}"} | ({"told_low"} if offer.high != offer.low else set())
                    found.setdefault(offer.low, set()).update(signs)
        return {amount: signs for amount, signs in found.items() if amount > 0}

    @cached_property
    def candidates(self) -> list[Candidate]:
        """What may be the price."""
        return make_candidates(self.amounts, self.told)
