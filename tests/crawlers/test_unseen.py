"""What lists say they hold and nothing showed, from the sealed lists of a run."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.results import count_unseen, count_untried, find_strays
from evidence.listing import Card, Listing, PageKind
from evidence.snapshot import Outcome, Snapshot
from evidence.writer import DONE, Target
from sites.purpose import Purpose


def make_list(name: str, total: int | None, *numbers: int) -> Snapshot:
    cards = tuple(Card(url=f"http://s.example/g/{n}", listing_id=str(n)) for n in numbers)
    url = f"http://s.example/{name}/{numbers[:1]}"
    listing = Listing(url=url, kind=PageKind.SEARCH, platform="s", title=name, cards=cards, total=total)
    return Snapshot(
        snapshot_id=f"{name}-{numbers}",
        run_id="r",
        platform="s",
        kind=PageKind.SEARCH,
        listing_id=None,
        url=url,
        final_url=url,
        captured_at=datetime(2026, 3, 1, tzinfo=UTC),
        outcome=Outcome.FOUND,
        listing=listing,
        warc_sha256="0" * 64,
    )


def move(snapshot: Snapshot, path: str) -> Snapshot:
    return snapshot.model_copy(update={"final_url": f"http://s.example{path}"})


@pytest.mark.parametrize(
    ("lists", "seen", "unseen"),
    [
        ([make_list("a", 4, 1, 2), make_list("a", 4, 3, 4)], 4, 0),
        ([make_list("a", 9, 1, 2), make_list("a", 9, 3, 4)], 4, 5),
        ([make_list("a", 5, 1, 2), make_list("b", 3, 7)], 3, 5),
        ([make_list("a", None, 1, 2)], 2, 0),
        ([make_list("all", 3, 1, 2, 3), make_list("part", 2, 1)], 3, 0),
        ([make_list("page 1", 4, 1, 2), make_list("page 2", 4, 3, 4)], 4, 0),
        ([make_list("all", 8, 1, 2, 3, 4), make_list("all", 8, 4, 5, 6, 7), make_list("part", 1, 8)], 8, 0),
        ([make_list("all", 8, *n) for n in ((1, 2, 3, 4), (2, 3, 4, 5))], 20, 3),
        ([make_list("a", 2, 1, 2), make_list("b", 9, 1)], 2, 8),
        ([move(make_list("a", 5, 1, 2, 3), "/c?page=1"), move(make_list("b", 5, 4, 5), "/c?page=2")], 5, 0),
        ([make_list("list", 4, 1, 2, 3), make_list("list", 4, 5, 6, 7)], 6, 2),
        ([make_list("home", 4, 1), make_list("a", 2, 1, 2), make_list("b", 2, 3, 4)], 4, 0),
        ([make_list("home", 5, 1), make_list("a", 2, 1, 2), make_list("b", 2, 3, 4)], 9, 4),
        ([make_list("home", 4, 1), make_list("a", 2, 1, 2), make_list("b", 2, 3)], 3, 1),
    ],
    ids=[
        "whole",
        "a page missing",
        "two lists",
        "no total",
        "one list of all",
        "numbered names",
        "moved",
        "sorted anew",
        "a small one whole",
        "named by its pages",
        "one name for two",
        "a part of all, and all its parts",
        "a part of what is not all",
        "a part of all, and a part left out",
    ],
)
def test_unseen_is_what_totals_leave(lists: list[Snapshot], seen: int, unseen: int) -> None:
    assert count_unseen(lists, seen=seen) == unseen


@pytest.mark.parametrize(("settled", "unseen"), [((), 3), (("s",), 0), (("t",), 3)])
def test_a_list_that_is_likely_cut_counts_as_holding_as_much_again(
    settled: tuple[str, ...], unseen: int
) -> None:
    shown = make_list("a", None, 1, 2, 3)
    assert shown.listing is not None
    cut = shown.model_copy(update={"listing": shown.listing.model_copy(update={"unsure": ("total",)})})
    assert count_unseen([cut], seen=3, settled=settled) == unseen


def test_boxes_that_led_to_nothing_read_as_goods_are_counted() -> None:
    shown = make_list("a", None, 1)
    assert shown.listing is not None
    strays = ("http://s.example/x/1", "http://s.example/x/2", "http://s.example/x/3")
    told = shown.model_copy(update={"listing": shown.listing.model_copy(update={"strays": strays})})
    goods = shown.model_copy(update={"url": strays[0], "kind": PageKind.LISTING, "listing": None})
    gone = shown.model_copy(update={"url": strays[1], "outcome": Outcome.ABSENT, "listing": None})
    assert find_strays([told, goods, gone]) == {strays[2]}


def test_a_menu_of_spans_of_prices_leads_to_no_goods() -> None:
    lists = [move(make_list(name, None, 1), f"/{name}") for name in ("a", "b")]
    links = ("http://s.example/a?cost=1-2", "http://s.example/b?cost=1-2", "http://s.example/g?id=7")
    told = [
        one.model_copy(update={"listing": one.listing.model_copy(update={"strays": links})})
        for one in lists
        if one.listing is not None
    ]
    assert find_strays(told) == {links[2]}


def make_tried(number: int, kind: PageKind | None, make: str = "x") -> tuple[Target, Snapshot | None]:
    """A page of no known role: what it turned out to be, or None where the run left it out."""
    url = f"http://s.example/{make}/{number}"
    snapshot = make_list(url, None).model_copy(update={"kind": kind}) if kind is not None else None
    target = Target(
        url=url,
        purpose=Purpose.OTHER,
        state=DONE,
        outcome=Outcome.NOT_ATTEMPTED if snapshot is None else Outcome.FOUND,
        snapshot_id=snapshot.snapshot_id if snapshot is not None else None,
    )
    return target, snapshot


@pytest.mark.parametrize(
    ("kinds", "left", "untried"),
    [
        ([PageKind.LISTING, PageKind.LISTING], ["x"] * 4, 4),
        ([PageKind.LISTING, PageKind.OTHER], ["x"] * 4, 2),
        ([PageKind.OTHER, PageKind.SEARCH], ["x"] * 4, 0),
        ([PageKind.LISTING, PageKind.OTHER], ["y"] * 4, 2),
        ([], ["x"] * 4, 0),
    ],
    ids=["all sell", "half sell", "none sells", "another make", "none tried"],
)
def test_what_a_run_left_out_counts_as_what_it_tried(
    kinds: list[PageKind], left: list[str], untried: int
) -> None:
    pages = [make_tried(number, kind) for number, kind in enumerate(kinds)]
    pages += [make_tried(50 + number, None, make) for number, make in enumerate(left)]
    snapshots = {one.snapshot_id: one for _, one in pages if one is not None}
    assert count_untried([target for target, _ in pages], snapshots) == untried
