"""Bundles: one WACZ file (1.1.1) with the captures, records and ledger entries of a matter.

Any WACZ player shows the pages; `netpatrol verify` checks the rest offline. Everything is stored, not
compressed (the WARC records are compressed already), so a changed byte hits what it changes and no more.
The zip comment ends in the SHA-256 of all bytes before it, which covers the container itself.
"""

import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.errors import ItemError
from evidence.noun import make_canonical_json, make_digest
from evidence.selection import Selection, find_objects, select_records
from evidence.snapshot import Role, Snapshot
from evidence.warc import iter_records
from evidence.workspace import Workspace, guard_disk

WACZ_VERSION = "1.1.1"
COMMENT_PREFIX = b"netpatrol sha256:"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: the real times are inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """What went into a bundle."""

    file: str
    sha256: str
    snapshots: int
    findings: int
    size_bytes: int


def write_bundle(
    workspace: Workspace, ids: Iterable[str], out: Path, *, now: datetime, software: str
) -> Bundled:
    """Write what belongs to some snapshots, findings or leads into one file.

    Raises:
        ItemError: an id is unknown, or the file cannot be written.
        VerificationError: the store does not hold together, so nothing is written.
    """
    chosen = select_records(workspace.records, ids)
    if out.suffix != ".wacz":
        raise ItemError(f"{str(out)!r} does not end in .wacz; name the bundle so, players go by it")
    parts = dict(_iter_parts(workspace, chosen))
    _add_package(parts, now, software)
    with guard_disk():
        size, digest = _write_file(out, parts)
    return Bundled(
        file=str(out),
        sha256=digest,
        snapshots=len(chosen.snapshots),
        findings=len(chosen.findings),
        size_bytes=size,
    )


def _iter_parts(workspace: Workspace, chosen: Selection) -> Iterator[tuple[str, bytes]]:
    index: list[str] = []
    for digest in find_objects(workspace.records, chosen.snapshots.values()):
        data = workspace.store.read(digest)
        name = f"{digest}.warc.gz"
        index.extend(_iter_index_lines(name, data))
        yield f"archive/{name}", data
    yield "indexes/index.cdx", "".join(f"{line}\n" for line in sorted(index)).encode()
    yield "pages/pages.jsonl", _make_pages(chosen.snapshots.values())
    yield "netpatrol/records.jsonl", _make_records(chosen)
    yield "netpatrol/ledger.jsonl", _make_ledger(workspace, chosen)


def _iter_index_lines(name: str, data: bytes) -> Iterator[str]:
    for record in iter_records(data):
        if record.kind not in {"response", "revisit", "resource"}:
            continue
        fields = {
            "url": record.url,
            "mime": "warc/revisit" if record.kind == "revisit" else record.media_type,
            "status": record.status,
            "digest": record.payload_digest,
            "length": str(record.length),
            "offset": str(record.offset),
            "filename": name,
        }
        kept = {key: value for key, value in fields.items() if value is not None}
        moment = datetime.fromisoformat(record.date).strftime("%Y%m%d%H%M%S")
        yield f"{_make_surt(record.url)} {moment} {json.dumps(kept, ensure_ascii=True)}"


def _make_surt(url: str) -> str:
    """The URL with its host turned round, as CDXJ sorts it: `com,example)/path`."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"http", "https"}:
        return url.replace(" ", "%20")
    place, slash, path = rest.partition("/")
    host, colon, port = place.rpartition("@")[2].partition(":")
    return f"{','.join(reversed(host.lower().split('.')))}{colon}{port}){slash or '/'}{path}".replace(
        " ", "%20"
    )


def _make_pages(snapshots: Iterable[Snapshot]) -> bytes:
    lines: list[dict[str, Any]] = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    for snapshot in snapshots:
        if not any(artefact.role is Role.PAGE for artefact in snapshot.artefacts):
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


def _make_records(chosen: Selection) -> bytes:
    groups: tuple[tuple[str, dict[str, Any]], ...] = (
        ("snapshot", chosen.snapshots),
        ("reading", chosen.readings),
        ("finding", chosen.findings),
        ("review", chosen.reviews),
    )
    rows = [
        make_canonical_json({"noun": noun, "id": one, "record": record.model_dump(mode="json")})
        for noun, held in groups
        for one, record in held.items()
    ]
    return "".join(f"{row}\n" for row in rows).encode()


def _make_ledger(workspace: Workspace, chosen: Selection) -> bytes:
    ids = [*chosen.snapshots, *chosen.readings, *chosen.findings, *chosen.reviews]
    entries = workspace.records.load_entries_for(ids)
    return "".join(f"{entry.as_json()}\n" for entry in entries).encode()


def _add_package(parts: dict[str, bytes], now: datetime, software: str) -> None:
    resources = [
        {
            "name": path.rsplit("/", 1)[-1],
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


def _write_file(out: Path, parts: dict[str, bytes]) -> tuple[int, str]:
    try:
        descriptor, name = tempfile.mkstemp(prefix=".bundle-", dir=out.parent)
    except OSError as exc:
        raise ItemError(f"{str(out)!r} cannot be written: {exc.strerror}; name another folder") from exc
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            _write_zip(stream, parts)
            stream.flush()
            os.fsync(stream.fileno())
        partial.chmod(0o644)
        partial.rename(out)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    with out.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return out.stat().st_size, digest


def _write_zip(stream: io.BufferedRandom | Any, parts: dict[str, bytes]) -> None:
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
