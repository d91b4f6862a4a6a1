"""Page objects for any shop: what the page shows and what its data tell, weighed against one another."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from parsel import Selector

from evidence.listing import Availability, Card, Links, Listing, Offer, PageKind, Price, Shop
from sites.claims import read_claims
from sites.generic.brands import find_brand
from sites.generic.cards import find_goods_shelves, make_cards
from sites.generic.choices import Choice, find_groups
from sites.generic.crumbs import find_way
from sites.generic.data.chosen import find_chosen, find_variant_pages
from sites.generic.data.combined import find_combined
from sites.generic.data.goods import DataGoods
from sites.generic.data.join import (
    find_brand_in,
    join_cards,
    make_data_cards,
    settle_list_price,
    settle_price,
    settle_stock,
    settle_texts,
)
from sites.generic.data.page import PageData, recognise_data
from sites.generic.data.scope import PageFacts
from sites.generic.kinds import is_licence, is_shop, main_shelf, sells, tell_kind, weigh_listing
from sites.generic.links import find_categories, find_next, find_text_link, make_link
from sites.generic.naming import cut_bar, is_no_name, read_meta, read_title_bar
from sites.generic.numbers import find_address_id, find_gtin, find_sku
from sites.generic.offers import make_offers
from sites.generic.pictures import find_pictures, find_shown_pictures
from sites.generic.pricing import Verdict, find_list_price, find_upper_ends, judge_price
from sites.generic.prose import find_prose
from sites.generic.seller import find_seller
from sites.generic.structured import find_item_links, is_article
from sites.generic.table import find_fact
from sites.generic.variants import find_numbered_amount
from sites.generic.view import View
from sites.page import Lead, ShopfrontPage, UnreadableError, clean, field
from sites.purpose import Purpose
from sites.sealed import SealedAnswer

_STATED = frozenset({"json-ld", "microdata"})
_MOST_CARDS, _MOST_FACTS, _MOST_WORDS = 300, 100, 5000


@lru_cache(maxsize=1)
def _look(html: str, address: str) -> View:
    return View(Selector(text=html).root, address)


@lru_cache(maxsize=1)
def _read_data(html: str, address: str, answers: tuple[SealedAnswer, ...]) -> PageData:
    view = _look(html, address)
    names = [view.name.text if view.name else None, _read_bar(view)]
    bars = [read_title_bar(view.root), read_meta(view.root, "og:title")]
    return PageData(
        root=view.root,
        answers=answers,
        page=PageFacts(url=address, names=tuple(name for name in [*names, *bars] if name)),
        known=frozenset(one.low for one in view.amounts),
        currency=view.currency or next((one.currency for one in view.amounts), None),
    )


def _read_bar(view: View) -> str | None:
    bar = read_title_bar(view.root)
    return cut_bar(bar, read_meta(view.root, "og:site_name")) if bar else None


class GenericPage(ShopfrontPage):
    """What all pages of an unknown shop share."""

    @cached_property
    def view(self) -> View:
        """The page as a whole; looked at once, also where its kind had to be told first."""
        return _look(self.html, self.address)

    def first(self, name: str) -> str | None:
        """A fact of the page's own products, from the most reliable source that has it."""
        return next((value for product in self.view.products if (value := getattr(product, name))), None)

    @cached_property
    def data(self) -> PageData:
        """What the page's scripts and answers hold; read once, also where its kind had to be told first."""
        return _read_data(self.html, self.address, self.answers)

    @cached_property
    def bar(self) -> str | None:
        """The title bar less the site's name."""
        return _read_bar(self.view)

    @field
    def links(self) -> Links:
        """Where a licence, rules or the shop are shown."""
        return Links(
            licence=find_text_link(self.view.root, self.address, "licence_link"),
            rules=find_text_link(self.view.root, self.address, "rules_link"),
        )


class ListingPage(GenericPage):
    """A page that sells one thing."""

    kind = PageKind.LISTING
    base: Decimal | None = None
    """The price from which variants are reckoned, where the site's profile knows it better than the page."""
    reads_prose = True
    """Whether text that nothing marks as a description may be one; not where the profile has found that."""

    @cached_property
    def verdict(self) -> Verdict:
        """The price, and whether several amounts could not be told apart."""
        return judge_price(self.view)

    @cached_property
    def own_sku(self) -> str | None:
        """The seller's number where the page or its data name it."""
        told = self.told.sku if self.told else None
        return self.first("sku") or find_sku(self.view.sight, self.view.facts) or told

    def shows_beside(self, amount: Decimal) -> bool:
        """Whether the page shows an amount, and only in boxes of other goods."""
        shown = ["boxed" in one.signs for one in self.view.amounts if one.low == amount]
        return bool(shown) and all(shown)

    @property
    def states_goods(self) -> bool:
        """Whether the page states goods of its own as structured data."""
        return any(product.source in _STATED for product in self.view.products)

    @property
    def told(self) -> DataGoods | None:
        """The goods as the page's scripts and answers describe them."""
        return self.data.goods

    @cached_property
    def settled(self) -> tuple[Price | None, bool]:
        """The price that page and data agree on, and whether it could not be decided."""
        shown = (self.verdict.price, self.verdict.is_unsure)
        ends = find_upper_ends(self.view)
        seen = [
            c.low
            for c in self.view.candidates
            if (c.amount is None or not c.amount.is_old) and c.low not in ends
        ]
        amount = self.verdict.price.amount if self.verdict.price is not None else None
        offers = {o.low for product in self.view.products for o in product.offers}
        if amount is not None and amount in seen and amount in offers:
            return shown  # marked up and shown: two that agree outweigh what a script keeps
        return settle_price(shown, self.told, seen)

    @cached_property
    def stock(self) -> tuple[Availability | None, bool]:
        """Whether it can be bought, and whether page and data contradict one another."""
        said = [o.availability for p in self.view.products for o in p.offers if o.availability is not None]
        shown = self.view.shown_stock
        if shown is Availability.OUT_OF_STOCK and shown in said:
            return shown, False  # marked up and shown: two that agree outweigh what a script keeps
        if Availability.IN_STOCK in said:
            return Availability.IN_STOCK, False
        return settle_stock(said[0] if said else shown, self.told)

    @cached_property
    def pictures(self) -> tuple[list[str], list[str]]:
        """The pictures of the gallery and of the seller's text."""
        view = self.view
        return find_pictures(view.sight, self.address, view.title_place, view.boxes, view.own)

    @field
    def title(self) -> str | None:
        """The name of the goods."""
        name = self.view.name
        shown = name.text if name is not None and name.score >= _SURE_NAME else None
        told = self.told.texts.title if self.told else None
        bar = None if self.bar is None or is_no_name(self.bar) else self.bar
        found = shown or self.first("name") or told or (name.text if name and not self.bar else None) or bar
        if found is None:
            raise UnreadableError("no_title", f"{self.address!r} shows no title")
        return found

    @field
    def brand(self) -> str | None:
        """The brand."""
        shown = find_brand(self.view, self.title, self.shop.name if self.shop else None)
        return shown or find_brand_in(self.told)

    @field
    def model(self) -> str | None:
        """The maker's number."""
        return self.first("model") or find_fact(self.view.facts, "model") or self.first("mpn")

    @field
    def listing_id(self) -> str | None:
        """The number by which the page's address names the goods."""
        told = self.told.number if self.told else None
        return told or find_address_id(self.view.root, self.address)

    @field
    def sku(self) -> str | None:
        """The seller's number, else the one in the address."""
        return self.own_sku or self.listing_id

    @field
    def gtin(self) -> str | None:
        """The trade item number, only with a right check digit."""
        told = self.told.texts.gtin if self.told else None
        return self.first("gtin") or find_gtin(self.view.facts) or told

    @field
    def price(self) -> Price | None:
        """The price, or None when there is none or several cannot be told apart."""
        return self.settled[0]

    @field
    def unsure(self) -> tuple[str, ...]:
        """Fields that could not be decided."""
        is_was_unsure = self.told is not None and "list_price" in self.told.unsure and self.list_price is None
        undecided = {
            "price": self.settled[1],
            "list_price": is_was_unsure,
            "availability": self.stock[1],
        }
        return tuple(name for name, holds in undecided.items() if holds)

    @field
    def list_price(self) -> Price | None:
        """What the goods cost before."""
        shown = find_list_price(self.view, self.settled[0])
        return settle_list_price(shown, self.told, self.data.known)

    @field
    def offers(self) -> tuple[Offer, ...]:
        """The offers of data, ends of ranges, coupon and deposit prices that the page shows."""
        price = self.settled[0]
        base = self.base if self.base is not None else price.amount if price is not None else None
        chosen = find_chosen(
            self.data.states,
            self.groups,
            self.data.known,
            self.data.currency,
            self._find_numbered,
            self.listing_id,
        )
        combined = find_combined(self.data.states, base, self.data.known, self.data.currency)
        named = {offer.name for offer in [*chosen, *combined]}
        if chosen:  # a choice that is a part of a variant is none by itself
            named |= {choice.text for group in self.groups for choice in group}
        shown = [
            offer
            for offer in make_offers(self.view, self.verdict, base, self.groups)
            if offer.amount is not None or offer.name not in named
        ]
        # What options are said to add, beside what they make together, is no price.
        added = {offer.name for offer in combined}
        told = [offer for offer in (self.told.offers if self.told else ()) if offer.name not in added]
        return tuple(dict.fromkeys([*told, *(combined or chosen), *shown]))[:_MOST_FACTS]

    @cached_property
    def groups(self) -> list[tuple[Choice, ...]]:
        """The groups of choices that the page offers."""
        return find_groups(self.view)

    def find_variant_pages(self) -> list[str]:
        """The pages of the variants that its data name, where each has one of its own."""
        found = find_variant_pages(
            self.data.states, self.groups, self.listing_id, lambda url: self.absolute(url) == self.url
        )
        return [self.absolute(url) for url in found]

    def _find_numbered(self, number: str) -> Decimal | None:
        """The one amount in the box that a page has for a variant of a number, hidden or shown."""
        return find_numbered_amount(self.view.root, number)

    @field
    def claims(self) -> dict[str, str]:
        """What it claims in words."""
        return read_claims(self.title, self.attributes)

    @field
    def availability(self) -> Availability | None:
        """Whether it can be bought now, where page and data do not contradict one another."""
        return self.stock[0]

    @field
    def shop(self) -> Shop | None:
        """The seller that data or page name."""
        return self._seller

    @field
    def category(self) -> str | None:
        """The categories that hold the goods, from the general to the special."""
        way = find_way(self.view.sight, self.title)
        told = self.told.texts.category if self.told else None
        return " > ".join(way) if way else self.first("category") or told

    @field
    def attributes(self) -> dict[str, str]:
        """The parameters that the page shows in tables and lists, and those of its data."""
        shown = {name: value for name, value, _ in self.view.facts}
        told = {name: value for product in self.view.products for name, value in product.attributes.items()}
        return dict(list(settle_texts({**shown, **told}, self.told).items())[:_MOST_FACTS])

    @field
    def images(self) -> tuple[str, ...]:
        """The pictures of the goods."""
        named = [image for product in self.view.products for image in product.images]
        told = [self.absolute(image) for image in [*named, *(self.told.texts.images if self.told else ())]]
        kept = [link for link in told if link.startswith(("http://", "https://"))]
        if self.told is not None and len(self.told.texts.images) > 1:  # a gallery, with nothing beside it
            return tuple(dict.fromkeys(kept))
        return tuple(self.pictures[0] or dict.fromkeys(kept))

    @field
    def detail_images(self) -> tuple[str, ...]:
        """The pictures in the seller's text, where shops print their documents."""
        return tuple(self.pictures[1])

    @field
    def description(self) -> str | None:
        """The seller's text as page or data mark it."""
        return (self._marked or "").strip()[:_MOST_WORDS] or None

    @field
    def prose(self) -> str | None:
        """The sentences below the name, where nothing is marked as the seller's text."""
        if self._marked or not self.reads_prose:
            return None
        return (find_prose(self.view) or "").strip()[:_MOST_WORDS] or None

    @cached_property
    def _seller(self) -> Shop | None:
        stated = next((o.seller for p in self.view.products for o in p.offers if o.seller), None)
        if stated:
            return Shop(name=stated)
        told = self.told.shop if self.told else None
        if told:
            return told
        return find_seller(self.view.sight, self.view.facts, self.address, self.title, self.view.title_place)

    @cached_property
    def _marked(self) -> str | None:
        near = next(self.view.root.iterfind(".//*[@itemprop='description']"), None)
        marked = None if near is None else clean(" ".join(near.itertext()))
        return self._stated or marked or (self.told.texts.description if self.told else None)

    @property
    def _stated(self) -> str | None:
        """The text that structured data give; what a page tells other sites of itself nobody sees on it."""
        stated = (one.description for one in self.view.products if one.source in _STATED)
        return next((text for text in stated if text), None)


_SURE_NAME = 3.0


class ListPage(GenericPage):
    """A home, category, search or shop page, or one that is neither a list nor sells anything."""

    kind = PageKind.SEARCH

    @cached_property
    def shelf_cards(self) -> list[Card]:
        """The goods of the page's main list."""
        shelf = main_shelf(self.view)
        return [] if shelf is None else make_cards(self.view, shelf)

    @field
    def cards(self) -> tuple[Card, ...]:
        """The goods of the page's main list, with a price where they show just one."""
        shown = tuple(card for card in self.shelf_cards if card.url != self.address)[:_MOST_CARDS]
        listed = self.data.list
        return join_cards(shown, make_data_cards(listed, self.absolute, self.address)) if listed else shown

    @cached_property
    def goods(self) -> list[str]:
        """The addresses of all goods on this page."""
        named = [make_link(link, self.address) for link in find_item_links(self.view.root)]
        found = [link for link in named if link]
        if not found:
            shelves = find_goods_shelves(self.view)
            found = [card.url for shelf in shelves for card in make_cards(self.view, shelf)]
        if not found and self.data.list is not None:
            found = [self.absolute(row.link) for row in self.data.list.rows if row.link]
        return [link for link in dict.fromkeys(found) if link != self.address]

    @field
    def title(self) -> str | None:
        """The heading of the page, or what its title bar says."""
        heading = next(self.view.root.iter("h1"), None)
        shown = self.view.sight.text_of(heading) if heading is not None else None
        return (shown if shown and self.bar and shown in self.bar else None) or self.bar or shown or None

    def make_listing(self, without: Collection[str] = ()) -> Listing:
        """The fields of the page, its kind as it turns out."""
        kind = PageKind.OTHER if not self.cards else PageKind.SHOP if is_shop(self.view) else PageKind.SEARCH
        return super().make_listing(without).model_copy(update={"kind": kind})

    def iter_leads(self) -> Iterator[Lead]:
        """Products, the next page, categories."""
        following = find_next(self.view.root, self.address)
        categories = (
            [] if following and "page" in self.address else find_categories(self.view.root, self.address)
        )
        goods = self.goods
        if not goods and not categories and following is None and self.data.list is None:
            raise UnreadableError("no_product", f"{self.address!r} shows neither a product nor a way to one")
        for link in goods:
            yield Lead(url=link, purpose=Purpose.LISTING)
        if following is not None:
            yield Lead(url=following, purpose=Purpose.LIST)
        for link in categories:
            if link not in goods:
                yield Lead(url=link, purpose=Purpose.LIST)


class LicencePage(GenericPage):
    """A page that shows what a register holds of a firm."""

    kind = PageKind.LICENCE

    @field
    def title(self) -> str | None:
        """What the title bar says."""
        return self.bar

    @field
    def attributes(self) -> dict[str, str]:
        """The labels and values of the licence."""
        return {name: value for name, value, _ in self.view.facts}

    @field
    def images(self) -> tuple[str, ...]:
        """The pictures that it shows: a licence is one of them, as a rule."""
        return find_shown_pictures(self.view.sight, self.address)


def recognise(page: ShopfrontPage, purpose: Purpose) -> Purpose:
    """Whether a page sells one thing, lists several or shows a licence."""
    generic = GenericPage(response=page.response, facts=page.facts, answers=page.answers)
    view = generic.view
    if purpose in {Purpose.LIST, Purpose.HOME, Purpose.SHOP}:
        return Purpose.LIST
    is_unknown = purpose is Purpose.ANY
    told = recognise_data(
        generic.data,
        is_list=is_unknown and tell_kind(view) is not PageKind.LISTING,
        is_text=is_unknown and view.name is not None and (is_article(view.root) or not sells(view)),
    )
    if told is not None:
        return told
    if purpose is Purpose.LISTING:
        if weigh_listing(view) < _LEAST_TOLD and not is_licence(view):
            raise UnreadableError(
                "no_product", f"{page.address!r} shows no product that can be told from the page"
            )
        return Purpose.LISTING
    return {PageKind.LISTING: Purpose.LISTING, PageKind.LICENCE: Purpose.LICENCE}.get(
        tell_kind(view), Purpose.LIST
    )


# Where the address is known to lead to goods, little has to be seen of them.
_LEAST_TOLD = 1.5

PAGES: dict[Purpose, Any] = {
    Purpose.LISTING: ListingPage,
    Purpose.LIST: ListPage,
    Purpose.LICENCE: LicencePage,
}
