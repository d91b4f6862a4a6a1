"""Keys of registers as they are compared: folded alike at import and at look-up."""

import re
from dataclasses import dataclass
from functools import cache

from config.catalogue import load_catalogue
from config.numbers import normalise_number


@dataclass(frozen=True, slots=True)
class _Folding:
    drop: tuple[str, ...]
    cut: re.Pattern[str]
    letters: dict[int, str]


def fold_key(register: str, key: str) -> str:
    """A key without what people write around it: `CNAS L17820` and `L17820`, `No.WT-01` and `WT01` are one.

    Nothing is cut from a key of which nothing would be left.
    """
    folding = _load(register)
    return ";".join(_fold(folding, part) for part in key.split(";"))


def _fold(folding: _Folding, part: str) -> str:
    text = folding.cut.sub("", normalise_number(part))
    shorter = True
    while shorter:
        shorter = False
        for word in folding.drop:
            if text.startswith(word) and len(text) > len(word):
                text, shorter = text[len(word) :], True
    return text.translate(folding.letters) or normalise_number(part)


@cache
def _load(register: str) -> _Folding:
    table = load_catalogue("register_numbers")
    spec = table["registers"].get(register, {})
    cut = f"{table['cut']}|{spec['cut']}" if "cut" in spec else table["cut"]
    pattern = re.compile(cut)
    words = {pattern.sub("", normalise_number(word)) for word in (*table["drop"], *spec.get("drop", ()))}
    letters = {ord(letter): figure for letter, figure in spec.get("letters", {}).items()}
    return _Folding(tuple(sorted(words - {""}, key=len, reverse=True)), pattern, letters)
