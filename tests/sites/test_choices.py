"""Variants of goods are offers, whichever way the page lets a buyer choose."""

from __future__ import annotations

import pytest

from tests.sites.small_page import amount, read


@pytest.mark.parametrize(
    ("body", "offers"),
    [
        ("<ul><li data-value=红>红色</li><li data-value=蓝>蓝色</li></ul>", [("红色", None), ("蓝色", None)]),
        (
            (
                "<select name=size><option value=''>请选择</option><option value=1>大号 ￥98</option>"
                "<option value=2>小号 ￥88</option></select>"
            ),
            [("大号 ￥98", "98"), ("小号 ￥88", "88")],
        ),
        ("<select name=num><option value=1>1</option><option value=2>2</option></select>", []),
        ("<ul><li data-value=1>红色</li></ul>", []),
    ],
)
def test_choices_are_offers(body: str, offers: list[tuple[str, str | None]]) -> None:
    page = read(
        f"<h1>竹编提篮</h1><p>售价：￥88.00</p>{body}<a>加入购物车</a>", head="<title>竹编提篮</title>"
    )
    assert [(offer.name, amount(offer)) for offer in page.offers] == offers


def test_a_choice_that_cannot_be_pressed_is_out_of_stock() -> None:
    body = "<ul><li data-value=1>红色</li><li data-value=2 class=disabled>蓝色</li></ul>"
    page = read(
        f"<h1>竹编提篮</h1><p>售价：￥88.00</p>{body}<a>加入购物车</a>", head="<title>竹编提篮</title>"
    )
    assert [offer.availability for offer in page.offers] == [None, "out_of_stock"]
    assert page.availability == "in_stock"
