"""Titles, sellers, brands, categories, numbers and pictures of goods on a page."""

from __future__ import annotations

import difflib

import pytest

from sites.page import UnreadableError
from tests.sites.small_page import read

WAY = "<a href=/>首页</a> &gt; <a href=/c/1>家居</a> &gt; <a href=/c/2>篮子</a>"
BUY = "<p>售价：￥88.00</p><a>加入购物车</a>"


@pytest.mark.parametrize(
    ("bar", "body", "title"),
    [
        ("竹编提篮 大号【图片 价格】-山货网", "<h1>山货网</h1><div>竹编提篮 大号</div>", "竹编提篮 大号"),
        ("竹编提篮 - 山货网", "<h1><a href='/'>山货网</a></h1><h2>竹编提篮</h2>", "竹编提篮"),
        (
            "竹编提篮【报价】-山货网",
            "<div class=name>竹编（大号）提篮 三件套</div>",
            "竹编（大号）提篮 三件套",
        ),
        (
            "Details: Basket | Shop",
            "<h1><span>Details about</span> Wicker basket, large</h1>",
            "Details about Wicker basket, large",
        ),
        (
            "Wicker basket, large | Shop",
            "<h1><span>About</span> <span>Wicker basket, large</span></h1>",
            "Wicker basket, large",
        ),
        ("竹编提篮 大号 - 山货网", "<p>无</p>", "竹编提篮 大号"),
    ],
)
def test_the_title_is_what_the_page_and_its_title_bar_agree_on(bar: str, body: str, title: str) -> None:
    assert read(body + BUY, head=f"<title>{bar}</title>").title == title


def test_names_that_were_compared_once_are_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    class Counted(difflib.SequenceMatcher[str]):
        def __init__(self, isjunk: None, a: str, b: str, autojunk: bool = True) -> None:
            compared.append(a)
            super().__init__(isjunk, a, b, autojunk)

    monkeypatch.setattr("sites.generic.naming.SequenceMatcher", Counted)
    page = f"<h1>竹编提篮 加厚大号 收纳</h1><h2>手工竹编收纳篮 加厚</h2>{BUY}"
    counts = []
    for more in ("", "<p>另一页</p>"):
        read(page + more, head="<title>手工竹编提篮 大号 加厚</title>")
        counts.append(len(compared))
    assert counts[0] == counts[1] > 0


def test_the_name_of_a_part_of_the_page_is_not_that_of_the_goods() -> None:
    data = '<script>var goods = {"goodsId": 10086, "goodsName": "竹编提篮 大号", "price": "88.00"};</script>'
    head = "<title>商品详情</title>"
    assert read(f"<div class=title>商品详情</div>{BUY}{data}", head=head).title == "竹编提篮 大号"
    with pytest.raises(UnreadableError, match="no title"):
        read(f"<div class=title>商品详情</div>{BUY}", head=head)


@pytest.mark.parametrize(
    ("body", "shop"),
    [
        ("<ul><li>店铺：<a href='/s/9'>青竹小铺</a></li><li>产地：浙江</li></ul>", "青竹小铺"),
        ("<div>掌柜：<a href='/s/9'>青竹老张</a></div>", "青竹老张"),
        ("<div>Sold by <a href='/s/9'>Green Bamboo</a></div>", "Green Bamboo"),
        ("<p><a href='/s/9'>青竹官方旗舰店</a></p><p>青竹官方旗舰店</p>", "青竹官方旗舰店"),
        ("<div class='shop-name'><a href='/s/9'>青竹铺子</a></div>", "青竹铺子"),
        ("<a href='/s/9'>进入店铺</a>", None),
        ("<a href='/fav'>收藏的店铺</a>", None),
    ],
)
def test_the_seller_is_named_by_a_label_a_mark_or_its_ending(body: str, shop: str | None) -> None:
    found = read(f"<h1>竹编提篮</h1>{BUY}{body}", head="<title>竹编提篮</title>").shop
    assert (found.name if found else None) == shop


@pytest.mark.parametrize(
    ("body", "brand"),
    [
        ("<ul><li>品牌：青竹</li><li>产地：浙江</li></ul>", "青竹"),
        ("<p>Brand: <a href='/b'>Greenwood</a></p>", "Greenwood"),
        ("<a href='/brand/greenwood'>Greenwood</a>", "Greenwood"),
        ("<div class=producer-info><img src=/b.png alt=GREENWOOD></div>", "GREENWOOD"),
        ("<a href='/brand/other'>Other</a>", None),
        ("<ul><li>品牌：$metabrand</li><li>产地：浙江</li></ul>", None),
    ],
)
def test_the_brand_is_what_a_label_or_a_link_to_brands_says(body: str, brand: str | None) -> None:
    assert (
        read(f"<h1>Greenwood basket</h1>{BUY}{body}", head="<title>Greenwood basket</title>").brand == brand
    )


@pytest.mark.parametrize(
    ("body", "way"),
    [
        (
            f"<div class=breadcrumb>{WAY}</div>",
            "家居 > 篮子",
        ),
        (
            f"<div>{WAY} &gt; 竹编提篮</div>",
            "家居 > 篮子",
        ),
        ("<div><a href=/>首页</a> <a href=/h>帮助</a></div>", None),
    ],
)
def test_the_category_is_the_way_to_the_page(body: str, way: str | None) -> None:
    assert read(f"{body}<h1>竹编提篮</h1>{BUY}", head="<title>竹编提篮</title>").category == way


MARKED = "<span itemprop=name>竹编提篮</span><span itemprop=productID>"


@pytest.mark.parametrize(
    ("body", "sku"),
    [
        ("<ul><li>货号：ZB-0081</li><li>产地：浙江</li></ul>", "ZB-0081"),
        ("<p>Item no. 4711-22</p>", "4711-22"),
        ("<p>Model of the year</p>", "10086"),
        (
            f"<div itemscope itemtype=https://schema.org/Product>{MARKED}KT-2201-4\n竹编</span></div>",
            "KT-2201-4",
        ),
        (f"<div itemscope itemtype=https://schema.org/Product>{MARKED}KT 22 01</span></div>", "KT 22 01"),
    ],
)
def test_the_number_is_beside_its_label_or_in_the_address(body: str, sku: str) -> None:
    assert read(f"<h1>竹编提篮</h1>{BUY}{body}", head="<title>竹编提篮</title>").sku == sku


def test_attributes_are_no_furniture() -> None:
    body = "<dl><dt>口味</dt><dd>原味</dd><dt>产地</dt><dd>浙江</dd></dl><ul><li>客服电话：400</li><li>https://x.example</li></ul>"
    foot = "<footer><ul><li>备案号：123</li><li>主办方：某某</li></ul></footer>"
    assert read(f"<h1>竹编提篮</h1>{BUY}{body}{foot}", head="<title>竹编提篮</title>").attributes == {
        "口味": "原味",
        "产地": "浙江",
    }


def test_pictures_are_those_of_the_gallery_and_of_the_description() -> None:
    thumbs = "".join(f'<li><a href="/big/{n}.jpg"><img src="/small/{n}.jpg"></a></li>' for n in (1, 2, 3))
    body = (
        f"<img src='/logo.png'><ul class=thumb-list>{thumbs}</ul><h1>竹编提篮</h1>{BUY}"
        "<div class=description><img data-src='/d/report.jpg'></div>"
    )
    page = read(body, head="<title>竹编提篮</title>")
    assert [link.rpartition("/")[2] for link in page.images] == ["1.jpg", "2.jpg", "3.jpg"]
    assert page.images[0] == "https://item.shop.example/big/1.jpg"
    assert page.detail_images == ("https://item.shop.example/d/report.jpg",)
