"""Values brought into one form: JSON within strings opened, flattened data built up, bounds kept."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sites.state.budget import Budget, State, decode_whole

_MOST_DEPTH = 60
_LEAST_NESTED = 20  # characters of a string that may hold JSON of its own


def finish(name: str, value: Any, budget: Budget) -> Iterator[State]:
    """The state of a value, if it holds anything; a name that comes again is numbered."""
    if not isinstance(value, (dict, list)):
        return
    opened = _open(build_up(value) if is_flattened(value) else value, budget, 0)
    if not _holds_data(opened):
        return
    budget.names[name] = count = budget.names.get(name, 0) + 1
    called = name if count == 1 else f"{name}#{count}"
    left_out = None if budget.nodes > 0 else f"{called}: more values than one page may hold"
    yield State(name=called, value=opened, left_out=left_out)


def _holds_data(value: Any) -> bool:
    """Whether more than one thing in it is known; a lone flag or an empty box is none of a page's data."""
    entries = value.values() if isinstance(value, dict) else value
    known = [one for one in islice(entries, 1000) if one not in (None, "", [], {})]
    return len(known) > 1 or any(isinstance(one, (dict, list)) for one in known)


def _open(value: Any, budget: Budget, depth: int) -> Any:
    budget.nodes -= 1
    if budget.nodes <= 0 or depth > _MOST_DEPTH:
        return None
    if isinstance(value, dict):
        return {str(key): _open(one, budget, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_open(one, budget, depth + 1) for one in value]
    if isinstance(value, str) and _may_hold_more(value) and budget.admit("", value) is None:
        inner = decode_whole(value)
        return value if inner is None else _open(inner, budget, depth + 1)
    return value


def _may_hold_more(text: str) -> bool:
    start, end = text[:1], text[-1:]
    return len(text) >= _LEAST_NESTED and ((start == "{" and end == "}") or (start == "[" and end == "]"))


def is_flattened(value: Any) -> bool:
    """Whether a list holds a tree as entries that point to one another by number."""
    if not isinstance(value, list) or len(value) < 4 or not isinstance(value[0], (dict, list)):
        return False
    pointers = value[0].values() if isinstance(value[0], dict) else value[0][1:] or value[0]
    boxes = [one for one in value[:200] if isinstance(one, dict) and one]
    return (
        len(boxes) > 1
        and all(_is_pointer(one, len(value)) for one in pointers)
        and all(_is_pointer(one, len(value)) for box in boxes for one in box.values())
    )


def _is_pointer(value: Any, length: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -10 < value < length


def build_up(flat: Any) -> Any:
    """The tree that a flattened list stands for; where it comes back to itself it is cut."""
    built: dict[int, Any] = {}

    def build(index: Any, depth: int) -> Any:
        if not _is_pointer(index, len(flat)) or index < 0 or depth > _MOST_DEPTH:
            return None
        if index not in built:
            built[index] = None
            built[index] = make(flat[index], depth + 1)
        return built[index]

    def make(entry: Any, depth: int) -> Any:
        if isinstance(entry, dict):
            return {key: build(one, depth) for key, one in entry.items()}
        if isinstance(entry, list) and entry and isinstance(entry[0], str):
            return build(entry[1], depth) if len(entry) > 1 else None
        if isinstance(entry, list):
            return [build(one, depth) for one in entry]
        return entry

    return build(0, 0)
