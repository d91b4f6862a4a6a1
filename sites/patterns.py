"""Address patterns of a profile: `/goods/{id}.html`, `/list?cid={id}&page=*`; read by people, matched in linear time.

`{id}` is the part that names one thing, `#` a number, `*` any text within one part; all else stands as written.
Queries are compared with their keys in order, so the order in which a page writes them does not matter.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit

_PIECES = re.compile(r"(\{id\}|#|\*)")
_ID, _NUMBER, _TEXT = r"(?P<id>[^/?&=]+)", r"\d+", r"[^/?&=]*"
_MOST_WILD = 24
_LONGEST = 500
ROUTE = "!"
"""Stands for the `#` of a script's route, as `#` stands for numbers."""


def fold_address(url: str) -> str:
    """The part of an address below its host, keys in order, as patterns see it."""
    parts = urlsplit(url)
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    route = f"{ROUTE}{parts.fragment}" if parts.fragment else ""
    return (parts.path or "/") + (f"?{query}" if query else "") + route


def match_address(pattern: str, url: str) -> re.Match[str] | None:
    """The match of an address with a pattern; group `id` holds what names the thing, where the pattern has one."""
    return _compile(pattern).fullmatch(fold_address(url))


def check_pattern(pattern: str) -> str:
    """The pattern, when it is one that a profile may have.

    Raises:
        ValueError: it is longer or has more wild parts than a pattern may have.
    """
    pieces = _PIECES.split(pattern)
    if len(pattern) > _LONGEST or len(pieces) // 2 > _MOST_WILD or pieces.count("{id}") > 1:
        raise ValueError(
            f"address pattern {pattern[:80]!r} has over {_MOST_WILD} wild parts or two {{id}}; shorten it"
        )
    return pattern


@lru_cache(maxsize=1000)
def _compile(pattern: str) -> re.Pattern[str]:
    pieces = _PIECES.split(check_pattern(pattern))
    meaning = {"{id}": _ID, "#": _NUMBER, "*": _TEXT}
    return re.compile("".join(meaning.get(piece) or re.escape(piece) for piece in pieces))


def split_parts(pattern: str) -> tuple[str, ...]:
    """The parts of an address or pattern between its marks."""
    return tuple(part for part in re.split(r"[/?&=]", pattern) if part)


def is_within(parts: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether some parts stand among others, in order, with more beside them."""
    rest = iter(others)
    return 0 < len(parts) < len(others) and all(part in rest for part in parts)
