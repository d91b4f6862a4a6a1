"""Cases are found beside findings and snapshots, the same on every backend, and only by who may see them."""

from datetime import timedelta
from typing import Any

import pytest

from cases.casework import add_items, open_case
from cases.model import Case, Fields, ShareState
from cases.rights import Machine
from cases.sharing import answer_share, make_share
from cases.viewing import list_cases
from config.errors import ItemError
from config.settings import SearchSettings
from index.query import Page, make_query
from index.searcher import SearchIndex, open_index
from patrols import searching
from patrols.searching import count_facets, search_for
from tests.cases.conftest import book, town
from tests.cases.town import LATER, NOW, Town

__all__ = ["book", "town"]


@pytest.fixture
def index(town: Town, search_settings: SearchSettings) -> SearchIndex:
    index = open_index(town.book.workspace, search_settings)
    index.update()
    return index


def open_in(town: Town, title: str, hours: int, office: str = "gd") -> Case:
    return open_case(
        town.book,
        title,
        [town.findings[office].lead_id],
        by=f"{office}-lead",
        at=NOW + timedelta(hours=hours),
    )


def look_up(town: Town, index: SearchIndex, text: str = "", login: str | None = None, **asked: Any) -> Page:
    """What the machine's administrator finds, or a user."""
    world, at = town.book.load_world(), LATER + timedelta(days=1)
    viewer = world.users[login] if login else Machine()
    workspace = town.look(login, at) if login else town.book.workspace
    return search_for(workspace, index, make_query(text, **asked), list_cases(world, viewer, at))


def find(town: Town, index: SearchIndex, text: str, login: str | None = None) -> list[str]:
    return [hit.id for hit in look_up(town, index, text, login, noun="case").hits]


def test_a_case_is_found_by_its_words_its_id_and_what_it_lists(town: Town, index: SearchIndex) -> None:
    case = open_case(town.book, "无证电水壶案", [], by="gd-lead", at=NOW)
    add_items(
        town.book, case.case_id, [town.snapshots["gd"].snapshot_id], by="gd-lead", proves="虚假宣传", at=LATER
    )
    asked = ("电水壶", case.case_id, town.snapshots["gd"].snapshot_id, "虚假宣传")
    assert [find(town, index, text) for text in asked] == [[case.case_id]] * len(asked)
    assert find(town, index, "充电宝") == []


def test_a_hit_is_the_case_as_it_stands(town: Town, index: SearchIndex) -> None:
    case = open_in(town, "无证电水壶案", 1)
    hit = look_up(town, index, "电水壶", noun="case").hits[0]
    assert (hit.noun, hit.source["case_id"], hit.source["status"]) == ("case", case.case_id, "open")
    assert hit.snippets[0].text == "无证电水壶案"


def test_pages_hold_all_nouns_once_and_newest_first(town: Town, index: SearchIndex) -> None:
    cases = [open_in(town, f"案 {hours}", hours) for hours in (-1, 1, 2)]
    whole = look_up(town, index, limit=100)
    found, after = list[str](), None
    while True:
        page = look_up(town, index, limit=2, after=after)
        assert page.total == whole.total == 6 + len(cases)
        found += [hit.id for hit in page.hits]
        if (after := page.next) is None:
            break
    assert found == [hit.id for hit in whole.hits]
    assert found[:2] == [cases[2].case_id, cases[1].case_id]
    assert found[-1] == cases[0].case_id


def test_the_offices_own_region_holds_its_cases_over_pages(
    town: Town, index: SearchIndex, search_settings: SearchSettings
) -> None:
    open_in(town, "案", 1)
    first = look_up(town, index, region=search_settings.region, limit=3)
    rest = look_up(town, index, region=search_settings.region, limit=100, after=first.next)
    assert first.total == len(first.hits) + len(rest.hits) == 7


def test_the_offices_own_region_is_searched_to_its_end_for_a_user(
    town: Town, index: SearchIndex, search_settings: SearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_AT_ONCE", 1)
    assert look_up(town, index, login="gd-officer", region=search_settings.region).total == 2


@pytest.mark.parametrize("filters", [{"code": "SUBJ-003"}, {"status": "fail"}, {"platform": "jishi"}])
def test_a_filter_of_findings_leaves_cases_out(
    town: Town, index: SearchIndex, filters: dict[str, str]
) -> None:
    open_in(town, "案", 1)
    assert not [hit for hit in look_up(town, index, **filters).hits if hit.noun == "case"]


def test_who_may_not_see_a_case_finds_and_counts_none(town: Town, index: SearchIndex) -> None:
    case = open_in(town, "无证电水壶案", 1)
    assert find(town, index, "电水壶", "gd-officer") == [case.case_id]
    for login in ("zj-officer", "bj-lead", "gd-administrator"):
        page = look_up(town, index, "电水壶", login, noun="case")
        assert (page.hits, page.total) == ((), 0)


def test_a_shared_case_is_searched_as_its_copy_shows_it(town: Town, index: SearchIndex) -> None:
    case = open_in(town, "无证电水壶案", 1)
    share, _ = make_share(
        town.book, case.case_id, group=town.group, shown=Fields.REDACTED, by="gd-lead", at=LATER
    )
    answer_share(town.book, share.share_id, ShareState.ACCEPTED, by="zj-lead", at=LATER)
    assert find(town, index, case.case_id, "zj-officer") == [case.case_id]
    assert find(town, index, "电水壶", "zj-officer") == []


def test_hits_are_counted_by_what_they_are(town: Town, index: SearchIndex) -> None:
    open_in(town, "案", 1)
    world, at = town.book.load_world(), LATER + timedelta(days=1)
    machine, officer = Machine(), world.users["gd-officer"]
    whole = count_facets(town.book.workspace, index, make_query(), list_cases(world, machine, at))
    own = count_facets(town.look("gd-officer", at), index, make_query(), list_cases(world, officer, at))
    assert whole["noun"] == {"finding": 3, "snapshot": 3, "case": 1}
    assert own["noun"] == {"finding": 1, "snapshot": 1, "case": 1}
    for counted, pages in ((whole, 3), (own, 1)):
        assert sum(counted["code"].values()) == sum(counted["status"].values()) == pages
        assert sum(counted["severity"].values()) == pages
        assert sum(counted["platform"].values()) == 2 * pages
    some = count_facets(town.book.workspace, index, make_query("gd水壶", noun="finding"))
    assert some["noun"] == {"finding": 1}


def test_what_cannot_be_searched_is_one_line() -> None:
    with pytest.raises(ItemError, match="finding, snapshot or case"):
        make_query(noun="run")
