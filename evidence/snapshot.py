"""A Snapshot: one sighting of a page, with the artefacts that prove it."""

from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import Field
from w3lib.url import canonicalize_url

from evidence.listing import Listing, PageKind
from evidence.noun import Noun, derive_id


class Outcome(StrEnum):
    """How the capture of a target ended; never merged into one another."""

    FOUND = "found"
    ABSENT = "absent"
    BLOCKED = "blocked"
    UNREADABLE = "unreadable"
    NOT_ATTEMPTED = "not_attempted"


class Role(StrEnum):
    """What an artefact is to its snapshot."""

    PAGE = "page"
    RENDERED = "rendered"
    TEXT = "text"
    MHTML = "mhtml"
    SCREENSHOT = "screenshot"
    IMAGE = "image"
    RESOURCE = "resource"
    PAGEINFO = "pageinfo"


class Grade(StrEnum):
    """How much of a snapshot's way can be checked (docs/evidence.md)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Artefact(Noun):
    """Bytes that were captured; identified by their SHA-256."""

    sha256: str
    role: Role
    url: str
    media_type: str
    size_bytes: int


class Snapshot(Noun):
    """One sighting of a page at one moment by one run.

    `tls_problem` is what was wrong with the certificate of a server that sent a part of it: grade D.
    """

    snapshot_id: str
    run_id: str
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
    artefacts: tuple[Artefact, ...] = ()
    warc_sha256: str
    grade: Grade = Grade.C
    tls_problem: str | None = Field(default=None, exclude_if=lambda problem: problem is None)

    @property
    def listing_key(self) -> str:
        """What identifies the listing: platform and listing id, else the normalised URL."""
        return make_listing_key(self.platform, self.listing_id, self.url)

    @property
    def shop_key(self) -> str | None:
        """What identifies the shop of the page: platform and the shop's id, else address, else name."""
        shop = self.listing.shop if self.listing else None
        named = (shop.id or shop.url or shop.name) if shop else None
        return f"{self.platform}:{named}" if named else None


def make_listing_key(platform: str, listing_id: str | None, url: str) -> str:
    """The identity of a listing: platform + listing id, else platform + normalised URL.

    A fragment belongs to the address where it is the route of a script (`#/goods/1`).
    """
    is_route = urlsplit(url).fragment.startswith(("/", "!"))
    return f"{platform}:{listing_id or canonicalize_url(url, keep_fragments=is_route)}"


def make_snapshot_id(listing_key: str, captured_at: datetime, run_id: str) -> str:
    """The id of the snapshot taken of a listing at a moment by a run."""
    return derive_id("snap", listing_key, captured_at.isoformat(), run_id)
