"""Charts over time count what the records hold, by Shanghai weeks, and say so in words beside the picture."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from console.desk.bars import draw_bars
from console.desk.trends import WEEKS, count_weeks
from evidence.lead import LeadKind
from tests.cases.town import Town

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
