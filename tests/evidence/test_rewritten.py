"""A bundle that was written anew, with all its hashes made again, is refused: its maker has not the key."""

import base64
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence import bundle as b
from evidence.finding import (
    AuthorityValue,
    Check,
    Finding,
    FindingListing,
    Locator,
    LocatorKind,
    RegisterState,
    Severity,
    Status,
    make_finding_id,
    make_lead_id,
)
from evidence.noun import make_canonical_json, make_digest
from evidence.trust import load_trusted
from evidence.verify_bundle import verify_bundle
from evidence.workspace import Workspace, open_workspace
from inspectors.authority.versions import open_library
from patrols.registers import import_register_file
from tests.evidence.conftest import NOW, RUN, make_capture

KEY = "91330106MA27XK1234"
Parts = dict[str, bytes]
Lines = list[dict[str, object]]


@pytest.fixture(scope="module")
def matter(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Path]:
    """A workspace, and the bundle of a finding in it that rests on a register row."""
    folder = tmp_path_factory.mktemp("matter")
    workspace = open_workspace(folder / "ws", create=True, now=NOW)
    with workspace.records.write(NOW) as writer:
        writer.start_run(RUN, "crawl", "job")
        writer.add_fact("settings", RUN.settings_digest, "{}", RUN.run_id)
    register = folder / "register.csv"
    others = "".join(f"9133010{n}MA27XK1234,第{n}商行,存续\n" for n in range(5) if n != 6)
    register.write_text(f"uscc,name,status\n{KEY},杭州某某商贸有限公司,注销\n{others}", encoding="utf-8")
    import_register_file(workspace, "market_entities", register, now=NOW, as_of=date(2026, 2, 28))
    (version,) = open_library(workspace).load_versions()
    snapshot = workspace.seal(RUN, make_capture(1))
    check = Check(name="operator_trades", version="1")
    lead = make_lead_id(check.name, snapshot.listing_key, KEY)
    page = snapshot.artefacts[0]
    finding = Finding(
        finding_id=make_finding_id(lead, snapshot.snapshot_id, (version.version,), check),
        lead_id=lead,
        code="LIC-002",
        status=Status.FAIL,
        severity=Severity.HIGH,
        summary="疑似已注销",
        listing=FindingListing(platform="jishi", listing_id="1", url=page.url, title=None, shop=None),
        snapshot_id=snapshot.snapshot_id,
        claimed=KEY,
        authority=AuthorityValue(
            register="market_entities",
            version=version.version,
            as_of=version.as_of,
            key=KEY,
            state=RegisterState.INACTIVE,
            value="注销",
        ),
        locators=(Locator(kind=LocatorKind.HTML, artefact="page", sha256=page.sha256),),
        legal_basis=(),
        confidence=1.0,
        captured_at=NOW,
        found_at=NOW,
        run_id=RUN.run_id,
        check=check,
    )
    with workspace.records.write(NOW) as writer:
        writer.add_finding(finding)
        writer.finish_run(RUN.run_id, {"coverage": 1.0})
    out = folder / "matter.wacz"
    b.write_bundle(workspace, [finding.finding_id], out, now=NOW, software="netpatrol test")
    return workspace, out


def read_parts(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def write_parts(path: Path, parts: Parts, key: Ed25519PrivateKey | None = None) -> Path:
    """All hashes made again, as a forger would; signed anew when he has a key."""
    package = json.loads(parts["datapackage.json"])
    named = {one["path"]: one for one in package["resources"]}
    for name in set(named) - set(parts):
        package["resources"].remove(named[name])
    if key is not None:
        parts[b.PUBLIC_KEY] = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    for name, one in named.items():
        if name in parts:
            one["hash"], one["bytes"] = f"sha256:{make_digest(parts[name])}", len(parts[name])
    body = json.dumps(package).encode()
    parts["datapackage.json"] = body
    digest = {"path": "datapackage.json", "hash": f"sha256:{make_digest(body)}"}
    parts["datapackage-digest.json"] = json.dumps(digest).encode()
    sums = b.make_sums({name: data for name, data in parts.items() if name not in {b.SUMS, b.SIGNATURE}})
    parts[b.SUMS] = sums
    if key is not None:
        parts[b.SIGNATURE] = key.sign(sums)
    stream = io.BytesIO()
    b.write_zip(stream, parts)
    path.write_bytes(stream.getvalue())
    return path


def change_records(change: Callable[[Lines], None]) -> Callable[[Parts], None]:
    return change_lines(b.RECORDS, change)


def change_lines(part: str, change: Callable[[Lines], None]) -> Callable[[Parts], None]:
    def apply(parts: Parts) -> None:
        lines = [json.loads(line) for line in parts[part].decode().splitlines()]
        change(lines)
        parts[part] = "".join(f"{make_canonical_json(line)}\n" for line in lines).encode()

    return apply


def of(lines: Lines, noun: str) -> dict[str, object]:
    found = next(line for line in lines if line.get("noun") == noun)
    record = found["record"]
    assert isinstance(record, dict)
    return record


def drop(noun: str) -> Callable[[Parts], None]:
    def change(lines: Lines) -> None:
        lines[:] = [line for line in lines if line.get("noun") != noun]

    return change_records(change)


def set_value(noun: str, **values: object) -> Callable[[Parts], None]:
    return change_records(lambda lines: of(lines, noun).update(values))


def change_row(lines: Lines) -> None:
    (row,) = of(lines, "register_rows")["rows"]  # type: ignore[misc]
    row["status"] = "存续"


def change_entry(lines: Lines) -> None:
    for line in lines[1:]:
        entry = line["value"]["entry"]  # type: ignore[index]
        if entry["noun"] == "finding":
            entry["digest"] = "0" * 64


def drop_entry(lines: Lines) -> None:
    del lines[-1]


def drop_warc(parts: Parts) -> None:
    del parts[next(name for name in parts if name.startswith("archive/"))]


REWRITES = {
    "another summary": set_value("finding", summary="合法"),
    "another status": set_value("finding", status="unsure"),
    "another outcome": set_value("snapshot", outcome="absent"),
    "another time": set_value("snapshot", captured_at="2026-03-01T09:00:00Z"),
    "another register row": change_records(change_row),
    "no register rows": drop("register_rows"),
    "no register": drop("register"),
    "no run": drop("run"),
    "another run": set_value("run", settings_digest="0" * 64),
    "another end of the run": set_value("run", summary='{"coverage": 0.1}'),
    "other settings": set_value("settings", body='{"crawl": 1}'),
    "no finding's snapshot": drop("snapshot"),
    "a changed entry": change_lines(b.LEDGER, change_entry),
    "a missing entry": change_lines(b.LEDGER, drop_entry),
    "a shorter ledger": change_lines(b.LEDGER, lambda lines: lines[0]["value"].update(entries=3)),
    "another root": change_lines(b.LEDGER, lambda lines: lines[0]["value"].update(root="0" * 64)),
    "no WARC": drop_warc,
    "records that are none": lambda parts: parts.update({b.RECORDS: b"[]\n"}),
    "deep records": lambda parts: parts.update({b.RECORDS: b"[" * 100_000}),
    "a ledger that is none": lambda parts: parts.update({b.LEDGER: b"\xff\n"}),
}


def test_the_bundle_as_it_was_written_is_accepted(matter: tuple[Workspace, Path]) -> None:
    workspace, out = matter
    result = verify_bundle(out, load_trusted(workspace))
    assert (result.problems, result.ok, result.grade, result.known) == ((), True, "C", True)


def test_a_bundle_carries_what_its_finding_rests_on(matter: tuple[Workspace, Path]) -> None:
    lines = [json.loads(line) for line in read_parts(matter[1])[b.RECORDS].decode().splitlines()]
    nouns = {line["noun"] for line in lines}
    assert {"snapshot", "finding", "run", "settings", "register", "register_rows"} <= nouns
    assert of(lines, "register_rows")["rows"] == [
        {"name": "杭州某某商贸有限公司", "status": "注销", "uscc": KEY}
    ]


@pytest.mark.parametrize("name", REWRITES)
def test_a_rewritten_bundle_is_refused(matter: tuple[Workspace, Path], tmp_path: Path, name: str) -> None:
    parts = read_parts(matter[1])
    REWRITES[name](parts)
    result = verify_bundle(write_parts(tmp_path / "x.wacz", parts))
    assert not result.ok
    assert [problem.path for problem in result.problems] == [b.SIGNATURE]


@pytest.mark.parametrize("name", REWRITES)
def test_not_even_a_key_makes_content_fit_that_does_not(
    matter: tuple[Workspace, Path], tmp_path: Path, name: str
) -> None:
    """Ledger, records and bytes still have to agree: what an office itself could not have bundled."""
    parts = read_parts(matter[1])
    REWRITES[name](parts)
    result = verify_bundle(write_parts(tmp_path / "x.wacz", parts, Ed25519PrivateKey.generate()))
    assert not result.ok
    assert all(problem.path != b.SIGNATURE for problem in result.problems)


def test_a_bundle_signed_by_someone_else_is_refused_where_keys_are_trusted(
    matter: tuple[Workspace, Path], tmp_path: Path
) -> None:
    workspace, out = matter
    other = write_parts(tmp_path / "x.wacz", read_parts(out), Ed25519PrivateKey.generate())
    assert [problem.path for problem in verify_bundle(other, load_trusted(workspace)).problems] == [
        b.SIGNATURE
    ]
    unknown = verify_bundle(other)
    assert (unknown.ok, unknown.grade, unknown.known) == (True, "D", False)
    assert any("not known" in reason for reason in unknown.reasons)


@pytest.mark.parametrize("data", [b"", b"\0" * 64, base64.b64decode("AAAA")])
def test_a_signature_that_is_none_is_refused(
    matter: tuple[Workspace, Path], tmp_path: Path, data: bytes
) -> None:
    parts = read_parts(matter[1])
    parts[b.SIGNATURE] = data
    assert not verify_bundle(write_parts(tmp_path / "x.wacz", parts)).ok


@pytest.mark.parametrize("name", ["../out.txt", "/etc/x", "a\\b", "a/../../b"])
def test_a_path_that_leads_outside_is_refused(
    matter: tuple[Workspace, Path], tmp_path: Path, name: str
) -> None:
    parts = read_parts(matter[1])
    parts[name] = b"x"
    result = verify_bundle(write_parts(tmp_path / "x.wacz", parts))
    assert Path(name).name in " ".join(problem.path for problem in result.problems)
    assert not result.ok


def test_an_export_is_in_the_ledger(matter: tuple[Workspace, Path]) -> None:
    workspace, out = matter
    entries = [entry for entry in workspace.records.iter_entries() if entry.action == "export"]
    digest = make_digest(out.read_bytes())
    [snapshot] = workspace.records.load_snapshots()
    assert [(entry.noun, entry.subject, entry.digest) for entry in entries] == [
        ("bundle", out.name, digest),
        ("snapshot", snapshot.snapshot_id, digest),
    ]
