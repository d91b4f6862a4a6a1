"""Pairs each label of a form with the value printed to its right, or else below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ocr.labels import Label, find_labels
from ocr.lines import Line, Point
from ocr.pieces import Piece, make_pieces

_SAME_ROW = 0.6  # distance of two middles, in heights
_NEXT_ROW = 2.3  # the same for two rows of one value
_TOO_TALL = 1.6  # a piece this much taller than its neighbours belongs to a watermark
_GAP = 4.0  # widest gap inside a row, in heights
_MAX_ROWS = 30
_LONG_LABEL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The value of a label: its rows from top to bottom, each from left to right."""

    label: Label
    rows: tuple[tuple[Piece, ...], ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All pieces in reading order."""
        return tuple(piece for row in self.rows for piece in row)

    @property
    def raw(self) -> str:
        """The value as printed."""
        return "".join(piece.raw for piece in self.pieces)

    @property
    def text(self) -> str:
        """The value folded for comparison."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def confidence(self) -> float:
        """That of the least certain piece."""
        return min(piece.confidence for piece in self.pieces)

    @property
    def points(self) -> tuple[Point, ...]:
        """Corners of all pieces on the upright page."""
        return tuple(point for piece in self.pieces for point in piece.polygon)

    @property
    def print_px(self) -> float:
        """Height of the smallest print in it."""
        return min(piece.height for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A page taken apart: its pieces, its labels, and the values beside them."""

    pieces: tuple[Piece, ...]
    labels: Mapping[str, Label]
    cells: Mapping[str, Cell]


def read_form(
    lines: Sequence[Line], words: Mapping[str, Sequence[str]], *, rows: Mapping[str, int] | None = None
) -> Form:
    """The labels of a form with their values.

    Args:
        lines: what a pass read.
        words: for each field its labels, best first.
        rows: how many rows a field's value may have; one where it is not given.
    """
    inner = [word for field, forms in words.items() if _is_short(field, rows) for word in forms]
    pieces = [part for piece in make_pieces(lines) for part in _part_columns(piece, inner)]
    labels = find_labels(pieces, words)
    used = {id(piece) for label in labels for piece in label.pieces}
    free = [piece for piece in pieces if id(piece) not in used]
    cells = {}
    for label in labels:
        cell = _read_cell(label, labels, free, (rows or {}).get(label.field, 1))
        if cell.rows:
            cells[label.field] = cell
    return Form(pieces=tuple(pieces), labels={label.field: label for label in labels}, cells=cells)


def _is_short(field: str, rows: Mapping[str, int] | None) -> bool:
    """Whether a field's label never stands in the running text of a long value."""
    return not field.startswith("_") and (rows or {}).get(field, 1) <= 2


def _part_columns(piece: Piece, words: Sequence[str]) -> tuple[Piece, ...]:
    """The piece cut before a long label inside it: the detector took two columns for one line."""
    for word in words:
        place = piece.text.find(word)
        if len(word) >= _LONG_LABEL and place >= 2 and piece.text[place - 1] not in "(,、由的":
            return piece.split(place)
    return (piece,)


def _read_cell(label: Label, labels: Sequence[Label], free: Sequence[Piece], most_rows: int) -> Cell:
    right = _find_right_edge(label, labels)
    column = [
        piece
        for piece in free
        if piece.x0 > label.x1 - label.height
        and _centre(piece) < right
        and not _is_foreign(piece, label, labels)
    ]
    first = [piece for piece in column if _is_same_row(piece, label.middle, label.height)]
    if label.rest is not None:
        first.append(label.rest)
    if not first:
        first = _find_below(label, free, labels)
        column = [
            piece for piece in free if piece.x0 > label.x0 - 2 * label.height and _centre(piece) < right
        ]
    if not first:
        return Cell(label=label, rows=())
    first = _in_order(first, label.height)
    if not first:
        return Cell(label=label, rows=())
    rows = _add_rows([first], column, most_rows, _find_floor(label, labels, right))
    return Cell(label=label, rows=tuple(tuple(row) for row in rows))


def _add_rows(
    rows: list[list[Piece]], column: Sequence[Piece], most_rows: int, floor: float
) -> list[list[Piece]]:
    """Adds the rows below as long as they continue the value: same left edge, same print, no gap."""
    left, print_px = rows[0][0].x0, max(piece.height for piece in rows[0])
    while len(rows) < min(most_rows, _MAX_ROWS):
        above = max(piece.middle for piece in rows[-1])
        starts = [
            piece
            for piece in column
            if 0.4 * print_px < piece.middle - above < _NEXT_ROW * print_px
            and abs(piece.x0 - left) < 3 * print_px
            and piece.middle < floor
            and piece.height < _TOO_TALL * print_px
        ]
        if not starts:
            break
        start = min(starts, key=lambda piece: piece.middle)
        beside = [p for p in column if p.x0 >= start.x0 and abs(p.middle - start.middle) < 0.5 * print_px]
        row = _in_order(beside, print_px)
        rows.append(row)
    return rows


def _in_order(row: Sequence[Piece], usual_px: float) -> list[Piece]:
    """The row from left to right, up to a wide gap, without the large signs of a watermark."""
    fitting = sorted((p for p in row if p.height < _TOO_TALL * usual_px), key=lambda piece: piece.x0)
    for i, (before, after) in enumerate(pairwise(fitting), start=1):
        if after.x0 - before.x1 > _GAP * usual_px:
            return fitting[:i]
    return fitting


def _find_right_edge(label: Label, labels: Sequence[Label]) -> float:
    """Where the next column of labels begins, looking at rows near this one."""
    reach = 4 * label.height
    return min(
        (
            other.x0
            for other in labels
            if other.x0 > label.x1 + label.height and -label.height < other.middle - label.middle < reach
        ),
        default=float("inf"),
    )


def _find_floor(label: Label, labels: Sequence[Label], right: float) -> float:
    """The row of the next label below that stands in this column."""
    return min(
        (
            other.middle - 0.4 * other.height
            for other in labels
            if other.middle > label.middle + 0.7 * label.height
            and label.x0 - 3 * label.height < other.x0 < right - label.height
        ),
        default=float("inf"),
    )


def _find_below(label: Label, free: Sequence[Piece], labels: Sequence[Label]) -> list[Piece]:
    """The value printed under its label, where nothing stands to the right of it."""
    floor = _find_floor(label, labels, label.x1 + label.height)
    below = [
        piece
        for piece in free
        if 0.7 * label.height < piece.middle - label.middle < _NEXT_ROW * label.height
        and abs(piece.x0 - label.x0) < 2 * label.height
        and piece.middle < floor
    ]
    return below[:1]


def _is_foreign(piece: Piece, label: Label, labels: Sequence[Label]) -> bool:
    """Whether a piece stands nearer, on its own row, to another label left of it."""
    return any(
        label.x1 < other.x0 < piece.x0 and _is_same_row(piece, other.middle, other.height) for other in labels
    )


def _is_same_row(piece: Piece, middle: float, height: float) -> bool:
    return abs(piece.middle - middle) < _SAME_ROW * height


def _centre(piece: Piece) -> float:
    return (piece.x0 + piece.x1) / 2
