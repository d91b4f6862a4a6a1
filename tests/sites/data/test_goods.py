"""The goods of a page in its data: its own, not those beside it."""

from decimal import Decimal
from typing import Any

import pytest

from evidence.listing import Availability
from sites.generic.data.goods import DataGoods, find_goods
from sites.generic.data.scope import PageFacts
from sites.state import State

URL = "https://shop.test/goods/730012.html"
TITLE = "手工羊毛地毯 客厅用"


def read(
    value: Any, url: str = URL, names: tuple[str, ...] = (), known: tuple[Decimal, ...] = ()
) -> DataGoods | None:
    return find_goods([State(name="x", value=value)], PageFacts(url=url, names=names), known)


def own(**fields: Any) -> dict[str, Any]:
    return {"detail": {"goodsId": 730012, "goodsName": TITLE, **fields}}


@pytest.mark.parametrize(
    ("fields", "low", "high", "was"),
    [
        ({"price": "199.00"}, "199.00", "199.00", None),
        ({"price": "299.00", "salePrice": "199.00"}, "199.00", "199.00", "299.00"),
        ({"price": "199.00", "market_price": 299.5}, "199.00", "199.00", "299.5"),
        ({"price": "199.00", "oriPrice": "299.50"}, "199.00", "199.00", "299.50"),
        ({"priceRange": "199.00-259.00"}, "199.00", "259.00", None),
        ({"minPrice": "199.00", "maxPrice": "259.00"}, "199.00", "259.00", None),
        ({"price": "199.00", "freightPrice": "12.00", "vipPrice": "180.00"}, "199.00", "199.00", None),
        ({"price": "199.00", "group": {"price": "149.00"}}, "149.00", "149.00", None),
        ({"price": {"fen": 19900, "text": "199.00"}}, "199.00", "199.00", None),
    ],
)
def test_what_is_paid_now_is_the_price(fields: dict[str, Any], low: str, high: str, was: str | None) -> None:
    goods = read(own(**fields))
    assert goods is not None
    assert (goods.price.low, goods.price.high) == (Decimal(low), Decimal(high))
    assert goods.price.was == (None if was is None else Decimal(was))


@pytest.mark.parametrize(
    ("fields", "unsure"),
    [({"price": "199.00", "shopPrice": "189.00"}, True), ({"price": 19900}, True), ({"price": 0}, False)],
)
def test_what_cannot_be_told_is_no_price(fields: dict[str, Any], unsure: bool) -> None:
    goods = read(own(**fields))
    assert goods is not None
    assert goods.price.low is None
    assert ("price" in goods.unsure) is unsure


def test_a_whole_amount_is_in_the_unit_that_the_page_shows() -> None:
    goods = read(own(price=19900), known=(Decimal(199),))
    assert goods is not None
    assert goods.price.low == Decimal(199)


def test_variants_have_names_prices_and_stocks() -> None:
    rows = [
        {"spec": "红 大号", "price": "199.00", "stock": 0},
        {"spec": "蓝 小号", "price": "259.00", "stock": 3},
    ]
    goods = read(own(skus=rows))
    assert goods is not None
    assert [(offer.name, offer.amount) for offer in goods.offers] == [
        ("红 大号", Decimal("199.00")),
        ("蓝 小号", Decimal("259.00")),
    ]
    assert (goods.price.low, goods.price.high) == (Decimal("199.00"), Decimal("259.00"))
    assert goods.availability is Availability.IN_STOCK


def test_variants_that_have_pictures_and_long_names_are_no_other_goods() -> None:
    rows = [
        {
            "skuName": f"袋装 {size} ml 家庭装",
            "skuId": size,
            "pic": "/a.jpg",
            "price": f"{size}.50",
            "stocks": 1,
        }
        for size in (100, 200)
    ]
    goods = read(own(price="100.50", skuList=rows))
    assert goods is not None
    assert [offer.name for offer in goods.offers] == ["袋装 100 ml 家庭装", "袋装 200 ml 家庭装"]


@pytest.mark.parametrize(
    ("fields", "availability"),
    [
        ({"stock": 5}, Availability.IN_STOCK),
        ({"stock": 0}, Availability.OUT_OF_STOCK),
        ({"isSoldOut": True}, Availability.OUT_OF_STOCK),
        ({"onSale": 0}, Availability.OUT_OF_STOCK),
        ({"stock": 5, "isSoldOut": True}, None),
        ({}, None),
    ],
)
def test_stock_is_known_by_counts_and_flags(
    fields: dict[str, Any], availability: Availability | None
) -> None:
    goods = read(own(price="199.00", **fields))
    assert goods is not None
    assert goods.availability is availability


def test_goods_beside_are_left_out() -> None:
    value = {
        **own(price="199.00"),
        "recommend": [{"goodsId": 9, "goodsName": "别的地毯 卧室用", "price": "5.00"}],
        "other": {"goodsId": 730013, "goodsName": "另一块地毯", "price": "7.00"},
    }
    goods = read(value)
    assert goods is not None
    assert (goods.texts.title, goods.price.low) == (TITLE, Decimal("199.00"))


@pytest.mark.parametrize(
    "value",
    [
        {"shopId": 730012, "shopName": TITLE},
        {"category": {"id": 730012, "name": TITLE}},
        own()["detail"] | {"goodsId": 1},
    ],
)
def test_what_only_shares_a_number_is_not_the_goods(value: dict[str, Any]) -> None:
    assert read(value) is None


def test_goods_without_the_number_are_known_by_the_heading() -> None:
    goods = read(
        {"item": {"title": TITLE, "price": "199.00"}}, url="https://shop.test/x", names=(f"{TITLE} - 店",)
    )
    assert goods is not None
    assert goods.texts.title == TITLE


@pytest.mark.parametrize(
    "parameters",
    [
        {"attrs": [{"name": "材质", "value": "羊毛"}, {"name": "产地", "value": "新疆"}]},
        {"props": [{"attr_label": "材质", "vals": ["羊毛"]}, {"attr_label": "产地", "vals": ["新疆"]}]},
        {"info": {"材质": "羊毛", "产地": "新疆"}},
        {"groups": [{"基本": [{"材质": "羊毛"}, {"产地": "新疆"}]}]},
    ],
)
def test_parameters_are_pairs_in_any_naming(parameters: dict[str, Any]) -> None:
    goods = read(own(price="199.00", **parameters))
    assert goods is not None
    assert goods.texts.attributes == {"材质": "羊毛", "产地": "新疆"}


def test_a_shop_has_name_number_and_page() -> None:
    goods = read({**own(price="199.00"), "store": {"id": 55, "name": "青竹家居", "url": "//q.shop.test/"}})
    assert goods is not None
    assert goods.shop is not None
    assert (goods.shop.id, goods.shop.name, goods.shop.url) == ("55", "青竹家居", "//q.shop.test/")


def test_goods_are_known_though_the_program_calls_them_a_shop() -> None:
    one = {"id": 7, "store_name": TITLE, "price": "199.00", "image": "//i.test/7.jpg"}
    goods = read({"storeInfo": one}, url="https://shop.test/x?id=7")
    assert goods is not None
    assert (goods.texts.title, goods.shop, goods.price.low) == (TITLE, None, Decimal("199.00"))


def test_a_price_of_something_beside_the_goods_is_not_theirs() -> None:
    goods = read({"brand": {"name": "青竹", "floorPrice": 9.9}, "info": own(price="199.00")["detail"]})
    assert goods is not None
    assert goods.price.low == Decimal("199.00")


@pytest.mark.parametrize(
    ("left", "availability"), [(0, Availability.OUT_OF_STOCK), (4, Availability.IN_STOCK)]
)
def test_what_is_left_is_counted_beside_a_price(left: int, availability: Availability) -> None:
    goods = read(own(onSale=1, rows=[{"price": 199.5, "number": left}]))
    assert goods is not None
    assert goods.availability is availability
