"""Page objects of 云选: what its scripts draw into an empty shell."""

from collections.abc import Iterator

from parsel import Selector

from evidence.listing import Availability, Card, Links, Offer, OfferKind, PageKind, Price, Shop
from sites.attributes import BRAND, MODEL, get_attribute
from sites.claims import read_claims
from sites.offers import guess_offer_kind
from sites.page import Lead, ShopfrontPage, clean, field
from sites.prices import parse_price
from sites.purpose import Purpose


class YunxuanPage(ShopfrontPage):
    """What all pages of 云选 share."""

    @property
    def is_shell(self) -> bool:
        """Whether the scripts have not drawn the page."""
        return bool(self.many("#root > .yx-loading"))

    def iter_links(self, query: str, purpose: Purpose) -> Iterator[Lead]:
        """The links that match, as leads."""
        for found in self.many(query):
            yield Lead(url=self.absolute(found.attrib["href"]), purpose=purpose)

    def make_shop(self, link: Selector | None) -> Shop | None:
        """The shop that a link leads to."""
        if link is None:
            return None
        url = self.absolute(link.attrib["href"])
        return Shop(id=self.facts.find_id(url, Purpose.SHOP), name=_read_text(link), url=url)

    @property
    def rules_url(self) -> str | None:
        """Where the rules are."""
        found = self.many("a.yx-rules-link")
        return self.absolute(found[0].attrib["href"]) if found else None

    def iter_next(self, purpose: Purpose) -> Iterator[Lead]:
        """The page after this one."""
        yield from self.iter_links("nav.yx-pages a.on + a", purpose)


class GoodsPage(YunxuanPage):
    """A listing."""

    kind = PageKind.LISTING

    @field
    def listing_id(self) -> str | None:
        """The number of the listing."""
        return self.one("article.yx-goods").attrib["data-goods-id"]

    @field
    def title(self) -> str | None:
        """The title as drawn."""
        return _read_text(self.one("h1.yx-name"))

    @field
    def brand(self) -> str | None:
        """The brand (品牌) among the parameters."""
        return get_attribute(self.attributes, BRAND)

    @field
    def model(self) -> str | None:
        """The model (型号) among the parameters."""
        return get_attribute(self.attributes, MODEL)

    @field
    def price(self) -> Price | None:
        """The price at which it can be bought now."""
        return parse_price(_read_text(self.one(".yx-price")), self.facts.currency)

    @field
    def list_price(self) -> Price | None:
        """The struck-through price (划线价)."""
        return parse_price(self.text("del.yx-line"), self.facts.currency)

    @field
    def offers(self) -> tuple[Offer, ...]:
        """Price, price after coupon, deposit, and what can be chosen (SKU)."""
        own = (("price", OfferKind.PRICE), ("coupon", OfferKind.AFTER_COUPON), ("deposit", OfferKind.DEPOSIT))
        offers = [self._make_offer(self.text(f".yx-{name}"), kind) for name, kind in own]
        for row in self.many("ul.yx-skus li"):
            name = _read_text(self.one(".yx-sku-name", row)) or ""
            shown = _read_text(self.one(".yx-sku-price", row))
            offers.append(self._make_offer(shown, guess_offer_kind(name), name))
        return tuple(offer for offer in offers if offer is not None)

    def _make_offer(self, shown: str | None, kind: OfferKind, name: str | None = None) -> Offer | None:
        price = parse_price(shown, self.facts.currency)
        if price is None:
            return None
        return Offer(
            name=name or price.raw,
            amount=price.amount,
            currency=price.currency,
            kind=kind,
            unit=(self.text(".yx-unit") or "").strip("/ ") or None,
            availability=self.availability,
        )

    @field
    def claims(self) -> dict[str, str]:
        """What it claims in words."""
        return read_claims(self.title, self.attributes)

    @field
    def availability(self) -> Availability | None:
        """Whether it can be bought (立即购买) or not (已售罄)."""
        label = _read_text(self.one("button.yx-buy")) or ""
        return Availability.OUT_OF_STOCK if "售罄" in label else Availability.IN_STOCK

    @field
    def shop(self) -> Shop | None:
        """The shop that sells it."""
        return self.make_shop(self.one("a.yx-store"))

    @field
    def region(self) -> str | None:
        """The shop's region."""
        return self.text(".yx-region")

    @field
    def category(self) -> str | None:
        """The category in the crumbs."""
        return self.text("a.yx-category")

    @field
    def attributes(self) -> dict[str, str]:
        """The parameters (商品参数)."""
        rows = self.many("ul.yx-params li")
        return {_read_text(row.css("b")[0]) or "": _read_text(row.css("span")[0]) or "" for row in rows}

    @field
    def images(self) -> tuple[str, ...]:
        """The pictures, the main one first, those of the details, and files to download."""
        shown = self.many("article.yx-goods img, section.yx-detail img, a.yx-file")
        files = (one.attrib.get("src") or one.attrib.get("href") for one in shown)
        return tuple(dict.fromkeys(self.absolute(file) for file in files if file))

    @field
    def links(self) -> Links:
        """Where shop and rules are shown."""
        return Links(shop=self.shop.url if self.shop else None, rules=self.rules_url)

    @field
    def description(self) -> str | None:
        """The seller's own words, and what is said of the struck-through price."""
        return clean(" ".join(self.many("section.yx-detail p::text, p.yx-line-note::text").getall()))

    def iter_leads(self) -> Iterator[Lead]:
        """The shop."""
        yield from self.iter_links("a.yx-store", Purpose.SHOP)


class CardsPage(YunxuanPage):
    """What the pages with cards share."""

    @field
    def cards(self) -> tuple[Card, ...]:
        """The cards with their prices."""
        return tuple(
            self.make_card(
                box.attrib["href"],
                box,
                title=self.read_within(".yx-card-name", box),
                price=self.read_within(".yx-card-price", box),
            )
            for box in self.many("a.yx-card")
        )

    def iter_cards(self) -> Iterator[Lead]:
        """The listings on cards."""
        yield from self.iter_links("a.yx-card", Purpose.LISTING)


class ListPage(CardsPage):
    """A list of a category or of a search."""

    kind = PageKind.SEARCH

    @field
    def title(self) -> str | None:
        """The heading of the list."""
        return clean(self.one("h1.yx-heading").css("::text").get())

    def iter_leads(self) -> Iterator[Lead]:
        """Listings and the next page."""
        yield from self.iter_cards()
        yield from self.iter_next(Purpose.LIST)


class StorePage(CardsPage):
    """The home page of a shop."""

    kind = PageKind.SHOP

    @field
    def title(self) -> str | None:
        """The shop's name."""
        return _read_text(self.one("h1.yx-store-name"))

    @field
    def shop(self) -> Shop | None:
        """The shop itself."""
        shop_id = self.one("section.yx-store-head").attrib["data-store-id"]
        return Shop(id=shop_id, name=self.title, url=self.absolute(f"/store/{shop_id}"))

    @field
    def region(self) -> str | None:
        """Where it says it is (所在地)."""
        return (self.text(".yx-store-region") or "").removeprefix("所在地：") or None

    @field
    def attributes(self) -> dict[str, str]:
        """Who says to run it (经营者)."""
        return _read_operator(self)

    @field
    def links(self) -> Links:
        """Where the licence is shown."""
        found = self.maybe("a.yx-papers-link")
        licence = self.absolute(found.attrib["href"]) if found is not None else None
        return Links(licence=licence, rules=self.rules_url)

    def iter_leads(self) -> Iterator[Lead]:
        """The licence, listings and the next page."""
        yield from self.iter_links("a.yx-papers-link", Purpose.LICENCE)
        yield from self.iter_cards()
        yield from self.iter_next(Purpose.SHOP)


class PapersPage(YunxuanPage):
    """The page on which a shop posts its licences (资质证照)."""

    @field
    def title(self) -> str | None:
        """The page's title."""
        return clean(self.css("title::text").get())

    @field
    def shop(self) -> Shop | None:
        """The shop whose licences they are."""
        return self.make_shop(self.one("main h1 a[href^='/store/']"))

    @field
    def attributes(self) -> dict[str, str]:
        """Who says to run the shop, and the printed numbers by the licence's name."""
        numbers = {}
        for paper in self.many("section.yx-paper"):
            number = (
                (_read_text(paper.css(".yx-paper-number")[0]) or "") if paper.css(".yx-paper-number") else ""
            )
            if number:
                label = _read_text(self.one("h2.yx-paper-label", paper)) or ""
                numbers[f"{label}编号"] = number.removeprefix("编号：")
        return _read_operator(self) | numbers

    @field
    def images(self) -> tuple[str, ...]:
        """The pictures of licences."""
        return tuple(self.absolute(image.attrib["src"]) for image in self.many("section.yx-paper img[src]"))

    @field
    def links(self) -> Links:
        """The page itself is where the licence is shown."""
        return Links(licence=self.address, rules=self.rules_url)


class RulesPage(YunxuanPage):
    """The rules of the platform (平台规则)."""

    @field
    def title(self) -> str | None:
        """The heading."""
        return _read_text(self.one("article.yx-rules h1"))

    @field
    def description(self) -> str | None:
        """The rules in words."""
        return _read_text(self.one("article.yx-rules"))

    @field
    def links(self) -> Links:
        """The page itself is where the rules are shown."""
        return Links(rules=self.address)


class HomePage(CardsPage):
    """The home page of the platform."""

    @field
    def title(self) -> str | None:
        """What the platform says of itself."""
        return _read_text(self.one("h1.yx-slogan"))

    @field
    def links(self) -> Links:
        """Where the rules are shown."""
        return Links(rules=self.rules_url)

    def iter_leads(self) -> Iterator[Lead]:
        """Categories, shops, listings and rules."""
        yield from self.iter_links("nav.yx-cats a", Purpose.LIST)
        yield from self.iter_links("ul.yx-stores a", Purpose.SHOP)
        yield from self.iter_cards()
        yield from self.iter_links("a.yx-rules-link", Purpose.RULES)


def _read_text(part: Selector) -> str | None:
    return clean(" ".join(part.css("::text").getall()))


def _read_operator(page: YunxuanPage) -> dict[str, str]:
    operator = (page.text(".yx-operator") or "").removeprefix("经营者：")
    return {"经营者": operator} if operator else {}


PAGES = {
    Purpose.LISTING: GoodsPage,
    Purpose.LIST: ListPage,
    Purpose.SHOP: StorePage,
    Purpose.LICENCE: PapersPage,
    Purpose.RULES: RulesPage,
    Purpose.HOME: HomePage,
}

_MARKS = {
    "article.yx-goods": Purpose.LISTING,
    "section.yx-store-head": Purpose.SHOP,
    "section.yx-paper": Purpose.LICENCE,
    "article.yx-rules": Purpose.RULES,
    "h1.yx-heading": Purpose.LIST,
}


def recognise(page: ShopfrontPage, purpose: Purpose) -> Purpose:
    """What a page is, by the marks that only one kind of page bears."""
    return next((found for mark, found in _MARKS.items() if page.many(mark)), purpose)
