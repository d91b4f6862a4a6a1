"""Pages that mean their reader harm, by the kind of harm."""

from __future__ import annotations

from demo.answers import Answer
from demo.model import Hostility

HUGE_PAGE_BYTES = 50_000_000
_NONSENSE = b"\x00\xffSSH-2.0-not-a-web-server\r\n" + bytes(range(256)) * 8


def answer_hostile(hostility: Hostility, page: str, encoding: str = "utf-8") -> Answer | None:
    """The whole answer, or None where the harm lies in the page's own data."""
    match hostility:
        case Hostility.HUGE_PAGE:
            body = page.encode(encoding)
            padding = b"<!-- " + b"x" * (HUGE_PAGE_BYTES - len(body)) + b" -->"
            return Answer(status=200, content_type="text/html", body=body + padding)
        case Hostility.NONSENSE:
            return Answer(status=200, content_type="", body=_NONSENSE, is_nonsense=True)
        case Hostility.SCRIPT_IN_TITLE:
            return None
