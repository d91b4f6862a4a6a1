"""Charts over time count what the records hold, by Shanghai weeks, and say so in words beside the picture."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from cases.book import open_book
from cases.scoped_records import ScopedRecords
from config.settings import Settings
from console.desk.bars import draw_bars
from console.desk.tallies import (
    Tally,
    compare_models,
    count_verdicts,
    draw_week_prices,
    find_regions,
    load_newest_leads,
    load_week_prices,
    tally,
)
from console.desk.trends import (
    MOST_LISTINGS,
    WEEKS,
    RunPoint,
    count_missed,
    count_weeks,
    draw_outcomes,
    load_listings,
)
from evidence.clock import make_shanghai_day
from evidence.lead import LeadKind
from evidence.listing import Listing, Price
from evidence.prices import Observation, keep_price_file
from evidence.workspace import Workspace, open_workspace
from patrols.history import import_history
from tests.cases.town import NOW, Town, capture_for, make_capture

DAY = date(2026, 3, 4)  # a Wednesday
FINDING, PICK = LeadKind.FINDING, LeadKind.PICK


def test_leads_are_counted_in_the_week_of_their_first_sight() -> None:
    rows = [
        (FINDING, "AD-001", date(2026, 3, 2), 2),
        (FINDING, "AD-001", date(2026, 3, 1), 3),  # a Sunday: the week before
        (PICK, "novel", date(2026, 3, 3), 5),
        (FINDING, "AD-001", date(2020, 1, 1), 7),  # too long ago
    ]
    counted = count_weeks(rows, FINDING, DAY, "others")
    assert counted.weeks == (date(2026, 2, 23), date(2026, 3, 2))
    assert counted.rows == (("AD-001", (3, 2)),)


def test_rare_codes_are_put_together_and_nothing_is_lost() -> None:
    rows = [(FINDING, f"X-{number:03}", DAY, number) for number in range(1, 12)]
    counted = count_weeks(rows, FINDING, DAY, "others")
    assert [row[0] for row in counted.rows] == [f"X-{number:03}" for number in range(11, 4, -1)] + ["others"]
    assert sum(sum(row[1]) for row in counted.rows) == sum(range(1, 12))


def test_without_leads_there_is_no_chart() -> None:
    counted = count_weeks([], PICK, DAY, "others")
    assert (counted.chart, counted.rows, len(counted.weeks)) == (None, (), 1)
    assert WEEKS == 26


def test_bars_are_as_high_as_their_numbers_and_stand_on_one_another() -> None:
    drawn = draw_bars(["a", "b"], [("x", (1, 0)), ("y", (3, 2))])
    assert drawn is not None
    heights = [(bar.row, bar.height) for bar in drawn.bars]
    low, high, alone = drawn.bars
    assert high.height == pytest.approx(3 * low.height, abs=0.2)
    assert (alone.row, alone.height) == (1, pytest.approx(2 * low.height, abs=0.2))
    assert high.y + high.height == pytest.approx(low.y, abs=0.2)
    assert len(heights) == 3


def test_an_office_sees_its_own_leads_in_the_trends(
    desk: TestClient, town: Town, as_user: Callable[[str], dict[str, Any]]
) -> None:
    page = desk.get("/trends", headers=as_user("gd-officer")).text
    assert "绝对化用语" in page
    assert '<th scope="row">2026-03-02</th><td>绝对化用语 1' in page
    assert "还没有可统计的内容" in desk.get("/trends", headers=as_user("gd-auditor")).text


def test_leads_are_counted_by_platform_and_check_for_the_own_office_alone(
    desk: TestClient, town: Town, as_user: Callable[[str], dict[str, Any]]
) -> None:
    page = desk.get("/trends", headers=as_user("gd-officer")).text
    assert re.search(r'<th scope="row">jishi</th><td>.*?</span> 1</td><td>1</td>', page)
    seen = town.look("gd-officer")
    (lead,) = load_newest_leads(seen)
    assert count_verdicts([lead]) == {"some_check": {None: 1}}
    assert tally([("a", lead), ("b", lead), ("a", lead)]) == (
        Tally(name="a", number=2, waiting=2, share=1.0),
        Tally(name="b", number=1, waiting=1, share=0.5),
    )


def test_regions_are_those_that_pages_state(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "ws", create=True, now=NOW)
    book = open_book(workspace, Settings())
    capture = make_capture("gd", 1)
    assert capture.listing is not None
    listing = capture.listing.model_copy(update={"region": "浙江 杭州"})
    make = partial(replace, capture, listing=listing)
    _, finding = capture_for(book, "gd", 1, make=make)
    with workspace.records.write(NOW) as writer:
        writer.add_finding(finding)
    counted = tally(find_regions(workspace, load_newest_leads(workspace)))
    assert {one.name: one.number for one in counted} == {"浙江 杭州": 1}


def test_a_week_has_the_median_of_what_each_listing_asked_last(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "ws", create=True, now=NOW)
    rows = [
        ("a", "2026-02-23", "10", "CNY"),
        ("a", "2026-02-25", "12", "CNY"),
        ("b", "2026-02-24", "20", "CNY"),
        ("c", "2026-02-24", "999", "USD"),
        ("b", "2026-03-02", "30", "CNY"),
        ("a", "2024-03-02", "1", "CNY"),
    ]
    path = tmp_path / "prices.csv"
    lines = [f"jishi,{listing},,{day},{amount},{currency}" for listing, day, amount, currency in rows]
    path.write_text("platform,listing_id,sku,date,amount,currency\n" + "\n".join(lines))
    import_history(workspace, path, now=NOW)
    found = load_week_prices(workspace, date(2026, 3, 2), WEEKS)
    assert [(str(one.week), one.median, one.listings) for one in found] == [
        ("2026-02-23", Decimal(16), 2),
        ("2026-03-02", Decimal(30), 1),
    ]
    chart = draw_week_prices(found)
    assert chart is not None
    low, high = chart.dots
    assert low.y > high.y
    assert draw_week_prices(()) is None


def test_weeks_are_those_of_shanghai_and_a_listing_is_at_its_most_seen_variant(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "ws", create=True, now=NOW)
    sunday = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
    rows = [
        ("red", sunday, 5, "CNY"),
        ("blue", sunday, 7, "CNY"),
        ("blue", sunday + timedelta(hours=1), 9, "CNY"),  # Monday in Shanghai
        ("blue", sunday + timedelta(hours=2), 11, "USD"),
    ]
    made = [
        Observation(
            platform="jishi",
            listing_id="a",
            sku=sku,
            kind="price",
            moment=moment,
            amount=Decimal(amount),
            currency=currency,
            source="s",
        )
        for sku, moment, amount, currency in rows
    ]
    keep_price_file(workspace, "import-1", made, NOW)
    found = load_week_prices(workspace, date(2026, 3, 2), WEEKS)
    assert [(str(one.week), one.median) for one in found] == [("2026-02-23", 7), ("2026-03-02", 9)]


def test_prices_count_for_whom_their_snapshots_are_seen(town: Town) -> None:
    workspace = town.look("gd-officer")
    snapshot = workspace.records.load_snapshots()[0]
    make = partial(
        Observation,
        platform="jishi",
        sku="",
        kind="price",
        moment=NOW,
        currency="CNY",
        source="seen",
    )
    made = [
        make(listing_id="a", amount=Decimal(3), snapshot_id=snapshot.snapshot_id),
        make(listing_id="b", amount=Decimal(9), snapshot_id="snap-of-nobody"),
    ]
    keep_price_file(town.book.workspace, "import-1", made, NOW)
    day = make_shanghai_day(NOW)
    for login, medians in (("gd-officer", [3]), ("gd-auditor", [])):
        found = load_week_prices(town.look(login), day, WEEKS)
        assert [one.median for one in found] == medians


def test_what_is_asked_for_at_once_is_only_what_is_seen(town: Town) -> None:
    records = town.look("gd-officer").records
    assert isinstance(records, ScopedRecords)
    own = [town.snapshots["gd"].snapshot_id]
    ids = [one.snapshot_id for one in town.snapshots.values()]
    assert [one.snapshot_id for one in records.load_snapshots_by_id(ids)] == own == records.find_priced()
    found = records.load_findings_by_id(one.finding_id for one in town.findings.values())
    assert [one.finding_id for one in found] == [town.findings["gd"].finding_id]


def test_regions_of_many_leads_take_a_few_queries(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "ws", create=True, now=NOW)
    book = open_book(workspace, Settings())
    for number in range(1, 8):
        _, finding = capture_for(book, "gd", number)
        with workspace.records.write(NOW) as writer:
            writer.add_finding(finding)
    leads = load_newest_leads(workspace)
    with count_queries(workspace) as asked:
        list(find_regions(workspace, leads))
    assert (len(leads), len(asked)) == (7, 2)


@contextmanager
def count_queries(workspace: Workspace) -> Iterator[list[str]]:
    """The statements that are asked of the records meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    engine = workspace.records.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_prices_of_a_model_are_those_of_several_listings_in_yuan() -> None:
    listing = make_capture("gd", 1).listing
    assert listing is not None

    def make(model: str | None, amount: str | None, currency: str = "CNY") -> Listing:
        price = Price(amount=Decimal(amount), currency=currency) if amount else None
        return listing.model_copy(update={"brand": "美的", "model": model, "price": price})

    rows = [
        make("A1", "30"),
        make("A1", "10"),
        make("A1", "11"),
        make("A1", "1", "USD"),
        make("A1", None),
        make("B2", "5"),
        make(None, "7"),
        make(None, "8"),
    ]
    (found,) = compare_models(rows)
    assert (found.brand, found.model, found.listings) == ("美的", "A1", 3)
    assert (found.low, found.median, found.high) == (Decimal(10), Decimal(11), Decimal(30))


def make_point(number: int, *, missed: tuple[str, ...] = (), **outcomes: int) -> RunPoint:
    return RunPoint(
        run_id=f"run-{number}",
        name="toys",
        started=NOW.isoformat(),
        coverage=1.0,
        target=None,
        blind=Counter(),
        outcomes=Counter(outcomes),
        canaries_missed=missed,
    )


def test_how_targets_ended_is_drawn_by_run_and_missed_canaries_are_counted() -> None:
    points = [make_point(1, found=3, blocked=1), make_point(2, found=2, missed=("AD-001 7",))]
    names, drawn = draw_outcomes([*points, make_point(3, found=1, missed=("AD-001 7",))], str)
    assert names[:3] == (
        "outcome_found",
        "outcome_absent",
        "outcome_blocked",
    )  # a row each, so that colours stay
    assert drawn is not None
    assert [bar.label.split(" · ")[1:] for bar in drawn.bars][:2] == [
        ["outcome_found", "3"],
        ["outcome_blocked", "1"],
    ]
    assert count_missed([*points, points[1]]) == [("AD-001 7", "toys", 2)]
    assert draw_outcomes([], str)[1] is None


def test_a_run_too_large_to_wait_for_is_not_compared(town: Town) -> None:
    workspace = town.look("gd-officer")
    (run,) = {snapshot.run_id for snapshot in workspace.records.load_snapshots()}
    small = replace(make_point(1, found=1), run_id=run)
    assert load_listings(workspace, [small, make_point(2, found=MOST_LISTINGS + 1)]) != []
    assert load_listings(workspace, [replace(small, outcomes=Counter(found=MOST_LISTINGS + 1))]) == []
