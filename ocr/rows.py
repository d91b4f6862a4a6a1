"""The rows of a value: which print below, above and beside its first row belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ocr.labels import Label
from ocr.pieces import Piece

_NEXT_ROW = 2.3  # the same for two rows of one value
_APART = 1.3  # times the distance to the next row: a row this far below another belongs to another value
_BLOCK = 1.15  # times the distance to the row below: a row this far below another begins a block
_ON_ROW = 0.35  # of the distance of two rows: a row this near the middle of a label is its own
_HALF_ROW = 1.3  # of its height: how far from the middle of a label the two rows beside it stand at most
_INDENT = 8.0  # of a value below its label, in heights of the label
_TOO_TALL = 1.6  # a piece this much taller than its neighbours belongs to a watermark
_GAP = 4.0  # widest gap inside a row, in heights
_MAX_ROWS = 30
_RIGHT_ABOVE = 1.5  # heights from a row to the one above it of the same value
_MOST_ABOVE = 2  # rows
_LIKE = (0.75, 1.3)  # height of a row against that of another of the same value
_BARELY = 0.2  # the same for a row whose outline covers that of the row above it, as in tight print
_GOES_ON = 1.9  # heights to the next row of a value that goes on


def part_rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces beside one label as rows: what stands above other print is a row of its own."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        above = rows[-1] if rows else []
        shares = any(
            min(piece.x1, p.x1) - max(piece.x0, p.x0) > 0.5 * min(piece.height, p.height) for p in above
        )
        if above and not (shares and piece.middle - above[-1].middle > 0.3 * piece.height):
            above.append(piece)
        else:
            rows.append([piece])
    return rows


def list_below(rows: Sequence[Sequence[Piece]], column: Sequence[Piece], floor: float) -> Iterator[Piece]:
    """Print like that of a value that stands right below it."""
    taken = {id(piece) for row in rows for piece in row}
    last = rows[-1]
    left, print_px = rows[0][0].x0, max(piece.height for piece in last)
    bottom = max(piece.middle for piece in last)
    for piece in column:
        is_next = _BARELY * print_px < piece.middle - bottom < _GOES_ON * print_px and piece.middle < floor
        is_like = abs(piece.x0 - left) < print_px and _LIKE[0] < piece.height / print_px < _LIKE[1]
        if id(piece) not in taken and is_next and is_like:
            yield piece


def add_rows(
    rows: list[list[Piece]],
    column: Sequence[Piece],
    most_rows: int,
    below: Label | None,
    *,
    is_glued: bool,
) -> list[list[Piece]]:
    """Adds the rows below as long as they continue the value: same left edge, same print, no gap.

    Where the first row is glued to its label its left edge is only estimated: the second may begin farther to
    the right, where the blank behind the label ended, but not end there.
    """
    floor = make_floor(below)
    left, print_px = rows[0][0].x0, max(piece.height for piece in rows[0])
    while len(rows) < min(most_rows, _MAX_ROWS):
        above = max(piece.middle for piece in rows[-1])
        starts = [
            piece
            for piece in column
            if 0.4 * print_px < piece.middle - above < _NEXT_ROW * print_px
            and (
                abs(piece.x0 - left) < 3 * print_px
                or (is_glued and len(rows) == 1 and _is_indented(piece, rows[0], print_px))
            )
            and piece.middle < floor
            and piece.height < _TOO_TALL * print_px
        ]
        if not starts:
            break
        start = min(starts, key=lambda piece: piece.middle)
        # The first row of the next value, whose label stands in the middle of it.
        if below is not None and _APART * (below.middle - start.middle) < start.middle - above:
            break
        if _begins_block(start, above, column, print_px):
            break
        beside = [p for p in column if p.x0 >= start.x0 and abs(p.middle - start.middle) < 0.5 * print_px]
        if is_glued and len(rows) == 1:
            left = start.x0
        row = in_order(beside, print_px)
        rows.append(row)
    return rows


def _is_indented(piece: Piece, first: Sequence[Piece], print_px: float) -> bool:
    return 0 < piece.x0 - first[0].x0 < _INDENT * print_px and piece.x1 < first[-1].x1 + print_px


def _begins_block(start: Piece, above: float, column: Sequence[Piece], print_px: float) -> bool:
    """Whether a row is nearer to the row below it than to the one above: it begins a value of its own."""
    below = [
        piece.middle - start.middle
        for piece in column
        if piece.middle - start.middle > 0.4 * print_px
        and abs(piece.x0 - start.x0) < print_px
        and piece.height < _TOO_TALL * print_px
    ]
    return bool(below) and start.middle - above > _BLOCK * min(below)


def add_rows_above(rows: list[list[Piece]], column: Sequence[Piece], label: Label) -> list[list[Piece]]:
    """Adds the rows above a label that stands in the middle of its value, as in a table.

    There are as many as below it, at the same distances, and farther from whatever stands above them.
    """
    middles = [max(piece.middle for piece in row) for row in rows]
    if len(rows) < 2:
        return rows
    slack = _ON_ROW * (middles[1] - middles[0])
    wanted = sum(m > label.middle + slack for m in middles) - sum(m < label.middle - slack for m in middles)
    if wanted < 1:
        return rows
    step, print_px = middles[1] - middles[0], max(piece.height for piece in rows[0])
    above = [p for p in column if p.middle < middles[0] - 0.5 * print_px and p.height < _TOO_TALL * print_px]
    found: list[list[Piece]] = []
    for place in range(1, wanted + 1):
        row = [p for p in above if abs(middles[0] - place * step - p.middle) < 0.25 * step]
        if not row or abs(min(p.x0 for p in row) - rows[0][0].x0) > 3 * print_px:
            return rows
        found.insert(0, in_order(row, print_px))
    top = min(piece.middle for piece in found[0])
    nearest = max((p.middle for p in above if p.middle < top - 0.5 * print_px), default=-float("inf"))
    return [*found, *rows] if top - nearest > _BLOCK * step else rows


def add_rows_right_above(
    rows: list[list[Piece]], column: Sequence[Piece], label: Label, labels: Sequence[Label]
) -> list[list[Piece]]:
    """Adds a row or two right above the first one, nearer to the label than to others.

    In a table the label stands in the middle of its cell; the value may begin higher than its middle. A
    longer block above, or one with a row beside another label, is another value.
    """
    others = [o for o in labels if o is not label]
    found: list[list[Piece]] = []
    while len(found) <= _MOST_ABOVE:
        row = _find_right_above((found or rows)[0], column)
        if not row:
            break
        found.insert(0, row)
    own = all(
        abs(piece.middle - label.middle) < abs(piece.middle - o.middle)
        for row in found
        for piece in row
        for o in others
        if o.x0 < piece.x0
    )
    return [*found, *rows] if own and len(found) <= _MOST_ABOVE else rows


def _find_right_above(below: Sequence[Piece], column: Sequence[Piece]) -> list[Piece]:
    """The row of like print right above another one."""
    first, print_px = below[0], max(piece.height for piece in below)
    above = [
        piece
        for piece in column
        if 0.5 * print_px < first.middle - piece.middle < _RIGHT_ABOVE * print_px
        and first.x0 - 3 * print_px < piece.x0 < first.x1
        and _LIKE[0] < piece.height / print_px < _LIKE[1]
    ]
    return in_order(above, print_px)


def find_half_row(label: Label, column: Sequence[Piece]) -> list[Piece]:
    """The row just above the middle of a label that stands between two rows of its value, none on its own."""
    height = label.height
    offs = {id(piece): piece.middle - label.middle for piece in column}
    if any(abs(off) < _ON_ROW * height for off in offs.values()):
        return []
    above = [piece for piece in column if -_HALF_ROW * height < offs[id(piece)] < 0]
    under = [piece for piece in column if 0 < offs[id(piece)] < _HALF_ROW * height]
    if not above or not under:
        return []
    uneven = abs(max(offs[id(piece)] for piece in above) + min(offs[id(piece)] for piece in under))
    return above if uneven < _ON_ROW * height else []


def in_order(row: Sequence[Piece], usual_px: float) -> list[Piece]:
    """The row from left to right, up to a wide gap, without the large signs of a watermark."""
    fitting = sorted((p for p in row if p.height < _TOO_TALL * usual_px), key=lambda piece: piece.x0)
    for i, (before, after) in enumerate(pairwise(fitting), start=1):
        if after.x0 - before.x1 > _GAP * usual_px:
            return fitting[:i]
    return fitting


def make_floor(below: Label | None) -> float:
    """Where a value ends at the latest: just above the next label."""
    return float("inf") if below is None else below.middle - 0.4 * below.height
