"""Finds the printed labels of a form, whole, spread over several pieces, or with their first sign lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from ocr.pieces import Piece

_SPREAD = 7.0  # widest gap between two signs of a spread label, in heights of a sign
_FUZZY_FROM = 4  # a label this long is known by all signs but one
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_ENGLISH_WORD = (
    r"(?:name|address|and|of|the|applicant|client|holder|entrusting|entrusted|party|manufacturer|factory|producer"
    r"|production|unit|product|certificate|no|number|model|type|series|specification|standard|technical"
    r"|requirement|date|issue|issued|valid|until|expiry|trademark|brand|sample|report|test|testing|inspection"
    r"|conclusion|basis|category|received|registration|code)s?"
)
# "证书编号/Certificate No.:2022...": the label in English, glued to the one in Chinese.
_ENGLISH = re.compile(rf"[/(]?{_ENGLISH_WORD}(?:[/&.,()]?{_ENGLISH_WORD})*(?![a-z])[.)]*")


# "认证委托人（证书持有人）名称": what a form adds to a label, a note in brackets or what of it is meant.
_NOTE = (
    r"\([\u4e00-\u9fff、/]{0,6}(?:人|者|方|商|厂|单位|企业|组织|机构|编号|规格|型号"
    r"|名称|全称|简称|章|姓名|住所|地址)\)"
)
_TAIL = re.compile(rf"{_NOTE}(?:名称|地址|编号)?|名称(?![\u4e00-\u9fff]{{0,2}}$)")


class Fit(IntEnum):
    """How much of a label was seen; more is better."""

    TAIL = 1
    NEARLY = 2
    SPREAD = 3
    WHOLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label on the page, and what stands glued behind it."""

    field: str
    word: str
    fit: Fit
    pieces: tuple[Piece, ...]
    rest: Piece | None

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        """Right edge; where text is glued to the label, the left edge of that text."""
        return self.rest.x0 if self.rest else self.pieces[-1].x1

    @property
    def middle(self) -> float:
        """The row of the label: that of its last piece, which stands next to the value."""
        return self.pieces[-1].middle

    @property
    def height(self) -> float:
        """Height of its signs."""
        return self.pieces[-1].height


def find_labels(pieces: Sequence[Piece], words: Mapping[str, Sequence[str]]) -> list[Label]:
    """The best sighting of each field's label; `words` gives for each field its labels, best first."""
    sightings = [
        label
        for field, forms in words.items()
        for word in forms
        for piece in pieces
        for label in _match(piece, field, word, pieces)
    ]
    sure = [label for label in sightings if label.fit is not Fit.TAIL]
    sightings = [label for label in sightings if label.fit is not Fit.TAIL or _is_in_column(label, sure)]
    sightings = _drop_shadowed(sightings)
    found = [_pick([s for s in sightings if s.field == field], sure, words[field]) for field in words]
    return [label for label in found if label is not None]


def _match(piece: Piece, field: str, word: str, pieces: Sequence[Piece]) -> Iterator[Label]:
    text = piece.text.translate(_LOWER)
    if text.startswith(word.translate(_LOWER)):
        yield _make(field, word, Fit.WHOLE, (piece,), piece.cut(measure_label(text, word)))
    elif len(text) < len(word) and word.startswith(piece.text):
        yield from _follow(field, word, (piece,), pieces)
    elif len(word) >= _FUZZY_FROM and not word.isascii() and _is_nearly(text[: len(word)], word):
        yield _make(field, word, Fit.NEARLY, (piece,), piece.cut(measure_label(text, word)))
    tail = word[1:]
    # "称XX有限公司": the first sign of a spread label was not seen at all.
    if text.startswith(tail) and not text.startswith(word):
        yield _make(field, word, Fit.TAIL, (piece,), piece.cut(len(tail)))


def is_english_label(text: str) -> bool:
    """Whether a text is nothing but a label in English, as bilingual forms print below the Chinese one."""
    return _ENGLISH.fullmatch(text.translate(_LOWER).strip(":")) is not None


def measure_label(text: str, word: str) -> int:
    """How many signs of lower-case `text` the label `word` takes, with its English rendering behind it."""
    end = len(word)
    if not word.isascii() and (tail := _TAIL.match(text, end)) is not None:
        end = tail.end()
    english = _ENGLISH.match(text, end)
    return english.end() if english else end


def _follow(field: str, word: str, seen: tuple[Piece, ...], pieces: Sequence[Piece]) -> Iterator[Label]:
    """Follows a label from its first piece to the right until it is whole."""
    wanted = word[sum(len(piece.text) for piece in seen) :]
    last = seen[-1]
    for piece in pieces:
        gap = piece.x0 - last.x1
        is_next = -last.height < gap < _SPREAD * last.height and piece.x0 > last.x0
        if not is_next or abs(piece.middle - last.middle) > 0.6 * max(piece.height, last.height):
            continue
        if piece.text.startswith(wanted):
            yield _make(field, word, Fit.SPREAD, (*seen, piece), piece.cut(len(wanted)))
        elif len(piece.text) < len(wanted) and wanted.startswith(piece.text):
            yield from _follow(field, word, (*seen, piece), pieces)


def _make(field: str, word: str, fit: Fit, pieces: tuple[Piece, ...], rest: Piece | None) -> Label:
    tail = _TAIL.match(rest.text) if rest is not None and not word.isascii() else None
    if rest is not None and tail is not None:
        rest = rest.cut(tail.end())
    return Label(field=field, word=word, fit=fit, pieces=pieces, rest=rest)


def _is_nearly(text: str, word: str) -> bool:
    return len(text) == len(word) and sum(a != b for a, b in zip(text, word, strict=True)) == 1


def _is_in_column(label: Label, sure: Sequence[Label]) -> bool:
    """Whether the tail of a label stands where two other labels have theirs."""
    piece = label.pieces[0]
    return (
        sum(other.x0 - piece.height < piece.x0 < other.x1 for other in sure if other.field != label.field)
        >= 2
    )


def _pick(sightings: Sequence[Label], sure: Sequence[Label], forms: Sequence[str]) -> Label | None:
    """The sighting in line with most other labels; then the fuller, the better word, the upper one."""

    def merit(label: Label) -> tuple[int, int, int, float]:
        in_line = sum(abs(label.x0 - other.x0) < label.height for other in sure if other.field != label.field)
        return (min(in_line, 2), label.fit, -forms.index(label.word), -label.middle)

    return max(sightings, key=merit, default=None)


def _drop_shadowed(labels: list[Label]) -> list[Label]:
    """Without labels that are only part of a longer one on the same spot."""

    def is_shadowed(label: Label) -> bool:
        return any(
            other.pieces[-1] is label.pieces[-1]
            and other is not label
            and (other.fit, len(other.word)) > (label.fit, len(label.word))
            for other in labels
        )

    return [label for label in labels if not is_shadowed(label)]
