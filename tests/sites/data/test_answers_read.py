"""Answers and pages of scripts are read as pages are."""

import json
from decimal import Decimal

import pytest

from config.errors import ItemError
from evidence.listing import PageKind
from sites.reading import extract, read_page
from sites.sealed import SealedAnswer

URL = "https://goods.test/item?goods_id=730012"
GOODS = {"data": {"goodsId": 730012, "goodsName": "手工羊毛地毯 客厅用", "price": "199.00", "stock": 4}}
NAMES = ["不锈钢保温杯", "玻璃茶壶家用", "陶瓷饭碗四只"]
LIST = {
    "items": [{"itemId": 9001 + n, "title": name, "price": f"{n + 5}.50"} for n, name in enumerate(NAMES)]
}


@pytest.mark.parametrize("body", ["{}", "cb({});", "var goods = {};", "\ufeff{}"])
def test_an_answer_of_one_good_is_a_listing(body: str) -> None:
    listing = extract(body.replace("{}", json.dumps(GOODS)).encode(), URL)
    assert listing.kind is PageKind.LISTING
    assert (listing.title, listing.listing_id) == (GOODS["data"]["goodsName"], "730012")
    assert listing.price is not None
    assert listing.price.amount == Decimal("199.00")


def test_an_answer_of_many_is_a_list_with_cards() -> None:
    listing = extract(json.dumps(LIST).encode(), "https://goods.test/api/search")
    assert listing.kind is PageKind.SEARCH
    assert [card.title for card in listing.cards] == NAMES
    assert [card.listing_id for card in listing.cards] == ["9001", "9002", "9003"]


def test_an_empty_page_is_what_its_answers_are() -> None:
    answer = SealedAnswer(
        url="https://goods.test/api", media_type="application/json", body=json.dumps(GOODS).encode()
    )
    shell = b"<html><head><title>Shop</title></head><body><div id=app></div></body></html>"
    assert read_page(shell, URL, answers=(answer,)).listing.title == GOODS["data"]["goodsName"]


@pytest.mark.parametrize(
    ("shown", "price", "unsure"), [("199.00", Decimal("199.00"), ()), ("188.00", None, ("price",))]
)
def test_a_price_is_sure_where_page_and_data_agree(
    shown: str, price: Decimal | None, unsure: tuple[str, ...]
) -> None:
    markup = f"<h1>手工羊毛地毯 客厅用</h1><p class=price>¥{shown}</p>"
    body = f"{markup}<script>var g = {json.dumps(GOODS)};</script>"
    listing = extract(f"<html><body>{body}</body></html>".encode(), URL)
    assert (listing.price.amount if listing.price else None) == price
    assert listing.unsure == unsure


@pytest.mark.parametrize("body", ["{", "no page and no data", "[]"])
def test_what_is_neither_page_nor_data_is_refused(body: str) -> None:
    with pytest.raises(ItemError):
        extract(body.encode(), URL)


@pytest.mark.parametrize(
    ("shown", "kept"), [("¥199.00</p><p class=old><del>¥259.00</del>", True), ("¥199.00", False)]
)
def test_a_struck_price_that_the_page_does_not_show_is_no_claim(shown: str, kept: bool) -> None:
    goods = {"data": {**GOODS["data"], "originalPrice": "259.00"}}
    body = (
        f"<h1>手工羊毛地毯 客厅用</h1><p class=price>{shown}</p><script>var g = {json.dumps(goods)};</script>"
    )
    listing = extract(f"<html><body>{body}</body></html>".encode(), URL)
    assert (listing.list_price is not None) is kept
