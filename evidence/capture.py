"""What a crawler hands over for sealing: the exchanges it saw and what it made of them."""

from dataclasses import dataclass
from datetime import datetime

from evidence.listing import Listing, PageKind
from evidence.snapshot import Outcome, Role

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer.

    `body` is the entity after content decoding; `response_headers` are as received (the WARC writer keeps
    the original Content-Encoding, Transfer-Encoding and Content-Length under `X-Archive-Orig-*`).
    `peer_address` is the IP address the bytes came from, `protocol` such as `http/1.1` or `h2`. `truncated`
    says why the body is not whole, in the words of WARC 1.1 (length, time, disconnect, unspecified).
    `tls_problem` says what is wrong with the server's certificate, `certificate_sha256` is the digest of the
    certificate (DER) that the server showed on this connection.
    """

    url: str
    role: Role
    request_headers: Headers
    status: int
    response_headers: Headers
    body: bytes
    media_type: str
    fetched_at: datetime
    method: str = "GET"
    peer_address: str | None = None
    protocol: str = "http/1.1"
    request_body: bytes = b""
    truncated: str | None = None
    tls_version: str | None = None
    tls_problem: str | None = None
    certificate_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """Bytes that the crawler made itself: a screenshot, the rendered page, the list of resources."""

    role: Role
    url: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One visit to one target, ready to be sealed as a Snapshot."""

    platform: str
    kind: PageKind
    listing_id: str | None
    url: str
    final_url: str
    captured_at: datetime
    outcome: Outcome
    reason: str | None = None
    partial: bool = False
    method: str = "http"
    listing: Listing | None = None
    exchanges: tuple[Exchange, ...] = ()
    generated: tuple[Generated, ...] = ()
