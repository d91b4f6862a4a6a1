"""Reading a page with its site's profile: by its rules, and the rest from the page itself."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from functools import cached_property
from os.path import commonpath
from typing import Any

from web_poet import HttpResponse

from evidence.listing import Availability, Card, Links, Listing, PageKind, Price, Shop
from sites.generic.pages import LicencePage, ListingPage, ListPage, recognise
from sites.hyperlinks import is_own_affair, returns_here
from sites.items import find_count, find_turned, iter_further
from sites.learning.cards import SeenCard, Series, find_series
from sites.learning.labels import iter_former, read_card_amounts
from sites.learning.paging import find_dead_pages, is_cut, is_paging
from sites.learning.shapes import AddressBook
from sites.learning.shops import cut_label
from sites.learning.totals import read_count
from sites.learning.tree import SeenPage
from sites.page import CARD_WORDS, Lead, ShopfrontPage, UnreadableError
from sites.patterns import get_page_number, set_page_number
from sites.platform import GENERIC, get_platform
from sites.profile import Role, Rule, SiteProfile
from sites.profiled_prices import read_prices
from sites.purpose import Purpose
from sites.rules import find_stock, find_text
from sites.sealed import SealedAnswer

_KINDS = {
    Purpose.LISTING: PageKind.LISTING,
    Purpose.LIST: PageKind.SEARCH,
    Purpose.SHOP: PageKind.SHOP,
    Purpose.LICENCE: PageKind.LICENCE,
}
_TEXTS = ("title", "brand", "model", "sku", "gtin", "category", "region", "description")
_ALONE = frozenset({"brand", "model", "gtin", "category", "description"})
"""Texts that no other field of a page is read by."""
_MOST_CARDS, _MOST_PAGES = 300, 1000
_MOSTLY = 0.5
_LINKED = {
    "licence": Purpose.LICENCE,
    "rules": Purpose.RULES,
    "shop": Purpose.SHOP,
    "about": Purpose.SHOP_INFO,
}
_LISTS = frozenset({Purpose.LIST, Purpose.SHOP})
_FOLLOWED = {
    Purpose.LISTING,
    Purpose.LIST,
    Purpose.SHOP,
    Purpose.SHOP_INFO,
    Purpose.LICENCE,
    Purpose.RULES,
}


class ProfiledPage:
    """One page of a site that has a profile."""

    def __init__(
        self,
        profile: SiteProfile,
        url: str,
        html: str,
        *,
        purpose: Purpose = Purpose.ANY,
        answers: tuple[SealedAnswer, ...] = (),
    ) -> None:
        self.profile = profile
        self.seen = SeenPage(
            url=url, html=html, answers=answers, rules=profile.items, has_routes=profile.has_routes
        )
        self.role = profile.roles.get(Purpose.LISTING, Role())  # what is not known yet is looked at as goods
        self.purpose = self._recognise(purpose)
        self.role = profile.roles.get(self.purpose, Role())

    is_shell = False
    """A learned page is opened in the browser where its role says so; it is what it is."""

    def _recognise(self, purpose: Purpose) -> Purpose:
        """What the page is: by its address, by what only such pages have, else what it was visited for."""
        known = self.profile.recognise(self.seen.url)
        shared = known in self.profile.roles and self.profile.roles[known].by_page
        if known is not Purpose.ANY and not shared:
            return known
        for candidate, role in self.profile.roles.items():
            if role.marks and all(self.seen.tree.css_first(mark) for mark in role.marks):
                return Purpose.LISTING if candidate in _LISTS and self._sells_unlike() else candidate
        if shared:
            purpose = Purpose.ANY  # that address said no more than what the page was asked for as
        if purpose in {Purpose.NEXT_PAGE, Purpose.NARROWED}:
            return Purpose.LIST
        if purpose not in {Purpose.ANY, Purpose.LISTING, Purpose.OTHER}:
            return purpose
        return Purpose.LISTING if self._sells_alone() else Purpose.OTHER

    def _sells_unlike(self) -> bool:
        """Whether a page built as lists are sells one thing, where nothing tells how such pages are built."""
        return not self.profile.roles.get(Purpose.LISTING, Role()).marks and self._sells_alone()

    def _sells_alone(self) -> bool:
        """Whether a page of no known kind names and prices one thing: goods that the survey did not see."""
        if Purpose.LISTING not in self.profile.roles:
            return False
        page = ShopfrontPage(response=self._response, facts=get_platform(GENERIC), answers=self.seen.answers)
        try:
            if recognise(page, Purpose.ANY) is not Purpose.LISTING:
                return False
        except UnreadableError:
            return False
        return self._said is not None and self._said.price is not None and self._is_priced_as_goods()

    def _is_priced_as_goods(self) -> bool:
        """Whether it has a price where the site's goods have one, or states goods as data.

        A page about the shop may show a few goods in its margin: their price is not its own.
        """
        rules = self.profile.roles[Purpose.LISTING].fields.get("price", ())
        return (
            self._alone.states_goods
            or not rules
            or any(find_text(self.seen.tree, rule) is not None for rule in rules)
        )

    @cached_property
    def _said(self) -> Listing | None:
        """What the page says by itself as one that sells, less what nothing hangs on and rules have found."""
        self._alone.reads_prose = "description" not in self._found_texts
        return _read(self._alone, without=self._found_texts.keys() & _ALONE)

    @cached_property
    def _found_texts(self) -> dict[str, str]:
        """The texts at the places of the role's rules."""
        return {name: text for name in _TEXTS if (text := self._find_text(name)) is not None}

    @cached_property
    def _alone(self) -> ListingPage:
        return ListingPage(response=self._response, facts=get_platform(GENERIC), answers=self.seen.answers)

    def make_listing(self) -> Listing:
        """The fields of the page.

        Raises:
            UnreadableError: it is one that sells, but shows no name where the profile and the page have it.
        """
        if self.purpose is Purpose.LISTING:
            return self._make_goods()
        kind = _KINDS.get(self.purpose, PageKind.OTHER)
        own: dict[str, Any] = {"url": self.seen.url, "kind": kind, "platform": self.profile.name}
        if self.purpose in {Purpose.LIST, Purpose.SHOP}:
            own["cards"] = tuple(self._iter_cards())
            own["strays"] = self._find_strays()
            # Where answers turn the pages, what this page shows is only the beginning of what it leads to.
            own["total"] = None if find_turned(self.profile.turns, self.seen.answers) else self._find_total()
            if own["total"] is None:
                own["total"] = find_count(self.profile.counts, self.seen.answers)
            if own["total"] is None and self.profile.paging is None:
                own["total"] = self._find_least(len(own["cards"]))
                own["unsure"] = ("total",) if own["total"] is None and self._is_full else ()
        if self.purpose is Purpose.SHOP:
            own["shop"] = self._make_shop()
        if self.purpose in {Purpose.LICENCE, Purpose.SHOP, Purpose.SHOP_INFO, Purpose.OTHER}:
            alone = ListPage(response=self._response, facts=get_platform(GENERIC), answers=self.seen.answers)
            own["links"] = self._find_links(_read(alone))
        if self.purpose in {Purpose.LICENCE, Purpose.SHOP_INFO}:
            shown = LicencePage(
                response=self._response, facts=get_platform(GENERIC), answers=self.seen.answers
            )
            own |= {"attributes": shown.attributes, "images": shown.images}
        return Listing.model_validate({"title": self.seen.title or None, **own})

    def _make_goods(self) -> Listing:
        alone, read = self._alone, self._said
        base: dict[str, Any] = read.model_dump() if read is not None else {}
        base |= dict.fromkeys(name for name in self.role.ignored if name in _TEXTS)
        if read is not None:
            base["sku"] = alone.own_sku  # none that is only the address's
        found = self._found_texts
        fields = {
            **base,
            **found,
            **read_prices(
                self.seen.tree,
                self.role,
                self.profile.currency,
                read,
                alone.shows_beside,
                self._weigh_former,
            ),
        }
        price: Price | None = fields["price"]
        if read is not None and price is not None and price != read.price:
            alone.base = price.amount
            fields["offers"] = alone.offers
        # A page without the name and the price that its kind has is a notice, a wall or an empty shell.
        is_bare = bool(self._get_rules("title")) and "title" not in found and fields["price"] is None
        if is_bare or not fields.get("title"):
            raise UnreadableError(
                "no_title", f"{self.seen.url!r} shows no name where its site's pages have it"
            )
        stocks = (find_stock(self.seen.tree, rule) for rule in self._get_rules("availability"))
        stock = next((one for one in stocks if one is not None), None)
        if stock is None and self.role.counted and read is not None and _is_used_up(read):
            stock = Availability.OUT_OF_STOCK
            fields["unsure"] = tuple(name for name in fields["unsure"] if name != "availability")
        if stock is not None:
            fields["availability"] = stock
        shop = self._find_shop()
        if shop is not None:
            fields["shop"] = shop
        fields["links"] = self._find_links(read)
        own = {
            "url": self.seen.url,
            "kind": PageKind.LISTING,
            "platform": self.profile.name,
            "listing_id": self.profile.find_id(self.seen.url, Purpose.LISTING),
        }
        return Listing.model_validate({**fields, **own})

    def _weigh_former(self, amount: Decimal, price: Decimal) -> bool | None:
        """Whether an amount by the place of the price was surely asked before it; None if not there."""
        near = iter_former(self.seen, self._get_rules("price"), price)
        return max((one.is_sure for one in near if one.amount == amount), default=None)

    def _get_rules(self, field: str) -> tuple[Rule, ...]:
        return self.role.fields.get(field, ())

    def _find_text(self, field: str) -> str | None:
        texts = (find_text(self.seen.tree, rule) for rule in self._get_rules(field))
        return next((text for text in texts if text is not None), None)

    def _find_total(self) -> int | None:
        counts = (
            read_count(text, rule.number)
            for rule in self._get_rules("total")
            if (text := find_text(self.seen.tree, rule)) is not None
        )
        return next((count for count in counts if count is not None), None)

    def _find_least(self, shown: int) -> int | None:
        """How many things a list holds at least whose further pages have no address."""
        last = None if self.profile.turns else self._find_dead_pages()
        return (last - 1) * shown + 1 if last is not None and shown else None

    @cached_property
    def _is_full(self) -> bool:
        """Whether it shows as many goods as its site's cut lists do, and nothing leads to more of it."""
        full = self.profile.full
        return full is not None and len(self._cards) >= full and is_cut(self.seen)

    def _find_dead_pages(self) -> int | None:
        """The last of the pages that only a script turns."""
        return find_dead_pages(self.seen, self._find_ways_to_goods(), self.profile.idle_rows)

    def _find_ways_to_goods(self) -> set[int]:
        """The elements of the page that lead to goods."""
        return {link.element for link in self.seen.links if self._lead_to(link.url) is Purpose.LISTING}

    def _find_shop(self) -> Shop | None:
        shops = [link for link in self.seen.links if self._known[link.url] is Purpose.SHOP]
        named = next((link for link in shops if link.text), None)
        if named is None or len({link.url for link in shops}) > 1:
            return None
        name = cut_label(named.text)
        return Shop(id=self.profile.find_id(named.url, Purpose.SHOP), name=name, url=named.url)

    def _find_links(self, read: Listing | None) -> Links:
        """Where licence, rules and shop are shown: by address where the site's are known, else by words."""
        found = {}
        for name, purpose in _LINKED.items():
            urls = [link.url for link in self.seen.links if self._known[link.url] is purpose]
            # A licence of the site stands in every footer: that of the shop lies nearer to its page.
            found[name] = max(urls, key=lambda url: len(commonpath([url, self.seen.url])), default=None)
        said = read.links if read is not None else Links()
        return Links(
            licence=found["licence"] or said.licence,
            rules=found["rules"] or said.rules,
            shop=found["shop"] or found["about"] or said.shop,
        )

    def _make_shop(self) -> Shop:
        shop_id = self.profile.find_id(self.seen.url, Purpose.SHOP)
        return Shop(id=shop_id, name=self._find_text("title"), url=self.seen.url)

    @cached_property
    def _response(self) -> HttpResponse:
        return HttpResponse(self.seen.url, body=self.seen.html.encode(), encoding="utf-8")

    @cached_property
    def _known(self) -> dict[str, Purpose]:
        """What each address that the page links to leads to, as far as addresses tell."""
        return {url: self.profile.recognise(url) for url in {link.url for link in self.seen.links}}

    @cached_property
    def _series(self) -> list[Series]:
        book = AddressBook()
        book.add(link.url for link in self.seen.links)
        return find_series(self.seen, book)

    @cached_property
    def _cards(self) -> list[SeenCard]:
        found = [card for series in self._series for card in series.cards]
        goods = {card.url: card for card in found if self._lead_to(card.url) is Purpose.LISTING}
        return sorted(goods.values(), key=lambda card: card.box)[:_MOST_CARDS]

    def _find_strays(self) -> tuple[str, ...]:
        """Where boxes with a price lead that are not known to lead to goods: these may be goods unread.

        A box that leads to goods too has them read; its other ways show what is said of them.
        """
        priced = (card for series in self._series if series.money_share > _MOSTLY for card in series.cards)
        goods = self._find_ways_to_goods()
        near = dict.fromkeys(
            card.url
            for card in priced
            if card.has_money
            and self.profile.is_near(card.url)
            and goods.isdisjoint(self.seen.iter_below(card.box))
        )
        return tuple(
            url for url in near if self._lead_to(url) is not Purpose.LISTING and not is_own_affair(url)
        )[:_MOST_CARDS]

    def _iter_cards(self) -> Iterator[Card]:
        """The boxes of goods, and what leads to goods without a box that others are like."""
        boxed = {card.url for card in self._cards}
        names: dict[str, str] = {}
        for link in self.seen.links:
            if link.url not in boxed and self._lead_to(link.url) is Purpose.LISTING:
                names[link.url] = max(names.get(link.url, ""), link.text or "", key=len)
        for url, name in list(names.items())[: _MOST_CARDS - len(self._cards)]:
            yield Card(
                url=url,
                listing_id=self.profile.find_id(url, Purpose.LISTING),
                title=name[:CARD_WORDS] or None,
            )
        for card in self._cards:
            amounts = sorted(read_card_amounts(card))
            price = Price(amount=amounts[0], currency=self.profile.currency) if len(amounts) == 1 else None
            yield Card(
                url=card.url,
                listing_id=self.profile.find_id(card.url, Purpose.LISTING),
                title=max(card.names, key=len, default=None),
                price=price,
                words=" ".join(card.texts)[:CARD_WORDS] or None,
            )

    def iter_leads(self) -> Iterator[Lead]:
        """The pages of the site that this one leads to, each with what it is, as far as that is known."""
        paging = {link.url for link in self.seen.links if is_paging(link, self.seen.url)}
        following = self._find_following() if self.purpose in _LISTS and not paging else None
        if following is not None:
            yield Lead(url=following, purpose=Purpose.NEXT_PAGE)
        entries = () if self.purpose is Purpose.LISTING else self.profile.entries
        for url in dict.fromkeys([*(link.url for link in self.seen.ways), *entries]):
            purpose = self._lead_to(url)
            if url in paging and self.purpose in _LISTS and purpose in {Purpose.LIST, Purpose.OTHER}:
                purpose = Purpose.NEXT_PAGE
            if purpose is not None:
                yield Lead(url=url, purpose=purpose)
        if self.purpose is Purpose.LISTING:
            yield from self._iter_variants()
        for url in self.profile.sitemaps if self.purpose is not Purpose.LISTING else ():
            yield Lead(url=url, purpose=Purpose.SITEMAP)
        for url in iter_further(self.profile.turns, self.seen.answers):
            yield Lead(url=url, purpose=Purpose.NEXT_PAGE)

    def _iter_variants(self) -> Iterator[Lead]:
        """The pages of the goods' other variants, where each is a listing of its own number."""
        seen = {self.profile.find_id(self.seen.url, Purpose.LISTING)}
        for url in self._alone.find_variant_pages():
            number = self.profile.find_id(url, Purpose.LISTING)
            if number not in {None, *seen} and self.profile.is_near(url):
                seen.add(number)
                yield Lead(url=url, purpose=Purpose.LISTING, is_variant=True)

    def _find_following(self) -> str | None:
        """The next page of a list that holds more than it showed up to here, where nothing leads there."""
        total, key = self._find_total(), self.profile.paging
        last = self._find_dead_pages() if key is not None and total is None else None
        is_full = total is None and last is None and self._is_full
        if key is None or (total is None and last is None and not is_full) or not self._cards:
            return None
        here = get_page_number(self.seen.url, key)
        is_more = is_full or (here < last if last is not None else here * len(self._cards) < (total or 0))
        return set_page_number(self.seen.url, key, here + 1) if is_more and here < _MOST_PAGES else None

    @cached_property
    def _told(self) -> dict[str, Purpose]:
        """Where links lead by their place on the page, for sites whose addresses do not tell."""
        found: dict[str, Purpose] = {}
        for role in self.profile.roles.values():
            for lead in role.leads:
                for node in self.seen.tree.css(lead.select):
                    url = self.seen.links_by_node.get(node.mem_id)
                    if url is not None:
                        found.setdefault(url, lead.to)
        return found

    def _lead_to(self, url: str) -> Purpose | None:
        """What a link leads to; None for one that is not followed."""
        if not self.profile.is_near(url):
            return None
        known = self._known.get(url) or self.profile.recognise(url)
        if known is not Purpose.LISTING and is_own_affair(url):
            return None
        if known is not Purpose.ANY:
            return known if known in _FOLLOWED else None
        if self.profile.is_answer(url):
            return Purpose.LIST
        if url in self._told:
            return self._told[url]
        is_idle = self.profile.is_unfollowed(url) or returns_here(url, self.seen.url)
        return None if is_idle else Purpose.OTHER


def _is_used_up(read: Listing) -> bool:
    """Whether nothing is left of any variant, while the page seems to offer the goods."""
    told = {offer.availability for offer in read.offers}
    return "availability" in read.unsure and told == {Availability.OUT_OF_STOCK}


def _read(page: ListingPage | ListPage, without: Collection[str] = ()) -> Listing | None:
    """What a page says by itself, less some fields."""
    try:
        return page.make_listing(without)
    except UnreadableError:
        return None
