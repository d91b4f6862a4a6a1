"""Which amount on a page is what a buyer pays now."""

from __future__ import annotations

import json

import pytest

from tests.sites.small_page import amount, read

NAME = "<title>竹编提篮 大号</title>"


@pytest.mark.parametrize(
    ("body", "price", "before"),
    [
        ("<p>售价：￥88.00</p><p>原价：￥128.00</p>", "88.00", "128.00"),
        (
            "<p><em>¥</em><b>59</b><i>.9</i><span>起</span><del>¥ 128</del></p><p>已售 3200 件</p>",
            "59.9",
            "128",
        ),
        ("<p>一口价 ¥1.28万</p><p>参考价 ¥3.6万</p>", "12800.00", "36000.0"),
        ("<p>促销价 ￥149.00 - 159.00</p><p>运费 ￥8.00</p>", "149.00", None),
        ("<p>价格 ￥88.00</p><p>分期 ￥7.33×12期</p><p>满199元减100元</p>", "88.00", None),
        ("<p>价格 ￥880.00</p><p>定金 ￥50.00</p><p>券后 ￥800.00</p>", "880.00", None),
        ("<p>价格 ￥88.00</p><p>加价购 另加￥9.90</p><p>PLUS会员 ￥80.00</p>", "88.00", None),
        ("<span>-50%</span><span>￥60.00</span><span>￥120.00</span>", "60.00", "120.00"),
        ("<p>满199元减100元</p><p>库存 161 件</p>", None, None),
        ("<p>货号 8۸</p>", None, None),
    ],
)
def test_the_price_is_told_from_other_amounts(body: str, price: str | None, before: str | None) -> None:
    listing = read(f"<h1>竹编提篮 大号</h1>{body}<a>加入购物车</a>", head=NAME)
    assert (amount(listing.price), amount(listing.list_price)) == (price, before)


@pytest.mark.parametrize("body", ["<p>￥88.00</p><p>￥86.00</p>", "<b>￥88</b><b>￥99</b><b>￥101</b>"])
def test_amounts_that_nothing_tells_apart_leave_the_price_unsure(body: str) -> None:
    listing = read(f"<h1>竹编提篮 大号</h1>{body}<a>加入购物车</a>", head=NAME)
    assert (listing.price, listing.unsure) == (None, ("price",))


@pytest.mark.parametrize(
    ("data", "shown", "price"),
    [
        ('"offers":{"price":"19.90","priceCurrency":"EUR",}', "", "19.90"),
        ('"offers":{"@type":"AggregateOffer","lowPrice":"$1495","highPrice":"$1995"}', "", "1495"),
        ('"offers":{"price":"219.90"}', "<del>219,90 €</del><span>-50%</span><b>109,95 €</b>", "109.95"),
        ('"offers":{"price":"19.90"}', "<b>19,90 €</b><small>Grundpreis 3,98 € / kg</small>", "19.90"),
    ],
)
def test_data_are_weighed_against_what_is_shown(data: str, shown: str, price: str) -> None:
    product = f'{{"@type":"Product","name":"Filter",{data}}}'
    head = f'<title>Filter</title><script type="application/ld+json">{product}</script>'
    page = read(f"<h1>Filter</h1>{shown}<button>In den Warenkorb</button>", head=head, lang="de")
    assert amount(page.price) == price


def test_both_ends_of_a_range_are_offers() -> None:
    listing = read("<h1>竹编提篮 大号</h1><p>促销价 ￥149.00 - 159.00</p><a>加入购物车</a>", head=NAME)
    assert [amount(offer) for offer in listing.offers] == ["149.00", "159.00"]


def test_amounts_of_other_goods_are_no_price() -> None:
    others = "".join(
        f'<li><a href="/g/{n}01.html"><img src="/{n}.jpg">壶{n}</a>￥{n}5.00</li>' for n in range(1, 6)
    )
    listing = read(f"<h1>竹编提篮 大号</h1><a>加入购物车</a><ul>{others}</ul>", head=NAME)
    assert listing.price is None


@pytest.mark.parametrize(
    ("rows", "before"),
    [
        ([("红", "88.00", "99.00"), ("蓝", "108.00", "139.00")], "99.00"),
        ([("红", "88.00", "139.00")], None),
    ],
    ids=["of the variant shown", "of the one that there is"],
)
def test_the_former_price_shown_is_that_of_a_variant_where_data_name_the_highest(
    rows: list[tuple[str, str, str]], before: str | None
) -> None:
    skus = [{"skuName": name, "price": now, "market_price": was, "stock": 3} for name, now, was in rows]
    goods = {"goodsId": 10086, "goodsName": "竹编提篮 大号", "price": "88.00", "market_price": "139.00"}
    script = f"<script>var detail = {json.dumps({**goods, 'skus': skus})};</script>"
    page = read(f"<h1>竹编提篮 大号</h1><p>原价 <del>￥99.00</del></p><p>价格 ￥88.00</p>{script}")
    assert amount(page.list_price) == before


def test_data_that_leave_a_price_open_are_no_price() -> None:
    data = '{"@type": "Product", "name": "Wall lamp", "offers": {"@type": "Offer", "price": {}}}'
    listing = read(
        "<h1>Wall lamp</h1>", head=f'<script type="application/ld+json">{data}</script>', lang="en"
    )
    assert listing.title == "Wall lamp"
    assert listing.price is None


def test_the_upper_end_of_a_range_is_not_the_price() -> None:
    data = (
        '<script>var item = {"id": 10086, "name": "Cat tablets", "price": 9.56, "sku": "CT-6",'
        ' "image": "/i/1.jpg"}</script>'
    )
    body = "<h1>Cat tablets</h1><p>From only £5.29 - £9.56</p><p class=price>£9.56</p>"
    listing = read(body, head=f"<title>Cat tablets</title>{data}", lang="en")
    assert amount(listing.price) in {None, "5.29"}


def test_a_former_price_beside_a_price_in_a_side_box_is_read() -> None:
    page = "<h1>Suede sandal</h1>{}<button>Add to cart</button>"
    side = "<div class=recommend-style><p>was $160.00</p><p>now <b class=price>$80.00</b></p></div>"
    told = '{"@type": "Product", "name": "Suede sandal", "offers": {"price": 80, "priceCurrency": "USD"}}'
    head = f'<script type="application/ld+json">{told}</script>'
    listing = read(page.format(side), head=head, lang="en")
    assert amount(listing.list_price) == "160.00"


@pytest.mark.parametrize(
    ("body", "price", "before"),
    [
        (
            "<dl><dt>Est Value:</dt><dd>$279.99</dd><dt>Outlet Price:</dt><dd>$254.79</dd></dl>",
            "254.79",
            "279.99",
        ),
        ("<p class=price>129.95</p><p>RRP <del>159.00</del></p>", "129.95", "159.00"),
        ("<p class=price>1 875 C$</p><p><s>2 000 C$</s></p>", "1875", "2000"),
        ("<p class=price>$.89</p>", "0.89", None),
    ],
)
def test_what_reports_of_other_readers_tell_is_read(body: str, price: str, before: str | None) -> None:
    page = f"<h1>Light laptop 11</h1>{body}<button>Add to cart</button>"
    listing = read(page, head="<title>Light laptop 11</title>", lang="en")
    assert (amount(listing.price), amount(listing.list_price)) == (price, before)
