"""WARC 1.1 files: one per snapshot, one gzip member per record, SHA-256 digests.

warcio serialises the records; its gzip level 9 is fixed and 2-3 times dearer than level 1
(docs/benchmarks.md), so each record is compressed here.
"""

import http
import io
import re
import uuid
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import BufferWARCWriter

from config.errors import VerificationError
from evidence.capture import Capture, Exchange, Generated, Headers
from evidence.noun import make_canonical_json, make_digest

_REVISIT_PROFILE = RecordBuilder.REVISIT_PROFILE_1_1
SEALED_TYPE = "application/vnd.netpatrol.sealed+json"
"""The media type of the record that says what the record database says of the capture."""
TOMBSTONE_TYPE = "application/vnd.netpatrol.tombstone+json"
"""The media type of the record that says what a WARC file took the place of."""
_DECODED = {"content-encoding", "transfer-encoding", "content-length"}
_BLOCK_BYTES = 1 << 16
_SAMPLE_BYTES, _PACKED = 8192, 0.95
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://iipc.github.io/warc-specifications/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where the bytes of an artefact lie: a WARC object and the record in it."""

    object_sha256: str
    offset: int
    length: int
    url: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A payload and the record that holds it, in a WARC that is being built."""

    sha256: str
    offset: int
    length: int
    url: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltWarc:
    """The bytes of a WARC file and where its payloads lie."""

    data: bytes
    placed: tuple[Placed, ...]


class _Builder:
    def __init__(self) -> None:
        self._stream = io.BytesIO()
        self._records = RecordBuilder(warc_version="1.1")
        self.placed: list[Placed] = []

    def add(self, record: Any, payload: bytes | None, url: str, date: str) -> None:
        writer = BufferWARCWriter(gzip=False, warc_version="1.1")
        writer.write_record(record)
        packed = _compress(writer.get_contents())
        self.copy(packed, None if payload is None else make_digest(payload), url, date)

    def copy(self, packed: bytes, digest: str | None, url: str, date: str) -> None:
        """Add a record as it is, a gzip member; `digest` is that of its payload where it has a place."""
        offset = self._stream.tell()
        self._stream.write(packed)
        if digest is not None:
            self.placed.append(Placed(sha256=digest, offset=offset, length=len(packed), url=url, date=date))

    def make(self, url: str, kind: str, headers: dict[str, str], payload: bytes, head: Any = None) -> Any:
        block = (head.to_ascii_bytes() if head is not None else b"") + payload
        named = {
            "WARC-Record-ID": _make_record_id(kind, url, headers.get("WARC-Date", ""), block),
            "WARC-Block-Digest": f"sha256:{make_digest(block)}",
            **headers,
        }
        return self._records.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(payload),
            length=len(payload),
            http_headers=head,
            warc_headers_dict=named,
        )

    @property
    def data(self) -> bytes:
        return self._stream.getvalue()


def make_warc(
    capture: Capture,
    known: Callable[[str], Location | None],
    software: str,
    run_id: str,
    sealed: str | None = None,
) -> BuiltWarc:
    """The WARC of one capture.

    Args:
        capture: what the crawler saw.
        known: says where bytes with a digest already lie; such bytes become `revisit` records.
        software: name and version that go into `warcinfo`.
        run_id: the run, also kept in `warcinfo`.
        sealed: what the records say of this capture, as JSON, from which they can be made again.
    """
    builder = _Builder()
    date = _format_date(capture.captured_at)
    info = f"software: {software}\r\nformat: WARC File Format 1.1\r\nrun: {run_id}\r\n".encode()
    headers = {"WARC-Date": date, "Content-Type": "application/warc-fields"}
    builder.add(builder.make(capture.url, "warcinfo", headers, info), None, capture.url, date)
    if sealed is not None:
        said = sealed.encode()
        named = {"WARC-Date": date, "Content-Type": SEALED_TYPE}
        named["WARC-Payload-Digest"] = f"sha256:{make_digest(said)}"
        builder.add(builder.make(capture.url, "metadata", named, said), None, capture.url, date)
    for exchange in capture.exchanges:
        _add_exchange(builder, exchange, known)
    for generated in capture.generated:
        _add_generated(builder, generated, date)
    return BuiltWarc(data=builder.data, placed=tuple(builder.placed))


def make_remainder(
    data: bytes, kept: Collection[str], tombstone: str, software: str, at: datetime
) -> BuiltWarc:
    """The WARC file that takes the place of one whose other bytes are purged.

    The records that stay are copied as they are, byte by byte: those of the payloads that are kept, what the
    file said of its capture, and older tombstones.

    Args:
        data: the file that was.
        kept: the digests of the payloads that stay.
        tombstone: what is to be known of the rest, as JSON.
        software: name and version that go into `warcinfo`.
        at: when the rest is purged.

    Raises:
        VerificationError: the file cannot be read.
    """
    builder = _Builder()
    date = _format_date(at)
    info = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    headers = {"WARC-Date": date, "Content-Type": "application/warc-fields"}
    url = "urn:netpatrol:remainder"
    builder.add(builder.make(url, "warcinfo", headers, info), None, url, date)
    missing = set(kept)
    for record in iter_records(data):
        is_kept = record.kind in {"response", "resource"} and record.payload_sha256 in missing
        if is_kept or record.sealed is not None or record.tombstone is not None:
            packed = data[record.offset : record.offset + record.length]
            digest = record.payload_sha256 if is_kept else None
            builder.copy(packed, digest, record.url, record.date)
            missing.discard(record.payload_sha256)
    if missing:
        raise VerificationError(
            f"a WARC file does not hold {min(missing)!r}, which is to stay; nothing is purged"
        )
    said = tombstone.encode()
    headers = {"WARC-Date": date, "Content-Type": TOMBSTONE_TYPE}
    headers["WARC-Payload-Digest"] = f"sha256:{make_digest(said)}"
    builder.add(builder.make(url, "metadata", headers, said), None, url, date)
    return BuiltWarc(data=builder.data, placed=tuple(builder.placed))


def _add_exchange(builder: _Builder, exchange: Exchange, known: Callable[[str], Location | None]) -> None:
    date = _format_date(exchange.fetched_at)
    digest = make_digest(exchange.body)
    shared = {"WARC-Date": date, "WARC-Protocol": exchange.protocol}
    if exchange.peer_address is not None:
        shared["WARC-IP-Address"] = exchange.peer_address
    if exchange.truncated is not None:
        shared["WARC-Truncated"] = exchange.truncated
    response_http = _make_response_head(exchange)
    payload_digest = {"WARC-Payload-Digest": f"sha256:{digest}"}
    held = known(digest) or _find_placed(builder, digest)
    if held is not None:
        revisit = {
            "WARC-Profile": _REVISIT_PROFILE,
            "WARC-Refers-To-Target-URI": held.url,
            "WARC-Refers-To-Date": held.date,
        }
        record = builder.make(exchange.url, "revisit", shared | payload_digest | revisit, b"", response_http)
        builder.add(record, None, exchange.url, date)
    else:
        record = builder.make(exchange.url, "response", shared | payload_digest, exchange.body, response_http)
        builder.add(record, exchange.body, exchange.url, date)
    request_http = StatusAndHeaders(
        f"{exchange.method} {_path(exchange.url)} HTTP/1.1",
        _make_request_headers(exchange),
        is_http_request=True,
    )
    concurrent = {"WARC-Concurrent-To": record.rec_headers.get_header("WARC-Record-ID")}
    sent = exchange.request_body
    named = {"WARC-Date": date, "WARC-Payload-Digest": f"sha256:{make_digest(sent)}"}
    request = builder.make(exchange.url, "request", named | concurrent, sent, request_http)
    builder.add(request, None, exchange.url, date)


def _find_placed(builder: _Builder, digest: str) -> Placed | None:
    return next((placed for placed in builder.placed if placed.sha256 == digest), None)


def _add_generated(builder: _Builder, generated: Generated, date: str) -> None:
    headers = {
        "WARC-Date": date,
        "Content-Type": generated.media_type,
        "WARC-Payload-Digest": f"sha256:{make_digest(generated.body)}",
    }
    url = f"urn:{generated.role}:{generated.url}"
    builder.add(builder.make(url, "resource", headers, generated.body), generated.body, url, date)


def _make_response_head(exchange: Exchange) -> Any:
    kept: list[tuple[str, str]] = []
    for name, value in _clean(exchange.response_headers):
        kept.append((f"X-Archive-Orig-{name}" if name.lower() in _DECODED else name, value))
    kept.append(("Content-Length", str(len(exchange.body))))
    return StatusAndHeaders(f"{exchange.status} {_reason(exchange.status)}", kept, protocol="HTTP/1.1")


def _make_request_headers(exchange: Exchange) -> list[tuple[str, str]]:
    """The request's headers; the host stands in every request that was sent, also where it was not listed."""
    headers = _clean(exchange.request_headers)
    if not any(name.lower() == "host" for name, _ in headers):
        rest = exchange.url.partition("://")[2]
        headers.insert(0, ("Host", _one_line(re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2])))
    return headers


def _clean(headers: Headers) -> list[tuple[str, str]]:
    """Headers without the line breaks that would let a hostile server forge record structure."""
    return [(_one_line(name), _one_line(value)) for name, value in headers]


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ").replace("\0", " ")


def _reason(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _path(url: str) -> str:
    rest = url.split("://", 1)[-1]
    return "/" + rest.split("/", 1)[1] if "/" in rest else "/"


def _format_date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _make_record_id(kind: str, url: str, date: str, block: bytes) -> str:
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, make_canonical_json([kind, url, date, make_digest(block)]))}>"


def _compress(data: bytes) -> bytes:
    """One gzip member; what is packed already, as pictures are, is only wrapped, which costs a twentieth."""
    sample = data[len(data) // 2 :][:_SAMPLE_BYTES]
    is_packed = len(data) > _SAMPLE_BYTES and len(zlib.compress(sample, 1)) > _PACKED * len(sample)
    compressor = zlib.compressobj(level=0 if is_packed else 1, wbits=31)
    return compressor.compress(data) + compressor.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBody:
    """The payload of a record, and the type that the server gave it, with its charset; None for none."""

    payload: bytes
    content_type: str | None


def read_sealed(record_bytes: bytes, digest: str) -> SealedBody:
    """What the one gzipped record in `record_bytes` holds, checked against its digest.

    Raises:
        VerificationError: the record does not hold those bytes.
    """
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(record_bytes), verify_http=False)))
        payload = bytes(record.content_stream().read())
        head = record.http_headers or record.rec_headers
        content_type: str | None = head.get_header("Content-Type")
    except (StopIteration, ArchiveLoadFailed, zlib.error, EOFError, OSError, ValueError) as exc:
        raise VerificationError(f"the WARC record of artefact {digest!r} cannot be read: {exc}") from exc
    if make_digest(payload) != digest:
        raise VerificationError(f"artefact {digest!r} was changed: its record holds other bytes")
    return SealedBody(payload=payload, content_type=content_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcRecord:
    """One record of a WARC file, with where it lies and whether its digests hold.

    `location` is where an answer sent the client on to, as the server wrote it; `server` the address that
    answered, None where it is not known.
    """

    kind: str
    url: str
    date: str
    offset: int
    length: int
    status: str | None
    media_type: str | None
    payload_digest: str | None
    payload_sha256: str
    holds: bool
    sealed: bytes | None = None
    location: str | None = None
    server: str | None = None
    tombstone: bytes | None = None


def iter_records(data: bytes) -> Iterator[WarcRecord]:
    """The records of a WARC file, their payloads hashed and compared with what their heads say.

    Raises:
        VerificationError: the file breaks off or is no WARC.
    """
    archive = ArchiveIterator(
        io.BytesIO(data), verify_http=False, check_digests=False, block_size=_BLOCK_BYTES
    )
    try:
        for record in archive:
            payload = record.content_stream().read()
            offset, length = archive.get_record_offset(), archive.get_record_length()
            yield _make_record(record, payload, offset, length)
    except (ArchiveLoadFailed, zlib.error, EOFError, OSError, ValueError) as exc:
        raise VerificationError(f"a WARC record cannot be read: {exc}") from exc


def _make_record(record: Any, payload: bytes, offset: int, length: int) -> WarcRecord:
    head, answer = _index(record.rec_headers), _index(record.http_headers)
    named, media_type = head.get("warc-payload-digest"), head.get("content-type")
    actual = make_digest(payload)
    return WarcRecord(
        kind=record.rec_type,
        url=head.get("warc-target-uri") or "",
        date=head.get("warc-date") or "",
        offset=offset,
        length=length,
        status=record.http_headers.get_statuscode() if record.http_headers is not None else None,
        media_type=answer.get("content-type") if record.http_headers is not None else media_type,
        payload_digest=named,
        payload_sha256=actual,
        holds=record.rec_type == "revisit" or named is None or named == f"sha256:{actual}",
        sealed=payload if media_type == SEALED_TYPE else None,
        tombstone=payload if media_type == TOMBSTONE_TYPE else None,
        location=answer.get("location"),
        server=head.get("warc-ip-address"),
    )


def _index(head: Any) -> dict[str, str]:
    """The headers by name in lower case, the first of a name."""
    found: dict[str, str] = {}
    for name, value in head.headers if head is not None else ():
        found.setdefault(name.lower(), value)
    return found
