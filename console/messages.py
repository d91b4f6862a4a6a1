"""What the program says is wrong, in Chinese: `messages.yaml` by the shape of the English text.

Errors, notes and problems are raised and kept in English, because they also pass through processes, JSON and
the record; here, where people read them, their text is matched with the shapes that the program can say.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

_DEEPEST = 4  # a message may carry another as its value
_LONGEST = 2_000  # characters; longer text is not ours


def translate(text: str, depth: int = _DEEPEST) -> str:
    """The Chinese of what the program said; text of any other shape is returned as it is."""
    place, colon, rest = text.partition(": ")
    whole, after = _find_message(text), _find_message(rest) if colon else None
    # What comes before a message is the file or page that it is about.
    if after is not None and (whole is None or whole.fixed < after.fixed):
        return f"{translate(place, depth)}：{_say(after, depth)}"
    return text if whole is None else _say(whole, depth)


@cache
def load_messages() -> dict[str, str]:
    """Every Chinese text by the English one, `{}` where a value stands."""
    source = files("console") / "messages.yaml"
    loaded: dict[str, str] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True, slots=True)
class _Message:
    """A message that was recognised; `fixed` is how much of its English text every such message has."""

    chinese: str
    fixed: int
    values: tuple[str, ...]


def _say(message: _Message, depth: int) -> str:
    return message.chinese.format(
        *(translate(value, depth - 1) if depth else value for value in message.values)
    )


def _find_message(text: str) -> _Message | None:
    if len(text) > _LONGEST:
        return None
    for pattern, chinese, fixed in _load_shapes():
        found = pattern.fullmatch(text)
        if found is not None:
            return _Message(chinese, fixed, found.groups())
    return None


@cache
def _load_shapes() -> tuple[tuple[re.Pattern[str], str, int], ...]:
    """The longest text first, so that a message is never taken for a shorter one with a long value."""
    shapes = []
    for english, chinese in load_messages().items():
        parts = english.split("{}")
        pattern = re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL)
        shapes.append((pattern, chinese, sum(map(len, parts))))
    return tuple(sorted(shapes, key=lambda shape: -shape[2]))
