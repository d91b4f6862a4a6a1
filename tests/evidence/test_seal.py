"""Sealing: what goes in comes out, once, and the ledger says so."""

import random
from pathlib import Path

import pytest

from config.errors import VerificationError
from evidence.ledger import find_chain_problems
from evidence.noun import make_digest
from evidence.workspace import Workspace, open_workspace
from tests.evidence.conftest import NOW, RUN, make_capture


def test_sealed_artefacts_come_back_byte_for_byte(workspace: Workspace) -> None:
    snapshot = workspace.seal(RUN, make_capture(1))
    bodies = [workspace.read_artefact(artefact.sha256) for artefact in snapshot.artefacts]
    assert bodies == [b"<title>1</title>", b"picture", b"shot 1"]


def test_a_picture_seen_twice_is_stored_once(workspace: Workspace) -> None:
    big = bytes(range(256)) * 4000
    first = workspace.seal(RUN, make_capture(1, big))
    second = workspace.seal(RUN, make_capture(2, big))
    sizes = [workspace.store.path(s.warc_sha256).stat().st_size for s in (first, second)]
    assert sizes[1] < sizes[0] / 2
    assert workspace.read_artefact(make_digest(big)) == big


def test_what_is_packed_already_is_only_wrapped(workspace: Workspace) -> None:
    packed = random.Random(1).randbytes(300_000)  # noqa: S311 -- bytes that do not pack, as a picture's
    text = "保温杯 304不锈钢 ￥59.90 ".encode() * 10_000
    sizes = {}
    for number, body in enumerate((packed, text)):
        snapshot = workspace.seal(RUN, make_capture(number, body))
        sizes[number] = workspace.store.path(snapshot.warc_sha256).stat().st_size
        assert workspace.read_artefact(make_digest(body)) == body
    assert len(packed) < sizes[0] < 1.02 * len(packed)
    assert sizes[1] < len(text) / 20


def test_sealing_the_same_capture_again_doubles_nothing(workspace: Workspace) -> None:
    workspace.seal(RUN, make_capture(1))
    workspace.seal(RUN, make_capture(1))
    assert len(workspace.records.load_snapshots()) == 1


def test_the_ledger_counts_every_snapshot_in_a_whole_chain(workspace: Workspace) -> None:
    kept = [workspace.seal(RUN, make_capture(number)).snapshot_id for number in range(3)]
    entries = list(workspace.records.iter_entries())
    assert [entry.subject for entry in entries if entry.noun == "snapshot"] == kept
    assert find_chain_problems(entries) == []


def test_a_missing_ledger_entry_is_named(workspace: Workspace) -> None:
    for number in range(3):
        workspace.seal(RUN, make_capture(number))
    entries = list(workspace.records.iter_entries())
    assert find_chain_problems([entries[0], entries[2]]) == ["ledger entry 2 is missing"]


def test_a_changed_byte_is_not_handed_out(workspace: Workspace) -> None:
    snapshot = workspace.seal(RUN, make_capture(1))
    page = snapshot.artefacts[0].sha256
    location = workspace.records.get_location(page)
    assert location is not None
    path = workspace.store.path(location.object_sha256)
    data = bytearray(path.read_bytes())
    data[location.offset + location.length // 2] ^= 1
    path.chmod(0o640)
    path.write_bytes(data)
    with pytest.raises(VerificationError):
        workspace.read_artefact(page)


def test_jobs_that_begin_in_one_moment_are_two_runs(workspace: Workspace) -> None:
    first = workspace.begin_run("crawl", "one", "settings", NOW)
    second = workspace.begin_run("crawl", "two", "settings", NOW)
    assert first.run_id != second.run_id
    assert workspace.begin_run("crawl", "one", "settings", NOW) == first


def test_ids_are_the_same_on_every_machine(tmp_path: Path) -> None:
    ids = {open_workspace(tmp_path / n, create=True).seal(RUN, make_capture(1)).snapshot_id for n in "ab"}
    assert len(ids) == 1
