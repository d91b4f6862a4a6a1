"""Text as it is heard: width, traditional signs and case folded, hidden signs left out, offsets kept."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from opencc import OpenCC

_GAP = "\x00"
_HIDDEN = frozenset({"Cf", "Mn", "Me", "Cc"})
_KEPT = frozenset("\n\r\t")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# Signs that stand between two Chinese characters and end no clause: 最*好, 国·家·级, 治❤疗.
_SPLITTING = re.compile(
    rf"(?<=[{_HAN}])[^\w\s{_HAN}，。！？；：、,;:!?\[\]()（）【】《》“”]{{1,3}}(?=[{_HAN}])"
)
# Single characters with a space between each: 国 家 级; of three the middle one stands alone.
_SPACED = re.compile(rf"(?<![{_HAN}])[{_HAN}](?:[ \t]{{1,2}}[{_HAN}](?![{_HAN}])){{2,}}")
_ALONE = re.compile(rf"[ \t][{_HAN}][ \t]")
_BEYOND = re.compile("[\U0001d400-\U0001d7ff\U0001f100-\U0001f16f]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is heard, and for each of its signs the place in the original; None where they agree."""

    text: str
    places: Sequence[int] | None = None

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that a span of the folded text came from."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=64)
def fold(text: str) -> Folded:
    """The text sign by sign; what nobody sees (zero width, marks) is left out."""
    table, odd = _load_table()
    lower = text.lower()
    folded = lower if len(lower) == len(text) else text
    if not odd.search(folded) and not _BEYOND.search(folded):
        return Folded(folded)
    folded = folded.translate(table)
    if _GAP not in folded:
        return Folded(folded)
    places = [at for at, sign in enumerate(folded) if sign != _GAP]
    return Folded(folded.replace(_GAP, ""), places)


def squeeze(folded: Folded) -> Folded | None:
    """The text without signs that split words; None where nothing splits any."""
    dropped = {at for start, end in _iter_splits(folded.text) for at in range(start, end)}
    if not dropped:
        return None
    kept = [at for at in range(len(folded.text)) if at not in dropped]
    before = folded.places
    places = kept if before is None else [before[at] for at in kept]
    return Folded("".join(folded.text[at] for at in kept), places)


def _iter_splits(text: str) -> Iterator[tuple[int, int]]:
    for match in _SPLITTING.finditer(text):
        yield match.span()
    if _ALONE.search(text):
        for match in _SPACED.finditer(text):
            yield from ((at, at + 1) for at in range(match.start(), match.end()) if text[at] in " \t")


@cache
def _load_table() -> tuple[dict[int, str], re.Pattern[str]]:
    """What each sign of the basic plane (and mathematical letters) becomes, and a pattern of those signs."""
    han = [chr(code) for code in range(0x3400, 0xA000)]
    simple = OpenCC("t2s").convert("\n".join(han)).split("\n")
    table = {
        ord(sign): other for sign, other in zip(han, simple, strict=True) if other != sign and len(other) == 1
    }
    others = (
        *range(0x80, 0x3400),
        *range(0xF900, 0x10000),
        *range(0x1D400, 0x1D800),
        *range(0x1F100, 0x1F170),
    )
    for code in (*range(0x20), 0x7F, *others):
        folded = _fold_sign(chr(code))
        if folded != chr(code):
            table[code] = folded
    # Signs beyond the basic plane would make the pattern slow; `_BEYOND` looks for them.
    basic = "".join(chr(code) for code in sorted(table) if code < 0x10000)
    return table, re.compile(f"[{re.escape(basic)}]")


def _fold_sign(sign: str) -> str:
    if unicodedata.category(sign) in _HIDDEN:
        return sign if sign in _KEPT else _GAP
    wide = unicodedata.normalize("NFKC", sign).lower()
    return wide if len(wide) == 1 else sign
