"""Variants that a page's data name by options, each option with the numbers of its variants."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.sites.small_page import read


def option(text: str, numbers: list[int], **fields: Any) -> dict[str, Any]:
    return {"id": hash(text) % 97, "label": text, "products": numbers, **fields}


def group(*options: dict[str, Any]) -> dict[str, Any]:
    return {"label": "规格", "options": list(options)}


COLOURS = group(option("红", [11, 12]), option("蓝", [13]))
SIZES = group(option("S", [11, 13]), option("L", [12]))
ADDED = {
    "1": group(option("红", [11, 12], price="0"), option("蓝", [13], price="0.5")),
    "2": group(option("S", [11, 13], price="0"), option("L", [12], price="-0.3")),
}
PRICES = {"11": {"finalPrice": {"amount": 4.5}}, "12": {"finalPrice": {"amount": 4.2}}}


def read_variants(*held: dict[str, Any]) -> dict[str | None, Decimal | None]:
    scripts = "".join(f"<script>var c{n} = {json.dumps(one)};</script>" for n, one in enumerate(held))
    body = f"<h1>不锈钢保温杯</h1><p>售价 ￥4.50</p><form><button>加入购物车</button></form>{scripts}"
    return {offer.name: offer.amount for offer in read(body).offers}


def test_what_options_add_is_reckoned_from_the_price() -> None:
    wanted = {"红 S": Decimal("4.50"), "红 L": Decimal("4.20"), "蓝 S": Decimal("5.00")}
    assert read_variants({"attributes": ADDED, "basePrice": "4.5"}) == wanted


def test_amounts_under_the_numbers_of_variants_are_their_prices() -> None:
    prices = {**PRICES, "13": {"finalPrice": {"amount": 5.1}}}
    found = read_variants({"attributes": [COLOURS, SIZES], "optionPrices": prices})
    assert found == {"红 S": Decimal("4.5"), "红 L": Decimal("4.2"), "蓝 S": Decimal("5.1")}


def test_what_an_option_adds_is_no_price_of_the_goods_themselves() -> None:
    options = group(option("红", [11], price="0"), option("蓝", [12], price="0.5"))
    goods = {"productId": 16, "name": "不锈钢保温杯", "price": "4.5", "attributes": [options]}
    assert read_variants(goods) == {"红": Decimal("4.50"), "蓝": Decimal("5.00")}


@pytest.mark.parametrize(
    "held",
    [
        [{"attributes": ADDED, "basePrice": "9.9"}],
        [{"attributes": [COLOURS, group(option("S", [11]), option("L", [12]))], "basePrice": "4.5"}],
        [{"attributes": [COLOURS, group(option("S", [11, 12, 13]), option("L", [12]))], "basePrice": "4.5"}],
        [
            {
                "attributes": [group(option("红", [11], price="2"), option("蓝", [12], price="3"))],
                "price": "4.5",
            }
        ],
        [
            {"attributes": ADDED, "basePrice": "4.5"},
            {
                "attributes": [group(option("大", [1], price="0"), option("小", [2], price="1"))],
                "price": "4.5",
            },
        ],
    ],
    ids=["another price", "a number without a size", "a number of two sizes", "no step", "two goods"],
)
def test_options_that_tell_no_price_name_none(held: list[dict[str, Any]]) -> None:
    assert not any(read_variants(*held).values())
