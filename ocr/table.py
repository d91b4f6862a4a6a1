"""A table of two columns: what a quantity is called at the left, how much of it there is at the right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ocr.cell import Cell
from ocr.columns import STRANGER
from ocr.labels import Fit, Label
from ocr.pieces import Piece

_NAME = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9()/、·-]{1,13}:?")
_FEWEST = 5  # rows of a table
_MOST_LEFT_OVER = 0.1  # of the print on the page
_ON_ROW = 0.5  # of the height of a piece
_IN_LINE = 1.0  # heights between the edges, or the middles, of one column
_EVEN = 2.5  # times the usual distance of two rows


def iter_rows(pieces: Sequence[Piece]) -> Iterator[Cell]:
    """The values of a table that is nearly all that is printed on the page, each with its name as label."""
    rows = [row for row in _list_rows(pieces) if len(row) == 2 and _NAME.fullmatch(row[0].text)]
    if len(rows) < _FEWEST or len(rows) * 2 < (1 - _MOST_LEFT_OVER) * len(pieces) or not _is_table(rows):
        return
    for name, value in rows:
        label = Label(field=STRANGER, word=name.text, fit=Fit.WHOLE, pieces=(name,), rest=None)
        yield Cell(label=label, rows=((value,),))


def _list_rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces row by row, each row from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        if rows and abs(piece.middle - rows[-1][0].middle) < _ON_ROW * piece.height:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.x0) for row in rows]


def _is_table(rows: Sequence[Sequence[Piece]]) -> bool:
    """Whether names and values stand in two columns that do not overlap, at even distances."""
    names, values = [row[0] for row in rows], [row[1] for row in rows]
    steps = [after.middle - before.middle for before, after in pairwise(names)]
    is_even = max(steps) < _EVEN * median(steps)
    return is_even and _is_column(names) and _is_column(values) and _are_apart(names, values)


def _are_apart(names: Sequence[Piece], values: Sequence[Piece]) -> bool:
    return max(piece.x1 for piece in names) <= min(piece.x0 for piece in values)


def _is_column(pieces: Sequence[Piece]) -> bool:
    """Whether pieces begin, end, or have their middles in one line."""
    slack = _IN_LINE * median(piece.height for piece in pieces)
    lines = (
        [piece.x0 for piece in pieces],
        [piece.x1 for piece in pieces],
        [(piece.x0 + piece.x1) / 2 for piece in pieces],
    )
    return any(max(places) - min(places) < slack for places in lines)
