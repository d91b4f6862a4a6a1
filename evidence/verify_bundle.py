"""Verifying: whether a bundle or a store still holds what was sealed, and if not, what was changed."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from config.errors import VerificationError
from evidence.bundle import COMMENT_PREFIX, digest_first
from evidence.document import PictureReading
from evidence.finding import Finding, Review, make_review_id
from evidence.ledger import Entry, find_chain_problems
from evidence.noun import Noun, make_digest
from evidence.pick import Pick, make_pick_id
from evidence.snapshot import Grade, Snapshot, make_snapshot_id
from evidence.verification import Problem, Verification
from evidence.warc import iter_records

CONTAINER = "(container)"
MAX_ENTRIES = 100_000
_NOUNS: dict[str, type[Noun]] = {
    "snapshot": Snapshot,
    "reading": PictureReading,
    "finding": Finding,
    "review": Review,
    "pick": Pick,
}


def verify_bundle(path: Path) -> Verification:
    """Check every byte of a bundle, its records' ids and its ledger entries; nothing is unpacked to disk."""
    try:
        with path.open("rb") as stream:
            problems, grade = _check_file(stream)
    except OSError as exc:
        problems, grade = [Problem(path=CONTAINER, problem=f"it cannot be read: {exc.strerror}")], None
    kept = tuple(dict.fromkeys(problems))
    return Verification(file=str(path), ok=not kept, grade=grade if not kept else None, problems=kept)


def _check_file(stream: BinaryIO) -> tuple[list[Problem], Grade | None]:
    try:
        with zipfile.ZipFile(stream) as archive:
            if len(archive.infolist()) > MAX_ENTRIES:
                return [Problem(path=CONTAINER, problem=f"it has more than {MAX_ENTRIES} parts")], None
            problems, grade = _check_archive(archive)
            comment = archive.comment
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError) as exc:
        return [Problem(path=CONTAINER, problem=f"it is no whole WACZ (zip) file: {exc}")], None
    if not problems and not _comment_holds(stream, comment):
        text = "the zip container was changed, though its parts are whole; ask for the file again"
        problems.append(Problem(path=CONTAINER, problem=text))
    return problems, grade


def _comment_holds(stream: BinaryIO, comment: bytes) -> bool:
    if not comment.startswith(COMMENT_PREFIX) or len(comment) != len(COMMENT_PREFIX) + 64:
        return False
    size = stream.seek(0, 2)
    stream.seek(0)
    return digest_first(stream, size - 64).encode() == comment[-64:]


def _check_archive(archive: zipfile.ZipFile) -> tuple[list[Problem], Grade | None]:
    problems: list[Problem] = []
    parts: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.filename in parts:
            problems.append(Problem(path=info.filename, problem="it is there twice"))
        if info.compress_type != zipfile.ZIP_STORED:
            problems.append(Problem(path=info.filename, problem="it is compressed, which bundles are not"))
        parts[info.filename] = info
    if problems:
        return problems, None
    resources, problems = _read_package(archive, parts)
    for path, named in resources.items():
        problems.extend(_check_part(archive, parts, path, named))
    unnamed = parts.keys() - resources.keys() - {"datapackage.json", "datapackage-digest.json"}
    problems.extend(
        Problem(path=path, problem="datapackage.json does not name it") for path in sorted(unnamed)
    )
    for needed in ("netpatrol/records.jsonl", "netpatrol/ledger.jsonl"):
        if needed not in parts:
            problems.append(Problem(path=needed, problem="it is missing"))
    if problems:
        return problems, None
    return _check_records(archive, parts)


def _read_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a stored part; damage shows in its hash, so the zip's own CRC is not asked."""
    with archive.open(info) as stream:
        stream._expected_crc = None  # type: ignore[attr-defined]  # noqa: SLF001 -- the hash names the part
        return stream.read()


def _read_package(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]
) -> tuple[dict[str, str], list[Problem]]:
    """The hash that datapackage.json gives for each part, and what is wrong with it itself."""
    for needed in ("datapackage.json", "datapackage-digest.json"):
        if needed not in parts:
            return {}, [Problem(path=needed, problem="it is missing")]
    body = _read_part(archive, parts["datapackage.json"])
    try:
        digest = json.loads(_read_part(archive, parts["datapackage-digest.json"]))
        if digest["path"] != "datapackage.json":
            return {}, [Problem(path="datapackage-digest.json", problem="it covers another file")]
        if digest["hash"] != f"sha256:{make_digest(body)}":
            return {}, [Problem(path="datapackage.json", problem="its bytes were changed")]
        resources = {entry["path"]: entry["hash"] for entry in json.loads(body)["resources"]}
    except (ValueError, KeyError, TypeError) as exc:
        return {}, [Problem(path="datapackage-digest.json", problem=f"it cannot be read: {exc}")]
    return resources, []


def _check_part(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], path: str, named: str
) -> Iterator[Problem]:
    if path not in parts:
        yield Problem(path=path, problem="it is missing")
        return
    try:
        held = f"sha256:{make_digest(_read_part(archive, parts[path]))}"
    except (zipfile.BadZipFile, EOFError, ValueError, OSError) as exc:
        yield Problem(path=path, problem=f"it cannot be read: {exc}")
        return
    if held != named:
        yield Problem(path=path, problem="its bytes were changed")


def _check_records(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]
) -> tuple[list[Problem], Grade | None]:
    problems: list[Problem] = []
    payloads: set[str] = set()
    for path in sorted(part for part in parts if part.startswith("archive/")):
        problems.extend(_check_warc(path, _read_part(archive, parts[path]), payloads))
    snapshots: list[Snapshot] = []
    digests: dict[tuple[str, str], str] = {}
    for line in _read_part(archive, parts["netpatrol/records.jsonl"]).decode().splitlines():
        noun, name, record = _read_record(line)
        digests[noun, name] = make_digest(record.as_json())
        problems.extend(Problem(path=name, problem=text) for text in find_record_problems(name, record))
        if isinstance(record, Snapshot):
            snapshots.append(record)
            problems.extend(_check_artefacts(record, payloads, parts))
    problems.extend(_check_ledger(_read_part(archive, parts["netpatrol/ledger.jsonl"]), digests))
    return problems, max((snapshot.grade for snapshot in snapshots), default=None)


def _check_warc(path: str, data: bytes, payloads: set[str]) -> Iterator[Problem]:
    try:
        for record in iter_records(data):
            if not record.holds:
                yield Problem(
                    path=path, problem=f"the record of {record.url!r} holds other bytes than it says"
                )
            if record.kind in {"response", "resource"}:
                payloads.add(record.payload_sha256)
    except VerificationError as exc:
        yield Problem(path=path, problem=str(exc))


def _check_artefacts(snapshot: Snapshot, payloads: set[str], parts: dict[str, Any]) -> Iterator[Problem]:
    if f"archive/{snapshot.warc_sha256}.warc.gz" not in parts:
        yield Problem(path=snapshot.snapshot_id, problem="its WARC file is missing")
    for artefact in snapshot.artefacts:
        if artefact.sha256 not in payloads:
            text = f"the bytes of {artefact.role} {artefact.url!r} are in no WARC file"
            yield Problem(path=snapshot.snapshot_id, problem=text)


def _read_record(line: str) -> tuple[str, str, Noun]:
    loaded = json.loads(line)
    noun = str(loaded["noun"])
    try:
        return noun, str(loaded["id"]), _NOUNS[noun].model_validate_json(json.dumps(loaded["record"]))
    except (KeyError, ValidationError) as exc:
        raise ValueError(f"record {loaded.get('id')!r} has not the shape of a {noun!r}") from exc


def find_record_problems(name: str, record: Noun) -> list[str]:
    """Where a record's id does not follow from what it holds."""
    if isinstance(record, Snapshot):
        derived = make_snapshot_id(record.listing_key, record.captured_at, record.run_id)
        return [] if derived == record.snapshot_id == name else ["its id does not follow from its content"]
    if isinstance(record, Review):
        derived = make_review_id(record.lead_id, record.verdict, record.by, record.reviewed_at)
        return [] if derived == record.review_id == name else ["its id does not follow from its content"]
    if isinstance(record, Finding):
        return [] if record.finding_id == name else ["its id is not the one it is filed under"]
    if isinstance(record, Pick):
        derived = make_pick_id(record.lead_id, record.snapshot_id, record.check)
        return [] if derived == record.pick_id == name else ["its id does not follow from its content"]
    return []


def _check_ledger(data: bytes, digests: dict[tuple[str, str], str]) -> Iterator[Problem]:
    path = "netpatrol/ledger.jsonl"
    entries = [Entry.model_validate_json(line) for line in data.decode().splitlines()]
    for text in find_chain_problems(entries, whole=False):
        yield Problem(path=path, problem=text)
    kept = {(entry.noun, entry.subject): entry.digest for entry in entries if entry.action == "keep"}
    for (noun, name), digest in digests.items():
        held = kept.get((noun, name))
        if held is None:
            yield Problem(path=name, problem="no ledger entry covers it")
        elif held != digest:
            yield Problem(path=name, problem="it is not what the ledger entry covers")
