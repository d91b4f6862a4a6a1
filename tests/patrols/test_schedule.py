"""When patrols are due."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.settings import PatrolSettings
from evidence.workspace import Workspace, open_workspace
from patrols.schedule import find_next

NOW = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)  # 8:00 in Shanghai
DAILY = PatrolSettings(name="daily", targets=("http://m.example/",), schedule="30 6 * * *")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "w", create=True, now=NOW)


def finish_run(workspace: Workspace, started: datetime, name: str = "daily") -> None:
    run = workspace.begin_run("patrol", f"job-{started.isoformat()}", "settings", started)
    with workspace.records.write(started) as writer:
        writer.finish_run(run.run_id, {"patrol": name})


def test_the_next_moment_is_in_shanghai_time(workspace: Workspace) -> None:
    due = find_next([DAILY], workspace.records, NOW)
    assert due is not None
    assert due.at == datetime(2026, 3, 1, 22, 30, tzinfo=UTC)


def test_a_patrol_missed_for_days_is_due_once_and_now(workspace: Workspace) -> None:
    finish_run(workspace, datetime(2026, 2, 20, tzinfo=UTC))
    due = find_next([DAILY], workspace.records, NOW)
    assert due is not None
    assert due.at == NOW
    finish_run(workspace, NOW)
    after = find_next([DAILY], workspace.records, NOW)
    assert after is not None
    assert after.at > NOW


def test_a_patrol_that_fails_waits_for_its_next_turn_and_lets_others_run(workspace: Workspace) -> None:
    finish_run(workspace, datetime(2026, 2, 20, tzinfo=UTC), "daily")
    finish_run(workspace, datetime(2026, 2, 20, tzinfo=UTC), "other")
    other = DAILY.model_copy(update={"name": "other"})
    first = find_next([DAILY, other], workspace.records, NOW)
    assert first is not None
    after = find_next([DAILY, other], workspace.records, NOW, {first.patrol.name: NOW})
    assert after is not None
    assert (after.patrol.name, after.at) == ("other", NOW)
    both = {"daily": NOW, "other": NOW}
    later = find_next([DAILY, other], workspace.records, NOW, both)
    assert later is not None
    assert later.at > NOW


def test_patrols_without_a_schedule_are_never_due(workspace: Workspace) -> None:
    assert find_next([DAILY.model_copy(update={"schedule": None})], workspace.records, NOW) is None


@pytest.mark.parametrize("schedule", ["often", "61 * * * *", ""])
def test_what_is_no_cron_expression_is_refused(schedule: str) -> None:
    with pytest.raises(ValidationError, match="cron"):
        PatrolSettings(name="x", targets=("http://m.example/",), schedule=schedule)


def test_one_that_could_not_begin_is_tried_again_and_lets_others_run_meanwhile(workspace: Workspace) -> None:
    for name in ("daily", "other"):
        finish_run(workspace, datetime(2026, 2, 20, tzinfo=UTC), name)
    other = DAILY.model_copy(update={"name": "other"})
    again = NOW + timedelta(minutes=5)
    first = find_next([DAILY, other], workspace.records, NOW, {"daily": NOW}, {"daily": again})
    assert first is not None
    assert (first.patrol.name, first.at) == ("other", NOW)
    alone = find_next([DAILY], workspace.records, NOW, {"daily": NOW}, {"daily": again})
    assert alone is not None
    assert alone.at == again
