"""The frontier: order, budgets, resume, and lists that show nothing new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.frontier import IDLE_NARROWED, NOTHING_NEW, Frontier
from crawlers.job import Limits
from evidence.workspace import Workspace, open_workspace
from evidence.writer import Target
from sites.purpose import Purpose

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SHOP = "http://shop.example"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "ws", create=True, now=NOW)


def make_frontier(workspace: Workspace, **asked: object) -> Frontier:
    run = workspace.begin_run("crawl", "job", "", NOW)
    limits = {"max_listings": None, "limits": Limits(), **asked}
    frontier = Frontier(workspace=workspace, run=run, now=lambda: NOW, **limits)  # type: ignore[arg-type] # rows of a test
    frontier.load()
    return frontier


def take_all(frontier: Frontier) -> Iterator[Target]:
    while (target := frontier.take()) is not None:
        frontier.settled(target, was_listing=target.purpose == Purpose.LISTING)
        yield target


def make_targets(purpose: Purpose, *paths: str) -> list[Target]:
    return [Target(url=f"{SHOP}{path}", purpose=purpose) for path in paths]


def test_listings_come_before_the_lists_that_lead_on(workspace: Workspace) -> None:
    frontier = make_frontier(workspace)
    frontier.add(make_targets(Purpose.LIST, "/l1"))
    frontier.add(make_targets(Purpose.LISTING, "/g1", "/g2"))
    assert [target.url[len(SHOP) :] for target in take_all(frontier)] == ["/g1", "/g2", "/l1"]


def test_the_budget_closes_goods_and_lists_but_not_licences(workspace: Workspace) -> None:
    frontier = make_frontier(workspace, max_listings=1)
    frontier.add(make_targets(Purpose.LISTING, "/g1", "/g2"))
    frontier.add([*make_targets(Purpose.LIST, "/l1"), *make_targets(Purpose.LICENCE, "/z")])
    assert [target.url[len(SHOP) :] for target in take_all(frontier)] == ["/z", "/g1"]


def test_a_known_list_with_a_key_and_a_value_more_is_narrowed(workspace: Workspace) -> None:
    frontier = make_frontier(workspace)
    frontier.add(make_targets(Purpose.LIST, "/l/3"))
    frontier.add(make_targets(Purpose.LIST, "/l/3?order=price", "/l/3/brand/7", "/l/4"))
    kinds = {target.url[len(SHOP) :]: target.purpose for target in take_all(frontier)}
    assert kinds["/l/3?order=price"] == kinds["/l/3/brand/7"] == Purpose.NARROWED
    assert kinds["/l/3"] == kinds["/l/4"] == Purpose.LIST


def test_narrowed_lists_stop_when_they_bring_nothing_new(workspace: Workspace) -> None:
    frontier = make_frontier(workspace)
    frontier.add(make_targets(Purpose.NARROWED, *(f"/l?size={n}" for n in range(30))))
    assert len(list(take_all(frontier))) == IDLE_NARROWED
    left = workspace.records.load_targets(frontier.run.run_id)
    assert sum(target.reason == NOTHING_NEW for target in left) == 30 - IDLE_NARROWED


def test_a_key_without_a_value_narrows_a_list_too(workspace: Workspace) -> None:
    frontier = make_frontier(workspace)
    for path in ("/l?c=3", "/l?c=3&f=", "/l?c=3&f=&sort=1", "/l?c=4"):
        frontier.add(make_targets(Purpose.LIST, path))
    kinds = {target.url[len(SHOP) :]: target.purpose for target in take_all(frontier)}
    assert kinds["/l?c=3&f="] == kinds["/l?c=3&f=&sort=1"] == Purpose.NARROWED
    assert kinds["/l?c=3"] == kinds["/l?c=4"] == Purpose.LIST


def test_narrowed_lists_go_on_while_they_bring_goods(workspace: Workspace) -> None:
    frontier = make_frontier(workspace)
    frontier.add(make_targets(Purpose.NARROWED, *(f"/l?size={n}" for n in range(12))))
    taken = 0
    while (target := frontier.take()) is not None:
        taken += 1
        frontier.settled(target, was_listing=False, brought=1)
    assert taken == 12


def test_pages_of_no_known_role_that_sell_cost_none_of_their_budget(workspace: Workspace) -> None:
    frontier = make_frontier(workspace, limits=Limits(other_pages=3))
    frontier.add(make_targets(Purpose.OTHER, *(f"/{name}.html" for name in "abcdefgh")))
    taken = 0
    while (target := frontier.take()) is not None:
        taken += 1
        frontier.settled(target, was_listing=target.url < f"{SHOP}/d")
    assert taken == 6


def test_another_order_of_a_known_page_waits_for_pages_of_other_makes(workspace: Workspace) -> None:
    frontier = make_frontier(workspace)
    frontier.add(
        make_targets(Purpose.OTHER, "/tea.html", "/tea.html?order=1", "/a-pot-of-very-white-clay.html")
    )
    assert [target.url[len(SHOP) :] for target in take_all(frontier)][-1] == "/tea.html?order=1"


def test_a_resumed_run_has_what_waited_and_nothing_twice(workspace: Workspace) -> None:
    first = make_frontier(workspace)
    first.add(make_targets(Purpose.LISTING, "/a", "/b", "/c"))
    again = make_frontier(workspace)
    again.add(make_targets(Purpose.LISTING, "/b", "/d"))
    assert [target.url[-1] for target in take_all(again)] == ["a", "b", "c", "d"]
    positions = [target.url[-1] for target in workspace.records.load_targets(again.run.run_id)]
    assert positions == ["a", "b", "c", "d"]


def test_routes_of_a_script_are_addresses_of_their_own(workspace: Workspace) -> None:
    frontier = make_frontier(workspace)
    frontier.add(make_targets(Purpose.LISTING, "/#/goods/1", "/#/goods/2", "/#/goods/1"))
    assert len(list(take_all(frontier))) == 2
