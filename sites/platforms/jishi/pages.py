"""Page objects of 即市."""

from collections.abc import Iterator

from parsel import Selector

from evidence.listing import Availability, Card, Links, Offer, OfferKind, PageKind, Price, Shop
from sites.claims import read_claims
from sites.offers import guess_offer_kind
from sites.page import Lead, ShopfrontPage, UnreadableError, clean, field
from sites.prices import parse_price
from sites.purpose import Purpose


class JishiPage(ShopfrontPage):
    """What all pages of 即市 share."""

    def link(self, query: str) -> str | None:
        """Where the link that may be there leads."""
        found = self.maybe(query)
        href = None if found is None else found.attrib.get("href")
        return self.absolute(href) if href else None

    def iter_links(self, query: str, purpose: Purpose) -> Iterator[Lead]:
        """The links that match, as leads."""
        for found in self.many(query):
            yield Lead(url=self.absolute(found.attrib["href"]), purpose=purpose)

    def make_shop(self, url: str | None, name: str | None) -> Shop:
        """A shop with the id that its address holds."""
        return Shop(id=self.facts.find_id(url or "", Purpose.SHOP), name=name, url=url)


class ListingPage(JishiPage):
    """A listing."""

    kind = PageKind.LISTING

    @field
    def listing_id(self) -> str | None:
        """The number of the listing."""
        return self.one("article.item").attrib["data-item-id"]

    @field
    def title(self) -> str | None:
        """The title as printed."""
        return clean(" ".join(self.one("h1.item-title").css("::text").getall()))

    @field
    def brand(self) -> str | None:
        """The brand (品牌)."""
        return self.text(".item-brand")

    @field
    def model(self) -> str | None:
        """The model (型号)."""
        return self.text(".item-model")

    @field
    def price(self) -> Price | None:
        """The price at which it can be bought now (现价)."""
        self.one(".price-now")
        return parse_price(self.text(".price-now"), self.facts.currency)

    @field
    def list_price(self) -> Price | None:
        """The struck-through price (划线价)."""
        return parse_price(self.text(".price-was"), self.facts.currency)

    @field
    def offers(self) -> tuple[Offer, ...]:
        """Price, price after coupon (券后), deposit (定金), and what can be chosen (SKU)."""
        kinds = (
            ("price-now", OfferKind.PRICE),
            ("price-coupon", OfferKind.AFTER_COUPON),
            ("price-deposit", OfferKind.DEPOSIT),
        )
        found = ((kind, parse_price(self.text(f".{name}"), self.facts.currency)) for name, kind in kinds)
        own = tuple(self._make_offer(price, kind) for kind, price in found if price is not None)
        return (*own, *self._iter_skus())

    def _iter_skus(self) -> Iterator[Offer]:
        for row in self.many("ul.skus li.sku"):
            name = self.read_within(".sku-name", row) or ""
            price = parse_price(self.read_within(".sku-price", row), self.facts.currency)
            if price is not None:
                yield self._make_offer(price, guess_offer_kind(name), name)

    def _make_offer(self, price: Price, kind: OfferKind, name: str | None = None) -> Offer:
        return Offer(
            name=name or price.raw,
            amount=price.amount,
            currency=price.currency,
            kind=kind,
            availability=self.availability,
        )

    @field
    def claims(self) -> dict[str, str]:
        """What it claims in words."""
        return read_claims(self.title, self.attributes)

    @field
    def availability(self) -> Availability | None:
        """Whether it is in stock (库存)."""
        stock = self.text(".item-stock")
        if stock is None:
            return None
        return Availability.OUT_OF_STOCK if "售罄" in stock or "缺货" in stock else Availability.IN_STOCK

    @field
    def shop(self) -> Shop | None:
        """The shop that sells it."""
        self.one("a.shop-link")
        return self.make_shop(self.link("a.shop-link"), self.text("a.shop-link"))

    @field
    def region(self) -> str | None:
        """Where it is sent from (发货地)."""
        return self.text(".item-region")

    @field
    def category(self) -> str | None:
        """The category in the breadcrumbs."""
        return self.text("nav.crumbs a[href^='/list/']")

    @field
    def attributes(self) -> dict[str, str]:
        """The table of parameters (规格参数)."""
        rows = self.many("table.attrs tr")
        return {
            clean(row.css("th::text").get()) or "": clean(row.css("td::text").get()) or "" for row in rows
        }

    @field
    def images(self) -> tuple[str, ...]:
        """The pictures, the main one first, those of the description, and files to download."""
        shown = self.many(".gallery img[src], section.desc img[src], section.desc a.desc-file[href]")
        files = (one.attrib.get("src") or one.attrib["href"] for one in shown)
        return tuple(dict.fromkeys(self.absolute(file) for file in files))

    @field
    def links(self) -> Links:
        """Where shop and rules are shown."""
        rules = self.many("footer a[href='/help/rules']")
        return Links(
            shop=self.link("a.shop-link"),
            rules=self.absolute(rules[0].attrib["href"]) if rules else None,
        )

    @field
    def description(self) -> str | None:
        """The text of the seller (商品介绍), and what is said of the struck-through price."""
        return clean(" ".join(self.many("section.desc p ::text, p.price-note ::text").getall()))

    def iter_leads(self) -> Iterator[Lead]:
        """The shop."""
        yield from self.iter_links("a.shop-link", Purpose.SHOP)


class CardsPage(JishiPage):
    """A page that shows cards of listings, a page at a time."""

    @field
    def cards(self) -> tuple[Card, ...]:
        """The cards with their prices."""
        return tuple(self._make_card(box) for box in self.many("ul.cards li.card"))

    def _make_card(self, box: Selector) -> Card:
        return self.make_card(
            self.one("a.card-link", box).attrib["href"],
            box,
            title=self.read_within(".card-title", box),
            price=self.read_within(".card-price", box),
        )

    def iter_cards(self) -> Iterator[Lead]:
        """Listings and their shops, then the next page."""
        self.one("ul.cards")
        yield from self.iter_links("ul.cards a.card-link", Purpose.LISTING)
        yield from self.iter_links("ul.cards a.card-shop", Purpose.SHOP)


class ListPage(CardsPage):
    """A list of a category or of a search."""

    kind = PageKind.SEARCH

    @field
    def title(self) -> str | None:
        """The heading of the list."""
        return clean(self.one("h1.list-heading").css("::text").get())

    def iter_leads(self) -> Iterator[Lead]:
        """Listings, shops and the next page."""
        yield from self.iter_cards()
        yield from self.iter_links("nav.pager a.pager-next", Purpose.LIST)


class ShopPage(CardsPage):
    """The home page of a shop."""

    kind = PageKind.SHOP

    @field
    def title(self) -> str | None:
        """The shop's name."""
        return self.text("h1.shop-name")

    @field
    def shop(self) -> Shop | None:
        """The shop itself."""
        shop_id = self.one("section.shop-head").attrib["data-shop-id"]
        return Shop(id=shop_id, name=self.text("h1.shop-name"), url=self.absolute(f"/shop/{shop_id}"))

    @field
    def region(self) -> str | None:
        """Where it says it is (所在地)."""
        return self.text(".shop-region")

    @field
    def attributes(self) -> dict[str, str]:
        """Who says to run it (经营者)."""
        operator = self.text(".shop-operator")
        return {"经营者": operator} if operator else {}

    @field
    def links(self) -> Links:
        """Where the licence is shown."""
        return Links(licence=self.link("a.licence-link"), rules=self.absolute("/help/rules"))

    def iter_leads(self) -> Iterator[Lead]:
        """The licence, listings and the next page."""
        yield from self.iter_links("a.licence-link", Purpose.LICENCE)
        yield from self.iter_cards()
        yield from self.iter_links("nav.pager a.pager-next", Purpose.SHOP)


class LicencePage(JishiPage):
    """The page on which a shop posts its licence; a script fills it."""

    kind = PageKind.LICENCE

    @property
    def is_shell(self) -> bool:
        """Whether the script has not filled the box."""
        self.one("#licence")
        return not self.many("#licence *")

    @field
    def title(self) -> str | None:
        """The page's title."""
        return clean(self.css("title::text").get())

    @field
    def shop(self) -> Shop | None:
        """The shop whose licence it is."""
        return self.make_shop(
            self.link("nav.crumbs a[href^='/shop/']"), self.text("nav.crumbs a[href^='/shop/']")
        )

    @field
    def attributes(self) -> dict[str, str]:
        """Who says to run the shop (经营者), and the numbers of the permits that it names."""
        operator = self.text("dl.licence-operator dd")
        named = {"经营者": operator} if operator else {}
        lists = self.many("dl.permit-number")
        texts = ((clean(one.css("dt::text").get()), clean(one.css("dd::text").get())) for one in lists)
        return named | {label: number for label, number in texts if label and number}

    @field
    def images(self) -> tuple[str, ...]:
        """The pictures of licence (营业执照) and permits."""
        if self.is_shell:
            return ()
        self.one("img.licence-picture")
        return tuple(self.absolute(one.attrib["src"]) for one in self.many("#licence img"))

    @field
    def links(self) -> Links:
        """The page itself is where the licence is shown."""
        return Links(licence=self.address, shop=self.link("nav.crumbs a[href^='/shop/']"))


class RulesPage(JishiPage):
    """The rules of the platform (平台规则)."""

    @field
    def title(self) -> str | None:
        """The heading."""
        return self.text("article.rules h1")

    @field
    def description(self) -> str | None:
        """The rules in words."""
        return clean(" ".join(self.one("article.rules").css("::text").getall()))

    @field
    def links(self) -> Links:
        """The page itself is where the rules are shown."""
        return Links(rules=self.address)


class HomePage(JishiPage):
    """The home page of the platform."""

    @field
    def title(self) -> str | None:
        """The page's title."""
        return clean(self.css("title::text").get())

    @field
    def links(self) -> Links:
        """Where the rules are shown."""
        return Links(rules=self.absolute("/help/rules"))

    def iter_leads(self) -> Iterator[Lead]:
        """Categories, shops and rules."""
        if not self.many("a.tile"):
            raise UnreadableError("selector:a.tile", f"{self.address!r} shows no category")
        yield from self.iter_links("a.tile", Purpose.LIST)
        yield from self.iter_links("a.shop-tile", Purpose.SHOP)
        yield from self.iter_links("nav.user a[href='/help/rules']", Purpose.RULES)


PAGES = {
    Purpose.LISTING: ListingPage,
    Purpose.LIST: ListPage,
    Purpose.SHOP: ShopPage,
    Purpose.LICENCE: LicencePage,
    Purpose.RULES: RulesPage,
    Purpose.HOME: HomePage,
}

_MARKS = {
    "article.item": Purpose.LISTING,
    "section.shop-head": Purpose.SHOP,
    "#licence": Purpose.LICENCE,
    "h1.list-heading": Purpose.LIST,
    "article.rules": Purpose.RULES,
    "a.tile": Purpose.HOME,
}


def recognise(page: ShopfrontPage, purpose: Purpose) -> Purpose:
    """What a page is, by the marks that only one kind of page bears."""
    return next((found for mark, found in _MARKS.items() if page.many(mark)), purpose)
