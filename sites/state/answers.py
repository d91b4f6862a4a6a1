"""What was answered beside a page: JSON, JSONP, and scripts that are data from their first word."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sites.charset import decode_text
from sites.sealed import SealedAnswer
from sites.state.budget import MOST_CHARS, Budget, State, decode_whole
from sites.state.scripts import iter_script
from sites.state.shape import finish

_GUARD = re.compile(r"^(?:\)\]\}'?,?|while\s*\(\s*(?:1|true)\s*\)\s*;?|for\s*\(\s*;\s*;\s*\)\s*;?|/\*\*/)\s*")
_COMMENTS = re.compile(r"^(?:\s++|//[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/|['\"]use strict['\"];?|;)*+")
_OPENING = re.compile(
    r"(?:(?:export\s+)?(?:var|let|const)\s+)?[\w$.]{1,80}(?:\[['\"][\w$.-]{1,60}['\"]\])?\s*=\s*[\[{(\"'J]"
    r"|export\s+default\s*[\[{]"
    r"|(?:try\s*\{)?\s*[\w$.]{1,80}\(\s*(?:['\"][\w$.-]{1,60}['\"],\s*)?[\[{]"
)
_CHANGING = re.compile(r"(?<![A-Za-z])[0-9a-fA-F-]*\d[0-9a-fA-F-]*(?![A-Za-z])|[^/]*\d{4}[^/]*")
_NEVER = ("image/", "font/", "video/", "audio/", "text/css", "application/wasm", "application/pdf")


def read_answer(answer: SealedAnswer, budget: Budget) -> Iterator[State]:
    """The data of an answer, called by its address; nothing where it is no data."""
    if answer.media_type.lower().startswith(_NEVER) or not answer.body[:4096].strip():
        return
    name = name_answer(answer.url)
    if len(answer.body) > 3 * MOST_CHARS:
        yield State(name=name, left_out=f"{name}: {len(answer.body)} bytes")
        return
    yield from read_text(decode_text(answer.body, answer.media_type), name, budget)


def read_text(text: str, name: str, budget: Budget) -> Iterator[State]:
    """The data of a text that is data and nothing else."""
    bare = _strip(text)
    if bare[:1] not in {"{", "["} and not _OPENING.match(bare):
        return
    refused = budget.admit(name, bare)
    if refused is not None:
        yield State(name=name, left_out=refused)
        return
    value = decode_whole(bare) if bare[:1] in {"{", "["} else None
    if value is not None:
        yield from finish(name, value, budget)
    else:
        for state in iter_script(f"({bare}" if bare[:1] in {"{", "["} else bare, budget, ""):
            yield State(name=f"{name} {state.name}".strip(), value=state.value, left_out=state.left_out)


def as_answer(body: bytes, url: str, media_type: str | None) -> SealedAnswer | None:
    """The answer that bytes are, when they are data and no page; decided by the bytes alone."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if (
        not start
        or start[:1] == b"<"
        or len(body) > 3 * MOST_CHARS
        or not is_data(decode_text(body, media_type))
    ):
        return None
    return SealedAnswer(url=url, media_type=media_type or "", body=body)


def is_data(text: str) -> bool:
    """Whether a text is an answer that holds data, not a page."""
    return any(isinstance(state.value, (dict, list)) for state in read_text(text, "", Budget()))


def name_answer(url: str) -> str:
    """An address without what changes from page to page: numbers, and the values of its query."""
    parts = urlsplit(url)
    keys = ",".join(sorted({key for key, _ in parse_qsl(parts.query[:4000])}))
    path = "/".join(_CHANGING.sub("*", part) for part in parts.path.split("/"))
    return f"{parts.netloc}{path}" + (f"?{keys}" if keys else "")


def _strip(text: str) -> Any:
    bare = text.lstrip("\ufeff \t\r\n")
    bare = _GUARD.sub("", bare)
    match = _COMMENTS.match(bare)
    return bare[match.end() :] if match else bare
