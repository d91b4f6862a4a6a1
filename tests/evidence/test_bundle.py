"""Bundles: whole ones verify offline, changed ones name what was changed."""

import random
import zipfile
from pathlib import Path

import pytest

from config.errors import ItemError
from evidence.bundle import write_bundle
from evidence.trust import load_trusted
from evidence.verify_bundle import verify_bundle
from evidence.verify_store import verify_store
from evidence.workspace import Workspace
from tests.evidence.conftest import NOW, RUN, make_capture

BIG = bytes(range(256)) * 40


@pytest.fixture
def bundle(workspace: Workspace, tmp_path: Path) -> Path:
    workspace.seal(RUN, make_capture(1, BIG))
    snapshot = workspace.seal(RUN, make_capture(2, BIG))  # its picture lies in the WARC of the first
    out = tmp_path / "matter.wacz"
    write_bundle(workspace, [snapshot.snapshot_id], out, now=NOW, software="netpatrol test")
    return out


def test_a_whole_bundle_verifies(bundle: Path, workspace: Workspace) -> None:
    result = verify_bundle(bundle, load_trusted(workspace))
    assert (result.ok, result.grade, result.problems) == (True, "C", ())


def test_a_bundle_carries_the_bytes_its_snapshots_only_refer_to(bundle: Path) -> None:
    names = zipfile.ZipFile(bundle).namelist()
    assert sum(name.startswith("archive/") for name in names) == 2


def test_any_changed_byte_is_found(bundle: Path, tmp_path: Path) -> None:
    data = bundle.read_bytes()
    chance = random.Random(7)  # noqa: S311 -- positions, not secrets
    changed = tmp_path / "changed.wacz"
    passed = []
    for position in [*chance.sample(range(len(data)), 300), *range(len(data) - 200, len(data))]:
        other = bytearray(data)
        other[position] ^= 1 << chance.randrange(8)
        changed.write_bytes(other)
        if verify_bundle(changed).ok:
            passed.append(position)
    assert passed == []


@pytest.mark.parametrize("part", ["archive/", "netpatrol/records.jsonl", "netpatrol/ledger.jsonl", "pages/"])
def test_a_changed_part_is_named(bundle: Path, tmp_path: Path, part: str) -> None:
    info = next(i for i in zipfile.ZipFile(bundle).infolist() if i.filename.startswith(part))
    data = bytearray(bundle.read_bytes())
    data[info.header_offset + 30 + len(info.filename) + info.file_size // 2] ^= 1
    changed = tmp_path / "changed.wacz"
    changed.write_bytes(data)
    assert [p.path for p in verify_bundle(changed).problems] == [info.filename]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_bundle_is_no_bundle(bundle: Path, tmp_path: Path, share: float) -> None:
    data = bundle.read_bytes()
    cut = tmp_path / "cut.wacz"
    cut.write_bytes(data[: int(len(data) * share)])
    assert [p.path for p in verify_bundle(cut).problems] == ["(container)"]


def test_an_added_part_is_named(bundle: Path) -> None:
    with zipfile.ZipFile(bundle, "a") as archive:
        archive.writestr("../evil.txt", "x")
    assert "../evil.txt" in [p.path for p in verify_bundle(bundle).problems]


def test_an_unknown_id_makes_no_file(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ItemError, match="snap-1"):
        write_bundle(workspace, ["snap-1"], tmp_path / "x.wacz", now=NOW, software="netpatrol test")
    assert not (tmp_path / "x.wacz").exists()


def test_a_file_that_is_there_is_not_written_over(bundle: Path, workspace: Workspace) -> None:
    before, entries = bundle.read_bytes(), len([*workspace.records.iter_entries()])
    snapshots = [one.snapshot_id for one in workspace.records.load_snapshots()]
    with pytest.raises(ItemError, match="is there already"):
        write_bundle(workspace, snapshots, bundle, now=NOW, software="netpatrol test")
    assert (bundle.read_bytes(), len([*workspace.records.iter_entries()])) == (before, entries)
    assert [path.name for path in bundle.parent.glob(".bundle-*")] == []


def test_the_store_verifies_and_names_a_changed_object(workspace: Workspace) -> None:
    snapshot = workspace.seal(RUN, make_capture(1))
    assert verify_store(workspace).ok
    path = workspace.store.path(snapshot.warc_sha256)
    path.chmod(0o640)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert [p.path for p in verify_store(workspace).problems] == [f"objects/{snapshot.warc_sha256}"]
