"""What is learned of answers from where boxes led, and from how lists went on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sites.items import find_count, iter_found
from sites.learning.clicks import Clicks
from sites.learning.items import Answers, Evidence, induce_items
from sites.learning.tree import SeenPage
from sites.learning.turning import guess_keys, induce_counts, induce_turns, is_next
from sites.sealed import SealedAnswer

HERE = "http://shop.example/"
ROWS = [
    {"no": 31, "label": "Green tea", "group": 2, "slug": "green-tea", "rank": 2},
    {"no": 42, "label": "Black tea", "group": 2, "slug": "black-tea", "rank": 7},
    {"no": 53, "label": "White tea", "group": 3, "slug": "white-tea", "rank": 2},
]


def test_what_an_answer_was_asked_with_may_be_a_part_of_the_address() -> None:
    answers = Answers()
    for shelf, label in ((7, "Green tea"), (8, "White tea")):
        answers.add([make_answer(f"/api/kinds?shelf={shelf}", [{"no": shelf * 10, "label": label}])])
    ways = [("Green tea", "/kind?of=7&no=70"), ("White tea", "/kind?of=8&no=80")]
    evidence = [Evidence(texts=(text,), led_to=f"{HERE[:-1]}{url}") for text, url in ways]
    [rule] = induce_items(evidence, answers, HERE)
    assert rule.make == "/kind?of={^?shelf}&no={no}"
    other = make_answer("/api/kinds?shelf=9", [{"no": 91, "label": "Cups"}])
    assert [one.url for one in iter_found([rule], [other], HERE)] == [f"{HERE}kind?of=9&no=91"]
    whole = make_answer("/api/kinds?shelf=", [{"no": 9, "label": "All cups"}])
    assert list(iter_found([rule], [whole], HERE)) == []


def make_answer(path: str, value: Any, **more: Any) -> SealedAnswer:
    return SealedAnswer(
        url=f"http://shop.example{path}",
        media_type="application/json",
        body=json.dumps(value).encode(),
        **more,
    )


def learn(*ways: tuple[str, str], rows: list[dict[str, Any]] = ROWS) -> list[tuple[str, str]]:
    answers = Answers()
    answers.add([make_answer("/api/rows?shelf=1", {"data": {"rows": rows}})])
    evidence = [Evidence(texts=(text, "¥ 5"), led_to=f"http://shop.example{url}") for text, url in ways]
    return [(rule.items, rule.make) for rule in induce_items(evidence, answers, HERE)]


@pytest.mark.parametrize(
    ("ways", "make"),
    [
        ([("Green tea", "/#/goods/31"), ("White tea", "/#/goods/53")], "/#/goods/{no}"),
        ([("Green tea", "/goods/31.html"), ("White tea", "/goods/53.html")], "/goods/{no}.html"),
        (
            [("Green tea", "/i?id=31&t=Green%20tea"), ("Black tea", "/i?id=42&t=Black%20tea")],
            "/i?id={no}&t={label}",
        ),
        ([("Green tea", "/p/green-tea"), ("White tea", "/p/white-tea")], "/p/{slug}"),
        ([("Green tea", "/#/goods/31")], "/#/goods/{no}"),
        ([("Green tea", "/i?group=2&no=31"), ("Black tea", "/i?group=2&no=42")], "/i?group={group}&no={no}"),
        ([("Green tea", "/i?q=&no=31"), ("Black tea", "/i?no=42")], "/i?no={no}"),
        ([("Green tea", "/v2/i?no=31"), ("Black tea", "/v2/i?no=42")], "/v2/i?no={no}"),
    ],
)
def test_the_changing_parts_of_addresses_are_values_of_the_things(
    ways: list[tuple[str, str]], make: str
) -> None:
    assert learn(*ways) == [("data.rows[]", make)]


@pytest.mark.parametrize(
    "ways",
    [
        [("Green tea", "/#/login"), ("White tea", "/#/login")],
        [("Green tea", "/#/goods/a7f"), ("White tea", "/#/goods/b8e")],
        [("Red tea", "/#/goods/31"), ("Blue tea", "/#/goods/53")],
        [("Green tea", "/find?q=Green%20tea")],
    ],
)
def test_where_no_value_explains_an_address_there_is_no_rule(ways: list[tuple[str, str]]) -> None:
    assert learn(*ways) == []


def test_one_box_that_led_elsewhere_does_not_spoil_the_rule() -> None:
    found = learn(("Green tea", "/#/login"), ("Black tea", "/#/goods/42"), ("White tea", "/#/goods/53"))
    assert found == [("data.rows[]", "/#/goods/{no}")]


def test_answers_with_things_of_the_same_make_in_the_same_place_have_the_same_rule() -> None:
    answers = Answers()
    answers.add([make_answer("/api/a", {"rows": ROWS[:2]}), make_answer("/api/b", {"rows": ROWS[2:]})])
    answers.add([make_answer("/api/c", {"rows": [{"no": 4}]}), make_answer("/api/d", {"more": ROWS[2:]})])
    evidence = [
        Evidence(texts=("Green tea",), led_to="http://shop.example/#/goods/31"),
        Evidence(texts=("Black tea",), led_to="http://shop.example/#/goods/42"),
    ]
    assert [(rule.answer, rule.seen) for rule in induce_items(evidence, answers, HERE)] == [
        ("/api/a", 2),
        ("/api/b", 0),
    ]


def test_what_stands_beside_a_list_on_each_of_its_pages_does_not_turn() -> None:
    pages = [make_answer(f"/api/l?p={number}", {"rows": [{"no": number}], "side": ROWS}) for number in (1, 2)]
    assert [rule.items for rule in induce_turns([pages], {"/api/l?p=*": {"rows[]", "side[]"}})] == ["rows[]"]


def make_list(number: int, firsts: list[int], *, shelf: int = 1, total: int | None = None) -> SealedAnswer:
    rows = [{"no": one, "label": f"Cup {one}"} for one in firsts]
    more = {"n": total, "size": 3} if total is not None else {}
    return make_answer(f"/api/l?shelf={shelf}&p={number}", {"rows": rows, **more})


def test_a_list_that_went_on_tells_its_key_its_size_and_its_total() -> None:
    groups = [
        [make_list(1, [1, 2, 3], total=5), make_list(2, [4, 5], total=5)],
        [make_list(1, [7], shelf=2, total=1)],
    ]
    (rule,) = induce_turns(groups, {"/api/l?p=*&shelf=*": {"rows[]"}})
    assert (rule.key, rule.step, rule.size, rule.total) == ("p", 1, 3, "n")


def test_a_number_that_is_not_the_count_everywhere_is_no_total() -> None:
    groups = [[make_list(1, [1, 2, 3], total=9), make_list(2, [4, 5], total=9)]]
    (rule,) = induce_turns(groups, {"/api/l?p=*&shelf=*": {"rows[]"}})
    assert rule.total is None


def test_lists_of_different_pages_are_not_taken_for_one_that_goes_on() -> None:
    groups = [[make_list(1, [1, 2, 3], shelf=1)], [make_list(1, [4, 5, 6], shelf=2)]]
    assert induce_turns(groups, {"/api/l?p=*&shelf=*": {"rows[]"}}) == []


def test_keys_that_begin_a_count_are_guessed_those_from_one_first() -> None:
    assert guess_keys("http://x.example/l?new=0&size=20&p=1&q=") == ["p", "new"]


@pytest.mark.parametrize(
    ("other", "expected"), [([4, 5], True), ([], None), ([3, 4], False), ([1, 2, 3], False)]
)
def test_a_further_page_lists_other_things_or_none(other: list[int], expected: bool | None) -> None:
    assert is_next("rows[]", make_list(1, [1, 2, 3]).body, make_list(2, other).body) is expected


def test_things_some_of_whose_fields_are_empty_go_on_all_the_same() -> None:
    first = make_answer("/api/l?p=1", {"rows": [{"id": 1, "name": "Tea", "brief": "fresh"}]})
    other = make_answer("/api/l?p=2", {"rows": [{"id": 2, "name": "Cup", "brief": ""}]})
    unlike = make_answer("/api/l?p=2", {"rows": [{"id": 2, "town": "Bath", "code": "BA", "far": "9"}]})
    assert is_next("rows[]", first.body, other.body) is True
    assert is_next("rows[]", first.body, unlike.body) is False


def test_an_answer_that_is_an_error_is_no_further_page() -> None:
    assert is_next("rows[]", make_list(1, [1]).body, b'{"error": "no session"}') is False


def test_boxes_that_made_a_page_ask_for_answers_are_ways_to_those() -> None:
    clicks = Clicks(start=HERE)
    rail = [{"no": 1, "label": "Teas"}, {"no": 2, "label": "Cups"}]
    clicks.add_answers(
        [make_answer("/api/rail", {"rail": rail}), make_list(1, [1]), make_list(1, [2], shelf=2)]
    )
    for label, shelf in (("Teas", 1), ("Cups", 2)):
        clicks.add_requests([label], [f"http://shop.example/api/l?shelf={shelf}&p=1"])
    assert [(rule.items, rule.make) for rule in clicks.induce_answers()] == [
        ("rail[]", "/api/l?shelf={no}&p=1")
    ]


def test_things_of_answers_are_links_where_the_page_prints_their_names() -> None:
    answer = make_answer("/api/rows", {"rows": ROWS})
    clicks = Clicks(start=HERE)
    clicks.add_answers([answer])
    clicks.add_way(["Green tea"], "http://shop.example/#/goods/31")
    html = "<ul><li><b>Green tea</b> 5</li><li><b>Black tea</b> 6</li></ul>"
    page = SeenPage(url=HERE, html=html, answers=(answer,), rules=tuple(clicks.induce()))
    assert [(link.text, link.url[-2:]) for link in page.links] == [("Green tea", "31"), ("Black tea", "42")]
    assert [way.url[-2:] for way in page.ways] == ["31", "42", "53"]


@pytest.mark.parametrize(
    ("pages", "total"),
    [
        ([([31, 42], 3), ([53], 3)], "data.count"),
        ([([31, 42], 3)], None),
        ([([31, 42], 3), ([53], 4)], None),
        ([([31, 42], 1), ([53], 1)], None),
    ],
    ids=["seen to its end", "one page of it", "another number each time", "fewer than there are"],
)
def test_a_number_counts_a_posted_list_that_was_seen_to_its_end(
    pages: list[tuple[list[int], int]], total: str | None
) -> None:
    answers = [
        make_answer(
            "/api/list",
            {"data": {"count": count, "rows": [row for row in ROWS if row["no"] in numbers]}},
            method="POST",
            request_body=str(place).encode(),
        )
        for place, (numbers, count) in enumerate(pages)
    ]
    found = induce_counts([answers], {"/api/list": {"data.rows[]"}})
    assert [rule.total for rule in found] == ([] if total is None else [total])
    assert find_count(found, answers) == (None if total is None else 3)


def test_what_was_posted_is_never_asked_for_again() -> None:
    clicks = Clicks(start=HERE)
    shown = [
        make_answer("/api/list", {"rows": ROWS}, method="POST", request_body=text) for text in (b"1", b"2")
    ]
    clicks.add_answers(shown)
    clicks.add_requests(["Green tea"], [one.request for one in shown])
    assert len(clicks.get_known([one.request for one in shown])) == 2
    assert clicks.induce_answers() == []
