"""What is lost is said in one line; what can be made again is; nothing is called whole that is not."""

import multiprocessing
import shutil
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from config.errors import ConfigError, ItemError, RunAbortedError
from console.main import run as run_command
from evidence.backup import back_up, restore
from evidence.noun import make_digest
from evidence.rebuilding import rebuild_records
from evidence.run_lock import hold_job
from evidence.verify_store import verify_store
from evidence.workspace import RESUMED_WITHIN, Workspace, open_workspace
from tests.evidence.conftest import NOW
from tests.evidence.whole_store import make_store


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_store(tmp_path_factory.mktemp("whole") / "ws").root
    with sqlite3.connect(root / "records.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return root


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "ws")
    return tmp_path / "ws"


KINDS = ("records.db", "ledger-head.json", "keys/office.key", "objects", "prices")
DAMAGE = {"gone": None, "empty": b"", "garbage": b"\x5a\x00garbage" * 2000}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_costs_one_line_and_is_never_called_whole(
    root: Path, kind: str, damage: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root.parent)
    path = root / kind
    if path.is_dir():
        path = next(one for one in sorted(path.rglob("*")) if one.is_file())
    path.chmod(0o600)
    data = DAMAGE[damage]
    path.unlink() if data is None else path.write_bytes(data)
    codes = [
        run_command(["-w", str(root), "--lang", "en", *rest.split()]) for rest in ("verify --store", "doctor")
    ]
    said = capsys.readouterr()
    assert codes[0] in ({0, 5} if kind == "keys/office.key" else {3, 5})
    assert codes[1] in {0, 3}
    assert "internal" not in said.err
    assert not (root.parent / "netpatrol-error.txt").exists()


def test_a_lost_database_is_made_again_from_the_objects(root: Path) -> None:
    before = {one.snapshot_id: one for one in open_workspace(root).records.load_snapshots()}
    (root / "records.db").write_bytes(b"garbage" * 2000)
    said: list[str] = []
    done = rebuild_records(root, now=NOW + timedelta(days=1), tell=said.append)
    assert (done.runs, done.snapshots, done.damaged, done.unknown, said) == (1, 2, 0, 0, [])
    workspace = open_workspace(root)
    assert {one.snapshot_id: one for one in workspace.records.load_snapshots()} == before
    for snapshot in before.values():
        for artefact in snapshot.artefacts:
            assert workspace.read_artefact(artefact.sha256)
    assert (root / done.aside / "records.db").read_bytes().startswith(b"garbage")
    assert verify_store(workspace).problems == ()
    [digest] = workspace.records.load_price_digests().values()
    [file] = (root / "prices").glob("*.parquet")
    assert make_digest(file.read_bytes()) == digest
    assert (root / done.aside / "prices").is_dir()


def test_a_damaged_object_is_told_and_the_rest_comes_again(root: Path) -> None:
    path = next(path for path in sorted((root / "objects").rglob("*")) if path.is_file())
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-9])
    said: list[str] = []
    done = rebuild_records(root, now=NOW, tell=said.append)
    assert (done.snapshots, done.damaged, len(said)) == (1, 1, 1)


def test_nothing_is_rebuilt_from_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no captures"):
        rebuild_records(tmp_path, now=NOW, tell=print)


def test_a_backup_is_a_workspace_again(root: Path, tmp_path: Path) -> None:
    workspace = open_workspace(root)
    first = back_up(workspace, tmp_path / "backup")
    again = back_up(workspace, tmp_path / "backup")
    assert again.files < first.files
    restore(tmp_path / "backup", tmp_path / "other")
    other = open_workspace(tmp_path / "other")
    assert verify_store(other).problems == ()
    assert other.records.load_snapshots() == workspace.records.load_snapshots()
    assert (tmp_path / "other" / "keys" / "office.key").stat().st_mode & 0o077 == 0
    other.begin_run("crawl", "goes on", "digest", NOW)
    assert verify_store(other).ok


def test_a_backup_goes_over_no_workspace_and_into_no_workspace(root: Path, tmp_path: Path) -> None:
    workspace = open_workspace(root)
    back_up(workspace, tmp_path / "backup")
    with pytest.raises(ConfigError, match="already"):
        restore(tmp_path / "backup", root)
    with pytest.raises(ItemError, match="no backup"):
        restore(tmp_path, tmp_path / "other")
    with pytest.raises(ItemError, match="itself"):
        back_up(workspace, root / "backup")


def hold(root: Path, ready: "threading.Event", done: "threading.Event") -> None:
    with hold_job(root, "job", now=NOW):
        ready.set()
        done.wait(30)


def test_two_processes_are_never_at_one_job(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=hold, args=(tmp_path, ready, done))
    other.start()
    try:
        assert ready.wait(30)
        with (
            pytest.raises(RunAbortedError, match=f"process {other.pid} .since 2026"),
            hold_job(tmp_path, "job", now=NOW),
        ):
            pass
        with hold_job(tmp_path, "another", now=NOW):
            pass
    finally:
        other.kill()
        other.join()
    with hold_job(tmp_path, "job", now=NOW):
        pass  # the dead hold nothing


@pytest.fixture
def workspace(root: Path) -> Workspace:
    return open_workspace(root)


def test_an_old_run_is_closed_and_not_gone_on_with(workspace: Workspace) -> None:
    left = workspace.begin_run("crawl", "job", "digest", NOW)
    soon = workspace.begin_run("crawl", "job", "digest", NOW + RESUMED_WITHIN)
    late = workspace.begin_run("crawl", "job", "digest", NOW + RESUMED_WITHIN + timedelta(minutes=1))
    assert soon == left
    assert late != left
    held = workspace.records.load_run(left.run_id)
    assert held is not None
    assert held.state == "finished"
    assert verify_store(workspace).ok


def test_a_fresh_run_is_begun_however_young_the_old_one_is(workspace: Workspace) -> None:
    left = workspace.begin_run("crawl", "job", "digest", NOW)
    assert workspace.begin_run("crawl", "job", "digest", NOW + timedelta(minutes=1), fresh=True) != left


def test_what_was_captured_last_does_not_depend_on_the_clock(workspace: Workspace) -> None:
    snapshots = workspace.records.load_snapshots()
    assert workspace.records.find_last_run() == snapshots[-1].run_id
