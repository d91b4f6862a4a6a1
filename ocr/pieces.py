"""Lines of text set straight: folded for comparison, levelled, and vertical label columns taken apart."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from statistics import median
from typing import Any

from opencc import OpenCC

from ocr.lines import Line, Polygon, find_weakest, make_rectangle

_LONG_LINE = 6.0  # times its height: shorter lines tell nothing about the slope of the page
_FIRST_WIDE = "\u2e80"  # from here signs are as wide as high
_NARROW = 0.55
_ASLANT_DEG = 10.0
_FEW_ASLANT = 3
_MARK_SIGNS = 4
_VERTICAL = 1.5  # times its width: a line this tall is a column of single signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text on one row: as printed, folded, and where it stands on the levelled page.

    `scores` has one for each folded sign.
    """

    raw: str
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    scores: tuple[float, ...]
    polygon: Polygon

    @property
    def confidence(self) -> float:
        """That of its least certain sign."""
        return find_weakest(self.text, self.scores)

    @property
    def height(self) -> float:
        """Height of the stretch."""
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        """The row it stands on."""
        return (self.y0 + self.y1) / 2

    def split(self, length: int) -> tuple[Piece, Piece]:
        """The piece in two, the first with `length` folded signs; figures are half as wide as others."""
        share = _measure_width(self.text[:length]) / _measure_width(self.text)
        middle = self.x0 + (self.x1 - self.x0) * share
        behind = _drop_folded(self.raw, length)
        before = self.raw.removesuffix(behind)
        first = replace(self, raw=before, text=self.text[:length], scores=self.scores[:length], x1=middle)
        second = replace(self, raw=behind, text=self.text[length:], scores=self.scores[length:], x0=middle)
        return first, second

    def without(self, place: int) -> Piece:
        """The piece without one folded sign."""
        return replace(
            self,
            raw=self.text[:place] + self.text[place + 1 :],
            text=self.text[:place] + self.text[place + 1 :],
            scores=self.scores[:place] + self.scores[place + 1 :],
        )

    def measure_until(self, x: float) -> int:
        """How many folded signs end left of `x`; figures are half as wide as others."""
        whole, width = _measure_width(self.text), self.x1 - self.x0
        return sum(
            self.x0 + width * _measure_width(self.text[: i + 1]) / whole <= x for i in range(len(self.text))
        )

    def cut(self, length: int) -> Piece | None:
        """What remains behind the first `length` folded signs, or None when nothing does."""
        rest = self.text[length:].lstrip(":·.")
        return self.split(len(self.text) - len(rest))[1] if rest else None


def _measure_width(text: str) -> float:
    return sum(_NARROW if sign < _FIRST_WIDE else 1.0 for sign in text)


def fold_text(text: str) -> str:
    """Text for comparison: NFKC, no white space, simplified forms.

    The recogniser is multilingual and at times gives the traditional form of a printed simplified one.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return str(_load_simplifier().convert(plain))


@cache
def _load_simplifier() -> Any:
    return OpenCC("t2s")


def make_pieces(lines: Iterable[Line]) -> list[Piece]:
    """The lines as pieces on a levelled page, in reading order."""
    known = [line for line in lines if line.text.strip()]
    slope = _measure_slope(known)
    known = _drop_aslant(known, slope)
    pieces = [piece for line in known for piece in _make_signs(line, slope)]
    return in_reading_order(pieces)


def in_reading_order(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces from top to bottom, those of one row from left to right."""
    return sorted(pieces, key=lambda piece: (piece.middle, piece.x0))


def _measure_slope(lines: list[Line]) -> float:
    """The median slope of the long lines, as rise over run."""
    slopes = []
    for line in lines:
        (x0, y0), (x1, y1) = line.polygon[0], line.polygon[1]
        height = math.dist(line.polygon[0], line.polygon[3])
        if x1 - x0 > _LONG_LINE * height:
            slopes.append((y1 - y0) / (x1 - x0))
    return median(slopes) if slopes else 0.0


def _drop_aslant(lines: list[Line], slope: float) -> list[Line]:
    """Without what runs aslant on a page where several lines do: a watermark, the round of a seal.

    Parts of such a line that the detector saw as short straight ones go with it.
    """
    aslant = [line for line in lines if len(line.text) > 1 and _is_aslant(line, slope)]
    if len(aslant) < _FEW_ASLANT:
        return lines
    marks = {"".join(line.text.split()) for line in aslant if len(line.text) >= _MARK_SIGNS}
    return [
        line
        for line in lines
        if line not in aslant and not (len(line.text) > 1 and any(line.text in mark for mark in marks))
    ]


def _is_aslant(line: Line, slope: float) -> bool:
    (x0, y0), (x1, y1) = line.polygon[0], line.polygon[1]
    turned = abs(math.degrees(math.atan2(y1 - y0, x1 - x0) - math.atan(slope)))
    return _ASLANT_DEG < turned < 90 - _ASLANT_DEG


def _make_signs(line: Line, slope: float) -> list[Piece]:
    """The line as one piece, or sign by sign where the detector took a column of labels for a line."""
    xs, ys = zip(*line.polygon, strict=True)
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    signs = fold_text(line.text)
    if len(signs) < 2 or height < _VERTICAL * width:
        return [_make_piece(line.text, line.polygon, line.scores, slope)]
    step = height / len(signs)
    return [
        _make_piece(
            sign,
            make_rectangle(min(xs), min(ys) + step * i, max(xs), min(ys) + step * (i + 1)),
            (min(line.scores, default=0.0),),
            slope,
        )
        for i, sign in enumerate(signs)
    ]


def _make_piece(raw: str, polygon: Polygon, scores: tuple[float, ...], slope: float) -> Piece:
    # On a turned page what stands below is moved sideways as much as what stands beside is moved down.
    xs = [x + slope * y for x, y in polygon]
    ys = [y - slope * x for x, y in polygon]
    text = fold_text(raw)
    # Folding "㈱" or "½" changes the count; which score belongs to which sign is then lost.
    fitting = scores if len(scores) == len(text) else (min(scores, default=0.0),) * len(text)
    piece = Piece(
        raw=raw,
        text=text,
        x0=min(xs),
        y0=min(ys),
        x1=max(xs),
        y1=max(ys),
        scores=fitting,
        polygon=polygon,
    )
    # The colon of a spread label is found with the value.
    return (text.startswith(":") and piece.cut(1)) or piece


def _drop_folded(raw: str, length: int) -> str:
    """`raw` without its first `length` signs as `fold_text` counts them."""
    for start in range(len(raw) + 1):
        if len(fold_text(raw[:start])) >= length:
            return raw[start:].lstrip(" :：·")
    return ""
