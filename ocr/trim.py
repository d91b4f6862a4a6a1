"""Finds where a document ends on a page that shows more than it: at the next blank outside its print."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.issue import FOOT_REACH
from ocr.kind import KindGuess
from ocr.labels import Fit
from ocr.lines import Image, Point
from ocr.split import Area, find_titles

_BLANK = 5.0  # spread of brightness along a row or column that shows nothing
_LEAST_PX = 3
_FRAME_WITHIN = 1.0  # of the print's extent: how far outside it the lines of a frame are looked for
_EVEN_STEP = 6.0  # of brightness over two rows, the same all along
_STEP = 4.0  # of brightness from one row to the next: an edge
_DOUBLE_PX = 24  # between the two lines of a frame
_LINE_PX = 12  # widest line of a frame


def trim_box(pixels: Image, area: Area, guess: KindGuess) -> tuple[Point, Point]:
    """Upper left and lower right corner of the document of a guessed kind in an area of a page.

    From its title, labels and values outwards to the first rows and columns that are blank all along; a frame
    around the document keeps its inside from being blank.
    """
    x0, y0, x1, printed, y1 = _measure_print(area, guess)
    west, north, east, south = round(area.x0), round(area.y0), round(area.x1), round(area.y1)
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)[north:south, west:east]
    x0, x1, y0, y1 = x0 - west, x1 - west, y0 - north, y1 - north
    # Columns first over the rows of the print, then rows between these columns, then columns again.
    left, right = _widen(grey[max(0, round(y0)) : max(1, round(y1)) + 1].T, x0, x1)
    y1 = _stop_at_edge(grey[:, left:right], printed - north, y1)
    top, bottom = _widen(grey[:, left:right], y0, y1)
    left, right = _widen(grey[top:bottom].T, x0, x1)
    return (float(left + west), float(top + north)), (float(right + west), float(bottom + north))


def _measure_print(area: Area, guess: KindGuess) -> tuple[float, float, float, float, float]:
    """Left, top and right of the print, its lowest label or value, and how far the foot may reach below."""
    labels = [label for label in guess.form.labels.values() if label.fit is not Fit.TAIL]
    points = [point for label in labels for piece in label.pieces for point in piece.polygon]
    points += [point for cell in guess.form.cells.values() for point in cell.points]
    points += [title.place for title in find_titles(area.lines, (guess.reader,))]
    ys = [y for _, y in points]
    xs = [x for x, _ in points]
    foot = guess.form.labels.get(guess.reader.foot or "")
    below = max(ys) if foot is None else max(*ys, foot.middle + FOOT_REACH * foot.height)
    return (min(xs), min(ys), max(xs), max(ys), below)


def _stop_at_edge(rows: NDArray[Any], start: float, end: float) -> float:
    """`end`, or the first row below `start` where the brightness changes evenly all along: a sheet's edge."""
    first, last = max(0, round(start)), min(rows.shape[0], round(end))
    if last - first < _LEAST_PX:
        return end
    part = rows[first:last].astype(np.float32)
    change = part[2:] - part[:-2]
    is_edge = (np.abs(change.mean(axis=1)) > _EVEN_STEP) & (change.std(axis=1) < _EVEN_STEP)
    found = np.flatnonzero(is_edge)
    return float(first + int(found[0])) if found.size else end


def _widen(rows: NDArray[Any], start: float, end: float) -> tuple[int, int]:
    """Where, outwards from `start` and `end`, the document ends; at the latest at the edges."""
    size = rows.shape[0]
    is_blank = _find_blank(rows.astype(np.float32))
    reach = _FRAME_WITHIN * max(1.0, end - start)
    first, last = min(size, max(0, round(start))), min(size, max(0, round(end)))
    before = _step_out(is_blank[:first][::-1], reach)
    after = _step_out(is_blank[last:], reach)
    return first - before, max(first - before + 1, last + after)


def _find_blank(rows: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which rows show nothing: even brightness along them, and the same as in the rows beside them.

    The line of a frame is even along itself, but not like its neighbours; so is the edge of a sheet.
    """
    means = rows.mean(axis=1)
    steps = np.abs(np.diff(means, prepend=means[:1]))
    is_edge = np.maximum(steps, np.append(steps[1:], 0.0)) > _STEP
    return np.asarray((rows.std(axis=1) < _BLANK) & ~is_edge, dtype=np.bool_)


def _step_out(is_blank: NDArray[np.bool_], reach: float) -> int:
    """How many rows outwards belong to the document: to the first blank, and past the lines of a frame."""
    size = len(is_blank)
    edges = [0, *(np.flatnonzero(np.diff(is_blank.astype(int))) + 1).tolist(), size]
    runs = [(begin, stop) for begin, stop in pairwise(edges) if stop > begin]
    blanks = [run for run in runs if is_blank[run[0]] and run[1] - run[0] >= _LEAST_PX]
    if not blanks:
        return size
    taken, last = blanks[0][0] + _LEAST_PX, None
    for begin, stop in runs:
        is_line = begin > blanks[0][0] and not is_blank[begin] and stop - begin <= _LINE_PX and stop < size
        if not is_line or begin - blanks[0][0] > reach:
            continue
        if last is not None and begin - last > _DOUBLE_PX:
            break
        taken = last = stop
    return taken
