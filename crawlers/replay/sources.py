"""What was sealed with a page, by the address that the page knows it by."""

from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from config.errors import VerificationError
from evidence.snapshot import Snapshot
from evidence.warc import WarcRecord, iter_records
from evidence.workspace import Workspace

_MOST_REDIRECTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Sealed bytes of an address; `content_type` as the server gave it, `url` where they came from."""

    url: str
    content_type: str
    body: bytes


@dataclass(slots=True, kw_only=True)
class Sources:
    """The resources of one snapshot; `missing` collects the addresses that were asked for in vain."""

    workspace: Workspace
    records: dict[str, WarcRecord]
    missing: dict[str, None] = field(default_factory=dict)

    def get(self, url: str) -> Resource | None:
        """What the server sent for an absolute address, also after redirects; None where it is not sealed."""
        record = self._follow(url)
        if record is not None:
            body = self._read(record)
            if body:
                return Resource(url=record.url, content_type=record.media_type or "", body=body)
        self.missing.setdefault(url)
        return None

    def has(self, url: str) -> bool:
        """Whether something is sealed of an address."""
        return self._follow(url) is not None

    def _read(self, record: WarcRecord) -> bytes:
        """The bytes of a record, also from an earlier capture; none where they may not be seen."""
        digest = (record.payload_digest or "").removeprefix("sha256:")
        if self.workspace.records.get_location(digest) is None:
            return b""
        try:
            return self.workspace.read_artefact(digest)
        except VerificationError:
            return b""

    def _follow(self, url: str) -> WarcRecord | None:
        place = urldefrag(url).url
        for _ in range(_MOST_REDIRECTS):
            record = self.records.get(place)
            if record is None or record.status == "200":
                return record
            if record.location is None:
                return None
            place = urldefrag(join_url(record.url, record.location) or "").url
        return None


def load_sources(workspace: Workspace, snapshot: Snapshot) -> Sources:
    """What the WARC of a snapshot holds, of each address the last answer that succeeded.

    Raises:
        PurgedError: the WARC was purged.
        VerificationError: the WARC is missing or was changed.
    """
    records: dict[str, WarcRecord] = {}
    for record in iter_records(workspace.read_warc(snapshot)):
        if record.kind not in {"response", "revisit"} or record.status is None:
            continue
        if record.status == "200" or record.url not in records:
            records[record.url] = record
    return Sources(workspace=workspace, records=records)


def join_url(base: str, reference: str) -> str | None:
    """The absolute address that a page means; None for what is no address of the web."""
    try:
        joined = urljoin(base, reference.strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None
