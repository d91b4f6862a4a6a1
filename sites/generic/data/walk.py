"""Going through data of any shape: its objects, its lists of like objects, the plain values of an object."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]
Scalar = str | int | float

_MOST_DEPTH = 30
_MOST_VISITS = 250_000
_LEAST_LIKE = 0.7
_LEAST_MAP = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A value with the names that lead to it; a place in a list is named `[]`."""

    path: Path
    value: Any


def iter_places(value: Any, path: Path = ()) -> Iterator[Place]:
    """Every object and list of a value, the outer before the inner, up to a bound."""
    stack = [Place(path, value)]
    for _ in range(_MOST_VISITS):
        if not stack:
            return
        place = stack.pop()
        yield place
        if len(place.path) < _MOST_DEPTH:
            stack.extend(reversed(list(_iter_inner(place))))


def _iter_inner(place: Place) -> Iterator[Place]:
    if isinstance(place.value, dict):
        for key, one in place.value.items():
            if isinstance(one, (dict, list)):
                yield Place((*place.path, key), one)
    elif isinstance(place.value, list):
        for one in place.value:
            if isinstance(one, (dict, list)):
                yield Place((*place.path, "[]"), one)


def iter_scalars(value: Any, depth: int = 4, path: Path = ()) -> Iterator[tuple[Path, Scalar]]:
    """The plain values of an object and of the objects in it, lists left out."""
    if depth < 0 or not isinstance(value, dict):
        return
    for key, one in value.items():
        if isinstance(one, dict):
            yield from iter_scalars(one, depth - 1, (*path, key))
        elif is_scalar(one):
            yield (*path, key), one


def is_scalar(value: Any) -> bool:
    """Whether a value is a number or a text that says something."""
    return isinstance(value, (str, int, float)) and not isinstance(value, bool) and value != ""


def find_rows(value: Any) -> list[dict[str, Any]]:
    """The like objects of a list, or of an object whose names are numbers; else nothing."""
    if isinstance(value, list):
        rows = [one for one in value if isinstance(one, dict) and one]
        return rows if len(rows) >= len(value) * _LEAST_LIKE and is_alike(rows) else []
    if isinstance(value, dict) and len(value) >= _LEAST_MAP:
        rows = [one for one in value.values() if isinstance(one, dict) and one]
        named = sum(any(char.isdigit() for char in key) for key in value)
        return rows if len(rows) == len(value) and named >= len(value) - 1 and is_alike(rows) else []
    return []


def is_alike(rows: list[dict[str, Any]]) -> bool:
    """Whether objects share most of their names."""
    if not rows:
        return False
    some = rows[:30]
    counts: dict[str, int] = {}
    for row in some:
        for key in row:
            counts[key] = counts.get(key, 0) + 1
    shared = {key for key, count in counts.items() if count >= len(some) * _LEAST_LIKE}
    return sum(len(shared & row.keys()) >= len(row) / 3 for row in some) >= len(some) * _LEAST_LIKE


def fold_path(path: Path) -> Path:
    """A path in which names that are numbers are one."""
    return tuple("[]" if key.isdigit() else key for key in path)
