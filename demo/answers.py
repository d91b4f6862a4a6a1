"""What the site says to a request: status, headers and bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer, before it goes onto the wire."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    is_nonsense: bool = False  # the body goes out as it is, and is no HTTP


def html(text: str, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """A page."""
    return Answer(
        status=status, content_type="text/html; charset=utf-8", body=text.encode("utf-8"), headers=headers
    )


def plain(text: str, content_type: str = "text/plain; charset=utf-8") -> Answer:
    """A text file."""
    return Answer(status=200, content_type=content_type, body=text.encode("utf-8"))


def data(value: Mapping[str, Any]) -> Answer:
    """A JSON object."""
    text = json.dumps(value, ensure_ascii=False)
    return Answer(status=200, content_type="application/json; charset=utf-8", body=text.encode("utf-8"))


def picture(body: bytes) -> Answer:
    """A JPEG picture."""
    return Answer(
        status=200, content_type="image/jpeg", body=body, headers=(("Cache-Control", "max-age=600"),)
    )


def redirect(path: str) -> Answer:
    """A temporary redirect on this host."""
    return html("", 302, (("Location", path),))
