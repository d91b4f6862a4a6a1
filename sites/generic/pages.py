"""Page objects for any shop: schema.org first, then what the page shows."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from evidence.listing import Availability, Card, Links, Offer, OfferKind, PageKind, Price, Shop
from sites.claims import read_claims
from sites.generic.links import (
    find_categories,
    find_next,
    find_product_boxes,
    find_product_links,
    make_link,
)
from sites.generic.structured import (
    OfferFacts,
    ProductFacts,
    find_item_links,
    find_products,
    is_gtin,
    pick_main,
)
from sites.generic.visible import (
    Shown,
    find_fact,
    find_heading,
    iter_shown,
    read_shown_availability,
    read_table,
)
from sites.page import CARD_WORDS, Lead, ShopfrontPage, UnreadableError, clean, field
from sites.prices import PRICE_LIKE, fold, parse_price
from sites.purpose import Purpose

_MIN_SCORE = 2.0
_MOST_CARDS = 300
_GOODS_PATH = re.compile(
    r"/(?:dp|gp/product|items?|itm|products?|goods|deal|detail|prod|artikel|p)/(?:[A-Z0-9]{10}\b|[^/]*\d{4})",
    re.IGNORECASE,
)
_ORDER = {"json-ld": 0, "microdata": 1, "opengraph": 2}


class GenericPage(ShopfrontPage):
    """What all pages of an unknown shop share."""

    @cached_property
    def root(self) -> Any:
        """The parsed page."""
        return self.selector.root

    @cached_property
    def heading(self) -> str | None:
        """The main heading."""
        found = find_heading(self.root)
        return None if found is None else clean("".join(found.itertext()))

    @cached_property
    def products(self) -> list[ProductFacts]:
        """The products of structured data that are this page's own."""
        title = clean(self.css("title::text").get()) or ""
        return pick_main(find_products(self.root), self.address, [self.heading or "", title])

    @cached_property
    def shown(self) -> list[Shown]:
        """The amounts that the page shows, the likeliest price first."""
        codes = [offer.currency for product in self.products for offer in product.offers if offer.currency]
        return sorted(iter_shown(self.root, codes[0] if codes else None), key=lambda one: -one.score)

    @cached_property
    def table(self) -> dict[str, str]:
        """The parameters that the page shows."""
        return read_table(self.root)

    def first(self, name: str) -> str | None:
        """A fact of the products, from the most reliable source that has it."""
        return next((value for product in self.products if (value := getattr(product, name))), None)


class ListingPage(GenericPage):
    """A page that sells one thing."""

    kind = PageKind.LISTING

    @cached_property
    def current(self) -> list[Shown]:
        """What could be the price, struck-through and side amounts left out."""
        likely = [one for one in self.shown if one.kind is OfferKind.PRICE and one.score >= _MIN_SCORE]
        # An "old" price that stands alone is the price: there is nothing that it could have been before.
        found = [one for one in likely if not one.is_old] or [one for one in likely if not one.is_struck]
        return found or self._find_repeated()

    def _find_repeated(self) -> list[Shown]:
        """The best of the unlikely amounts, when the page shows that amount again."""
        weak = [
            one for one in self.shown if one.kind is OfferKind.PRICE and not one.is_old and one.score >= 0
        ]
        amounts = [one.amount for one in weak]
        return weak[:1] if weak and weak[0].score >= 1 and amounts.count(weak[0].amount) > 1 else []

    @cached_property
    def verdict(self) -> tuple[Price | None, bool]:
        """The price, and whether several amounts could not be told apart."""
        old = {one.amount for one in self.shown if one.is_struck and one.score >= _MIN_SCORE}
        return _decide_price([p for p in self.products if p.offers], self.current, old)

    @field
    def title(self) -> str | None:
        """The name of the goods."""
        title = self.heading if self.heading and len(self.heading) > 2 else None
        found = (
            self.first("name")
            or title
            or clean(self.css("meta[property='og:title']::attr(content)").get())
            or clean(self.css("title::text").get())
        )
        if found is None:
            raise UnreadableError("no_title", f"{self.address!r} shows no title")
        return found

    @field
    def brand(self) -> str | None:
        """The brand."""
        return self.first("brand") or find_fact(self.table, "brand")

    @field
    def model(self) -> str | None:
        """The maker's number."""
        return self.first("model") or find_fact(self.table, "model") or self.first("mpn")

    @field
    def sku(self) -> str | None:
        """The seller's number."""
        path = urlsplit(self.address).path
        found = self.first("sku") or _find_code(path) or _cut_number(find_fact(self.table, "sku"))
        if found is None:
            found = clean(
                self.css(
                    "[itemprop=sku]::attr(content), [itemprop=sku]::text, [data-sku]::attr(data-sku)"
                ).get()
            )
        canonical = self.css("link[rel=canonical]::attr(href), meta[property='og:url']::attr(content)").get()
        return found or _find_number(path) or _find_number(re.sub(r"[?#].*$", "", canonical or ""))

    @field
    def gtin(self) -> str | None:
        """The trade item number, only with a right check digit."""
        found = self.first("gtin")
        if found:
            return found
        digits = re.sub(r"[\s-]", "", find_fact(self.table, "gtin") or "").rstrip(".,;。；，")
        return digits if is_gtin(digits) else None

    @field
    def price(self) -> Price | None:
        """The price, or None when there is none or several cannot be told apart."""
        return self.verdict[0]

    @field
    def unsure(self) -> tuple[str, ...]:
        """Fields that could not be decided."""
        return ("price",) if self.verdict[1] else ()

    @field
    def list_price(self) -> Price | None:
        """The struck-through price."""
        price = self.verdict[0]
        old = [one for one in self.shown if one.is_old and one.kind is OfferKind.PRICE and one.score > 0]
        if not old or (price is not None and price.amount is not None and old[0].amount <= price.amount):
            return None
        return Price(amount=old[0].amount, currency=old[0].currency, raw=old[0].raw)

    @field
    def offers(self) -> tuple[Offer, ...]:
        """The offers of structured data, and coupon and deposit prices that the page shows."""
        best = next((p.offers for p in self.products if p.offers), ())
        structured = [offer for facts in best for offer in _make_offers(facts)]
        special = [
            Offer(name=one.raw, amount=one.amount, currency=one.currency, kind=one.kind)
            for one in self.shown
            if one.kind is not OfferKind.PRICE
        ]
        return tuple(dict.fromkeys([*structured, *special]))[:100]

    @field
    def claims(self) -> dict[str, str]:
        """What it claims in words."""
        return read_claims(self.title, self.attributes)

    @field
    def availability(self) -> Availability | None:
        """Whether it can be bought now."""
        said = [o.availability for p in self.products for o in p.offers if o.availability is not None]
        if Availability.IN_STOCK in said:
            return Availability.IN_STOCK
        return said[0] if said else read_shown_availability(self.root)

    @field
    def shop(self) -> Shop | None:
        """The seller that structured data name."""
        seller = next((o.seller for p in self.products for o in p.offers if o.seller), None)
        return Shop(name=seller) if seller else None

    @field
    def category(self) -> str | None:
        """The category: structured data, else the last but one of the breadcrumbs."""
        crumbs = self.css("[class*=breadcrumb] a, [itemtype*=BreadcrumbList] a, nav.crumbs a")
        texts = [text for text in (clean("".join(c.css("::text").getall())) for c in crumbs) if text]
        return self.first("category") or (texts[-1] if texts else None)

    @field
    def attributes(self) -> dict[str, str]:
        """The parameters that the page shows in tables and lists."""
        named = [product.attributes for product in self.products]
        every = {**self.table, **{name: value for found in named for name, value in found.items()}}
        return dict(list(every.items())[:100])

    @field
    def images(self) -> tuple[str, ...]:
        """The pictures of the goods."""
        named = [image for product in self.products for image in product.images]
        near = self.css(
            "[class*=gallery] img::attr(src), [class*=carousel] .item img::attr(src), "
            "[itemprop=image]::attr(src), [id*=gallery] img::attr(src)"
        ).getall()
        links = [
            self.absolute(image) for image in dict.fromkeys([*named, *near]) if not image.startswith("data:")
        ]
        return tuple(dict.fromkeys(link for link in links if link.startswith(("http://", "https://"))))[:30]

    @field
    def description(self) -> str | None:
        """The seller's text."""
        near = self.css(
            "[itemprop=description], [class*=product-description], [id*=product_description] + p, "
            "#description"
        )
        shown = clean(" ".join(near[0].css("::text").getall())) if near else None
        return (
            self.first("description")
            or shown
            or clean(self.css("meta[name=description]::attr(content)").get())
            or ""
        )[:5000] or None

    @field
    def links(self) -> Links:
        """Where a licence or rules are shown."""
        return _find_links(self)


class ListPage(GenericPage):
    """A home, category or search page."""

    kind = PageKind.SEARCH

    @field
    def cards(self) -> tuple[Card, ...]:
        """The product cards, with a price where they show just one."""
        return tuple(_make_card(link, box) for link, box in self.boxes[:_MOST_CARDS] if link != self.address)

    @cached_property
    def boxes(self) -> list[tuple[str, Any]]:
        """The product cards with their links."""
        return find_product_boxes(self.root, self.address)

    @cached_property
    def goods(self) -> list[str]:
        """The addresses of the products on this page."""
        named = [make_link(link, self.address) for link in find_item_links(self.root)]
        found = [link for link in named if link] or list(dict.fromkeys(link for link, _ in self.boxes))
        return [link for link in found if link != self.address]

    @field
    def title(self) -> str | None:
        """The heading or title of the page."""
        return self.heading or clean(self.css("title::text").get())

    @field
    def links(self) -> Links:
        """Where a licence or rules are shown."""
        return _find_links(self)

    def iter_leads(self) -> Iterator[Lead]:
        """Products, the next page, categories."""
        following = find_next(self.root, self.address)
        categories = [] if following and "page" in self.address else find_categories(self.root, self.address)
        goods = self.goods
        if not goods and not categories and following is None:
            raise UnreadableError("no_product", f"{self.address!r} shows neither a product nor a way to one")
        for link in goods:
            yield Lead(url=link, purpose=Purpose.LISTING)
        if following is not None:
            yield Lead(url=following, purpose=Purpose.LIST)
        for link in categories:
            if link not in goods:
                yield Lead(url=link, purpose=Purpose.LIST)


def recognise(page: ShopfrontPage, purpose: Purpose) -> Purpose:
    """Whether a page sells one thing or lists several."""
    generic = GenericPage(response=page.response, facts=page.facts, answers=page.answers)
    if purpose in {Purpose.LIST, Purpose.HOME, Purpose.SHOP}:
        return Purpose.LIST
    price = [one for one in generic.shown if one.score >= _MIN_SCORE + 1]
    named = [p for p in generic.products if p.source != "opengraph" or p.offers or price]
    if named and (generic.heading or purpose is Purpose.LISTING or len(generic.products) <= 2):
        return Purpose.LISTING
    cards = find_product_links(generic.root, page.address)
    # A list may label the price of every card; a page that sells one thing labels one amount.
    labelled = len({one.amount for one in price if one.is_labelled}) == 1
    stands_free = any(not one.is_boxed for one in price)
    if price and (
        purpose is Purpose.LISTING
        or (generic.heading and (len(cards) < 2 or (len(cards) < 4 and stands_free) or labelled))
        or _sells_one(generic)
    ):
        return Purpose.LISTING
    is_goods = purpose is Purpose.LISTING or _GOODS_PATH.search(urlsplit(page.address).path)
    if is_goods and generic.heading and (price or _says_what_it_is(generic)):
        return Purpose.LISTING
    if purpose is Purpose.LISTING:
        raise UnreadableError(
            "no_product", f"{page.address!r} shows no product that can be told from the page"
        )
    return Purpose.LIST


def _says_what_it_is(page: GenericPage) -> bool:
    """Goods without a price still show a number of theirs, or that they cannot be bought."""
    numbers = (find_fact(page.table, what) for what in ("sku", "gtin", "model"))
    return any(numbers) or read_shown_availability(page.root) is not None


def _sells_one(page: GenericPage) -> bool:
    marks = page.css(
        "[id*=product][id*=gallery], [class*=product][class*=main], [class*=product-detail], "
        "[id*=product-detail], form[action*='basket/add'], form[action*='cart/add'], [itemprop=sku]"
    )
    return bool(marks)


def _decide_price(
    products: list[ProductFacts], current: list[Shown], old: set[Decimal]
) -> tuple[Price | None, bool]:
    seen = {one.amount for one in current}
    named = [
        {amount for offer in product.offers for amount in (offer.low, offer.high) if amount}
        for product in sorted(products, key=lambda p: _ORDER[p.source])
    ]
    said = set().union(*named)
    if said and not (said <= old and seen - old):  # else structured data name only the struck-through price
        both = said & seen
        chosen = said if len(said) == 1 else both
        if len(chosen) != 1:
            return None, True
        codes = (offer.currency for product in products for offer in product.offers)
        return _make_price(next(iter(chosen)), next((code for code in codes if code), None), current), False
    if not current:
        return None, False
    best = [one for one in current if one.score >= current[0].score - 1.0]
    labelled = [one for one in best if one.is_labelled]
    best = labelled or [one for one in best if one.score >= current[0].score - 0.5]
    if len({one.amount for one in best}) > 1:
        return None, True
    return Price(amount=best[0].amount, currency=best[0].currency, raw=best[0].raw), False


def _make_price(amount: Decimal, currency: str | None, current: list[Shown]) -> Price:
    shown = next((one for one in current if one.amount == amount), None)
    return Price(
        amount=amount,
        currency=currency or (shown.currency if shown else None),
        raw=shown.raw if shown else str(amount),
    )


def _make_offers(facts: OfferFacts) -> Iterator[Offer]:
    for amount in dict.fromkeys([facts.low, facts.high]):
        if amount is not None or facts.availability is not None:
            yield Offer(
                name=facts.name, amount=amount, currency=facts.currency, availability=facts.availability
            )


def _make_card(link: str, box: Any) -> Card:
    words = clean(" ".join(box.xpath(".//text()[not(parent::script or parent::style)]"))) or ""
    shown = {match.group().strip() for match in PRICE_LIKE.finditer(fold(words))}
    price = parse_price(shown.pop()) if len(shown) == 1 else None
    return Card(url=link, price=price, words=words[:CARD_WORDS] or None)


def _find_code(path: str) -> str | None:
    match = re.search(r"/(?:dp|gp/product)/([A-Z0-9]{10})\b", path)
    return match.group(1) if match else None


def _cut_number(text: str | None) -> str | None:
    """The number at the start of a cell that goes on with words."""
    first = (text or "").partition(" ")[0]
    return first if len(first) > 3 and any(char.isdigit() for char in first) else text


def _find_number(path: str) -> str | None:
    """The number by which a shop names its goods in the address, when the path ends with one."""
    match = re.search(r"/([A-Z]{0,2}\d{5,})(?:\.\w+)?/?$", path)
    return match.group(1) if match else None


def _find_links(page: ShopfrontPage) -> Links:
    def find(words: str) -> str | None:
        for anchor in page.css("a[href]"):
            if re.search(words, "".join(anchor.css("::text").getall())):
                return make_link(anchor.attrib["href"], page.address, strict=False)
        return None

    return Links(licence=find("营业执照|证照信息|经营证照|亮照"), rules=find("平台规则|规则中心"))


PAGES = {Purpose.LISTING: ListingPage, Purpose.LIST: ListPage}
