"""Verifying a bundle: whether it still holds what was sealed, and if not, what was changed."""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from evidence import comparison
from evidence.bundle import (
    COMMENT_PREFIX,
    LEDGER,
    MANUAL,
    PUBLIC_KEY,
    RECORDS,
    SIGNATURE,
    STAMP_PREFIX,
    STAMPED,
    SUCCESSIONS,
    SUMS,
    digest_first,
    format_sums,
)
from evidence.bundle_checks import find_content_problems, read_archives
from evidence.bundle_ledger import Extract, read_extract
from evidence.bundle_records import BundleRecords, read_records
from evidence.clock import make_shanghai_day
from evidence.comparison import Comparison
from evidence.grading import Grounds, grade_snapshots
from evidence.key_change import Succession, follow, read_successions
from evidence.noun import make_digest
from evidence.office_key import holds, make_key_id
from evidence.snapshot import Grade
from evidence.stamps import find_authority, find_stamp_problem, make_message, read_time
from evidence.tombstone import make_purged_lines
from evidence.verification import KeyState, Problem, Verification

CONTAINER = "(container)"
MAX_ENTRIES = 100_000
MAX_TEXT_BYTES = 1_000_000_000
PACKAGE, PACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"
_NEEDED = (PACKAGE, PACKAGE_DIGEST, SUMS, SIGNATURE, PUBLIC_KEY, MANUAL, RECORDS, LEDGER, STAMPED)
_AFTER_PACKAGE = {PACKAGE, PACKAGE_DIGEST, SUMS, SIGNATURE}


@dataclass(slots=True)
class _Checked:
    problems: list[Problem] = field(default_factory=list)
    records: BundleRecords | None = None
    signer: str | None = None
    extract: Extract | None = None
    stamps: int = 0
    authorities: set[str] = field(default_factory=set)
    served: set[str] = field(default_factory=set)
    vouched_at: list[datetime] = field(default_factory=list)
    successions: list[Succession] = field(default_factory=list)


def verify_bundle(
    path: Path,
    trusted: Mapping[str, str] | None = None,
    *,
    revoked: Mapping[str, datetime] | None = None,
    roots: Sequence[bytes] = (),
    now: datetime | None = None,
) -> Verification:
    """Check every byte of a bundle, its signature, records and ledger entries; nothing is unpacked to disk.

    Args:
        path: the bundle.
        trusted: the keys (id: public half in PEM) whose bundles are accepted. Without any, the signer counts
            as unknown and the grade is D; with some, a bundle signed by any other key is refused, but for
            one that a trusted key gave its word for.
        revoked: keys, and the moment since which nothing counts that they sign, but for what a trusted time
            stamp shows to have been there before.
        roots: certificates in PEM that vouch for time stamp authorities.
        now: the present moment; stamps of later ones are refused.
    """
    try:
        with path.open("rb") as stream:
            checked = _check_file(stream, roots, now)
    except OSError as exc:
        problem = Problem(path=CONTAINER, problem=f"it cannot be read: {exc.strerror}")
        checked = _Checked(problems=[problem])
    state = _find_state(checked, trusted or {}, revoked or {}) if checked.signer is not None else None
    known = state in {KeyState.TRUSTED, KeyState.SUCCESSOR, KeyState.REVOKED}
    if trusted and state is KeyState.UNKNOWN:
        text = (
            f"it is signed with key {checked.signer}, which is not trusted here; compare it with what the "
            "office says, then give its key with --key FILE"
        )
        checked.problems.append(Problem(path=SIGNATURE, problem=text))
    kept = tuple(dict.fromkeys(checked.problems))
    grade: Grade | None = None
    reasons: tuple[str, ...] = ()
    if not kept and checked.records is not None:
        snapshots = (snapshot for _, snapshot in checked.records.of("snapshot"))
        grade, reasons = grade_snapshots(
            snapshots,
            Grounds(
                is_signer_known=known,
                stamps=checked.stamps,
                vouched=checked.stamps if roots else 0,
                authorities=len(checked.authorities - {""}),
                comparisons=tuple(_iter_comparisons(checked.records)),
                served=frozenset(checked.served),
                purged=make_purged_lines(held for _, held in checked.records.of("tombstone")),
            ),
        )
    return Verification(
        file=str(path),
        ok=not kept,
        grade=grade,
        problems=kept,
        signer=checked.signer,
        known=known,
        state=state,
        reasons=reasons,
    )


def _iter_comparisons(records: BundleRecords) -> Iterator[Comparison]:
    """The comparisons, which hold, each over all pictures that the bundle's readings call documents."""
    readings = [reading for _, reading in records.of("reading")]
    snapshots = dict(records.of("snapshot"))
    for _, held in records.of(comparison.NOUN):
        yield comparison.complete_comparison(held, snapshots[held.first], snapshots[held.second], readings)


def _find_state(checked: _Checked, trusted: Mapping[str, str], revoked: Mapping[str, datetime]) -> KeyState:
    """How the key that signed stands; one that was revoked too early is a problem."""
    signer = checked.signer or ""
    if signer in revoked:
        since = revoked[signer]
        if not any(moment < since for moment in checked.vouched_at):
            text = (
                f"it is signed with key {signer}, which was revoked on {make_shanghai_day(since)}, and no "
                "time stamp of a trusted authority (--ca FILE) shows that it was there before"
            )
            checked.problems.append(Problem(path=SIGNATURE, problem=text))
        return KeyState.REVOKED
    if signer in trusted:
        return KeyState.TRUSTED
    usable = (one for one in checked.successions if one.old not in revoked)
    return KeyState.SUCCESSOR if signer in follow(trusted, usable) else KeyState.UNKNOWN


def _check_file(stream: BinaryIO, roots: Sequence[bytes], now: datetime | None) -> _Checked:
    try:
        with zipfile.ZipFile(stream) as archive:
            if len(archive.infolist()) > MAX_ENTRIES:
                return _fail(CONTAINER, f"it has more than {MAX_ENTRIES} parts")
            checked = _check_archive(archive, roots, now)
            comment = archive.comment
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError, RuntimeError) as exc:
        return _fail(CONTAINER, f"it is no whole WACZ (zip) file: {exc}")
    if not checked.problems and not _comment_holds(stream, comment):
        text = "the zip container was changed, though its parts are whole; ask for the file again"
        checked.problems.append(Problem(path=CONTAINER, problem=text))
    return checked


def _fail(path: str, problem: str) -> _Checked:
    return _Checked(problems=[Problem(path=path, problem=problem)])


def _comment_holds(stream: BinaryIO, comment: bytes) -> bool:
    if not comment.startswith(COMMENT_PREFIX) or len(comment) != len(COMMENT_PREFIX) + 64:
        return False
    size = stream.seek(0, 2)
    stream.seek(0)
    return digest_first(stream, size - 64).encode() == comment[-64:]


def _check_archive(archive: zipfile.ZipFile, roots: Sequence[bytes], now: datetime | None) -> _Checked:
    parts, problems = _list_parts(archive)
    if problems:
        return _Checked(problems=problems)
    try:
        resources = _read_package(archive, parts)
    except _BadPartError as exc:
        return _fail(exc.path, exc.problem)
    digests: dict[str, str] = {}
    for path, info in parts.items():
        try:
            digests[path] = make_digest(read_part(archive, info))
        except (zipfile.BadZipFile, EOFError, ValueError, OSError, RuntimeError) as exc:
            problems.append(Problem(path=path, problem=f"it cannot be read: {exc}"))
            continue
        if path in resources and digests[path] != resources[path]:
            problems.append(Problem(path=path, problem="its bytes were changed"))
        elif path not in resources and path not in _AFTER_PACKAGE:
            problems.append(Problem(path=path, problem="datapackage.json does not name it"))
    problems.extend(Problem(path=path, problem="it is missing") for path in resources if path not in parts)
    if problems:
        return _Checked(problems=problems)
    signer, problems = _check_signature(archive, parts, digests)
    if problems:
        return _Checked(problems=problems, signer=signer)
    checked = _check_content(archive, parts, digests, signer)
    _check_stamps(archive, parts, checked, roots, now)
    return checked


def _list_parts(archive: zipfile.ZipFile) -> tuple[dict[str, zipfile.ZipInfo], list[Problem]]:
    problems: list[Problem] = []
    parts: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        name = info.filename
        if name in parts:
            problems.append(Problem(path=name, problem="it is there twice"))
        if info.compress_type != zipfile.ZIP_STORED:
            problems.append(Problem(path=name, problem="it is compressed, which bundles are not"))
        if info.flag_bits & 1:
            problems.append(Problem(path=name, problem="it is encrypted, which bundles are not"))
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or "\n" in name:
            problems.append(Problem(path=name, problem="its path leads outside the bundle"))
        if not name.startswith("archive/") and info.file_size > MAX_TEXT_BYTES:
            problems.append(Problem(path=name, problem=f"it has more than {MAX_TEXT_BYTES} bytes"))
        parts[name] = info
    problems.extend(Problem(path=path, problem="it is missing") for path in _NEEDED if path not in parts)
    return parts, problems


def read_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a stored part; damage shows in its hash, so the zip's own CRC is not asked."""
    with archive.open(info) as stream:
        stream._expected_crc = None  # type: ignore[attr-defined]  # noqa: SLF001 -- the hash names the part
        return stream.read()


class _BadPartError(Exception):
    def __init__(self, path: str, problem: str) -> None:
        super().__init__(problem)
        self.path, self.problem = path, problem


def _read_package(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """The digest that datapackage.json gives for each part."""
    body = read_part(archive, parts[PACKAGE])
    try:
        digest = json.loads(read_part(archive, parts[PACKAGE_DIGEST]))
        if digest["path"] != PACKAGE:
            raise _BadPartError(PACKAGE_DIGEST, "it covers another file")
        if digest["hash"] != f"sha256:{make_digest(body)}":
            raise _BadPartError(PACKAGE, "its bytes were changed")
        resources = json.loads(body)["resources"]
        return {str(one["path"]): str(one["hash"]).removeprefix("sha256:") for one in resources}
    except (ValueError, KeyError, TypeError) as exc:
        raise _BadPartError(PACKAGE_DIGEST, f"it cannot be read: {exc}") from exc


def _check_signature(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], digests: dict[str, str]
) -> tuple[str | None, list[Problem]]:
    """Whose key signed the list of all parts, if it did, and if the list is that of these parts."""
    public_pem = read_part(archive, parts[PUBLIC_KEY])
    sums = read_part(archive, parts[SUMS])
    try:
        signer = make_key_id(public_pem)
    except ValueError:
        return None, [Problem(path=PUBLIC_KEY, problem="it is no public key in PEM")]
    if not holds(public_pem, sums, read_part(archive, parts[SIGNATURE])):
        return None, [Problem(path=SIGNATURE, problem="its signature does not hold")]
    covered = {path: digest for path, digest in digests.items() if path not in {SUMS, SIGNATURE}}
    if sums != format_sums(covered):
        return signer, [Problem(path=SUMS, problem="it is not the list of the parts of this bundle")]
    return signer, []


def _check_content(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], digests: dict[str, str], signer: str | None
) -> _Checked:
    try:
        records = read_records(read_part(archive, parts[RECORDS]))
    except (ValueError, RecursionError) as exc:
        return _fail(RECORDS, f"it cannot be read: {exc}")
    try:
        extract, placed = read_extract(read_part(archive, parts[LEDGER]))
    except (ValueError, RecursionError) as exc:
        return _fail(LEDGER, f"it cannot be read: {exc}")
    warcs = (
        (path, digests[path], read_part(archive, info))
        for path, info in sorted(parts.items())
        if path.startswith("archive/")
    )
    archives = read_archives(warcs)
    problems = list(find_content_problems(records, extract, placed, archives))
    served = {name for name, snapshot in records.of("snapshot") if archives.has_server(snapshot)}
    checked = _Checked(problems=problems, records=records, signer=signer, extract=extract, served=served)
    if SUCCESSIONS in parts:
        try:
            checked.successions = read_successions(read_part(archive, parts[SUCCESSIONS]))
        except (ValueError, RecursionError) as exc:
            checked.problems.append(Problem(path=SUCCESSIONS, problem=f"it cannot be read: {exc}"))
    return checked


def _check_stamps(
    archive: zipfile.ZipFile,
    parts: dict[str, zipfile.ZipInfo],
    checked: _Checked,
    roots: Sequence[bytes],
    now: datetime | None,
) -> None:
    """Stamps are of this ledger, not from the future, and of authorities that the roots vouch for."""
    if checked.extract is None:
        return
    message = read_part(archive, parts[STAMPED])
    if message != make_message(checked.extract):
        checked.problems.append(
            Problem(path=STAMPED, problem="it is not the ledger that this bundle is from")
        )
        return
    for path, info in parts.items():
        if path.startswith(STAMP_PREFIX):
            reply = read_part(archive, info)
            problem = find_stamp_problem(reply, message, roots, now)
            if problem is not None:
                checked.problems.append(Problem(path=path, problem=problem))
            elif roots:
                checked.vouched_at.append(read_time(reply))
                checked.authorities.add(find_authority(reply, message, roots) or "")
            checked.stamps += 1
