"""A recognised line of text and its outline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evidence.document import Box

Point = tuple[float, float]
Polygon = tuple[Point, ...]
Image = NDArray[np.uint8]
"""A picture in memory: rows x columns x blue, green, red."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text with its outline, and how sure the engine is of it (0 to 1).

    `confidence` is the mean over its signs; `scores` has one for each sign that is no white space, because
    one misread sign of a long line hardly shows in the mean.
    """

    text: str
    polygon: Polygon
    confidence: float
    scores: tuple[float, ...]


def find_weakest(signs: str, scores: Sequence[float]) -> float:
    """The lowest score of a letter, figure or Chinese sign; of any sign where there are none."""
    telling = [score for sign, score in zip(signs, scores, strict=False) if sign.isalnum()]
    return min(telling or scores, default=0.0)


def make_polygon(points: Iterable[Iterable[float]]) -> Polygon:
    """An outline from anything that yields pairs of numbers."""
    pairs = [tuple(float(v) for v in point) for point in points]
    return tuple((x, y) for x, y in pairs)


def make_rectangle(x0: float, y0: float, x1: float, y1: float) -> Polygon:
    """The outline of an upright rectangle, clockwise from its upper left corner."""
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def make_box(points: Iterable[Point], width_px: int, height_px: int) -> Box:
    """The upright box around `points`, cut to a picture of the given size."""
    xs, ys = zip(*points, strict=True)
    x0, y0 = max(0, int(min(xs))), max(0, int(min(ys)))
    x1, y1 = min(width_px, round(max(xs))), min(height_px, round(max(ys)))
    return (x0, y0, max(0, x1 - x0), max(0, y1 - y0))


def map_points(matrix: NDArray[np.float64], points: Iterable[Point]) -> Polygon:
    """`points` moved by a 3x3 matrix."""
    moved = [matrix @ np.array([x, y, 1.0]) for x, y in points]
    return tuple((float(p[0] / p[2]), float(p[1] / p[2])) for p in moved)
