"""Bulk writing loses and doubles nothing, whatever the server answers."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from config.errors import ConfigError, ServiceError
from config.settings import SearchSettings
from evidence.workspace import Workspace
from index.backend import WriteReport
from index.elastic import ElasticBackend, open_elastic
from index.projection import SearchDocument
from index.searcher import SearchIndex
from index.tables import make_listing_id
from tests.conftest import Server, write_key_file
from tests.index.evidence import keep, make_finding, make_snapshot, project
from tests.index.fault_proxy import RESET_AFTER, RESET_BEFORE, SHORT, STARTING, FaultProxy, run_proxy

pytestmark = pytest.mark.elasticsearch
CHANCE = random.Random(1)  # noqa: S311 -- jitter
CLOSED_PORT = 9  # discard: nothing listens there


@dataclass(frozen=True, slots=True)
class Bench:
    """A backend behind a proxy that fails as told; pauses are noted, not slept."""

    backend: ElasticBackend
    proxy: FaultProxy
    pauses: list[float]

    def write(self, documents: list[SearchDocument]) -> WriteReport:
        report = self.backend.write(documents)
        self.backend.refresh()
        return report


@pytest.fixture
def bench(elasticsearch_server: Server) -> Iterator[Bench]:
    region = elasticsearch_server.make_region()
    with run_proxy(elasticsearch_server.url) as proxy:
        settings = elasticsearch_server.make_settings(region)
        backend = open_elastic(settings.model_copy(update={"url": proxy.url}))
        pauses: list[float] = []
        writer = replace(backend.writer, attempts=4, sleep=pauses.append, chance=CHANCE)
        backend = replace(backend, writer=writer)
        backend.ensure()
        yield Bench(backend, proxy, pauses)
    elasticsearch_server.drop(region)


def make_documents(number: int) -> list[SearchDocument]:
    snapshots = [make_snapshot(each, f"水壶 {each}") for each in range(number)]
    return project(*snapshots[: number // 2], *(make_finding(each) for each in snapshots[number // 2 :]))


def all_ids(report: WriteReport) -> list[str]:
    refused = [subject for subject, _ in report.refused]
    return sorted([*report.written, *report.same, *report.conflicts, *refused, *report.unsettled])


@pytest.mark.parametrize("fault", ["429", "503", "502", RESET_BEFORE, RESET_AFTER, SHORT, STARTING])
def test_every_document_is_there_once_after_a_fault(bench: Bench, fault: str) -> None:
    documents = make_documents(20)
    bench.proxy.faults = [fault, fault]
    report = bench.write(documents)
    assert all_ids(report) == sorted(document.id for document in documents)
    assert not report.unsettled
    assert dict(bench.backend.iter_ids()) == {each.id: each.hash for each in documents}
    assert len(bench.pauses) == 2


def test_a_key_that_is_refused_while_writing_ends_the_run(bench: Bench) -> None:
    bench.proxy.faults = ["401"]
    with pytest.raises(ConfigError, match="refuses the key"):
        bench.write(make_documents(2))
    assert bench.pauses == []


def test_our_own_document_after_a_reset_is_no_conflict(bench: Bench) -> None:
    documents = project(*(make_finding(make_snapshot(each, "壶")) for each in range(3)))
    bench.proxy.faults = [RESET_AFTER]
    report = bench.write(documents)
    assert (len(report.same), report.conflicts) == (3, ())


def test_a_request_that_is_too_large_is_halved(bench: Bench) -> None:
    documents = make_documents(16)
    bench.proxy.rule = lambda body: "413" if body.count(b"@timestamp") > 3 else "pass"
    report = bench.write(documents)
    assert len(report.written) == 16
    assert bench.pauses == []


def test_one_document_that_is_too_large_is_refused_alone(bench: Bench) -> None:
    documents = make_documents(8)
    bench.proxy.rule = lambda body: "413" if documents[2].id.encode() in body else "pass"
    report = bench.write(documents)
    assert report.refused == ((documents[2].id, "too_large"),)
    assert len(report.written) == 7


def test_pauses_grow_and_the_attempts_end(bench: Bench) -> None:
    documents = make_documents(4)
    bench.proxy.rule = lambda _: "429"
    report = bench.write(documents)
    assert sorted(report.unsettled) == sorted(each.id for each in documents)
    assert report.problem == "status 429, fault"
    assert bench.pauses == sorted(bench.pauses)
    assert len(bench.pauses) == 3


def test_a_refused_document_is_reported_by_type_without_its_words(bench: Bench) -> None:
    good, bad = make_documents(2)
    strange = replace(bad, words={"secret": ("机密文字",)})
    report = bench.write([good, strange])
    assert report.written == (good.id,)
    assert report.refused == ((bad.id, "strict_dynamic_mapping_exception"),)


def test_a_missing_alias_makes_no_index(bench: Bench, elasticsearch_server: Server) -> None:
    stray = replace(bench.backend, region="tstray")
    report = stray.write(make_documents(2))
    assert len(report.unsettled) == 2
    assert not elasticsearch_server.admin.indices.exists(index="netpatrol-findings-tstray")


def test_the_outbox_keeps_the_work_while_the_server_is_down(bench: Bench, workspace: Workspace) -> None:
    snapshot = make_snapshot(1, "水壶")
    keep(workspace, snapshot, make_finding(snapshot))
    index = SearchIndex(workspace, bench.backend, region="t")
    bench.proxy.rule = lambda _: RESET_BEFORE
    with pytest.raises(ServiceError) as caught:
        index.update()
    assert "\n" not in str(caught.value)
    bench.proxy.rule = None
    assert index.update().documents == 2
    assert index.check().ok


def test_a_refused_document_waits_apart_and_stops_nothing(bench: Bench, workspace: Workspace) -> None:
    first, second = make_snapshot(1, "水壶"), make_snapshot(2, "x" * 50)
    keep(workspace, first, second)
    bench.proxy.rule = lambda body: "413" if second.snapshot_id.encode() in body else "pass"
    index = SearchIndex(workspace, bench.backend, region="t")
    report = index.update()
    refused = {second.snapshot_id: "too_large", make_listing_id(second.snapshot_id): "too_large"}
    assert (report.documents, index.load_troubles()) == (1, refused)
    assert index.status().missing == 2


def test_a_server_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    settings = SearchSettings(backend="elasticsearch", url=f"http://127.0.0.1:{CLOSED_PORT}")
    with pytest.raises(ServiceError, match="cannot be reached") as caught:
        open_elastic(settings).ensure()
    assert "\n" not in str(caught.value)


def test_a_key_of_another_region_is_refused(elasticsearch_server: Server, tmp_path: Path) -> None:
    names = ["netpatrol-*-other", "netpatrol-*-other-v*"]
    roles = {"writer": {"indices": [{"names": names, "privileges": ["all"]}]}}
    key = write_key_file(elasticsearch_server.admin, tmp_path, roles)
    settings = elasticsearch_server.make_settings(elasticsearch_server.make_region())
    with pytest.raises(ConfigError, match="refuses the key"):
        open_elastic(settings.model_copy(update={"api_key_file": key})).ensure()


def test_a_daily_key_needs_no_right_to_manage(elasticsearch_server: Server, tmp_path: Path) -> None:
    region = elasticsearch_server.make_region()
    settings = elasticsearch_server.make_settings(region)
    open_elastic(settings).ensure()
    names = [f"netpatrol-*-{region}", f"netpatrol-*-{region}-v*", f"netpatrol-*-{region}-next"]
    rights = ["read", "index", "create_doc", "view_index_metadata"]
    roles = {"daily": {"indices": [{"names": names, "privileges": rights}]}}
    key = write_key_file(elasticsearch_server.admin, tmp_path, roles)
    backend = open_elastic(settings.model_copy(update={"api_key_file": key}))
    backend.ensure()
    report = backend.write(make_documents(4))
    backend.refresh()
    assert len(report.written) == 4
    elasticsearch_server.drop(region)
