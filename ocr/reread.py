"""Reads a part of a page again by itself: a value whose label ran into it, the foot of a form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from statistics import fmean

import numpy as np

from ocr.engine import OcrEngine
from ocr.fuse import SURE
from ocr.issue import FOOT_REACH
from ocr.labels import Label
from ocr.layout import Form
from ocr.lines import Image, Line
from ocr.page import Page, PassText
from ocr.pieces import Piece, fold_text
from ocr.preprocess import make_pass

_PAD = 0.25  # of the height of the print
_MARGIN = 2.0  # the same, of blank paper around the value
_BELOW = 0.6  # of the height of a label below its middle: where the foot of the form begins
_SMALLEST_PX = 16
_BEFORE_PX = 4
_EDGE, _GAP = (
    0.3,
    0.15,
)  # of its height: where the blank before a value begins at most, and how wide it is at least


def reread_glued(
    engine: OcrEngine, page: Page, text: PassText, form: Form, fields: Iterable[str]
) -> PassText:
    """The pass with new scores for doubted values of `fields` that stand in one line with their label.

    Behind the gap of a spread label (名    称) the recogniser doubts the first sign of the value. Without the
    label the same signs are scored like those of any other line; where others are read, the doubt stays.
    """
    lines = {line.polygon: line for line in text.lines}
    for field in fields:
        label = form.labels.get(field)
        rest = label.rest if label is not None else None
        if rest is None or rest.polygon not in lines or rest.confidence >= SURE:
            continue
        lines[rest.polygon] = _reread(engine, page, text.name, lines[rest.polygon], rest)
    return replace(text, lines=tuple(lines.values()))


def reread_foot(engine: OcrEngine, page: Page, text: PassText, label: Label) -> PassText:
    """The pass with other lines below a label at the foot of a form, found from close by.

    Figures of a date printed higher or lower than 年, 月 and 日 run together for a finder that sees the
    whole page.
    """
    prepared = make_pass(page.upright, text.name)
    height, width = prepared.pixels.shape[:2]
    corners = [point for piece in label.pieces for point in piece.polygon]
    x0, middle = min(x for x, _ in corners), fmean(y for _, y in corners)
    left = max(0, round((x0 - label.height) * prepared.scale))
    top, bottom = (
        min(height, max(0, round((middle + below * label.height) * prepared.scale)))
        for below in (_BELOW, FOOT_REACH)
    )
    if min(bottom - top, width - left) < _SMALLEST_PX:
        return text
    foot = np.ascontiguousarray(prepared.pixels[top:bottom, left:width])
    seen = [_move(line, (left, top), prepared.scale) for line in engine.read_lines(foot)]
    box = (left / prepared.scale, top / prepared.scale, width / prepared.scale, bottom / prepared.scale)
    kept = [line for line in text.lines if not _is_inside(line, box)]
    return replace(text, lines=(*kept, *(line for line in seen if _is_inside(line, box))))


def _move(line: Line, corner: tuple[int, int], scale: float) -> Line:
    """A line of a cut-out part, in pixels of the page."""
    left, top = corner
    return replace(line, polygon=tuple(((x + left) / scale, (y + top) / scale) for x, y in line.polygon))


def _is_inside(line: Line, box: tuple[float, float, float, float]) -> bool:
    """Whether the middle of a line is inside."""
    x, y = fmean(x for x, _ in line.polygon), fmean(y for _, y in line.polygon)
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _reread(engine: OcrEngine, page: Page, pass_name: str, line: Line, rest: Piece) -> Line:
    seen = engine.read_lines(_cut_out(page, pass_name, rest))
    count = len("".join(rest.raw.split()))
    if len(seen) != 1 or fold_text(seen[0].text) != rest.text or len(seen[0].scores) != count:
        return line
    return replace(line, scores=(*line.scores[: len(line.scores) - count], *seen[0].scores))


def _trim(cut: Image) -> Image:
    """Without blank paper and the edge of a label before the first sign, which make it doubtful."""
    darkest = cut.min(axis=(0, 2)).astype(int)
    inked = darkest < (darkest.max() + darkest.min()) // 2
    edges = np.flatnonzero(np.diff(np.concatenate(([True], inked, [True])).astype(int)))
    gaps = zip(edges[::2], edges[1::2], strict=True)
    height = cut.shape[0]
    ends = [end for begin, end in gaps if begin < _EDGE * height and end - begin > _GAP * height]
    return cut[:, max(0, ends[-1] - _BEFORE_PX) :] if ends and ends[-1] < cut.shape[1] else cut


def _cut_out(page: Page, pass_name: str, piece: Piece) -> Image:
    """The piece on blank paper, prepared as for its pass."""
    prepared = make_pass(page.upright, pass_name)
    ys = [y for _, y in piece.polygon]
    height = max(ys) - min(ys)
    top, bottom = min(ys) - _PAD * height, max(ys) + _PAD * height
    left, right, top, bottom = (
        max(0, round(side * prepared.scale)) for side in (piece.x0, piece.x1 + _PAD * height, top, bottom)
    )
    cut = _trim(prepared.pixels[top:bottom, left:right])
    margin = round(_MARGIN * height * prepared.scale)
    paper = np.median(cut.reshape(-1, 3), axis=0).astype(np.uint8)
    sheet = np.full((cut.shape[0] + 2 * margin, cut.shape[1] + 2 * margin, 3), paper, dtype=np.uint8)
    sheet[margin : margin + cut.shape[0], margin : margin + cut.shape[1]] = cut
    return sheet
