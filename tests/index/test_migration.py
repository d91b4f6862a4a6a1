"""Indices move to new versions while writers write and readers read; killed anywhere, the move goes on."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config.errors import RunAbortedError
from config.settings import SearchSettings
from evidence.workspace import Workspace
from index.elastic import ElasticBackend, make_version, open_elastic
from index.families import Family, Place
from index.migration import Migration
from index.outbox import Outbox
from index.projection import Indexed
from index.query import make_query
from index.searcher import SearchIndex
from tests.conftest import Server
from tests.index.evidence import keep, make_finding, make_reading, make_snapshot, project

pytestmark = pytest.mark.elasticsearch
ROOT = Path(__file__).parents[2]
PICTURE = "d" * 64
NUMBER = 30


@dataclass(frozen=True, slots=True)
class Region:
    """A region of a workspace whose snapshots and findings are on the server."""

    workspace: Workspace
    settings: SearchSettings
    backend: ElasticBackend
    index: SearchIndex
    migration: Migration = field(init=False)

    def __post_init__(self) -> None:
        outbox = Outbox(self.workspace.root, self.backend.target)
        migration = Migration(client=self.backend.client, outbox=outbox, host="server", sleep=lambda _: None)
        object.__setattr__(self, "migration", migration)

    def get_place(self, family: Family) -> Place:
        return Place(family=family, region=self.settings.region)

    def list_indices(self, family: Family) -> list[str]:
        found = self.backend.client.indices.get(
            index=self.get_place(family).pattern, expand_wildcards=["open", "hidden"]
        )
        return [name.rpartition("-")[2] for name in found]

    def count(self, pattern: str) -> int:
        return int(self.backend.client.count(index=pattern)["count"])


@pytest.fixture
def region(elasticsearch_server: Server, workspace: Workspace) -> Iterator[Region]:
    code = elasticsearch_server.make_region()
    settings = elasticsearch_server.make_settings(code)
    backend = open_elastic(settings)
    index = SearchIndex(workspace, backend, region=code)
    for number in range(NUMBER):
        snapshot = make_snapshot(number, f"水壶 {number}", pictures=[PICTURE])
        keep(workspace, snapshot, make_finding(snapshot))
    index.update()
    yield Region(workspace, settings, backend, index)
    elasticsearch_server.drop(code)


@pytest.mark.parametrize("family", [Family.FINDINGS, Family.SNAPSHOTS, Family.LEADS])
def test_everything_is_moved_and_the_version_before_is_gone(region: Region, family: Family) -> None:
    moved = region.migration.run(region.get_place(family))
    assert moved.documents == NUMBER
    assert region.list_indices(family) == ["v2"]
    assert region.index.check().ok


def test_only_what_has_another_mapping_is_due(region: Region) -> None:
    place = region.get_place(Family.RUNS)
    client = region.backend.client
    client.indices.delete(index=place.name_index(1))
    client.indices.create(
        index=place.name_index(1), aliases={place.alias: {}}, mappings={"_meta": {"layout": 0}}
    )
    places = [region.get_place(family) for family in (Family.LEADS, Family.RUNS)]
    assert region.migration.find_due(places) == [place]
    region.migration.run(place)
    assert region.migration.find_due(places) == []


def test_a_version_that_is_being_filled_is_counted_by_no_pattern(region: Region) -> None:
    place = region.get_place(Family.SNAPSHOTS)
    make_version(region.backend.client, place, 2, place.next_alias)
    write_one(region, 77)
    region.backend.client.indices.refresh(index=place.name_index(2))
    assert region.count(place.name_index(2)) == 1
    assert region.count(f"{place.alias}*") == region.count(place.alias) == NUMBER + 1
    region.migration.run(place)
    assert region.count(f"{place.alias}*") == region.count(place.alias) == NUMBER + 1


def write_one(region: Region, number: int) -> None:
    snapshot = make_snapshot(number, "新", pictures=[PICTURE])
    keep(region.workspace, snapshot, make_finding(snapshot))
    region.index.update()


def test_a_later_reading_is_not_undone_by_the_copy(region: Region) -> None:
    place = region.get_place(Family.SNAPSHOTS)
    after = region.migration._begin(place, place.name_index(1))
    keep(region.workspace, make_reading(PICTURE, "中国国家强制性产品认证证书"))
    region.index.update()
    region.migration._copy(place, place.name_index(1), after)
    region.migration.run(place)
    assert region.index.search(make_query("强制性产品认证")).total == NUMBER
    assert region.index.check().ok


def test_writers_write_and_readers_read_meanwhile(region: Region) -> None:
    done, troubles, totals = threading.Event(), list[BaseException](), list[int]()

    def write() -> None:
        number = 1000
        while not done.wait(0.05):
            write_one(region, number)
            number += 1

    def read() -> None:
        while not done.wait(0.01):
            totals.append(region.index.search(make_query(noun="snapshot")).total)

    def guard(work: object) -> None:
        try:
            work()  # type: ignore[operator]
        except BaseException as exc:  # noqa: BLE001 -- told by the test itself
            troubles.append(exc)

    threads = [threading.Thread(target=guard, args=(work,)) for work in (write, read)]
    for thread in threads:
        thread.start()
    try:
        for family in (Family.SNAPSHOTS, Family.FINDINGS, Family.LEADS, Family.SNAPSHOTS):
            region.migration.run(region.get_place(family))
    finally:
        done.set()
        for thread in threads:
            thread.join()
    region.index.update()
    assert troubles == []
    assert totals == sorted(totals)  # nothing vanished and nothing was seen twice
    assert totals[0] >= NUMBER
    assert region.index.check().ok
    assert region.list_indices(Family.SNAPSHOTS) == ["v3"]


def test_a_version_that_a_killed_move_left_is_dropped(region: Region) -> None:
    place = region.get_place(Family.LEADS)
    make_version(region.backend.client, place, 2, None)
    region.migration.drop_leftovers([place])
    assert region.list_indices(Family.LEADS) == ["v1"]
    assert region.index.check().ok


POINTS = ["_copy", "_compare", "_settle", "_switch"]


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_move_goes_on_from_there(region: Region, point: str) -> None:
    arguments = [
        str(region.workspace.root),
        region.settings.model_dump_json(),
        "migrate",
        f"migration.{point}",
        "1",
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
    write_one(region, 88)
    assert region.list_indices(Family.SNAPSHOTS) == ["v1", "v2"]
    assert region.migration.run(region.get_place(Family.SNAPSHOTS)).documents == NUMBER + 1
    assert region.list_indices(Family.SNAPSHOTS) == ["v2"]
    assert region.index.check().ok


def test_a_rebuild_waits_until_the_move_has_ended(region: Region) -> None:
    place = region.get_place(Family.SNAPSHOTS)
    make_version(region.backend.client, place, 2, place.next_alias)
    with pytest.raises(RunAbortedError, match="index migrate"):
        region.index.rebuild()


def test_a_document_counts_when_both_versions_hold_it(region: Region) -> None:
    place = region.get_place(Family.SNAPSHOTS)
    client = region.backend.client
    client.indices.create(
        index=place.name_index(2),
        aliases={place.next_alias: {"is_hidden": True}},
        settings={"index.hidden": True, "index.blocks.write": True},
    )
    backend = open_elastic(region.settings)
    backend.writer.attempts = 1
    documents = project(make_snapshot(500, "新"))
    report = backend.write(documents)
    assert (report.written, report.unsettled) == ((), (documents[0].id,))


def test_a_mapping_that_refuses_documents_leaves_the_index_in_use(region: Region) -> None:
    place = region.get_place(Family.SNAPSHOTS)
    region.backend.client.indices.create(
        index=place.name_index(2),
        aliases={place.next_alias: {"is_hidden": True}},
        settings={"index.hidden": True},
        mappings={"properties": {"@timestamp": {"type": "long"}}},
    )
    with pytest.raises(RunAbortedError, match="do not fit the new mapping") as caught:
        region.migration.run(place)
    assert "水壶" not in str(caught.value)
    assert region.index.search(make_query(noun=Indexed.SNAPSHOT)).total == NUMBER
