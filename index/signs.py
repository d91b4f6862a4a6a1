"""The signs that are read as plain letters: one table for the embedded backend and the search server.

Tokenisers drop signs such as ㎏ and ①, and take full-width letters for others. Both backends replace them
first, by this table, so that both cut the same words.
"""

import re
import unicodedata
from functools import cache

_BLOCKS = (
    (0x00B2, 0x00B3),  # ² ³
    (0x00B9, 0x00B9),  # ¹
    (0x00BC, 0x00BE),  # ¼ ½ ¾
    (0x2070, 0x209C),  # superscripts, subscripts
    (0x2100, 0x218B),  # ℃ № ™ Ⅱ
    (0x2460, 0x24FF),  # ① ⑴ Ⓐ
    (0x2E9F, 0x2FD5),  # radicals, which PDFs print for whole characters
    (0x3200, 0x33FF),  # ㈱ ㎏ ㎡
    (0xF900, 0xFAD9),  # compatibility ideographs
    (0xFF01, 0xFFE6),  # full-width and half-width forms
)
_ENCLOSED = (range(0x2460, 0x2500), range(0x3200, 0x3300))
_ZERO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_VOICE_MARKS = "\uff9e\uff9f"


@cache
def make_sign_table() -> dict[str, str]:
    """What each sign is read as; keys of two characters are half-width kana with their voice mark."""
    table = dict.fromkeys(_ZERO_WIDTH, "")
    table |= {chr(code): _fold_sign(code) for first, last in _BLOCKS for code in range(first, last + 1)}
    kana = [chr(code) for code in range(0xFF66, 0xFF9E)]
    pairs = {
        letter + mark: unicodedata.normalize("NFKC", letter + mark)
        for letter in kana
        for mark in _VOICE_MARKS
    }
    table |= {pair: folded for pair, folded in pairs.items() if len(folded) == 1}
    return {sign: folded for sign, folded in table.items() if sign != folded}


def _fold_sign(code: int) -> str:
    folded = unicodedata.normalize("NFKC", chr(code))
    if folded == chr(code) or not any(code in block for block in _ENCLOSED):
        return folded
    bare = folded.strip("()")
    # ①12 is a mark and a number, not 112; ㈱ and ㊙ are characters in the run they stand in.
    return f" {bare} " if bare.isascii() else bare


@cache
def _make_translation() -> tuple[re.Pattern[str], dict[int, str]]:
    table = make_sign_table()
    pairs = re.compile("|".join(re.escape(sign) for sign in table if len(sign) == 2))
    return pairs, {ord(sign): folded for sign, folded in table.items() if len(sign) == 1}


def fold_signs(text: str) -> str:
    """The text with every sign of the table replaced."""
    pairs, single = _make_translation()
    return pairs.sub(lambda match: make_sign_table()[match.group()], text).translate(single)


def fold_signs_with_origins(text: str) -> tuple[str, list[int]]:
    """The replaced text, and for each of its characters the place in `text` that it came from."""
    table = make_sign_table()
    folded: list[str] = []
    origins: list[int] = []
    place = 0
    while place < len(text):
        sign = text[place : place + 2] if text[place : place + 2] in table else text[place]
        reading = table.get(sign, sign)
        folded.append(reading)
        origins.extend([place] * len(reading))
        place += len(sign)
    return "".join(folded), origins
