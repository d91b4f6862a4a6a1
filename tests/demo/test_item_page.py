"""Pages of listings carry their facts."""

from __future__ import annotations

import json
import re

from demo.model import Market
from demo.pages import render_item
from demo.price_text import format_price

JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def test_every_page_shows_title_price_and_shop(market: Market) -> None:
    for listing in market.listings:
        page = render_item(market, listing)
        price = format_price(listing.price, listing.price_style)
        assert f'<h1 class="item-title">{listing.title}</h1>' in page
        assert f'<span class="price-now">{price}</span>' in page
        assert f'<a class="shop-link" href="/shop/{listing.shop.shop_id}">' in page


def test_structured_data_agree_with_the_page(market: Market) -> None:
    for listing in (listing for listing in market.listings if listing.has_json_ld):
        match = JSON_LD.search(render_item(market, listing))
        assert match is not None
        product = json.loads(match[1])
        assert (product["name"], product["offers"]["price"]) == (listing.title, str(listing.price))


def test_a_struck_price_is_explained(market: Market) -> None:
    for listing in market.listings:
        assert ("划线价说明" in render_item(market, listing)) == (listing.list_price is not None)


def test_coupon_and_deposit_are_shown_once_each(market: Market) -> None:
    pages = [render_item(market, listing) for listing in market.listings]
    assert sum("price-coupon" in page for page in pages) == 1
    assert sum("price-deposit" in page for page in pages) == 1
