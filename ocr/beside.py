"""Where the value of a label stands: to its right up to the next column, or else below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ocr.cell import Cell
from ocr.labels import Label
from ocr.pieces import Piece
from ocr.rows import (
    add_rows,
    add_rows_above,
    add_rows_right_above,
    find_half_row,
    in_order,
    list_below,
    make_floor,
    part_rows,
)

_SAME_ROW = 0.6  # distance of two middles, in heights
_NEXT_ROW = 2.3  # the same for two rows of one value
_INDENT = 8.0  # of a value below its label, in heights of the label
_GLUED_SLACK = 2.5
_AT_EDGE, _ON_NEXT = (
    0.7,
    (0.7, 1.7),
)  # of its height: how near its left edge, and how far below, a value runs on
_HEAD_SIGNS = 6
_FEW_ROWS = 2
_FEW_SIGNS = re.compile(r"[\u4e00-\u9fff()]{1,8}")
_BEHIND = 7.0  # heights: a value behind its label, or the next sign of a spread one
_ON_ROW = 0.3  # the same for a piece on the very row of a label
_ASIDE = 1.5  # heights of a gap before print of another block
_NEAR_ROW = 3.0  # heights to the next row of running print
_RUNNING = re.compile(r"(?:[^\u4e00-\u9fff]*[\u4e00-\u9fff]){8}")
ENGLISH = "_en_"
"""Begins the name of the English label of a field, whose value counts where the Chinese label has none."""


def read_cell(
    label: Label, labels: Sequence[Label], free: Sequence[Piece], most_rows: int
) -> tuple[Cell, tuple[Piece, ...]]:
    """The value of a label, and what stands right below it as if the value went on."""
    right = _find_right_edge(label, labels)
    # Where a glued value begins is only estimated.
    slack = _GLUED_SLACK if label.rest is not None else 1.0
    column = [
        piece
        for piece in free
        if piece.x0 > label.x1 - slack * label.height
        and (_centre(piece) < right or _spans(piece, label, right))
        and not _is_foreign(piece, label, labels)
    ]
    column = [piece for piece in column if not _is_aside(piece, label, column, free)]
    first = [piece for piece in column if _is_same_row(piece, label.middle, label.height)]
    if label.rest is not None:
        # Under a tall label small print of the value above may stand near its middle.
        first = [p for p in first if _is_same_row(p, label.rest.middle, min(label.height, 1.3 * p.height))]
        first.append(label.rest)
    elif most_rows > 1:
        first = find_half_row(label, column) or first
    if not first:
        first = _find_below(label, free, labels)
        column = [
            piece for piece in free if piece.x0 > label.x0 - 2 * label.height and _centre(piece) < right
        ]
    if not first:
        return Cell(label=label, rows=()), ()
    below = _find_next(label, labels, right)
    starts = [in_order(row, label.height) for row in part_rows(first)]
    starts = [row for row in starts if row]
    if not starts:
        return Cell(label=label, rows=()), ()
    own = [piece for piece in column if not _has_head(piece, label, free)]
    is_guess = False
    rows = add_rows(starts, own, most_rows, below, is_glued=label.rest is not None)
    if label.rest is not None and len(rows) == 1 < most_rows:
        rows += _find_run_on(label, rows[0], free, make_floor(below))
    if label.rest is None and len(rows) < most_rows:
        beside = [piece for piece in column if not _is_beside(piece, label, labels)]
        rows = add_rows_above(rows, beside, label)
        if rows[0][0].x0 > label.x1 and most_rows > _FEW_ROWS:
            higher = add_rows_right_above(rows, column, label, labels)
            is_guess, rows = len(higher) > len(rows), higher
    is_guess = is_guess or _is_head_of_table(rows[0], label.height)
    cell = Cell(label=label, rows=tuple(tuple(row) for row in rows), is_doubtful=is_guess)
    return cell, tuple(list_below(rows, column, make_floor(below)))


def _is_head_of_table(row: Sequence[Piece], height: float) -> bool:
    """Whether a row is rather the heads of other columns than a value: short words far apart."""
    gaps = [after.x0 - before.x1 for before, after in pairwise(row)]
    is_short = all(len(piece.text) <= _HEAD_SIGNS and not piece.text.isascii() for piece in row)
    return len(row) >= 2 and is_short and all(gap > height for gap in gaps)


def _spans(piece: Piece, label: Label, right: float) -> bool:
    """Whether print on the row of a label crosses where a column of labels begins above and below it.

    There a table has one wide cell.
    """
    return piece.x0 < right - 0.5 * label.height and _is_same_row(piece, label.middle, label.height)


def _is_aside(piece: Piece, label: Label, column: Sequence[Piece], free: Sequence[Piece]) -> bool:
    """Whether a piece belongs to running print beside the value: the notes on a folded form's other half.

    Behind a gap it stands in line with full rows right above and below it, none of them the value's own.
    """
    height = piece.height
    starts = [p for p in (*column, label.rest) if p is not None and p is not piece and p.x0 < piece.x0]
    on_row = [p for p in starts if _is_same_row(p, piece.middle, height)]
    if not on_row or piece.x0 - max(p.x1 for p in on_row) < _ASIDE * height or not _RUNNING.match(piece.text):
        return False
    offs = [
        p.middle - piece.middle
        for p in free
        if p is not piece and abs(p.x0 - piece.x0) < height and _RUNNING.match(p.text)
    ]
    near = [off for off in offs if _SAME_ROW * height < abs(off) < _NEAR_ROW * height]
    return min(near, default=0.0) < 0 < max(near, default=0.0)


def _has_head(piece: Piece, label: Label, free: Sequence[Piece]) -> bool:
    """Whether a row below a label begins in the column of labels: with what is left of another label."""
    return piece.middle - label.middle > _ON_NEXT[0] * label.height and any(
        abs(other.x0 - label.x0) < label.height
        and other.x1 < piece.x0
        and _is_same_row(other, piece.middle, piece.height)
        for other in free
    )


def _find_run_on(
    label: Label, first: Sequence[Piece], free: Sequence[Piece], floor: float
) -> list[list[Piece]]:
    """The end of a value that runs on below its label, as in a paragraph: a few signs below a full row."""
    height = label.height
    block = [piece.x1 for piece in free if abs(piece.x0 - label.x0) < height]
    if first[-1].x1 < max(block, default=0.0) - height:
        return []
    return [
        [piece]
        for piece in free
        if abs(piece.x0 - label.x0) < _AT_EDGE * height
        and _ON_NEXT[0] * height < piece.middle - label.middle < _ON_NEXT[1] * height
        and piece.middle < floor
        and _FEW_SIGNS.fullmatch(piece.text)
        and not any(_goes_on_row(piece, other) for other in free)
    ][:1]


def _goes_on_row(piece: Piece, other: Piece) -> bool:
    """Whether another piece stands right behind one: then that is a label, and no end of a paragraph."""
    behind = other.x0 - piece.x1
    return (
        -piece.height < behind < _BEHIND * piece.height
        and other.x0 > piece.x0
        and _is_same_row(other, piece.middle, piece.height)
    )


def _find_right_edge(label: Label, labels: Sequence[Label]) -> float:
    """Where the next column of labels begins: one with a label on this row, or with some above and below it.

    A lone label farther down, such as that of the authority at the foot, begins no column.
    """
    height = label.height
    beside = [other for other in labels if other.x0 > label.x1 + height]

    def is_column(other: Label) -> bool:
        places = [twin.middle - label.middle for twin in beside if abs(twin.x0 - other.x0) < max(height, 1.0)]
        is_on_row = any(-height < place < 1.5 * height for place in places)
        spans = any(place <= -height for place in places) and any(
            1.5 * height <= place < 4 * height for place in places
        )
        return is_on_row or spans

    return min((other.x0 for other in beside if is_column(other)), default=float("inf"))


def _find_next(label: Label, labels: Sequence[Label], right: float) -> Label | None:
    """The next label below that stands in this column."""
    below = [
        other
        for other in labels
        if other.middle > label.middle + 0.7 * label.height
        and not _is_twin(other, label)
        and label.x0 - 3 * label.height < other.x0 < right - label.height
    ]
    return min(below, key=lambda other: other.middle - 0.4 * other.height, default=None)


def _find_below(label: Label, free: Sequence[Piece], labels: Sequence[Label]) -> list[Piece]:
    """The value printed under its label, where nothing stands to the right of it."""
    floor = make_floor(_find_next(label, labels, label.x1 + label.height))
    below = [
        piece
        for piece in free
        if 0.7 * label.height < piece.middle - label.middle < _NEXT_ROW * label.height
        and -2 * label.height < piece.x0 - label.x0 < _INDENT * label.height
        and piece.middle < floor
    ]
    return [piece for piece in below if _is_same_row(piece, below[0].middle, label.height)]


def _is_twin(one: Label, other: Label) -> bool:
    """Whether two labels are the same one in Chinese and in English."""
    return one.field.removeprefix(ENGLISH) == other.field.removeprefix(ENGLISH)


def _is_foreign(piece: Piece, label: Label, labels: Sequence[Label]) -> bool:
    """Whether a piece stands nearer, on its own row, to another label left of it."""
    return any(
        label.x1 < other.x0 < piece.x0 and _is_same_row(piece, other.middle, other.height) for other in labels
    )


def _is_beside(piece: Piece, label: Label, labels: Sequence[Label]) -> bool:
    """Whether a piece stands on the very row of another label that has no value glued to it."""
    return any(
        other is not label
        and other.rest is None
        and other.x1 < piece.x0
        and abs(piece.middle - other.middle) < _ON_ROW * other.height
        for other in labels
    )


def _is_same_row(piece: Piece, middle: float, height: float) -> bool:
    return abs(piece.middle - middle) < _SAME_ROW * height


def _centre(piece: Piece) -> float:
    return (piece.x0 + piece.x1) / 2
