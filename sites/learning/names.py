"""Names of goods as lists, headings and titles print them: the same name cut short or with a site's tail."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_CUT = re.compile(r"\s*(?:\.{2,}|…|\u22ef)+\s*$")
_SPACE = re.compile(r"\s+")
SHORTEST = 4
_SHORTEST_CUT = 6


def fold_name(text: str) -> str:
    """A name without width, case and space, as names are compared."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def agrees(name: str, others: Iterable[str]) -> bool:
    """Whether a name, perhaps cut short, is one of some others."""
    short = fold_name(_CUT.sub("", name))
    is_cut = bool(_CUT.search(name))
    if len(short) < (_SHORTEST_CUT if is_cut else SHORTEST):
        return False
    folded = [fold_name(other) for other in others]
    return any(other == short or (is_cut and other.startswith(short)) for other in folded)


def trim_titles(titles: Sequence[str]) -> list[str]:
    """Titles of like pages without the beginning and the ending that all of them share."""
    distinct = [title for title in dict.fromkeys(titles) if title]
    if len(distinct) < 2:
        return list(titles)
    head = _find_shared(distinct)
    tail = _find_shared([title[::-1] for title in distinct])
    return [title[head : len(title) - tail].strip() if title else "" for title in titles]


def _find_shared(texts: Sequence[str]) -> int:
    """How many signs the texts share at their beginning, up to the last mark that divides."""
    first, last = min(texts), max(texts)
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    while shared and first[shared - 1].isalnum():
        shared -= 1
    return shared
