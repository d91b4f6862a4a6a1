"""Each box of a list is one card, with its own link, name, price and seller."""

from __future__ import annotations

import pytest

from evidence.listing import Card
from tests.sites.small_page import amount, read

LIST = "https://search.shop.example/s?q=cup"


def cards(box: str, count: int = 5) -> tuple[Card, ...]:
    return read(
        "<div>" + "".join(box.replace("%", str(n)) for n in range(1, count + 1)) + "</div>", url=LIST
    ).cards


GOODS = "//item.shop.example/item?id=7000%"
LINK = f'<a href="{GOODS}"><img src="/%.jpg"></a><a href="{GOODS}">青瓷盖碗 第%款</a>'
SHOWN = '<img src="/%.jpg"><h3>青瓷盖碗 第%款</h3><b>￥1%</b>'


@pytest.mark.parametrize(
    ("price", "now", "before"),
    [
        ("<em>￥</em><i>1%99.00</i>", "1199.00", None),
        ("<span>¥</span><span>1%<span>.80</span></span>", "11.80", None),
        ("<b>5%.92</b><p>最近成交536笔</p>", "51.92", None),
        ("<span>￥1%.00</span><del>￥9%.00</del>", "11.00", "91.00"),
        ("<span class=n>￥1%.00</span><span class=r>￥9%.00</span>", "11.00", "91.00"),
        ("<span>￥1%.00</span><span>运费 ￥8.00</span>", "11.00", None),
        ("<span>￥1%.00</span><span>或 ￥9%.00</span><span>￥7%.00</span>", None, None),
        ("<i>已售 %00 件</i>", None, None),
    ],
)
def test_a_card_shows_what_its_goods_cost(price: str, now: str | None, before: str | None) -> None:
    found = cards(f"<div class=c>{LINK}{price}</div>")
    assert len(found) == (0 if "已售" in price else 5)
    assert [amount(found[0].price) if found else None, amount(found[0].list_price) if found else None] == [
        now,
        before,
    ]


@pytest.mark.parametrize(
    "box",
    [
        f"<li>{LINK}<b>￥1%</b></li>",
        f"<div class='c n%'>{LINK}<b>￥1%</b><a href='//mall.shop.example/s-9'>青竹店</a></div>",
        f"<div class=c><a href='//im.shop.example/chat?to=9'>咨询</a>{LINK}<b>￥1%</b></div>",
        f'<div class=c data-url="{GOODS}">{SHOWN}</div>',
        f"<div class=c onclick=\"go('{GOODS}')\">{SHOWN}</div>",
        f'<div class=c><a href="https://count.example/c?to=9&url=https:{GOODS}">{SHOWN}</a></div>',
    ],
)
def test_a_card_leads_to_its_goods_however_the_link_is_written(box: str) -> None:
    found = cards(box)
    assert [card.listing_id for card in found] == [f"7000{n}" for n in range(1, 6)]
    assert found[0].title == "青瓷盖碗 第1款"


def test_goods_that_are_sold_out_are_cards_without_a_price() -> None:
    boxes = [f"<li class=x>{LINK}<b>￥1%</b></li>".replace("%", str(n)) for n in range(1, 5)]
    boxes.insert(2, f"<li class=x>{LINK}<b>补货中</b></li>".replace("%", "9"))
    found = read(f"<ul>{''.join(boxes)}</ul>", url=LIST).cards
    assert [card.listing_id for card in found] == ["70001", "70002", "70009", "70003", "70004"]
    assert found[2].price is None


def test_links_to_other_sites_are_no_cards() -> None:
    box = '<li><a href="https://other.example/item?id=7000%"><img src="/%.jpg">壶%</a><b>￥1%</b></li>'
    assert cards(box) == ()


def test_a_marked_word_in_a_name_leaves_no_gap() -> None:
    goods = '<a href="/i/7000%.html"><img src="/%.jpg">手工<em>茶杯</em>套装%</a><b>￥1%</b>'
    box = f'<li>{goods}<a href="/s">青竹<i>茶</i>具专营店</a></li>'
    found = cards(box)[0]
    assert (found.title, found.shop) == ("手工茶杯套装1", "青竹茶具专营店")
