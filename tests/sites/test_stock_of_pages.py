"""Whether goods can be bought is read where the page says it."""

from __future__ import annotations

import pytest

from tests.sites.small_page import read

HEAD = "<title>竹编提篮 大号</title>"


@pytest.mark.parametrize(
    ("body", "stock"),
    [
        ("<button>加入购物车</button>", "in_stock"),
        ("<button disabled>加入购物车</button>", "out_of_stock"),
        ("<div class='btn-cart'><button disabled>加入购物车</button></div>", "out_of_stock"),
        ("<div class='cart-submit buy-nav'><a class=btn>立即购买</a></div>", "in_stock"),
        ("<p>库存 161 件</p>", "in_stock"),
        ("<p>库存：0</p><button>加入购物车</button>", "out_of_stock"),
        ("<p>没货了</p>", "out_of_stock"),
        ("<p>已售罄</p><a class=btn>到货通知</a>", "out_of_stock"),
        (
            "<p>您选的商品<b>库存不足</b>；请看看其它商品，或<a href=#>到货通知</a></p><a>立即购买</a>",
            "out_of_stock",
        ),
        ("<p>缺货的商品可以登记到货通知，补货以后我们会第一时间联系您</p><a>立即购买</a>", "in_stock"),
        ("<a class='tobuy no-tobuy'>立即购买</a>", "out_of_stock"),
        ("<a class=btn>查看购物车</a>", None),
        ("<a class='tobuy no-margin'>立即购买</a>", "in_stock"),
        ("<button class='btn btn-off'>加入购物车</button>", "in_stock"),
        ("<div class='col col-no'><a class='tobuy'>立即购买</a></div>", "in_stock"),
        ("<button class='addcart addcart-off'>加入购物车</button>", "out_of_stock"),
        ("<p>Currently unavailable</p>", "out_of_stock"),
        (
            "<p>Currently unavailable. We cannot say when we shall have it again.</p><a>Shop now</a>",
            "out_of_stock",
        ),
        (
            "<p>Sold out sizes are shown in grey, and come back a few weeks later as a rule</p><a>Buy</a>",
            "in_stock",
        ),
        ("<button>Buy now</button><p>Sold out. I waited two months but now it is back</p>", "in_stock"),
        ("<button>立即购买</button><p>售罄。等了两个月，现在又买到了</p>", "in_stock"),
        ("<button>立即购买</button><p>已售罄。</p>", "out_of_stock"),
        ("<button>Buy now</button><p>Sold out. Notify me</p>", "out_of_stock"),
        ("<button disabled>Buy now</button><p>Sold out. Back in the middle of May</p>", "out_of_stock"),
        ("<p>In stock</p><p>Sold out. I waited two months but now it is back</p>", "in_stock"),
        ("<p>Only 3 left in stock</p>", "in_stock"),
        ("<p>有货，23:00前完成下单，预计明天（12月06日）上午可以送到您手里</p>", "in_stock"),
        ("<p>有货的时候我们会在第一时间用短信和电话通知所有登记过的顾客朋友们</p>", None),
        ("<p><span>Availability:</span> <span>Out of stock</span></p>", "out_of_stock"),
        ("<p>What we do, when a parcel you asked for is: out of stock</p>", None),
        ("<p>Product availability: sold out until May</p>", "out_of_stock"),
        ("<p>商品库存状态：已售罄</p>", "out_of_stock"),
        (
            "<p>Delivery and returns: out of stock items are refunded</p><button>加入购物车</button>",
            "in_stock",
        ),
        ("<p>Available colours today: sold out in red</p><button>加入购物车</button>", "in_stock"),
        ("<p>Returns: out of stock items are refunded</p><button>加入购物车</button>", "in_stock"),
        ("<p>退换货：缺货商品自动退款</p><button>加入购物车</button>", "in_stock"),
        ("<p>Image not available</p>", None),
        ("<a class=btn>Cart 0</a>", None),
        ("<p>05 天 12:30 剩余</p>", None),
        (
            "<p>本店不接受缺货以外的任何退款理由，请在下单之前仔细阅读购买须知与其它全部条款，谢谢配合</p>",
            None,
        ),
    ],
)
def test_stock_is_read_from_buttons_words_and_counts(body: str, stock: str | None) -> None:
    page = read(f"<h1>竹编提篮 大号</h1><p>售价：￥88.00</p>{body}", head=HEAD)
    assert page.availability == stock


def test_the_button_of_another_box_says_nothing_of_the_goods() -> None:
    others = "".join(
        f'<li><a href="/g/{n}01.html"><img src="/{n}.jpg">壶{n}</a>￥{n}5<button>加入购物车</button></li>'
        for n in range(1, 5)
    )
    page = read(f"<h1>竹编提篮 大号</h1><p>售价：￥88.00</p><ul>{others}</ul>", head=HEAD)
    assert (page.kind, page.availability) == ("listing", None)


def test_what_data_and_page_both_say_outweighs_what_a_script_keeps() -> None:
    data = (
        '<script type="application/ld+json">{"@type": "Product", "name": "竹编提篮 大号",'
        ' "offers": {"price": 88, "availability": "https://schema.org/SoldOut"}}</script>'
        '<script>var goods = {"goodsId": 10086, "title": "竹编提篮 大号", "price": "88", "stock": 4}</script>'
    )
    listing = read("<h1>竹编提篮 大号</h1><p>￥88.00</p><p>已售罄</p>", head=HEAD + data)
    assert listing.availability == "out_of_stock"
    assert listing.unsure == ()


def test_an_offer_that_stands_in_its_product_without_a_name_is_read() -> None:
    listing = read(
        "<div itemscope itemtype='http://schema.org/Product'><h1 itemprop=name>God of hills</h1><b>$9.99</b>"
        "<div itemscope itemtype='http://schema.org/Offer'><link itemprop=availability href='"
        "http://schema.org/InStock'></div><p>Out of stock</p></div>",
        head="<title>God of hills</title>",
        lang="en",
    )
    assert listing.availability == "in_stock"
