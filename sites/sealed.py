"""The answers of a snapshot beside its page: what scripts, frames and lists were given."""

from dataclasses import dataclass


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
