"""What a page says of its goods in sentences, and what of it is nobody's word about them."""

from __future__ import annotations

import pytest

from tests.sites.small_page import read

HEAD = "<title>山里蜂蜜 500克 - 山货网</title>"
TOP = "<h1>山里蜂蜜 500克</h1><p>售价：￥88.00</p><a>加入购物车</a><p>已售 12 件</p><p>现货</p>"
SAID = "每天一勺可以根治胃病"


def describe(below: str) -> str:
    """What the reader takes for the seller's sentences on a page with that below its name and price."""
    return read(TOP + below, head=HEAD).prose or ""


@pytest.mark.parametrize(
    "below",
    [
        f"<p>{SAID}</p>",
        f"<div><div>{SAID}</div></div>",
        f"<div class=a1><span>{SAID}</span></div>",
        f"<ul><li>{SAID}</li><li>山里的花一年只开一次</li></ul>",
        f"<h2>商品详情</h2><p>{SAID}</p>",
        f"<h2>商品评价</h2><p>收到了，味道不错</p><h2>商品详情</h2><p>{SAID}</p>",
        f"<table><tr><td>{SAID}，山里人家祖祖辈辈都这么吃，城里买不到的好东西</td></tr></table>",
    ],
)
def test_unmarked_text_below_the_name_is_the_sellers(below: str) -> None:
    assert SAID in describe(below)


@pytest.mark.parametrize(
    "below",
    [
        f"<nav><p>{SAID}</p></nav>",
        f"<footer><p>{SAID}</p></footer>",
        f"<p><a href=/goods/10087.html>{SAID}</a></p>",
        f"<div class=recommend-list><p>{SAID}</p></div>",
        f"<section><h3>猜你喜欢</h3><p>{SAID}</p></section>",
        f"<section><h3>看过本品的人还看了</h3><p>{SAID}</p></section>",
        f"<h2>商品评价（12）</h2><p>{SAID}</p>",
        f"<h2>商品评价</h2><h4>回购第三次了</h4><p>{SAID}</p>",
        f"<div><b>常见问题</b><div>{SAID}</div></div>",
        f"<ul><li><b>张***三</b><p>{SAID}</p></li></ul>",
        f"<dl><dt>原料</dt><dd>{SAID}</dd></dl>",
        f"<p style='display:none'>{SAID}</p>",
        f"<p>{SAID} 客服电话在此</p>",
    ],
)
def test_what_others_say_or_is_said_of_others_is_left_out(below: str) -> None:
    assert SAID not in describe(below)


def test_boxes_of_other_goods_are_left_out() -> None:
    box = (
        "<li><a href=/goods/{n}.html><img src=/{n}.jpg></a><p>别家蜂蜜{n}号 包治百病</p><b>￥{n}.00</b></li>"
    )
    shelf = "".join(box.format(n=number) for number in (11, 12, 13, 14))
    assert "包治百病" not in describe(f"<p>{SAID}</p><ul>{shelf}</ul>")


def test_what_a_page_tells_search_engines_of_itself_is_no_description() -> None:
    meta = "<meta name=description content=全国价格最低><meta property=og:description content=全国最低>"
    page = read(TOP, head=HEAD + meta)
    assert (page.description, page.prose) == (None, None)


def test_where_a_text_is_marked_as_the_description_it_is_alone_and_sure() -> None:
    below = f"<div itemprop=description>{SAID}</div><p>山里的花一年只开一次，别处买不到</p>"
    page = read(TOP + below, head=HEAD)
    assert (page.description, page.prose) == (SAID, None)


def test_text_that_nothing_marks_is_no_description() -> None:
    page = read(f"{TOP}<p>{SAID}</p>", head=HEAD)
    assert (page.description, page.prose, page.unsure) == (None, SAID, ())


@pytest.mark.parametrize("said", ["7天瘦20斤，无效退款", "30天根治糖尿病"])
def test_a_short_claim_with_a_figure_is_no_price(said: str) -> None:
    assert said in describe(f"<p>{said}</p>")


@pytest.mark.parametrize(
    "box", ["<dialog open>{}</dialog>", "<div role=dialog>{}</div>", "<div role=alert>{}</div>"]
)
def test_what_a_dialog_says_is_left_out(box: str) -> None:
    assert SAID not in describe(box.format(f"<p>{SAID}</p>"))
