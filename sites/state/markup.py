"""The data in a page's markup: its scripts, and attributes that hold JSON."""

import re
from collections.abc import Iterator
from typing import Any

from sites.state.budget import MOST_CHARS, Budget, State, decode_whole
from sites.state.literal import LiteralError, read_literal
from sites.state.scripts import iter_script
from sites.state.shape import finish

_MOST_STATES = 3000
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_LEAST_ATTRIBUTE = 15
_NOT_DATA = frozenset({"style", "href", "src", "srcset", "d", "points", "content", "pattern", "alt", "title"})
_STREAMED = re.compile(r"^[0-9a-f]{1,6}:([\[{].*)$", re.MULTILINE)
_LEAST_STREAM = 2


def iter_markup(root: Any, budget: Budget) -> Iterator[State]:
    """The data of scripts and attributes, in the page's order; what came in pieces is put together last."""
    pieces: dict[str, list[str]] = {}
    for count, state in enumerate(_iter_elements(root, budget)):
        if count >= _MOST_STATES:
            yield State(name=state.name, left_out=f"more than {_MOST_STATES} pieces of data")
            return
        piece = _find_piece(state)
        if piece is None:
            yield state
        else:
            pieces.setdefault(state.name.partition("#")[0], []).append(piece)
    for name, texts in pieces.items():
        yield from _join(name, texts, budget)


def _iter_elements(root: Any, budget: Budget) -> Iterator[State]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script":
            yield from _read_script(element, budget)
        yield from _read_attributes(element, budget)


def _read_script(script: Any, budget: Budget) -> Iterator[State]:
    kind = (script.get("type") or "").lower()
    text = script.text or ""
    if "ld+json" in kind or not text.strip():  # that is schema.org's, read as structured data
        return
    name = f"script#{script.get('id')}" if script.get("id") else f"script[{kind or 'text'}]"
    if len(text) > MOST_CHARS:
        yield State(name=name, left_out=budget.admit(name, text))
        return
    bare = _WRAPPING.sub("", text).strip()
    if bare[:1] in {"{", "["}:
        refused = budget.admit(name, bare)
        if refused is not None:
            yield State(name=name, left_out=refused)
            return
        value = decode_whole(bare)
        if value is not None:
            yield from finish(name, value, budget)
            return
    yield from iter_script(bare, budget, name)


def _read_attributes(element: Any, budget: Budget) -> Iterator[State]:
    for attribute, said in element.items():
        if (
            len(said) < _LEAST_ATTRIBUTE
            or attribute in _NOT_DATA
            or not said.lstrip().startswith(("{", "[{", '["'))
        ):
            continue
        name = f"{element.tag}@{attribute}"
        refused = budget.admit(name, said)
        if refused is not None:
            yield State(name=name, left_out=refused)
            continue
        yield from finish(name, decode_whole(said) or _read_loose(said.strip(), budget), budget)


def _read_loose(text: str, budget: Budget) -> Any:
    try:
        value, end = read_literal(text, 0)
    except LiteralError as error:
        budget.spend(error.position)
        return None
    return value if end == len(text) else None


def _find_piece(state: State) -> str | None:
    """The text of a state that is a number with a text, as pages that are sent in pieces hold it."""
    value = state.value
    if isinstance(value, list) and len(value) == _LEAST_STREAM and isinstance(value[0], int):
        return value[1] if isinstance(value[1], str) else None
    return None


def _join(name: str, texts: list[str], budget: Budget) -> Iterator[State]:
    whole = "".join(texts)
    refused = budget.admit(name, whole)
    if refused is not None:
        yield State(name=name, left_out=refused)
        return
    budget.names.pop(name, None)  # the pieces were numbered, the whole is one
    values = [decode_whole(match.group(1)) for match in _STREAMED.finditer(whole)]
    yield from finish(name, [value for value in values if value is not None], budget)
