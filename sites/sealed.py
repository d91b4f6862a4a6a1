"""The answers of a snapshot beside its page: what scripts, frames and lists were given."""

import re
from dataclasses import dataclass

_DATA_TYPE = re.compile(r"json|javascript|ecmascript|text/plain", re.IGNORECASE)


def may_hold_data(url: str, media_type: str) -> bool:
    """Whether an answer may hold data of the page that asked for it, by its type and address."""
    return bool(_DATA_TYPE.search(media_type)) and not url.endswith(".js")


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
