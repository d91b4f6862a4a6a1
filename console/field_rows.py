"""What an object holds, as rows of a table for people: fields by their names, values as people write them."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.catalogue import load_obligations
from config.citations import cite
from console.naming import name_of
from console.text import Words, format_time, load_words

_WORDED = frozenset({"outcome", "status", "severity"})
"""Fields whose values are texts of `words.yaml`: `outcome_found`."""
_NAMED = {
    "availability": ("field",),
    "kind": ("kind", "document"),
    "method": ("method",),
    "name": ("check",),
    "register": ("register",),
    "role": ("artefact",),
    "status": ("reading",),
    "unsure": ("field",),
}
"""Fields whose values are codes, with the parts of `names.yaml` that name them."""
_FREE = frozenset({"attributes", "claims", "metrics", "pairs"})
"""Fields whose keys somebody else wrote."""


def iter_rows(held: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str]]:
    """The path and the value of each field that has one; in Chinese, lists are counted from 1."""
    return _iter_inner(held, "", "", words)


def _iter_inner(value: Any, path: str, field: str, words: Words) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            kind = "document_field" if field == "fields" else "key"
            name = key if field in _FREE else name_of(kind, key, words)
            known = "" if field in _FREE else key
            yield from _iter_inner(inner, f"{path}.{name}" if path else name, known, words)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, start=1 if words.lang == "zh" else 0):
            yield from _iter_inner(inner, f"{path}[{number}]", field, words)
    elif value is not None:
        yield path, str(value) if words.lang != "zh" else _write(field, value, words)


def _write(field: str, value: Any, words: Words) -> str:
    if isinstance(value, bool):
        return words("yes" if value else "no")
    said = str(value)
    if field in _WORDED and f"{field}_{said}" in load_words():
        return words(f"{field}_{said}")
    for kind in _NAMED.get(field, ()):
        if (name := name_of(kind, said, words)) != said:
            return name
    if field == "code" and said in load_obligations():
        return f"{load_obligations()[said]['name_zh']} {said}"
    if field == "legal_basis":
        return cite(said)
    return format_time(said) if field.endswith("_at") else said
