"""The text layer of a PDF page, believed only where it says what is seen on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from statistics import fmean

import pypdfium2 as pdfium

from ocr.lines import Line, Polygon
from ocr.pieces import fold_text

_MOST_SIGNS = 20_000  # of a page; more is a catalogue or an attack
_REAL = (
    0.9  # mean likeness of the layer to what was read, over all lines, from which it is a layer of this page
)
_LIKE = 0.7  # the same for one line, below which the layer stands for something else there
_SURE = 0.9  # a sign read with less yields to the layer; one read with more contradicts it
_DOUBT = 0.5

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The signs of a page's text layer with the box of each, in pixels of the page as rendered."""

    signs: tuple[tuple[str, Box], ...]

    def find(self, polygon: Polygon) -> str:
        """The signs whose middles lie in the box of an outline, in the order of the layer."""
        xs, ys = zip(*polygon, strict=True)
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        return "".join(
            sign
            for sign, (x0, y0, x1, y1) in self.signs
            if left <= (x0 + x1) / 2 <= right and top <= (y0 + y1) / 2 <= bottom
        )


def read_layer(page: pdfium.PdfPage, scale: float) -> TextLayer | None:
    """The text layer of a page rendered at `scale` pixels a point; None where it has none, or is turned."""
    left, bottom, right, top = page.get_cropbox()
    if page.get_rotation() or right <= left or top <= bottom:
        return None
    text = page.get_textpage()
    count = text.count_chars()
    if not 0 < count <= _MOST_SIGNS:
        return None
    signs = []
    for place in range(count):
        sign = text.get_text_range(place, 1)
        if sign.strip():
            x0, y0, x1, y1 = text.get_charbox(place)
            box = ((x0 - left) * scale, (top - y1) * scale, (x1 - left) * scale, (top - y0) * scale)
            signs.append((sign, box))
    return TextLayer(tuple(signs)) if signs else None


def weigh_with_layer(lines: Sequence[Line], outlines: Sequence[Polygon], layer: TextLayer) -> list[Line]:
    """The lines, weighed against the text layer where it is a layer of this page.

    What both say is certain. Where they differ in signs that were read with doubt the layer holds; where they
    differ in a sign that was read well the line is in doubt, because one of the two is not what is printed.

    Args:
        lines: what was read.
        outlines: of each line, in pixels of the page as rendered.
        layer: of the same page.
    """
    told = [layer.find(outline) for outline in outlines]
    likeness = [_measure(line.text, text) for line, text in zip(lines, told, strict=True)]
    if not lines or fmean(likeness) < _REAL:
        return list(lines)
    return [
        _weigh(line, text) if like >= _LIKE else line
        for line, text, like in zip(lines, told, likeness, strict=True)
    ]


def _measure(seen: str, told: str) -> float:
    return SequenceMatcher(None, fold_text(seen), fold_text(told), autojunk=False).ratio()


def _weigh(line: Line, told: str) -> Line:
    count = len("".join(line.text.split()))
    if fold_text(line.text) == fold_text(told):
        return replace(line, confidence=1.0, scores=(1.0,) * count)
    if len(line.scores) == count and _is_doubtful(line, told):
        return replace(line, text=told, confidence=line.confidence, scores=(_SURE,) * len(told))
    return replace(
        line, confidence=min(line.confidence, _DOUBT), scores=tuple(min(s, _DOUBT) for s in line.scores)
    )


def _is_doubtful(line: Line, told: str) -> bool:
    """Whether all that the layer has otherwise was read with doubt."""
    text = "".join(line.text.split())
    changes = SequenceMatcher(None, text, told, autojunk=False).get_opcodes()
    return all(
        end > start and max(line.scores[start:end]) < _SURE
        for what, start, end, _, _ in changes
        if what != "equal"
    )
