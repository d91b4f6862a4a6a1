"""What pages of a site by themselves tell together: words of the site, and whether stock is counted."""

from __future__ import annotations

import json

import pytest

from evidence.listing import Availability, Listing, Offer, PageKind
from sites.learning.fields import counts_stock, find_ignored
from sites.profile import Role, SiteProfile
from sites.purpose import Purpose
from sites.reading import read_page

TWO_LISTS = [frozenset({"茶具" if number < 4 else "桌布", "首页"}) for number in range(8)]


def make_read(categories: list[str | None]) -> list[Listing | None]:
    return [
        Listing(
            url=f"http://s.example/g/{number}",
            kind=PageKind.LISTING,
            platform="s",
            title=f"商品 {number}",
            category=category,
        )
        for number, category in enumerate(categories)
    ]


@pytest.mark.parametrize(
    ("categories", "lists", "ignored"),
    [
        (["商城"] * 8, TWO_LISTS, ("category",)),
        (["茶具"] * 4 + ["桌布"] * 4, TWO_LISTS, ()),
        (["茶具"] * 8, [frozenset({"茶具", "首页"})] * 8, ()),
        (["茶具"] * 8, [frozenset[str]()] * 8, ()),
        ([None] * 8, TWO_LISTS, ()),
    ],
    ids=["one word for two lists", "a word each", "one list", "no list", "none"],
)
def test_a_category_that_goods_of_several_lists_share_is_a_word_of_the_site(
    categories: list[str | None], lists: list[frozenset[str]], ignored: tuple[str, ...]
) -> None:
    assert find_ignored(make_read(categories), lists) == ignored


def make_counted(*stocks: bool | None) -> list[Listing | None]:
    """Listings whose one variant is in stock or not; not one of them may lie beside a button to buy."""
    said = {True: Availability.IN_STOCK, False: Availability.OUT_OF_STOCK, None: None}
    return [
        Listing(
            url=f"http://s.example/g/{number}",
            kind=PageKind.LISTING,
            platform="s",
            title=f"商品 {number}",
            availability=None if stock is False else Availability.IN_STOCK,
            unsure=("availability",) if stock is False else (),
            offers=(Offer(name="红", availability=said[stock]),),
        )
        for number, stock in enumerate(stocks)
    ]


@pytest.mark.parametrize(
    ("stocks", "counted"),
    [
        ((True,) * 6 + (False,), True),
        ((False,) * 8, False),
        ((None,) * 8, False),
        ((True,) * 3 + (False,), False),
        ((True,) * 5 + (False,) * 5, False),
    ],
    ids=["hardly one used up", "all at nought", "not said", "too few", "half"],
)
def test_stock_is_counted_where_most_variants_are_left(
    stocks: tuple[bool | None, ...], counted: bool
) -> None:
    assert counts_stock(make_counted(*stocks)) is counted


@pytest.mark.parametrize(
    ("counted", "left", "stock"),
    [(True, 0, "out_of_stock"), (False, 0, None), (True, 3, "in_stock")],
)
def test_goods_of_which_none_is_left_are_sold_out_though_a_button_stands_there(
    counted: bool, left: int, stock: str | None
) -> None:
    url = "http://s.example/goods/10086"
    skus = [{"skuName": "红", "price": "88.00", "stock": left}]
    goods = {"goodsId": 10086, "goodsName": "竹编提篮 大号", "price": "88.00", "skus": skus}
    script = f"<script>var detail = {json.dumps(goods)};</script>"
    page = f"<h1>竹编提篮 大号</h1><p>售价 ￥88.00</p><button>加入购物车</button>{script}"
    role = Role(addresses=("/goods/{id}",), counted=counted)
    site = SiteProfile(
        name="s.example", hosts=("s.example",), start="http://s.example/", roles={Purpose.LISTING: role}
    )
    listing = read_page(f"<meta charset=utf-8>{page}".encode(), url, site=site).listing
    assert (listing.availability, "availability" in listing.unsure) == (stock, stock is None)
