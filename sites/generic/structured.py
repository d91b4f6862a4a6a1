"""Products in structured data: JSON-LD, microdata, RDFa and OpenGraph, brought into one form."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evidence.listing import Availability
from sites.generic.marked import iter_kinds, iter_marked
from sites.page import clean
from sites.prices import find_currency, parse_plain_amount

_GTINS = ("gtin13", "gtin", "gtin14", "gtin12", "gtin8", "ean", "isbn")
_OUT = ("outofstock", "soldout", "discontinued", "oos")
_IN = ("instock", "limitedavailability", "onlineonly", "instoreonly", "preorder", "presale", "backorder")
# A template that was not filled in: $metabrand, {{ brand }}, %brand%.
_ARTICLE = re.compile(r"(?:article|blogposting|newsarticle)$", re.IGNORECASE)
_UNFILLED = re.compile(r"\$[a-z_]+|\{\{.*\}\}|%[a-z_]+%", re.IGNORECASE)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFacts:
    """One offer of structured data; `low` and `high` differ for an AggregateOffer."""

    low: Decimal | None
    high: Decimal | None
    currency: str | None
    availability: Availability | None
    name: str | None = None
    sku: str | None = None
    seller: str | None = None
    url: str | None = None


@dataclass(slots=True, kw_only=True)
class ProductFacts:
    """A product of structured data."""

    source: str
    name: str | None = None
    sku: str | None = None
    mpn: str | None = None
    model: str | None = None
    gtin: str | None = None
    brand: str | None = None
    description: str | None = None
    category: str | None = None
    url: str | None = None
    images: tuple[str, ...] = ()
    offers: tuple[OfferFacts, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)


def find_products(root: Any) -> list[ProductFacts]:
    """All products of a page: JSON-LD first, then what elements are marked with, then OpenGraph."""
    products = [
        _make_product(node, "json-ld") for block in _iter_blocks(root) for node in _iter_products(block)
    ]
    products += [_make_product(node, "microdata") for node in iter_marked(root)]
    graph = _read_open_graph(root)
    return [*products, graph] if graph is not None else products


def find_item_links(root: Any) -> list[str]:
    """The addresses in a JSON-LD ItemList."""
    links: list[str] = []
    for block in _iter_blocks(root):
        for node in _walk(block):
            if "ItemList" in _types(node):
                for entry in _as_list(node.get("itemListElement")):
                    item = entry.get("item", entry) if isinstance(entry, dict) else entry
                    url = item.get("url") or item.get("@id") if isinstance(item, dict) else item
                    if isinstance(url, str):
                        links.append(url)
    return links


def is_article(root: Any) -> bool:
    """Whether a page calls itself something to read, as papers and diaries do."""
    kinds = [meta.get("content") or "" for meta in root.iter("meta") if meta.get("property") == "og:type"]
    kinds += [
        element.get("itemtype") or "" for element in root.iter("article", "div", "body", "main", "html")
    ]
    kinds += [kind for block in _iter_blocks(root) for node in _walk(block) for kind in _types(node)]
    return any(_ARTICLE.search(kind.strip()) for kind in kinds)


def has_offer(root: Any) -> bool:
    """Whether a page's data hold an offer, be it of no goods: an app, a course, a seat."""
    return any(kind in {"Offer", "AggregateOffer"} for kind in iter_kinds(root)) or any(
        node.get("offers") for block in _iter_blocks(root) for node in _walk(block)
    )


def read_availability(value: Any) -> Availability | None:
    """The availability that a schema.org word stands for."""
    text = re.sub(r"[^a-z]", "", _text(value).lower().rpartition("/")[2])
    if any(word in text for word in _OUT):
        return Availability.OUT_OF_STOCK
    return Availability.IN_STOCK if any(word in text for word in _IN) else None


def is_gtin(text: str) -> bool:
    """Whether a number has the length and check digit of a GTIN."""
    if not text.isdecimal() or len(text) not in {8, 12, 13, 14} or not text.strip("0"):
        return False
    digits = [int(char) for char in reversed(text)]
    return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def _iter_blocks(root: Any) -> Iterator[Any]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "").strip()
        text = (
            re.sub(r"^(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?$", "", text)
            .strip()
            .rstrip(";")
        )
        for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
            try:
                yield json.loads(attempt, strict=False)
                break
            except (ValueError, RecursionError):
                continue


def _walk(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 8:
        return
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemOffered", "hasVariant", "item"):
            if isinstance(value.get(key), (dict, list)):
                yield from _walk(value[key], depth + 1)


def _iter_products(block: Any) -> Iterator[dict[str, Any]]:
    for node in _walk(block):
        if _types(node) & {
            "Product",
            "ProductGroup",
            "IndividualProduct",
            "ProductModel",
            "SomeProducts",
            "Book",
            "Vehicle",
            "Car",
        } and ("Product" in _types(node) or node.get("offers") or node.get("sku") or node.get("hasVariant")):
            yield node


def _types(node: dict[str, Any]) -> set[str]:
    return {str(kind).rpartition("/")[2] for kind in _as_list(node.get("@type"))}


def _make_product(node: dict[str, Any], source: str) -> ProductFacts:
    gtin = next(
        (digits for name in _GTINS if is_gtin(digits := re.sub(r"\D", "", _text(node.get(name))))), None
    )
    offers = [facts for offer in _iter_offers(node) if (facts := _make_offer(offer)) is not None]
    if gtin is None:
        gtin = next(
            (
                digits
                for offer in _iter_offers(node)
                for name in _GTINS
                if is_gtin(digits := re.sub(r"\D", "", _text(offer.get(name))))
            ),
            None,
        )
    images = tuple(url for image in _as_list(node.get("image")) if (url := _url(image)))
    return ProductFacts(
        source=source,
        name=_plain(node.get("name")),
        sku=_plain(node.get("sku"))
        or _plain(node.get("productID"))
        or next((o.sku for o in offers if o.sku), None),
        mpn=_plain(node.get("mpn")),
        model=_plain(node.get("model")),
        gtin=gtin,
        brand=_plain(node.get("brand")) or _plain(node.get("manufacturer")),
        description=_plain(node.get("description")),
        category=_plain(node.get("category")),
        url=_url(node.get("url")) or _url(node.get("@id")),
        images=images,
        offers=tuple(offers),
        attributes=_read_properties(node.get("additionalProperty")),
    )


def _iter_offers(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for offer in _as_list(node.get("offers")):
        if isinstance(offer, dict):
            yield offer
            inner = [one for one in _as_list(offer.get("offers")) if isinstance(one, dict)]
            if "AggregateOffer" not in _types(offer) or offer.get("lowPrice") is None:
                yield from inner


def _make_offer(offer: dict[str, Any]) -> OfferFacts | None:
    specification = next((s for s in _as_list(offer.get("priceSpecification")) if isinstance(s, dict)), {})
    raw = _first(offer.get("price"), offer.get("lowPrice"), specification.get("price"))
    low = parse_plain_amount(_text(raw)) if raw is not None else None
    high = parse_plain_amount(_text(offer.get("highPrice"))) if _first(offer.get("price")) is None else low
    currency = _text(_first(offer.get("priceCurrency"), specification.get("priceCurrency"))) or None
    availability = read_availability(offer.get("availability"))
    if low is None and availability is None:
        return None
    return OfferFacts(
        low=low,
        high=high if high is not None else low,
        currency=(
            currency.upper() if currency and len(currency) == 3 else find_currency(currency or _text(raw))
        ),
        availability=availability,
        name=_plain(offer.get("name")),
        sku=_plain(offer.get("sku")),
        seller=_plain(offer.get("seller")),
        url=_url(offer.get("url")),
    )


def _read_properties(value: Any) -> dict[str, str]:
    found = {}
    for entry in _as_list(value):
        if (
            isinstance(entry, dict)
            and (name := _plain(entry.get("name")))
            and (said := _plain(entry.get("value")))
        ):
            found[name] = said
    return found


def _read_open_graph(root: Any) -> ProductFacts | None:
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").strip().lower()
        value = (element.get("content") or "").strip()
        if name and value:
            meta.setdefault(name, value)
    amount = _first(
        *(meta.get(f"{place}:price:amount") for place in ("product:sale_price", "product", "og")),
        meta.get("product:sale_price:amount"),
    )
    low = parse_plain_amount(amount) if amount else None
    is_product = "product" in meta.get("og:type", "").lower()
    if low is None and not is_product:
        return None
    currency = _first(meta.get("product:price:currency"), meta.get("og:price:currency"))
    availability = read_availability(
        _first(meta.get("product:availability"), meta.get("og:availability"), "")
    )
    offer = OfferFacts(
        low=low, high=low, currency=currency.upper() if currency else None, availability=availability
    )
    return ProductFacts(
        source="opengraph",
        name=meta.get("og:title"),
        sku=meta.get("product:retailer_item_id"),
        mpn=meta.get("product:mfr_part_no"),
        gtin=next(
            (v for n in ("product:ean", "product:gtin", "product:upc") if is_gtin(v := meta.get(n, ""))), None
        ),
        brand=meta.get("product:brand") or meta.get("og:brand"),
        description=meta.get("og:description"),
        category=meta.get("product:category"),
        url=meta.get("og:url"),
        images=(meta["og:image"],) if "og:image" in meta else (),
        offers=(offer,) if low is not None or availability is not None else (),
    )


def _first(*values: Any) -> Any:
    return next((value for value in values if _is_plain(value)), None)


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value)
    return not isinstance(value, dict) and value is not None and value != ""


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("@id") or value.get("url") or ""
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    return "" if value is None else str(value).strip()


def _plain(value: Any) -> str | None:
    text = _text(value)
    if "<" in text or "&" in text:
        text = (
            re.sub(r"<[^>]*>", " ", text)
            .replace("&nbsp;", " ")
            .replace("&amp;", "&")
            .replace("&quot;", '"')
            .replace("&#039;", "'")
        )
    return None if is_unfilled(text) else clean(text)


def is_unfilled(text: str) -> bool:
    """Whether a text is the name of a field in a template that was not filled in."""
    return _UNFILLED.fullmatch(text.strip()) is not None


def _url(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() if isinstance(value, str) and value.strip() else None


def pick_main(products: Iterable[ProductFacts], url: str, names: Iterable[str]) -> list[ProductFacts]:
    """The products that are this page's own: by address, else by name, else the only one of its source."""
    every = list(products)
    wanted = {_fold(name) for name in names if name}
    path = _path(url)
    chosen: list[ProductFacts] = []
    for source in ("json-ld", "microdata", "opengraph"):
        group = [product for product in every if product.source == source]
        if len(group) > 1:
            here = [p for p in group if p.url and _path(p.url) == path]
            named = [
                p
                for p in group
                if p.name and any(_fold(p.name) in w or w in _fold(p.name) for w in wanted if w)
            ]
            group = here or named or group[:1]
        chosen += group
    return chosen


def _fold(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _path(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[?#].*$|/$", "", url)
