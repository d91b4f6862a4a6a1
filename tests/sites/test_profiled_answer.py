"""Reading an answer of data with the profile of its site."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evidence.listing import PageKind
from sites.item_rules import ItemRule, TurnRule
from sites.page import UnreadableError
from sites.profile import Role, SiteProfile, format_profile, parse_profile
from sites.purpose import Purpose
from sites.reading import Reading, read_page

PROFILE = SiteProfile(
    name="shop.example",
    hosts=("shop.example",),
    start="http://shop.example/",
    roles={
        Purpose.LISTING: Role(addresses=("/!/goods/{id}",), browser=True),
        Purpose.LIST: Role(addresses=("/!/shelf?no=#",), browser=True),
    },
    items=(
        ItemRule(answer="/api/l?p=*&shelf=*", items="rows[]", make="/#/goods/{no}", name="label"),
        ItemRule(answer="/api/rail", items="rail[]", make="/api/l?p=1&shelf={no}", name="label"),
    ),
    turns=(TurnRule(answer="/api/l?p=*&shelf=*", items="rows[]", key="p", size=2),),
    entries=("http://shop.example/#/shelf?no=4",),
)


def read(path: str, value: Any) -> Reading:
    return read_page(json.dumps(value).encode(), f"http://shop.example{path}", site=PROFILE)


def test_an_answer_that_lists_goods_is_a_list_with_cards() -> None:
    reading = read("/api/l?p=1&shelf=4", {"rows": [{"no": 7, "label": "Cup"}, {"no": 8, "label": "Bowl"}]})
    assert reading.listing.kind is PageKind.SEARCH
    assert [(card.listing_id, card.title) for card in reading.listing.cards] == [("7", "Cup"), ("8", "Bowl")]
    assert [(lead.url.removeprefix("http://shop.example"), lead.purpose) for lead in reading.leads] == [
        ("/#/goods/7", Purpose.LISTING),
        ("/#/goods/8", Purpose.LISTING),
        ("/api/l?p=2&shelf=4", Purpose.NEXT_PAGE),
    ]


def test_an_answer_that_lists_lists_leads_to_their_answers() -> None:
    reading = read("/api/rail", {"rail": [{"no": 3, "label": "Cups"}]})
    assert [lead.url for lead in reading.leads] == ["http://shop.example/api/l?p=1&shelf=3"]
    assert reading.listing.cards == ()


def test_the_empty_page_after_the_last_is_a_list_without_cards() -> None:
    assert read("/api/l?p=3&shelf=4", {"rows": []}).leads == ()


def test_an_answer_that_refuses_is_not_an_empty_list() -> None:
    with pytest.raises(UnreadableError, match="lists nothing"):
        read("/api/l?p=2&shelf=4", {"code": 401, "message": "no session"})


def test_a_rendered_list_leads_to_what_no_link_leads_to() -> None:
    reading = read_page(b"<html><p>Cups</p>", "http://shop.example/#/shelf?no=1", site=PROFILE)
    assert [lead.url for lead in reading.leads] == ["http://shop.example/#/shelf?no=4"]


@pytest.mark.parametrize(
    ("path", "is_answer"),
    [("/api/l?p=1&shelf=2", True), ("/api/rail", True), ("/api/other", False), ("/#/goods/7", False)],
)
def test_the_addresses_of_data_are_told_from_those_of_pages(path: str, *, is_answer: bool) -> None:
    assert PROFILE.is_answer(f"http://shop.example{path}") is is_answer


def test_rules_for_answers_survive_being_written_and_read() -> None:
    assert parse_profile(format_profile(PROFILE), "x") == PROFILE
