"""Bundles: one WACZ file (1.1.1) with the captures, records and ledger entries of a matter.

Any WACZ player shows the pages; `netpatrol verify` checks the rest offline, and so do sha256sum and openssl
(netpatrol/VERIFY.txt). Everything is stored, not compressed (the WARC records are compressed already), so a
changed byte hits what it changes and no more. The list of all parts with their digests is signed with the
office's key; the zip comment ends in the SHA-256 of all bytes before it, which covers the container itself.
"""

import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from config.errors import ItemError, PurgedError
from config.whole_file import refuse_present
from evidence.bundle_ledger import make_extract, write_extract
from evidence.bundle_records import collect
from evidence.cdxj import iter_index_lines
from evidence.key_change import write_successions
from evidence.ledger import Act
from evidence.noun import make_canonical_json, make_digest
from evidence.office_key import OfficeKey
from evidence.records import Records
from evidence.selection import Selection, find_objects, select_records
from evidence.snapshot import Role, Snapshot
from evidence.stamps import NOUN, Stamp, make_message
from evidence.workspace import Workspace, guard_disk

WACZ_VERSION = "1.1.1"
COMMENT_PREFIX = b"netpatrol sha256:"
RECORDS, LEDGER = "netpatrol/records.jsonl", "netpatrol/ledger.jsonl"
PUBLIC_KEY, MANUAL = "netpatrol/office.pub.pem", "netpatrol/VERIFY.txt"
STAMPED, STAMP_PREFIX = "netpatrol/stamped.txt", "netpatrol/stamp-"
SUCCESSIONS = "netpatrol/successions.jsonl"
SUMS, SIGNATURE = "netpatrol/SHA256SUMS", "netpatrol/signature"
"""The signed list and its signature have no dot in their names: validators of WACZ take a file with one for a
part that datapackage.json has to name, and these two come after it."""
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: the real times are inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """What went into a bundle; `key_id` names the key that signed it."""

    file: str
    sha256: str
    snapshots: int
    findings: int
    size_bytes: int
    key_id: str


def write_bundle(
    workspace: Workspace, ids: Iterable[str], out: Path, *, now: datetime, software: str
) -> Bundled:
    """Write what belongs to some snapshots, findings or leads into one file, and note it in the ledger.

    Raises:
        ItemError: an id is unknown, or the file cannot be written or is there already.
        VerificationError: the store does not hold together, so nothing is written.
        ConfigError: there is no office key to sign with.
        PurgedError: the bytes of all that was chosen were purged.
    """
    chosen = select_records(workspace.records, ids)
    _refuse_purged(workspace, chosen)
    if out.suffix != ".wacz":
        raise ItemError(f"{str(out)!r} does not end in .wacz; name the bundle so, players go by it")
    refuse_present(out)
    key = workspace.records.head.key
    parts = dict(_iter_parts(workspace, chosen, key))
    _add_package(parts, now, software)
    _add_signature(parts, key)
    with guard_disk():
        size, digest = _write_file(out, parts)
    with workspace.records.write(now) as writer:
        writer.note(Act.EXPORT, "bundle", out.name, digest)
        for snapshot_id in chosen.snapshots:
            writer.note(Act.EXPORT, "snapshot", snapshot_id, digest)
    return Bundled(
        file=str(out),
        sha256=digest,
        snapshots=len(chosen.snapshots),
        findings=len(chosen.findings),
        size_bytes=size,
        key_id=key.key_id,
    )


def _refuse_purged(workspace: Workspace, chosen: Selection) -> None:
    """A bundle may lack the bytes of some snapshots that were purged, never those of all."""
    found = [workspace.records.get_purge(snapshot) for snapshot in chosen.snapshots.values()]
    if found and found[0] is not None and None not in found:
        raise PurgedError(f"all that would be bundled was {found[0].line}: there are no bytes to hand on")


def _iter_parts(workspace: Workspace, chosen: Selection, key: OfficeKey) -> Iterator[tuple[str, bytes]]:
    index: list[str] = []
    for digest in find_objects(workspace.records, chosen.snapshots.values()):
        data = workspace.store.read(digest)
        name = f"{digest}.warc.gz"
        index.extend(iter_index_lines(name, data))
        yield f"archive/{name}", data
    yield "indexes/index.cdx", "".join(f"{line}\n" for line in sorted(index)).encode()
    yield "pages/pages.jsonl", _make_pages(workspace.records, chosen.snapshots.values())
    records = collect(workspace, chosen)
    yield RECORDS, records.write()
    stamps = [Stamp.model_validate_json(body) for body in workspace.records.load_facts(NOUN).values()]
    sizes = (stamp.extract.entries for stamp in stamps)
    extract, placed = make_extract(workspace.records, (name for _, name in records.held), sizes)
    yield LEDGER, write_extract(extract, placed)
    yield STAMPED, make_message(extract)
    for stamp in stamps:
        if stamp.extract == extract:
            yield f"{STAMP_PREFIX}{stamp.authority}.tsr", stamp.reply_bytes
    yield PUBLIC_KEY, key.public_pem
    successions = write_successions(workspace.records)
    if successions:
        yield SUCCESSIONS, successions
    manual = (files("evidence") / "VERIFY.txt").read_text(encoding="utf-8")
    yield MANUAL, manual.replace("KEY_ID", key.key_id).encode()


def _make_pages(records: Records, snapshots: Iterable[Snapshot]) -> bytes:
    lines: list[dict[str, Any]] = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    for snapshot in snapshots:
        has_page = any(artefact.role is Role.PAGE for artefact in snapshot.artefacts)
        if not has_page or records.get_purge(snapshot) is not None:
            continue
        title = snapshot.listing.title if snapshot.listing else None
        lines.append(
            {
                "id": snapshot.snapshot_id,
                "url": snapshot.final_url,
                "ts": snapshot.captured_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
                "title": title or snapshot.url,
            }
        )
    return "".join(f"{make_canonical_json(line)}\n" for line in lines).encode()


def _add_package(parts: dict[str, bytes], now: datetime, software: str) -> None:
    resources = [
        {
            "name": path.rsplit("/", 1)[-1].lower(),
            "path": path,
            "hash": f"sha256:{make_digest(data)}",
            "bytes": len(data),
        }
        for path, data in sorted(parts.items())
    ]
    package = {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "software": software,
        "created": now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "resources": resources,
    }
    body = json.dumps(package, ensure_ascii=False, indent=1).encode()
    parts["datapackage.json"] = body
    digest = {"path": "datapackage.json", "hash": f"sha256:{make_digest(body)}"}
    parts["datapackage-digest.json"] = json.dumps(digest, indent=1).encode()


def make_sums(parts: Mapping[str, bytes]) -> bytes:
    """The digests of all parts as sha256sum writes them."""
    return format_sums({path: make_digest(data) for path, data in parts.items()})


def format_sums(digests: Mapping[str, str]) -> bytes:
    """Digests by path as sha256sum writes them."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def _add_signature(parts: dict[str, bytes], key: OfficeKey) -> None:
    sums = make_sums(parts)
    parts[SUMS], parts[SIGNATURE] = sums, key.sign(sums)


def _write_file(out: Path, parts: dict[str, bytes]) -> tuple[int, str]:
    try:
        descriptor, name = tempfile.mkstemp(prefix=".bundle-", dir=out.parent)
    except OSError as exc:
        raise ItemError(f"{str(out)!r} cannot be written: {exc.strerror}; name another folder") from exc
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            write_zip(stream, parts)
            stream.flush()
            os.fsync(stream.fileno())
        partial.chmod(0o644)
        refuse_present(out)  # again: writing takes long
        partial.rename(out)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    with out.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return out.stat().st_size, digest


def write_zip(stream: io.BufferedRandom | Any, parts: dict[str, bytes]) -> None:
    """Write the container: parts stored one after the other, and its own digest at the end."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, data in parts.items():
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), data)
        archive.comment = COMMENT_PREFIX + b"0" * 64
    stream.seek(0, io.SEEK_END)
    covered = stream.tell() - 64
    stream.seek(0)
    digest = digest_first(stream, covered)
    stream.seek(covered)
    stream.write(digest.encode())


def digest_first(stream: Any, length: int) -> str:
    """The SHA-256 of the first `length` bytes of a stream."""
    digest = hashlib.sha256()
    while length > 0:
        chunk = stream.read(min(length, 1 << 20))
        if not chunk:
            break
        digest.update(chunk)
        length -= len(chunk)
    return digest.hexdigest()
