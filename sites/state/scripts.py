"""The values that a script gives to its variables and functions, found without running it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from sites.state.budget import Budget, State, decode_strict, decode_whole
from sites.state.literal import LiteralError, read_literal, read_string, skip_balanced
from sites.state.shape import finish

_MOST_TRIES = 4000
_PLACE = re.compile(
    r"(?:(?<![=!<>+*/-])=(?!=)|\(|\breturn\b|\bdefault\b|['\"],)\s*+"
    r"(?=[\[{]|['\"`](?:[\[{]|%7[Bb]|%5[Bb]|\\[\[{\"])|\(?function\b)"
)
_NAME = re.compile(
    r"(?:([\w$.]{1,80}|[\w$.]{0,40}\[\s*['\"][\w$.-]{1,60}['\"]\s*\])\s{0,9}"
    r"(?:=|\((?:\s{0,9}['\"]([^'\"]{1,60})['\"],)?)|\b(return|default)\b)\s{0,99}$"
)
_PARSER = re.compile(r"(?:^|\.)(?:parse|parseJSON|decodeURIComponent|unescape|decodeURI)$", re.IGNORECASE)
_CALLED = re.compile(r"\(?function\s*+[\w$]*+\s*+\(([\w$,\s]{0,20000})\)\s*+\{")


def iter_script(text: str, budget: Budget, fallback: str) -> Iterator[State]:
    """Every value that is written out in a script, under the name that it is given there.

    Args:
        text: the script.
        budget: of its page.
        fallback: the name of a value that the script gives none.
    """
    position, tries = 0, 0
    while (place := _PLACE.search(text, position)) and tries < _MOST_TRIES:
        tries += 1
        name = _find_name(text, place.start(), place.end()) or fallback
        if budget.nodes <= 0:
            yield State(name=name, left_out=f"{name}: no room left for this page")
            return
        try:
            value, position = _read_value(text, place.end())
        except LiteralError as error:
            position = max(place.end(), place.start() + 1)
            if not budget.spend(max(error.position - place.end(), 1)):
                yield State(name=fallback, left_out=f"{fallback}: too much to look through")
                return
            continue
        yield from finish(name, value, budget)


def _read_value(text: str, start: int) -> tuple[Any, int]:
    if text[start] in "\"'`":
        return _read_quoted(text, start)
    if text[start] in "{[":
        return decode_strict(text, start) or read_literal(text, start)
    return _read_called(text, start)


def _read_quoted(text: str, start: int) -> tuple[Any, int]:
    said, end = read_string(text, start)
    value = decode_whole(said)
    if value is None and "%" in said:
        value = decode_whole(unquote(said))
    return value, end


def _read_called(text: str, start: int) -> tuple[Any, int]:
    """What a function that is called on the spot returns; names in it stand for what it is given."""
    match = _CALLED.match(text, start)
    if match is None:
        raise LiteralError(start)
    end = skip_balanced(text, match.end() - 1)
    opening = end + 1 if text[end : end + 2] == ")(" else end
    if text[opening : opening + 1] != "(":
        raise LiteralError(match.end())
    closing = skip_balanced(text, opening)
    given, _ = read_literal(f"[{text[opening + 1 : closing - 1]}]", 0)
    names = [name.strip() for name in match.group(1).split(",")]
    place = re.compile(r"\breturn\s*+(?=[\[{])").search(text, match.end(), end)
    if place is None:
        raise LiteralError(match.end())
    value, _ = read_literal(text, place.end(), dict(zip(names, given, strict=False)))
    return value, closing


def _find_name(text: str, start: int, end: int) -> str | None:
    """What stands before a value: a variable, or a function with its first argument."""
    before = text[max(0, start - 200) : end]
    for _ in range(3):
        match = _NAME.search(before)
        if match is None or match.group(1) is None:
            return None
        if not _PARSER.search(match.group(1)):
            return " ".join(part for part in match.group(1, 2) if part)
        before = before[: match.start()]
    return None
