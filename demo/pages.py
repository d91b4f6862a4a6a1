"""The pages of the market as HTML."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from demo.model import Listing, Market, Shop
from demo.papers import Picture
from demo.price_text import format_price
from demo.tables import ROOM

PAGE_SIZE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a paginated list of listings."""

    listings: tuple[Listing, ...]
    number: int
    count: int
    total: int


def cut_page(listings: tuple[Listing, ...], number: int) -> Page:
    """Page `number` of the listings; numbers out of range give the nearest page."""
    count = max(1, -(-len(listings) // PAGE_SIZE))
    number = min(max(1, number), count)
    first = (number - 1) * PAGE_SIZE
    return Page(listings=listings[first : first + PAGE_SIZE], number=number, count=count, total=len(listings))


def render_home(market: Market) -> str:
    """The home page, with a cover for every category."""
    covers = [
        (category, next(listing for listing in market.listings if listing.category == category))
        for category in market.categories
    ]
    return _render("home.html", market, shops=market.shops, count=len(market.listings), covers=covers)


def render_list(market: Market, heading: str, page: Page, address: str, query: str = "") -> str:
    """A list page of a category or of a search; `address` is what the page number is appended to."""
    return _render("list.html", market, heading=heading, page=page, address=address, query=query)


def render_shop(market: Market, shop: Shop, page: Page) -> str:
    """The home page of a shop."""
    return _render("shop.html", market, shop=shop, page=page, address=f"/shop/{shop.shop_id}?")


def render_licence(market: Market, shop: Shop) -> str:
    """The licence page of a shop: an empty box that a script fills."""
    return _render("licence.html", market, shop=shop)


def render_item(market: Market, listing: Listing) -> str:
    """The page of a listing in the normal template."""
    json_ld = Markup(_make_json_ld(listing)) if listing.has_json_ld else None  # noqa: S704 - escaped there
    return _render("item.html", market, listing=listing, json_ld=json_ld)


def render_notice(market: Market, heading: str, message: str) -> str:
    """A page with nothing but a message."""
    return _render("notice.html", market, heading=heading, message=message)


def render_plain(market: Market, name: str, **values: Any) -> str:
    """A page of the named template that needs no more than `values`."""
    return _render(f"{name}.html", market, **values)


def main_picture_path(listing: Listing) -> str:
    """Where the main picture of a listing is."""
    if listing.pictures:
        return picture_path(listing.pictures[0])
    return f"/img/item/{listing.listing_id}-1.jpg"


def more_picture_path(listing: Listing) -> str:
    """Where the picture of a listing's parameters is."""
    return f"/img/item/{listing.listing_id}-2.jpg"


def picture_path(picture: Picture) -> str:
    """Where a picture is that several pages may show."""
    return f"/img/pic/{picture.file_name}"


def _render(template: str, market: Market, **values: Any) -> str:
    return _make_environment().get_template(template).render(categories=market.categories, **values)


@cache
def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["price"] = format_price
    environment.filters["main_picture"] = main_picture_path
    environment.filters["more_picture"] = more_picture_path
    environment.filters["picture"] = picture_path
    return environment


def _make_json_ld(listing: Listing) -> str:
    stock = "InStock" if listing.stock else "OutOfStock"
    product = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": listing.title,
        "sku": listing.listing_id,
        "brand": {"@type": "Brand", "name": listing.brand},
        "model": listing.model,
        "image": [picture_path(picture) for picture in listing.pictures]
        or [main_picture_path(listing), more_picture_path(listing)],
        "offers": {
            "@type": "Offer",
            "price": str(listing.price),
            "priceCurrency": "CNY",
            "availability": f"https://schema.org/{stock}",
            "seller": {"@type": "Organization", "name": listing.shop.name},
        },
    }
    if not listing.brand:
        del product["brand"]
    if not listing.model:
        del product["model"]
    return json.dumps(product, ensure_ascii=False).replace("<", "\\u003c")
