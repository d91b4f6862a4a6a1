"""Parameters of goods in data: pairs of name and value in any naming, and objects whose names are words."""

import re
from collections.abc import Iterator
from typing import Any

from sites.generic.data.facts import Facts
from sites.generic.data.keys import find_head, load_words, means, split_key
from sites.generic.data.tables import is_address, is_words, strip_markup
from sites.generic.data.walk import Path, is_scalar

_LONGEST_NAME = 30
_LONGEST_VALUE = 300
_MOST = 100
_LEAST = 2
_FOREIGN = re.compile(r"[\u0400-\u04ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_COUNTED = re.compile(r"[A-Za-z0-9_$.:;-]*")


def read_parameters(facts: Facts) -> dict[str, str]:
    """The parameters of the goods, the first of each name."""
    found: dict[str, str] = {}
    for path, values in facts.lists:
        if not _is_aside(path):
            for name, value in iter_pairs(values):
                found.setdefault(name, value)
    for path, one in facts.objects:
        if not _is_aside(path):
            for name, value in _iter_named(one, path):
                found.setdefault(name, value)
    return dict(list(found.items())[:_MOST])


def _is_aside(path: Path) -> bool:
    known = load_words()
    words = tuple(word for key in path for word in split_key(key))
    beside = known["others"] - known["label"] - known["variants"] - known["group"]
    named = {find_head(split_key(key)) for key in path if not means(split_key(key), "label")}
    return (
        means(words, "shop")
        or means(words, "elsewhere")
        or bool(named & beside)
        or means(split_key(path[-1]) if path else (), "variants")
    )


def iter_pairs(values: list[Any]) -> Iterator[tuple[str, str]]:
    """The pairs that like objects are: one field is a short name, unlike the others', and one its value."""
    rows = [row for row in values if isinstance(row, dict)]
    if len(rows) < _LEAST or len(rows) < len(values):
        return
    fields = _find_fields(rows)
    if fields is None:
        return
    names = [strip_markup(row.get(fields[0], "")) for row in rows]
    if len(set(names)) < len(names) * 0.8:
        return
    for name, row in zip(names, rows, strict=True):
        value = _read_value(row.get(fields[1]))
        if name and value and len(name) <= _LONGEST_NAME:
            yield name.rstrip(":：").strip(), value


def _find_fields(rows: list[dict[str, Any]]) -> tuple[str, str] | None:
    known = load_words()
    shared = [key for key in rows[0] if sum(key in row for row in rows) >= len(rows) * 0.8]
    heads = {key: find_head(split_key(key)) for key in shared}
    values = [key for key in shared if heads[key] in known["value"] and split_key(key)[-1:] != ("id",)]
    if len(values) > 1:
        values = [key for key in values if any(_read_value(row.get(key)) for row in rows)]
    names = [
        key
        for key in shared
        if key not in values[:1]
        and heads[key] in known["title"] | known["label"]
        and all(isinstance(row.get(key, ""), str) for row in rows)
    ]
    # of "key" and "name" the one with words for people
    names.sort(
        key=lambda key: -sum(is_words(row.get(key)) and not _COUNTED.fullmatch(row[key]) for row in rows)
    )
    return (names[0], values[0]) if names and values else None


def _read_value(value: Any) -> str | None:
    if isinstance(value, list):
        parts = [part for one in value[:20] if (part := _read_value(one))]
        return " ".join(parts) or None
    if isinstance(value, dict):
        named = [
            v
            for key, v in value.items()
            if find_head(split_key(key)) in load_words()["value"] | load_words()["title"]
        ]
        return _read_value(named[0]) if named and is_scalar(named[0]) else None
    if not is_scalar(value) or is_address(value):
        return None
    text = strip_markup(value)
    return text if text is not None and len(text) <= _LONGEST_VALUE else None


def _iter_named(one: dict[str, Any], path: Path) -> Iterator[tuple[str, str]]:
    """The fields of an object whose names are words of a language that programs are not written in."""
    named = [key for key in one if _FOREIGN.search(key)]
    in_list = bool(path) and path[-1] == "[]"
    if len(named) < (1 if in_list else _LEAST) or len(named) < len(one):
        return
    for key in named:
        value = _read_value(one[key]) if is_scalar(one[key]) else None
        if value is not None and len(key) <= _LONGEST_NAME:
            yield key.rstrip(":：").strip(), value
