"""The things that answers list: found, named, and given the addresses of their pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from sites.item_rules import ItemRule, TurnRule, check_path
from sites.items import (
    decode_answer,
    find_items,
    find_number,
    fold_answer,
    has_array,
    iter_found,
    iter_further,
)
from sites.patterns import match_address
from sites.sealed import SealedAnswer

HERE = "http://shop.example/"
SHELVES = {
    "data": [{"no": 1, "label": "Tea", "rows": [{"no": 11, "label": "Green"}, {"no": 12, "label": "Black"}]}]
}


def make_answer(path: str, value: Any) -> SealedAnswer:
    return SealedAnswer(
        url=f"http://shop.example{path}", media_type="application/json", body=json.dumps(value).encode()
    )


def make_page(number: int, count: int, total: int | None = None, start: int = 1) -> SealedAnswer:
    """One answer of a list of cups."""
    rows = [{"no": start + one, "label": f"Cup {start + one}"} for one in range(count)]
    return make_answer(f"/api/cups?shelf=4&p={number}", {"rows": rows} | ({"n": total} if total else {}))


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"\xef\xbb\xbf[1]", [1]),
        (b'call_7({"a": [1]});', {"a": [1]}),
        (b"<html>{}</html>", None),
        (b'"text"', None),
        (b"{broken", None),
        (b"[" * 100_000, None),
    ],
)
def test_json_and_jsonp_are_data_and_nothing_else_is(body: bytes, value: Any) -> None:
    assert decode_answer(body) == value


def test_things_within_things_are_found_together_and_know_their_holder() -> None:
    inner = find_items(SHELVES, "data[].rows[]")
    assert [one["label"] for one in inner] == ["Green", "Black"]
    assert [one["^no"] for one in inner] == ["1", "1"]


@pytest.mark.parametrize(
    ("way", "number"), [("page.count", 31), ("page.text", 7), ("page.flag", None), ("page.none", None)]
)
def test_only_whole_numbers_are_counts(way: str, number: int | None) -> None:
    assert find_number({"page": {"count": 31, "text": "7", "flag": True}}, way) == number


@pytest.mark.parametrize(
    ("value", "holds"),
    [({"d": {"l": []}}, True), ({"d": {"l": None}}, True), ({"d": {}}, False), ([], False)],
)
def test_an_empty_list_is_a_list_and_an_error_is_none(value: Any, holds: bool) -> None:
    assert has_array(value, "d.l[]") is holds


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("/api/v1/list?b=2&a=x", "/api/v#/list?a=*&b=*"),
        ("/api/detail/31", "/api/detail/#"),
        ("/api/all", "/api/all"),
        ("/l?a=1&a-b=2", "/l?a-b=*&a=*"),
    ],
)
def test_the_pattern_of_an_answer_leaves_values_open_and_fits_it(url: str, pattern: str) -> None:
    assert fold_answer(f"http://shop.example{url}") == pattern
    assert match_address(pattern, f"http://shop.example{url}")


def test_a_rule_makes_the_addresses_of_all_things_that_have_what_it_takes() -> None:
    rule = ItemRule(
        answer="/api/all", items="data[].rows[]", make="/#/shelf/{^no}?row={no}&t={label}", name="label"
    )
    value = {"data": [{"no": 1, "rows": [{"no": 11, "label": "绿 茶"}, {"no": 12}]}]}
    found = list(iter_found([rule], [make_answer("/api/all", value)], HERE))
    assert [(one.url, one.name) for one in found] == [
        ("http://shop.example/#/shelf/1?row=11&t=%E7%BB%BF%20%E8%8C%B6", "绿 茶")
    ]


def test_a_rule_says_nothing_of_other_answers() -> None:
    rule = ItemRule(answer="/api/all", items="data[]", make="/shelf/{no}")
    assert not list(iter_found([rule], [make_answer("/api/some", SHELVES)], HERE))


@pytest.mark.parametrize(
    ("rule", "answer", "further"),
    [
        ({"size": 10, "total": "n"}, make_page(1, 10, 37), [2, 3, 4]),
        ({"size": 10, "total": "n"}, make_page(1, 7, 7), []),
        ({"size": 10, "total": "n"}, make_page(4, 7, 37), []),
        ({"size": 10}, make_page(1, 10), [2]),
        ({"size": 10}, make_page(2, 9), []),
        ({"size": 10}, make_page(9, 0), []),
        ({"size": 10, "step": 10, "total": "n"}, make_page(0, 10, 25), [10, 20]),
        ({"size": 10, "total": "n", "direct": False}, make_page(1, 10, 37), []),
    ],
)
def test_a_list_goes_on_to_its_total_or_while_its_pages_are_full(
    rule: dict[str, Any], answer: SealedAnswer, further: list[int]
) -> None:
    turn = TurnRule(answer="/api/cups?p=*&shelf=*", items="rows[]", key="p", **rule)
    urls = [f"http://shop.example/api/cups?shelf=4&p={number}" for number in further]
    assert list(iter_further([turn], [answer])) == urls


def test_of_the_pages_that_a_snapshot_holds_the_last_goes_on() -> None:
    turn = TurnRule(answer="/api/cups?p=*&shelf=*", items="rows[]", key="p", size=10)
    assert list(iter_further([turn], [make_page(1, 10), make_page(2, 10, start=11)])) == [
        "http://shop.example/api/cups?shelf=4&p=3"
    ]


@pytest.mark.parametrize("path", ["", "a..b", "a[0]", "a" * 301, "a.b[]c"])
def test_what_is_no_way_into_an_answer_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="no way to a value"):
        check_path(path)


@pytest.mark.parametrize("make", ["/all", "javascript:{no}", "{no}"])
def test_a_rule_that_makes_no_address_is_refused(make: str) -> None:
    with pytest.raises(ValidationError, match="makes no address"):
        ItemRule(answer="/api", items="data[]", make=make)
