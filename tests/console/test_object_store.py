"""What a command captured is brought to the object store at its end, or waits with a line that says why."""

from pathlib import Path

import pytest

from console.session import Session
from evidence.workspace import Workspace
from tests.evidence.conftest import make_capture
from tests.evidence.s3 import serve_storage


def work(root: Path) -> Workspace:
    """A command's work: one capture is sealed."""
    session = Session(workspace_option=root, lang_option="en")
    workspace = session.open(create=True)
    with session.work(workspace, "crawl", "job") as shift:
        workspace.seal(shift.run, make_capture(1))
    return workspace


def test_a_commands_captures_are_sent_at_its_end(tmp_path: Path) -> None:
    with serve_storage() as storage:
        storage.write_settings(tmp_path)
        workspace = work(tmp_path)
        assert workspace.store.list_waiting() == []
        [snapshot] = workspace.records.load_snapshots()
        assert workspace.read_artefact(snapshot.artefacts[0].sha256)


def test_a_server_that_is_away_costs_a_line_and_not_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve_storage() as storage:
        storage.write_settings(tmp_path)
        workspace = Session(workspace_option=tmp_path).open(create=True)
    workspace = work(tmp_path)
    assert len(workspace.store.list_waiting()) == 1
    assert "waits here" in capsys.readouterr().err
