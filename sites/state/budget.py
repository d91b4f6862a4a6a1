"""How much data is read from one page, and what a piece of it is called."""

import json
from dataclasses import dataclass, field
from typing import Any

MOST_CHARS = 12_000_000  # of one answer or script; the largest seen on real shops hold 3 million
_MOST_NODES = 600_000  # of a page with all its answers: about 100 MB as Python's own values
_MOST_EFFORT = 4_000_000  # characters that were looked at in vain, a few seconds at the worst
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One value that a script, an attribute or an answer holds.

    `name` is the same on every page of a kind: the variable or function, the id of the script, the attribute,
    or the answer's address without what changes. `value` is None where `left_out` says why.
    """

    name: str
    value: Any = None
    left_out: str | None = None


@dataclass(slots=True)
class Budget:
    """What one page may still cost."""

    nodes: int = _MOST_NODES
    effort: int = _MOST_EFFORT
    names: dict[str, int] = field(default_factory=dict)

    def admit(self, name: str, text: str) -> str | None:
        """Why a text is not to be decoded; None when it may, and then it is paid for."""
        if len(text) > MOST_CHARS:
            return f"{name}: {len(text)} characters, over {MOST_CHARS}"
        nodes = text.count(",") + text.count("{") + text.count("[")
        if nodes > self.nodes:
            return f"{name}: about {nodes} values, and {self.nodes} are left for this page"
        self.nodes -= nodes
        return None

    def spend(self, effort: int) -> bool:
        """Pay for work that led to nothing; False when nothing is left."""
        self.effort -= effort
        return self.effort > 0


def decode_strict(text: str, start: int = 0) -> tuple[Any, int] | None:
    """The strict JSON value that begins at a place and where it ends; None when there is none."""
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None


def decode_whole(text: str) -> Any | None:
    """The value of a text that is strict JSON and nothing else."""
    stripped = text.strip().removeprefix("\ufeff")
    found = decode_strict(stripped) if stripped[:1] in "{[" else None
    return found[0] if found is not None and found[1] == len(stripped) else None
