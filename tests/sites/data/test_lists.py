"""Lists of goods are found by what their columns do, whatever these are called."""

from decimal import Decimal
from typing import Any

import pytest

from sites.generic.data.lists import GoodsList, find_lists

NAMES = [
    "不锈钢保温杯 500 毫升",
    "玻璃茶壶 家用",
    "陶瓷饭碗 四只装",
    "竹制砧板 大号",
    "硅胶锅铲 耐高温",
    "棉麻桌布 长方形",
]


def make(**columns: list[Any]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def find(rows: object, known: tuple[Decimal, ...] = ()) -> GoodsList:
    found = find_lists({"result": {"rows": rows}}, known)
    assert found, "no list of goods was found"
    return found[0]


NUMBERS = [81001, 81002, 81003, 81004, 81005, 81006]
PRICES = ["19.90", "35.00", "12.50", "48.00", "9.90", "29.00"]


@pytest.mark.parametrize(
    "keys", [("goodsId", "goodsName", "price"), ("iid", "subject", "sell_price"), ("id", "title", "jiage")]
)
def test_a_list_is_read_under_any_names(keys: tuple[str, str, str]) -> None:
    rows = make(
        **dict(zip(keys, (NUMBERS, NAMES, PRICES), strict=True)), cover=[f"//i.test/{n}.jpg" for n in NUMBERS]
    )
    first = find(rows).rows[0]
    assert (first.number, first.title, first.price) == ("81001", NAMES[0], Decimal("19.90"))


def test_the_lower_of_two_prices_is_paid() -> None:
    rows = make(itemId=NUMBERS, title=NAMES, price=["30", "50", "20", "60", "15", "40"], promoPrice=PRICES)
    first = find(rows).rows[0]
    assert (first.price, first.list_price) == (Decimal("19.90"), Decimal(30))


def test_prices_that_contradict_each_other_are_unsure() -> None:
    rows = make(itemId=NUMBERS, title=NAMES, price=PRICES, shopPrice=PRICES[::-1])
    first = find(rows).rows[0]
    assert first.price is None
    assert first.is_unsure


@pytest.mark.parametrize(
    ("prices", "known", "first"),
    [
        ([1990, 3500, 1250, 4800, 990, 2900], (), "19.9"),
        ([199, 88, 45, 320, 59, 120], (), "199"),
        ([1999, 2599, 3499, 1299, 1099, 4999], (), None),
        ([1999, 2599, 3499, 1299, 1099, 4999], (Decimal("25.99"),), "19.99"),
        ([1999, 2599, 3499, 1299, 1099, 4999], (Decimal(2599),), "1999"),
    ],
)
def test_units_are_told_by_evidence_only(
    prices: list[int], known: tuple[Decimal, ...], first: str | None
) -> None:
    found = find(make(goods_id=NUMBERS, goods_name=NAMES, price=prices), known).rows[0].price
    assert found == (None if first is None else Decimal(first))


def test_a_shop_is_known_by_how_its_name_ends() -> None:
    shops = ["青竹旗舰店", "青竹旗舰店", "河畔专营店", "小院专卖店", "河畔专营店", "小院专卖店"]
    assert find(make(itemId=NUMBERS, title=NAMES, price=PRICES, nickId=shops)).rows[2].shop == "河畔专营店"


@pytest.mark.parametrize(
    "rows",
    [
        make(id=NUMBERS, name=NAMES),
        make(userId=NUMBERS, nickname=NAMES, avatar=[f"//i.test/{n}.jpg" for n in NUMBERS]),
        make(x=[1, 2, 3], y=[4, 5, 6]),
        [],
    ],
)
def test_other_lists_are_no_goods(rows: list[dict[str, Any]]) -> None:
    assert find_lists({"rows": rows}) == []


def test_parts_of_one_list_are_put_together_in_order() -> None:
    rows = make(itemId=NUMBERS, title=NAMES, price=PRICES)
    found = find_lists({"floors": [{"goods": rows[:2]}, {"goods": rows[2:]}]})
    assert [row.title for row in found[0].rows] == NAMES
