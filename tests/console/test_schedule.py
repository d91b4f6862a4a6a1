"""The keeper of the schedule: one patrol's trouble, of whatever kind, does not end it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import PatrolSettings
from console.commands import patrol as command
from console.session import Session
from evidence.run_lock import hold_job
from evidence.workspace import open_workspace

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAILY = PatrolSettings(name="daily", targets=("http://m.example/",))


@pytest.mark.parametrize("error", [ValueError("odd"), OSError("disk"), RecursionError()])
def test_an_error_of_any_type_costs_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(command, "run_patrol", fail)
    session = Session(workspace_option=tmp_path / "ws", lang_option="en")
    workspace = open_workspace(tmp_path / "ws", create=True, now=NOW)
    assert command._run_due(session, workspace, DAILY)
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("patrol daily did not end well")


def test_a_patrol_whose_targets_others_are_at_is_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(workspace_option=tmp_path / "ws", lang_option="en")
    workspace = open_workspace(tmp_path / "ws", create=True, now=NOW)
    places = command.find_targets(session, DAILY)
    with hold_job(workspace.root, "crawl-x", now=NOW, holder="a crawl", places=places):
        assert not command._run_due(session, workspace, DAILY)
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("patrol daily has not begun: a crawl")
    assert line.endswith("tried again in 5 minutes")
