"""Reads a value again by itself where its label ran into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ocr.engine import OcrEngine
from ocr.fuse import SURE
from ocr.layout import Form
from ocr.lines import Image, Line
from ocr.page import Page, PassText
from ocr.pieces import Piece, fold_text
from ocr.preprocess import make_pass

_PAD = 0.25  # of the height of the print
_MARGIN = 2.0  # the same, of blank paper around the value


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


def _reread(engine: OcrEngine, page: Page, pass_name: str, line: Line, rest: Piece) -> Line:
    seen = engine.read_lines(_cut_out(page, pass_name, rest))
    count = len("".join(rest.raw.split()))
    if len(seen) != 1 or fold_text(seen[0].text) != rest.text or len(seen[0].scores) != count:
        return line
    return replace(line, scores=(*line.scores[: len(line.scores) - count], *seen[0].scores))


def _cut_out(page: Page, pass_name: str, piece: Piece) -> Image:
    """The piece on blank paper, prepared as for its pass."""
    prepared = make_pass(page.upright, pass_name)
    ys = [y for _, y in piece.polygon]
    height = max(ys) - min(ys)
    top, bottom = min(ys) - _PAD * height, max(ys) + _PAD * height
    left, right, top, bottom = (
        max(0, round(side * prepared.scale)) for side in (piece.x0, piece.x1 + _PAD * height, top, bottom)
    )
    cut = prepared.pixels[top:bottom, left:right]
    margin = round(_MARGIN * height * prepared.scale)
    paper = np.median(cut.reshape(-1, 3), axis=0).astype(np.uint8)
    sheet = np.full((cut.shape[0] + 2 * margin, cut.shape[1] + 2 * margin, 3), paper, dtype=np.uint8)
    sheet[margin : margin + cut.shape[0], margin : margin + cut.shape[1]] = cut
    return sheet
