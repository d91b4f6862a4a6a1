"""The index follows the evidence, and can be dropped and made again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.errors import RunAbortedError
from config.settings import SearchSettings
from evidence.workspace import Workspace
from index.outbox import Outbox
from index.query import make_query
from index.searcher import SearchIndex, open_index
from tests.index.evidence import keep, make_finding, make_reading, make_snapshot, project

PICTURE, OTHER_PICTURE = "d" * 64, "e" * 64
ROOT = Path(__file__).parents[2]


@pytest.fixture
def index(workspace: Workspace, search_settings: SearchSettings) -> SearchIndex:
    return open_index(workspace, search_settings)


def fill(workspace: Workspace, number: int = 12) -> None:
    """Half the documents are snapshots, half findings."""
    for each in range(number // 2):
        snapshot = make_snapshot(each, f"水壶 {each}", pictures=[PICTURE])
        keep(workspace, snapshot, make_finding(snapshot))


def find(index: SearchIndex, text: str) -> list[str]:
    return [hit.id for hit in index.search(make_query(text)).hits]


def test_an_update_writes_what_is_new_and_only_that(workspace: Workspace, index: SearchIndex) -> None:
    fill(workspace)
    first, again = index.update(), index.update()
    tables = 12 if first.backend == "elasticsearch" else 0  # six leads and six listings
    assert (first.written, first.documents) == (12 + tables, 12)
    assert (again.written, again.same, again.documents) == (0, 0, 12)
    assert index.check().ok


def test_text_in_a_picture_is_found_once_it_is_read(workspace: Workspace, index: SearchIndex) -> None:
    snapshot = make_snapshot(1, "水壶", pictures=[PICTURE, OTHER_PICTURE])
    keep(workspace, snapshot)
    index.update()
    assert find(index, "强制性产品认证") == []
    keep(workspace, make_reading(PICTURE, "中国国家强制性产品认证证书", number="2019010714123456"))
    index.update()
    assert find(index, "强制性产品认证") == find(index, "0714123") == [snapshot.snapshot_id]
    assert index.check().ok


def test_a_newer_reading_replaces_the_older_text(workspace: Workspace, index: SearchIndex) -> None:
    keep(workspace, make_snapshot(1, "水壶", pictures=[PICTURE]), make_reading(PICTURE, "旧文字"))
    index.update()
    keep(workspace, make_reading(PICTURE, "新文字", version="2"))
    index.update()
    assert (len(find(index, "旧文字")), len(find(index, "新文字"))) == (0, 1)


def test_status_counts_what_is_still_to_be_written(workspace: Workspace, index: SearchIndex) -> None:
    fill(workspace)
    before = index.status()
    index.update()
    assert (before.documents, before.missing, index.status().missing) == (0, 12, 0)


def test_check_tells_missing_extra_and_stale_apart(workspace: Workspace, index: SearchIndex) -> None:
    fill(workspace, 4)
    index.update()
    keep(workspace, make_snapshot(99, "新"), make_reading(PICTURE, "字"))
    state = index.check()
    missing = 2 if state.backend == "elasticsearch" else 1  # the listing as well
    assert (state.documents, state.missing, state.extra, state.stale) == (4, missing, 0, 2)


def test_a_rebuild_gives_the_same_ids_and_drops_what_has_no_evidence(
    workspace: Workspace, index: SearchIndex
) -> None:
    fill(workspace)
    index.update()
    ids = {hit.id for hit in index.search(make_query(limit=100)).hits}
    index._backend.write(project(make_snapshot(77, "多余")))
    index._backend.refresh()
    assert index.check().extra == 1
    assert index.rebuild().documents == 12
    assert {hit.id for hit in index.search(make_query(limit=100)).hits} == ids
    assert index.check().ok


def test_a_rebuild_works_from_nothing(workspace: Workspace, index: SearchIndex) -> None:
    fill(workspace)
    assert index.rebuild().documents == 12
    assert index.update().written == 0


def test_an_index_that_was_deleted_is_written_again(workspace: Workspace) -> None:
    fill(workspace)
    open_index(workspace, SearchSettings()).update()
    for path in workspace.root.glob("index.db*"):
        path.unlink()
    assert open_index(workspace, SearchSettings()).update().documents == 12


def test_a_damaged_index_is_one_line_with_the_next_step(workspace: Workspace) -> None:
    (workspace.root / "index.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(RunAbortedError, match="rebuild") as caught:
        open_index(workspace, SearchSettings()).update()
    assert "\n" not in str(caught.value)


def test_two_processes_do_not_write_at_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.outbox._LOCK_WAIT_S", 0.1)
    with Outbox(workspace.root, "embedded").hold(), pytest.raises(RunAbortedError, match="another process"):
        open_index(workspace, SearchSettings()).update()


def test_the_offices_own_region_stands_for_all_it_holds(
    workspace: Workspace, index: SearchIndex, search_settings: SearchSettings
) -> None:
    fill(workspace)
    index.update()
    assert index.search(make_query(region=search_settings.region)).total == 12
    assert index.search(make_query(region="外地")).total == 0


POINTS = [
    ("first rebuild", "backend.write", 2),
    ("first rebuild", "backend.switch", 1),
    ("update", "outbox._set_place", 1),
    ("update", "backend.write", 1),
    ("update", "outbox.settle", 1),
    ("update", "outbox.settle", 3),
    ("rebuild", "backend.write", 2),
    ("rebuild", "backend.switch", 1),
    ("rebuild", "outbox.restart", 1),
]

SERVER_POINTS = [POINTS[index] for index in (0, 3, 5, 7, 8)]
CASES = [
    *(pytest.param("embedded", *point) for point in POINTS),
    *(pytest.param("elasticsearch", *point, marks=pytest.mark.elasticsearch) for point in SERVER_POINTS),
]


@pytest.mark.parametrize(("search_settings", "work", "point", "call"), CASES, indirect=["search_settings"])
def test_a_killed_process_loses_and_doubles_nothing(
    workspace: Workspace, search_settings: SearchSettings, work: str, point: str, call: int
) -> None:
    fill(workspace, 40)
    if work == "rebuild":
        open_index(workspace, search_settings).update()
    arguments = [
        str(workspace.root),
        search_settings.model_dump_json(),
        work.rsplit(maxsplit=1)[-1],
        point,
        str(call),
    ]
    child = subprocess.run(
        [sys.executable, "-m", "tests.index.killed_child", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    index = open_index(workspace, search_settings)
    keep(workspace, make_snapshot(99, "以后"))
    assert index.update().documents == 41
    assert index.check().ok
    assert index.search(make_query(limit=100)).total == 41
