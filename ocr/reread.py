"""Reads parts of a page again: a value whose label ran into it, the foot of a form, single lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import fmean

import cv2
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
_STRIP_PX = 40  # height that print of a strip is brought to
_ZONE_PX = 480  # height that a part of the page is brought to
_ZONE_SCALE = 8.0  # the most that it is enlarged: smaller print shows nothing more
_ZONE_WIDEST = 8.0  # of its height: what is wider is no part of a label
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


def reread_zone(
    engine: OcrEngine, page: Page, text: PassText, zone: tuple[float, float, float, float]
) -> PassText:
    """The pass with other lines in a part of the page (left, top, right, bottom), seen grey from close by.

    Large white figures on coloured bars are missed by a finder that sees the whole page. A strip many times
    as wide as high is left as it was read.
    """
    height, width = page.upright.shape[:2]
    left, right = (min(width, max(0, round(side))) for side in zone[::2])
    top, bottom = (min(height, max(0, round(side))) for side in zone[1::2])
    if min(right - left, bottom - top) < _SMALLEST_PX or right - left > _ZONE_WIDEST * (bottom - top):
        return text
    grey = cv2.cvtColor(np.ascontiguousarray(page.upright[top:bottom, left:right]), cv2.COLOR_BGR2GRAY)
    scale = min(_ZONE_SCALE, _ZONE_PX / (bottom - top))
    near = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    pixels = np.ascontiguousarray(cv2.cvtColor(near, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    seen = [
        replace(line, polygon=tuple((x / scale + left, y / scale + top) for x, y in line.polygon))
        for line in engine.read_lines(pixels)
    ]
    box = (float(left), float(top), float(right), float(bottom))
    kept = [line for line in text.lines if not _is_inside(line, box)]
    return replace(text, lines=(*kept, *seen))


def reread_lines(engine: OcrEngine, page: Page, pass_name: str, lines: Sequence[Line]) -> list[Line]:
    """What stands in the outlines of some lines, each cut out of the page prepared for a pass, read anew.

    A line in whose outline nothing is seen is left out; what is seen as several is one line again.
    """
    prepared = make_pass(page.upright, pass_name)
    strips = [_straighten(prepared.pixels, line, prepared.scale) for line in lines]
    if not strips:
        return []
    sheet, tops = _stack(strips)
    seen: list[list[Line]] = [[] for _ in lines]
    for line in engine.read_lines(sheet):
        middle = fmean(y for _, y in line.polygon)
        seen[max(0, bisect_right(tops, middle) - 1)].append(line)
    return [_join(line, parts) for line, parts in zip(lines, seen, strict=True) if parts]


def _straighten(pixels: Image, line: Line, scale: float) -> Image:
    """The outline of a line, a little widened, as an upright strip of print of a good size."""
    corners = np.array(line.polygon, dtype=np.float32) * scale
    width = float(np.linalg.norm(corners[1] - corners[0]))
    height = float(np.linalg.norm(corners[3] - corners[0]))
    pad = _PAD * height
    grow = max(1.0, _STRIP_PX / max(1.0, height))
    size = (max(1, round((width + 2 * pad) * grow)), max(1, round((height + 2 * pad) * grow)))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32) + pad
    matrix = cv2.getPerspectiveTransform(corners, target * grow)
    cut = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, dtype=np.uint8)


def _stack(strips: Sequence[Image]) -> tuple[Image, list[float]]:
    """The strips below one another on blank paper, and the row at which the room of each begins."""
    paper = np.median(np.concatenate([strip.reshape(-1, 3) for strip in strips]), axis=0).astype(np.uint8)
    margin = max(strip.shape[0] for strip in strips)
    width = max(strip.shape[1] for strip in strips) + 2 * margin
    height = sum(strip.shape[0] + margin for strip in strips) + margin
    sheet = np.full((height, width, 3), paper, dtype=np.uint8)
    tops, y = [], margin
    for strip in strips:
        sheet[y : y + strip.shape[0], margin : margin + strip.shape[1]] = strip
        tops.append(y - margin / 2)
        y += strip.shape[0] + margin
    return sheet, tops


def _join(line: Line, parts: Sequence[Line]) -> Line:
    """The parts of a line from left to right, where the line stands."""
    ordered = sorted(parts, key=lambda part: part.polygon[0][0])
    return replace(
        line,
        text=" ".join(part.text for part in ordered),
        confidence=min(part.confidence for part in ordered),
        scores=tuple(score for part in ordered for score in part.scores),
    )


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
