"""Tells several documents on one page apart: by the blank between them, where each side is one of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ocr.beside import ENGLISH
from ocr.kind import KindGuess, guess_kind
from ocr.labels import Fit
from ocr.lines import Line, Point
from ocr.readers import Reader
from ocr.titles import Title, list_titles

_GAP = 0.6  # of the usual height of a line: the least blank between two documents
_MOST_CUTS = 24  # of each direction that are tried, the widest first
_SHARED = 2  # labels that two documents of one kind have in common at least
_MOST_PARTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An upright part of a page, and the lines in it."""

    x0: float
    y0: float
    x1: float
    y1: float
    lines: tuple[Line, ...]

    @property
    def corners(self) -> tuple[Point, ...]:
        """Upper left and lower right."""
        return ((self.x0, self.y0), (self.x1, self.y1))

    def holds(self, place: Point) -> bool:
        """Whether a point is inside."""
        return self.x0 <= place[0] <= self.x1 and self.y0 <= place[1] <= self.y1


@dataclass(frozen=True, slots=True)
class _Cut:
    is_upright: bool
    place: float
    blank: float


def split_documents(
    lines: Sequence[Line], readers: Collection[Reader], size_px: tuple[int, int]
) -> list[Area]:
    """The parts of a page of `size_px` columns and rows that are documents of their own.

    None or one part means that the page is one document, or none.
    """
    whole = whole_page(lines, size_px)
    spots = [title.place for title in find_titles(lines, readers)]
    if len(spots) < 2:
        return []
    return list(_divide(whole, spots, readers))[:_MOST_PARTS]


def whole_page(lines: Sequence[Line], size_px: tuple[int, int]) -> Area:
    """All of a page as one area."""
    return Area(x0=0.0, y0=0.0, x1=float(size_px[0]), y1=float(size_px[1]), lines=tuple(lines))


def find_titles(lines: Sequence[Line], readers: Collection[Reader]) -> list[Title]:
    """What on a page may be the title of a document of a known kind."""
    return [title for title in list_titles(lines) if any(reader.titles.match([title]) for reader in readers)]


def _divide(area: Area, titles: Sequence[Point], readers: Collection[Reader]) -> Iterator[Area]:
    """The documents in an area; the area itself where no cut parts two of them."""
    best: tuple[float, Area, Area] | None = None
    for cut in _list_cuts(area):
        first, second = _apply(area, cut)
        if not all(any(part.holds(title) for title in titles) for part in (first, second)):
            continue
        merit = _judge(first, second, readers)
        if merit is not None and (best is None or merit * cut.blank > best[0]):
            best = (merit * cut.blank, first, second)
    if best is None:
        yield area
        return
    yield from _divide(best[1], titles, readers)
    yield from _divide(best[2], titles, readers)


def _judge(first: Area, second: Area, readers: Collection[Reader]) -> float | None:
    """How surely both areas are documents; None where one of them is none, or is a part of the other."""
    one, other = (guess_kind(area.lines, readers) for area in (first, second))
    if one is None or other is None:
        return None
    if one.reader.kind == other.reader.kind and len(_name_labels(one) & _name_labels(other)) < _SHARED:
        # A head and a foot of one document, which both name its kind.
        return None
    return one.confidence + other.confidence


def _name_labels(guess: KindGuess) -> set[str]:
    return {
        field
        for field, label in guess.form.labels.items()
        if label.fit is not Fit.TAIL and not field.startswith(ENGLISH)
    }


def _list_cuts(area: Area) -> list[_Cut]:
    """Where no line crosses the area from side to side, the widest blank first."""
    boxes = [_measure(line) for line in area.lines]
    if len(boxes) < 2:
        return []
    usual = median(min(x1 - x0, y1 - y0) for x0, y0, x1, y1 in boxes)
    cuts = [
        _Cut(is_upright, (end + start) / 2, start - end)
        for is_upright, spans in (
            (True, [(x0, x1) for x0, _, x1, _ in boxes]),
            (False, [(y0, y1) for _, y0, _, y1 in boxes]),
        )
        for end, start in _iter_blanks(spans)
        if start - end >= _GAP * usual
    ]
    widest = sorted(cuts, key=lambda cut: -cut.blank)
    return [cut for cut in widest if cut.is_upright][:_MOST_CUTS] + [
        cut for cut in widest if not cut.is_upright
    ][:_MOST_CUTS]


def _iter_blanks(spans: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """The blanks between spans of a direction: where the last one ends and the next begins."""
    reached: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if reached and start <= reached[-1][1]:
            reached[-1] = (reached[-1][0], max(reached[-1][1], end))
        else:
            reached.append((start, end))
    for before, after in pairwise(reached):
        yield before[1], after[0]


def _apply(area: Area, cut: _Cut) -> tuple[Area, Area]:
    before = tuple(line for line in area.lines if _centre(line)[not cut.is_upright] < cut.place)
    after = tuple(line for line in area.lines if _centre(line)[not cut.is_upright] >= cut.place)
    if cut.is_upright:
        return (
            Area(x0=area.x0, y0=area.y0, x1=cut.place, y1=area.y1, lines=before),
            Area(x0=cut.place, y0=area.y0, x1=area.x1, y1=area.y1, lines=after),
        )
    return (
        Area(x0=area.x0, y0=area.y0, x1=area.x1, y1=cut.place, lines=before),
        Area(x0=area.x0, y0=cut.place, x1=area.x1, y1=area.y1, lines=after),
    )


def _measure(line: Line) -> tuple[float, float, float, float]:
    xs, ys = zip(*line.polygon, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _centre(line: Line) -> tuple[float, float]:
    x0, y0, x1, y1 = _measure(line)
    return (x0 + x1) / 2, (y0 + y1) / 2
