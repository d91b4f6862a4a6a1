"""The base of everything that crosses a room."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    """A frozen record without room for unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def as_json(self) -> str:
        """The record as one line of canonical JSON."""
        return make_canonical_json(self.model_dump(mode="json"))


def make_canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces, so that the same matter gives the same bytes everywhere."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def make_digest(data: bytes | str) -> str:
    """The SHA-256 of bytes (or of text as UTF-8) in lower-case hex."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def derive_id(prefix: str, *parts: str | None) -> str:
    """An id derived from its parts, so the same matter gets the same id on every machine.

    Args:
        prefix: the noun's short name, such as `lead`.
        parts: what identifies the matter, in a fixed order (docs/contracts/nouns.md).
    """
    return f"{prefix}-{make_digest(make_canonical_json([prefix, *parts]))[:32]}"
