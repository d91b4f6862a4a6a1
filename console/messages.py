"""What the program says is wrong, in Chinese: `messages.yaml` by the shape of the English text.

Errors, notes and problems are raised and kept in English, because they also pass through processes, JSON and
the record; here, where people read them, their text is matched with the shapes that the program can say.
Reasons are kept as codes and named by `reasons.yaml`.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from config.yaml_text import parse_yaml
from console.names import load_names

_DEEPEST = 4  # a message may carry another as its value
_LONGEST = 2_000  # characters; longer text is not ours


def translate(text: str, depth: int = _DEEPEST) -> str:
    """The Chinese of what the program said; text of any other shape is returned as it is."""
    place, colon, rest = text.partition(": ")
    whole, after = _find("messages", text), _find("messages", rest) if colon else None
    # What comes before a message is the file or page that it is about.
    if after is not None and (whole is None or whole.fixed < after.fixed):
        return f"{translate(place, depth)}：{_say(after, depth)}"
    return text if whole is None else _say(whole, depth)


def name_reason(code: str) -> str:
    """A reason's Chinese name; a code without one is returned as it is."""
    found = _find("reasons", code)
    return code if found is None else _say(found, 0)


@cache
def load_texts(name: str) -> dict[str, str]:
    """Every Chinese text of `messages` or `reasons` by what is kept, `{}` where a value stands."""
    source = files("console") / f"{name}.yaml"
    loaded: dict[str, str] = parse_yaml(source.read_text(encoding="utf-8"))
    return loaded


class _Value(str):
    """A value of a message: `{0:reason}` writes a reason's name, `{0:role}` that of a role or of several.

    So with every kind of `names.yaml`; `{0:choice}` is one of several values.
    """

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if spec == "reason":
            return name_reason(self)
        if spec == "choice":
            return self.replace(" or ", " 或 ")
        named = load_names().get(spec)
        return str(self) if named is None else "、".join(named.get(one, one) for one in self.split(", "))


@dataclass(frozen=True, slots=True)
class _Said:
    """A text that was recognised; `fixed` is how much of it every such text has."""

    chinese: str
    fixed: int
    values: tuple[str, ...]


def _say(said: _Said, depth: int) -> str:
    values = (translate(value, depth - 1) if depth else value for value in said.values)
    return said.chinese.format(*map(_Value, values))


def _find(name: str, text: str) -> _Said | None:
    if len(text) > _LONGEST:
        return None
    for pattern, chinese, fixed in _load_shapes(name):
        found = pattern.fullmatch(text)
        if found is not None:
            return _Said(chinese, fixed, found.groups())
    return None


@cache
def _load_shapes(name: str) -> tuple[tuple[re.Pattern[str], str, int], ...]:
    """The longest text first, so that a text is never taken for a shorter one with a long value."""
    shapes = []
    for kept, chinese in load_texts(name).items():
        parts = kept.split("{}")
        pattern = re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL)
        shapes.append((pattern, chinese, sum(map(len, parts))))
    return tuple(sorted(shapes, key=lambda shape: -shape[2]))
