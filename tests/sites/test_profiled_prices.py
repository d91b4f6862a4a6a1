"""Which of a profile's places gives the price, on pages that are built otherwise than those of the survey."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from selectolax.lexbor import LexborHTMLParser

from evidence.listing import Listing, PageKind, Price
from sites.profile import Role, Rule
from sites.profiled_prices import read_prices
from sites.reading import read_page
from tests.sites.learning.small_shop import GOODS, learn, make_site

RULES = (Rule(select="b.price", parse="money"), Rule(select="i", nth=1, parse="money"))


def make_read(price: str | None, before: str | None = None) -> Listing:
    now, was = (
        None if text is None else Price(amount=Decimal(text), currency="CNY") for text in (price, before)
    )
    return Listing(
        url="http://s.example/1", kind=PageKind.LISTING, platform="s", title="x", price=now, list_price=was
    )


@pytest.mark.parametrize(
    ("body", "read", "price", "unsure"),
    [
        ("<b class=price>¥9.00</b><i>¥1.00</i><i>¥5.00</i>", make_read("5.00"), "9.00", ()),
        ("<i>¥9.00</i><i>¥5.00</i>", make_read("5.00"), "5.00", ()),
        ("<i>¥9.00</i><i>¥5.00</i>", make_read(None), "5.00", ()),
        ("<i>¥9.00</i><i>¥5.00</i>", make_read("9.00"), None, ("price",)),
        ("<i>¥9.00</i><i>¥3.00</i>", make_read("9.00"), "9.00", ()),
    ],
    ids=["its first place", "agreed", "nothing else said", "denied", "other goods beside it"],
)
def test_a_place_of_pages_built_otherwise_gives_the_price_where_the_page_does_not_deny_it(
    body: str, read: Listing, price: str | None, unsure: tuple[str, ...]
) -> None:
    role = Role(fields={"price": RULES})
    found = read_prices(LexborHTMLParser(body), role, "CNY", read, lambda amount: amount == Decimal(3))
    assert (found["price"] and str(found["price"].amount), found["unsure"]) == (price, unsure)


@pytest.mark.parametrize(
    ("body", "before"),
    [("<b class=price>¥5.00</b><s>¥9.00</s>", None), ("<i>¥1.00</i><i>¥5.00</i><s>¥9.00</s>", "9.00")],
    ids=["built as all", "built otherwise"],
)
def test_a_former_price_without_a_place_counts_on_pages_built_otherwise(
    body: str, before: str | None
) -> None:
    role = Role(fields={"price": RULES})
    found = read_prices(LexborHTMLParser(body), role, "CNY", make_read("5.00", "9.00"))
    assert (found["list_price"] and str(found["list_price"].amount)) == before


@pytest.mark.parametrize(
    ("rules", "is_sure", "before", "unsure"),
    [
        ({"price": RULES}, True, "9.00", ()),
        ({"price": RULES}, False, None, ("list_price",)),
        ({"price": RULES}, None, None, ()),
        ({"price": RULES, "list_price": (Rule(select="u", parse="money"),)}, True, None, ()),
    ],
    ids=["called so beside the price", "under another name", "of something else", "it has a place elsewhere"],
)
def test_a_former_price_that_no_survey_saw_counts_where_it_stands_by_the_price(
    rules: dict[str, tuple[Rule, ...]], is_sure: bool | None, before: str | None, unsure: tuple[str, ...]
) -> None:
    tree = LexborHTMLParser("<b class=price>¥5.00</b><s>¥9.00</s>")
    role, read = Role(fields=rules), make_read("5.00", "9.00")
    found = read_prices(tree, role, "CNY", read, weigh_former=lambda _amount, _price: is_sure)
    assert (found["list_price"] and str(found["list_price"].amount), found["unsure"]) == (before, unsure)


@pytest.mark.parametrize(
    ("body", "before", "unsure"),
    [
        ("<del>￥99.00</del>", "99.00", ()),
        ("<p>原价 <del>￥99.00</del></p>", "99.00", ()),
        ("<p><span>运动版</span> <del>￥99.00</del></p>", None, ("list_price",)),
        ("<del>￥99.00</del><p>两件装</p>", None, ()),
        ("<p>市场参考价：￥88.00 起（其他店）</p>", None, ()),
        ("<p>普通会员价 <s>￥45.00</s></p>", None, ()),
        ("<p>安装费 <del>￥200.00</del> 免费</p>", None, ()),
        ("<dl><dt>赠品价值</dt><dd><del>￥59.00</del></dd></dl>", None, ()),
        ("<p>Set of two <s>￥45.00</s></p>", None, ()),
    ],
)
def test_an_amount_beside_the_price_is_a_former_one_unless_its_label_names_another_thing(
    body: str, before: str | None, unsure: tuple[str, ...]
) -> None:
    site = {url: re.sub(r"<del>.*?</del>", "", html) for url, html in make_site().items()}
    page = site[GOODS[8].url].replace("<p class=stock>", f"{body}<p class=stock>")
    listing = read_page(page.encode(), GOODS[8].url, site=learn(site)).listing
    assert (listing.list_price and str(listing.list_price.amount), listing.unsure) == (before, unsure)
