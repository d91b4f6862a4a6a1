"""Very long pictures of goods: looked at window by window, and the documents in them cut out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from evidence.document import Box
from ocr.engine import OcrEngine
from ocr.kind import KindGuess, guess_kind
from ocr.labels import Fit
from ocr.lines import Line, Point
from ocr.page import Page, PassText, read_pass
from ocr.readers import load_readers
from ocr.split import find_titles, split_documents, whole_page
from ocr.trim import trim_box

_LONG = 3.0  # times its width: from here shrinking the whole picture leaves no print to read
_LONG_PX = 2400
_WINDOW, _OVERLAP = 2.0, 0.25  # of the width
_ABOVE, _BELOW = 0.4, 1.7  # the same: what may belong to a document around its title
_SAME = 0.5  # of the smaller box that two sightings of one document have in common
_BARE_SPREAD = 6.0  # brightness: a window without any print


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What was seen in a long picture: its lines of text in stored pixels, and where documents stand."""

    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]


def is_strip(page: Page) -> bool:
    """Whether a picture is so much higher than wide that it is no page."""
    return page.height_px >= _LONG * page.width_px and page.height_px > _LONG_PX


def look_along(page: Page, engine: OcrEngine) -> Strip:
    """The text of a long picture and the boxes of the documents in it."""
    lines: list[Line] = []
    titled: list[float] = []
    labelled: list[float] = []
    for box in _iter_windows(page.width_px, page.height_px):
        window = page.cut_out(box, turn=False)
        if float(window.upright.std(axis=(0, 1)).max()) < _BARE_SPREAD:
            continue
        seen = read_pass(engine, window, "look")
        lines += _move_lines(seen, window)
        spots = _find_titled(seen, window)
        titled += spots
        labelled += () if spots else _find_labelled(seen, window)
    boxes: list[tuple[Box, KindGuess]] = []
    for place, following in pairwise([*_merge(titled, 0.15 * page.width_px), float(page.height_px)]):
        above = max((y + h for (_, y, _, h), _ in boxes if y + h < place), default=0)
        boxes += _find_boxes(page, engine, place, (above, following))
    for place in labelled:
        # Mostly the lower part of a document whose title another window shows.
        if not any(y <= place <= y + h for (_, y, _, h), _ in boxes):
            boxes += _find_boxes(page, engine, place, (0.0, float(page.height_px)))
    return Strip(lines=tuple(_drop_twice(lines)), boxes=tuple(_pick(boxes)))


def _iter_windows(width_px: int, height_px: int) -> Iterator[Box]:
    step = round((_WINDOW - _OVERLAP) * width_px)
    for top in range(0, max(1, height_px - round(_OVERLAP * width_px)), step):
        yield (0, top, width_px, min(round(_WINDOW * width_px), height_px - top))


def _move_lines(seen: PassText, window: Page) -> Iterator[Line]:
    for line in seen.lines:
        yield Line(
            text=line.text,
            polygon=window.make_stored_points(line.polygon),
            confidence=line.confidence,
            scores=line.scores,
        )


def _find_titled(seen: PassText, window: Page) -> list[float]:
    """The rows, in stored pixels, at which titles of documents stand."""
    return [_find_row(title.place, window) for title in find_titles(seen.lines, load_readers())]


def _find_labelled(seen: PassText, window: Page) -> list[float]:
    """The row of the uppermost label where labels alone tell a document."""
    guess = guess_kind(seen.lines, load_readers())
    if guess is None:
        return []
    labels = [label for label in guess.form.labels.values() if label.fit is not Fit.TAIL]
    points = [point for label in labels for point in label.pieces[0].polygon]
    return [_find_row(min(points, key=lambda point: point[1]), window)]


def _find_row(place: Point, window: Page) -> float:
    return window.make_stored_points([place])[0][1]


def _merge(places: Sequence[float], reach: float) -> list[float]:
    """One place for all that are near one another."""
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] > reach:
            merged.append(place)
    return merged


def _find_boxes(
    page: Page, engine: OcrEngine, place: float, between: tuple[float, float]
) -> list[tuple[Box, KindGuess]]:
    """The boxes of the documents whose titles stand at a row of a long picture.

    They begin below what was found above them, and end above the next title. Where that one is in reach, both
    are looked at together: the blank between two documents is some way above the title of the second.
    """
    reach = round(place + _BELOW * page.width_px)
    top = max(0, round(place - _ABOVE * page.width_px), round(between[0]))
    if between[1] < min(reach, page.height_px):
        both = _find_in(page, engine, top, min(page.height_px, round(between[1] + _BELOW * page.width_px)))
        if len(both) > 1:
            return [found for found in both if found[0][1] <= place <= found[0][1] + found[0][3]]
    return _find_in(page, engine, top, min(page.height_px, reach, round(between[1])))


def _find_in(page: Page, engine: OcrEngine, top: int, bottom: int) -> list[tuple[Box, KindGuess]]:
    """The boxes of the documents between two rows of a long picture."""
    window = page.cut_out((0, top, page.width_px, bottom - top), turn=False)
    text = read_pass(engine, window, "A")
    size = (window.upright.shape[1], window.upright.shape[0])
    found = []
    for area in split_documents(text.lines, load_readers(), size) or [whole_page(text.lines, size)]:
        guess = guess_kind(area.lines, load_readers())
        if guess is not None:
            found.append((window.make_stored_box(trim_box(window.upright, area, guess)), guess))
    return found


def _pick(found: Sequence[tuple[Box, KindGuess]]) -> list[Box]:
    """Without sightings of a document that another sighting shows better."""
    kept: list[Box] = []
    for box, _ in sorted(found, key=lambda pair: -pair[1].confidence):
        if all(_share(box, other) < _SAME for other in kept):
            kept.append(box)
    return sorted(kept, key=lambda box: (box[1], box[0]))


def _share(one: Box, other: Box) -> float:
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0, width) * max(0, height) / max(1, min(one[2] * one[3], other[2] * other[3]))


def _drop_twice(lines: Sequence[Line]) -> Iterator[Line]:
    """Without what the overlap of two windows shows twice."""
    seen: set[tuple[str, int]] = set()
    for line in lines:
        height = max(1.0, line.polygon[3][1] - line.polygon[0][1])
        key = (line.text, round(float(np.mean([y for _, y in line.polygon])) / height / 2))
        if key not in seen:
            seen.add(key)
            yield line
