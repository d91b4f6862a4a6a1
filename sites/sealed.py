"""The answers of a snapshot beside its page: what scripts, frames and lists were given."""

import hashlib
import re
from dataclasses import dataclass

_DATA_TYPE = re.compile(r"json|javascript|ecmascript|text/plain", re.IGNORECASE)
_LOOSE_TYPE = re.compile(r"text/|application/octet-stream|$", re.IGNORECASE)
"""Types that servers give to whatever their programs print, data among it."""


def may_hold_data(url: str, media_type: str) -> bool:
    """Whether an answer may hold data of the page that asked for it, by its type and address."""
    return bool(_DATA_TYPE.search(media_type) or _LOOSE_TYPE.match(media_type)) and not url.endswith(".js")


def holds_data(url: str, media_type: str, body: bytes) -> bool:
    """Whether an answer may hold data: where its type says otherwise, its first sign is a JSON box's."""
    if not may_hold_data(url, media_type):
        return False
    return bool(_DATA_TYPE.search(media_type)) or body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def name_request(url: str, posted: bytes = b"") -> str:
    """What tells a request from others: its address, and behind a `#` what was posted to it, if anything."""
    return f"{url}#{hashlib.sha256(posted).hexdigest()[:16]}" if posted else url


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAnswer:
    """One answer that a snapshot holds, as it was sealed; reading needs no network.

    `body` is the entity after content decoding, `request_body` what was posted for it, if anything was.
    """

    url: str
    media_type: str
    body: bytes
    method: str = "GET"
    request_body: bytes | None = None
    status: int = 200

    @property
    def request(self) -> str:
        """What it answered."""
        return name_request(self.url, self.request_body or b"")
