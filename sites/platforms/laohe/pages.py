"""Page objects of 老和批发: a wholesale site of nested tables, whose captions are all there is to go by."""

import re
from collections.abc import Iterator

from parsel import Selector

from evidence.listing import Availability, Card, Links, Offer, OfferKind, PageKind, Price, Shop
from sites.attributes import BRAND, MODEL, get_attribute
from sites.claims import read_claims
from sites.offers import guess_offer_kind
from sites.page import Lead, ShopfrontPage, UnreadableError, clean, field
from sites.prices import parse_price
from sites.purpose import Purpose

_FIRST = re.compile(r"(\d+)")


class LaohePage(ShopfrontPage):
    """What all pages of 老和批发 share."""

    def find_table(self, caption: str, within: Selector | None = None) -> Selector | None:
        """The innermost table whose head begins with a caption, or None."""
        path = f".//tr[@class='head'][starts-with(normalize-space(.), '{caption}')]/ancestor::table[1]"
        found = (within or self.selector).xpath(path)
        return found[0] if found else None

    def read_pairs(self, table: Selector | None) -> dict[str, str]:
        """Names and values that stand side by side in the rows of a table."""
        pairs: dict[str, str] = {}
        for row in table.xpath("./tr | ./tbody/tr") if table is not None else ():
            cells = [_read_text(cell) or "" for cell in row.xpath("./td")]
            pairs.update({name: value for name, value in zip(cells[::2], cells[1::2], strict=False) if value})
        return pairs

    def iter_links(self, path: str, purpose: Purpose) -> Iterator[Lead]:
        """The links that an XPath finds, as leads."""
        for link in self.selector.xpath(path):
            yield Lead(url=self.absolute(link.attrib["href"]), purpose=purpose)

    def make_shop(self, name: str | None) -> Shop:
        """The shop whose folder the page's address lies in."""
        shop_id = re.search(r"/com/([\w-]+)/", self.address)
        return Shop(
            id=shop_id[1] if shop_id else None,
            name=name,
            url=self.absolute(f"/com/{shop_id[1]}/") if shop_id else None,
        )

    @property
    def rules_url(self) -> str:
        """Where the rules are."""
        return self.absolute("/help/rules.htm")


class OfferPage(LaohePage):
    """A listing (供应信息)."""

    kind = PageKind.LISTING

    @property
    def box(self) -> Selector:
        """The table with pictures, prices and shop."""
        return self.one("table[id^=offer]")

    @field
    def listing_id(self) -> str | None:
        """The number of the listing."""
        return self.box.attrib["id"].removeprefix("offer")

    @field
    def title(self) -> str | None:
        """The title as printed."""
        return _read_text(self.one("h1", self.box))

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
        """The price of the smallest quantity."""
        if not self.steps:
            raise UnreadableError("no_price_table", f"{self.address!r} shows no price from a quantity")
        return parse_price(self.steps[0][1], self.facts.currency)

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Quantity and price as printed, the smallest quantity first."""
        return [(name, value) for name, value in self._read_rows("起批量") if _FIRST.search(name)]

    def _read_rows(self, caption: str) -> list[tuple[str, str]]:
        return list(self.read_pairs(self.find_table(caption, self.box)).items())[1:]

    @field
    def list_price(self) -> Price | None:
        """The struck-through price (原价)."""
        return parse_price(dict(self._read_rows("起批量")).get("原价"), self.facts.currency)

    @field
    def offers(self) -> tuple[Offer, ...]:
        """The steps of the ladder, the deposit, and what is sold beside."""
        deposit = dict(self._read_rows("起批量")).get("定金")
        kind = OfferKind.LADDER if len(self.steps) > 1 else OfferKind.PRICE
        offers = [self._make_offer(name, value, kind) for name, value in self.steps]
        offers += [self._make_offer("定金", deposit, OfferKind.DEPOSIT)] if deposit else []
        beside = self._read_rows("规格")
        return (*offers, *(self._make_offer(name, value, guess_offer_kind(name)) for name, value in beside))

    def _make_offer(self, name: str, value: str, kind: OfferKind) -> Offer:
        shown, _, unit = value.partition("/")
        price = parse_price(shown, self.facts.currency)
        first = _FIRST.search(name)
        return Offer(
            name=name,
            amount=price.amount if price else None,
            currency=price.currency if price else None,
            kind=kind,
            unit=unit.strip() or None,
            min_quantity=int(first[1]) if first and kind is OfferKind.LADDER else None,
            availability=self.availability,
        )

    @field
    def claims(self) -> dict[str, str]:
        """What it claims in words."""
        return read_claims(self.title, self.attributes)

    @field
    def availability(self) -> Availability | None:
        """Whether it can be ordered (立即订购) or not (暂时无货)."""
        if "暂时无货" in (_read_text(self.box) or ""):
            return Availability.OUT_OF_STOCK
        return Availability.IN_STOCK if self.many("input[value=立即订购]", self.box) else None

    @field
    def shop(self) -> Shop | None:
        """The shop that sells it (供应商)."""
        link = self.one("a[href^='/com/']", self.box)
        url = self.absolute(link.attrib["href"])
        return Shop(id=self.facts.find_id(url, Purpose.SHOP), name=_read_text(link), url=url)

    @field
    def region(self) -> str | None:
        """The region in brackets behind the shop."""
        found = self.box.xpath(".//a[starts-with(@href, '/com/')]/following-sibling::text()")
        return clean((found.get() or "").strip(" （）\n")) if found else None

    @field
    def category(self) -> str | None:
        """The category in the way to the page (首页 > 分类 > 产品详情)."""
        found = self.selector.xpath("//td[contains(., '产品详情')]/a[starts-with(@href, '/list.asp')]")
        return _read_text(found[-1]) if found else None

    @field
    def attributes(self) -> dict[str, str]:
        """The parameters (产品参数)."""
        return self.read_pairs(self.find_table("产品参数"))

    @property
    def detail(self) -> Selector | None:
        """The seller's own words and pictures (详细说明)."""
        found = self.selector.xpath(
            "//td[@class='head'][normalize-space(.)='详细说明']/ancestor::table[1]//td[not(@class)]"
        )
        return found[0] if found else None

    @field
    def images(self) -> tuple[str, ...]:
        """The pictures, the main one first, and files offered for download."""
        files = ".//img/@src | .//a[contains(@href, '.pdf')]/@href"
        parts = [part for part in (self.box, self.detail) if part is not None]
        return tuple(
            dict.fromkeys(self.absolute(one) for part in parts for one in part.xpath(files).getall())
        )

    @field
    def links(self) -> Links:
        """Where shop and rules are shown."""
        return Links(shop=self.shop.url if self.shop else None, rules=self.rules_url)

    @field
    def description(self) -> str | None:
        """The seller's own words."""
        return _read_text(self.detail) if self.detail is not None else None

    def iter_leads(self) -> Iterator[Lead]:
        """The shop."""
        if self.shop and self.shop.url:
            yield Lead(url=self.shop.url, purpose=Purpose.SHOP)


class RowsPage(LaohePage):
    """A page that lists offers in rows."""

    @field
    def cards(self) -> tuple[Card, ...]:
        """The rows with their prices (批发价)."""
        rows = self.selector.xpath("//tr[td/a[starts-with(@href, '/offer/')][not(img)]]")
        return tuple(self._make_row(row) for row in rows)

    def _make_row(self, row: Selector) -> Card:
        link = row.xpath("./td/a[starts-with(@href, '/offer/')][not(img)]")[0]
        price = row.xpath(".//font[@class='red']")
        shown = _read_text(price[0]) if len(price) == 1 else None
        return self.make_card(link.attrib["href"], row, title=_read_text(link), price=shown)

    def iter_rows(self) -> Iterator[Lead]:
        """Listings and shops."""
        if self.find_table("图片") is None:
            raise UnreadableError("no_rows", f"{self.address!r} lists no offers as this reader knows them")
        yield from self.iter_links("//a[starts-with(@href, '/offer/')][not(img)]", Purpose.LISTING)
        yield from self.iter_links(
            "//tr[td/a[starts-with(@href, '/offer/')]]/td/a[starts-with(@href, '/com/')]", Purpose.SHOP
        )

    def iter_next(self, purpose: Purpose) -> Iterator[Lead]:
        """The next page (下一页)."""
        yield from self.iter_links("//a[normalize-space(.)='下一页']", purpose)


class ListPage(RowsPage):
    """A list of a category or of a search."""

    kind = PageKind.SEARCH

    @field
    def title(self) -> str | None:
        """The heading of the list."""
        found = self.selector.xpath("//td[contains(., '条产品信息')]/b")
        return _read_text(found[-1]) if found else None

    def iter_leads(self) -> Iterator[Lead]:
        """Listings, shops and the next page."""
        yield from self.iter_rows()
        yield from self.iter_next(Purpose.LIST)


class HomePage(RowsPage):
    """The home page of the platform."""

    @field
    def title(self) -> str | None:
        """The page's title."""
        return clean(self.css("title::text").get())

    @field
    def links(self) -> Links:
        """Where the rules are shown."""
        return Links(rules=self.rules_url)

    def iter_leads(self) -> Iterator[Lead]:
        """Offers, categories, shops and rules."""
        yield from self.iter_rows()
        yield from self.iter_links("//tr[@class='bar']//a[starts-with(@href, '/list.asp')]", Purpose.LIST)
        yield from self.iter_links(
            "//table[.//td[normalize-space(.)='推荐商家']]//a[starts-with(@href, '/com/')]", Purpose.SHOP
        )
        yield Lead(url=self.rules_url, purpose=Purpose.RULES)


class ShopPage(RowsPage):
    """The home page of a company."""

    kind = PageKind.SHOP

    @property
    def facts_table(self) -> dict[str, str]:
        """What the company says of itself."""
        found = self.selector.xpath("//tr[td[normalize-space(.)='公司名称']]/ancestor::table[1]")
        return self.read_pairs(found[-1]) if found else {}

    @field
    def title(self) -> str | None:
        """The shop's name."""
        return clean((self.css("title::text").get() or "").removesuffix("- 老和批发网"))

    @field
    def shop(self) -> Shop | None:
        """The shop itself."""
        return self.make_shop(self.title)

    @field
    def region(self) -> str | None:
        """Where it says it is (所在地区)."""
        return self.facts_table.get("所在地区")

    @field
    def attributes(self) -> dict[str, str]:
        """Who says to run it (公司名称)."""
        if "公司名称" not in self.facts_table:
            raise UnreadableError("no_company", f"{self.address!r} does not name its company")
        return {name: value for name, value in self.facts_table.items() if name in {"公司名称", "所在地区"}}

    @field
    def links(self) -> Links:
        """Where the licence is shown."""
        found = self.selector.xpath("//a[contains(@href, 'contact.htm')]")
        return Links(licence=self.absolute(found[0].attrib["href"]) if found else None, rules=self.rules_url)

    def iter_leads(self) -> Iterator[Lead]:
        """The licence frame, listings and the next page."""
        yield from self.iter_links("//a[contains(@href, 'contact.htm')]", Purpose.SHOP_INFO)
        yield from self.iter_rows()
        yield from self.iter_next(Purpose.SHOP)


class ContactPage(LaohePage):
    """The frames of a company's contact page; the licence stands in one of them."""

    @field
    def title(self) -> str | None:
        """The page's title."""
        return clean(self.css("title::text").get())

    @field
    def shop(self) -> Shop | None:
        """The shop whose contact it is."""
        parts = (self.title or "").split(" - ")
        return self.make_shop(parts[1] if len(parts) > 2 else None)

    @field
    def links(self) -> Links:
        """The page itself is where the licence is shown."""
        return Links(licence=self.address, rules=self.rules_url)

    def iter_leads(self) -> Iterator[Lead]:
        """The frame with the licence."""
        frame = self.one("frame[name=card]")
        yield Lead(url=self.absolute(frame.attrib["src"]), purpose=Purpose.LICENCE)


class CardPage(LaohePage):
    """The frame in which a company posts its licences."""

    @field
    def title(self) -> str | None:
        """The page's title."""
        return clean(self.css("title::text").get())

    @field
    def shop(self) -> Shop | None:
        """The shop whose licences they are."""
        return self.make_shop(clean((self.title or "").partition(" - ")[2]))

    @field
    def attributes(self) -> dict[str, str]:
        """Company, region, contact, and printed numbers of licences."""
        pairs = self.read_pairs(self.one("table"))
        if "公司名称" not in pairs:
            raise UnreadableError("no_company", f"{self.address!r} does not name its company")
        return pairs

    @field
    def images(self) -> tuple[str, ...]:
        """The pictures of licences."""
        return tuple(self.absolute(image.attrib["src"]) for image in self.many("table img[src]"))

    @field
    def links(self) -> Links:
        """The page itself is where the licence is shown."""
        return Links(licence=self.address, rules=self.rules_url)


class RulesPage(LaohePage):
    """The rules of the platform (网站规则)."""

    @property
    def table(self) -> Selector:
        """The table with the rules."""
        found = self.selector.xpath(
            "//td[@class='head'][starts-with(normalize-space(.), '网站规则')]/ancestor::table[1]"
        )
        if not found:
            raise UnreadableError("no_rules", f"{self.address!r} shows no rules")
        return found[0]

    @field
    def title(self) -> str | None:
        """The heading."""
        return _read_text(self.table.xpath(".//td[@class='head']")[0])

    @field
    def description(self) -> str | None:
        """The rules in words."""
        return _read_text(self.table)

    @field
    def links(self) -> Links:
        """The page itself is where the rules are shown."""
        return Links(rules=self.address)


def _read_text(part: Selector) -> str | None:
    return clean(" ".join(part.xpath(".//text()[not(ancestor::script)]").getall()))


PAGES = {
    Purpose.LISTING: OfferPage,
    Purpose.LIST: ListPage,
    Purpose.SHOP: ShopPage,
    Purpose.SHOP_INFO: ContactPage,
    Purpose.LICENCE: CardPage,
    Purpose.RULES: RulesPage,
    Purpose.HOME: HomePage,
}

_MARKS = {
    "table[id^=offer]": Purpose.LISTING,
    "frame[name=card]": Purpose.SHOP_INFO,
}


def recognise(page: ShopfrontPage, purpose: Purpose) -> Purpose:
    """What a page is, by the marks that only one kind of page bears."""
    return next((found for mark, found in _MARKS.items() if page.many(mark)), purpose)
