"""Pairs each label of a form with the value printed to its right, or else below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ocr.columns import find_strangers, mend_columns
from ocr.labels import Fit, Label, find_labels, is_english_label
from ocr.lines import Line, Point
from ocr.pieces import Piece, make_pieces

_SAME_ROW = 0.6  # distance of two middles, in heights
_NEXT_ROW = 2.3  # the same for two rows of one value
_APART = 1.3  # times the distance to the next row: a row this far below another belongs to another value
_BLOCK = 1.15  # times the distance to the row below: a row this far below another begins a block
_ON_ROW = 0.35  # of the distance of two rows: a row this near the middle of a label is its own
_HALF_ROW = 1.3  # of its height: how far from the middle of a label the two rows beside it stand at most
_INDENT = 8.0  # of a value below its label, in heights of the label
_TOO_TALL = 1.6  # a piece this much taller than its neighbours belongs to a watermark
_GAP = 4.0  # widest gap inside a row, in heights
_MAX_ROWS = 30
_DOUBT = 0.5
_GLUED_SLACK = 2.5
_GOES_ON = 1.9  # heights to the next row of a value that goes on
_TITLE_MORE = 6
_LONG_LABEL = 4
ENGLISH = "_en_"
"""Begins the name of the English label of a field, whose value counts where the Chinese label has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The value of a label: its rows from top to bottom, each from left to right."""

    label: Label
    rows: tuple[tuple[Piece, ...], ...]
    is_doubtful: bool = False
    """Whether print of the value may be missing, or belong to another one."""

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
        """That of the least certain piece; low where the layout leaves doubt."""
        least = min(piece.confidence for piece in self.pieces)
        return min(least, _DOUBT) if self.is_doubtful else least

    @property
    def points(self) -> tuple[Point, ...]:
        """Corners of all pieces on the upright page."""
        return tuple(point for piece in self.pieces for point in piece.polygon)

    @property
    def print_px(self) -> float:
        """Height of the smallest print in it."""
        return min(piece.height for piece in self.pieces)

    def cut(self, length: int) -> tuple[Cell | None, Cell | None]:
        """The first `length` signs of the value and the rest; None for a part without signs."""
        first: list[tuple[Piece, ...]] = []
        second: list[tuple[Piece, ...]] = []
        for row in self.rows:
            before: list[Piece] = []
            behind: list[Piece] = []
            for piece in row:
                parts = piece.split(length) if 0 < length < len(piece.text) else (piece,)
                before += parts[:1] if length > 0 else ()
                behind += parts[1:] if length > 0 else parts
                length -= len(piece.text)
            first += [tuple(before)] if before else []
            second += [tuple(behind)] if behind else []
        return (
            replace(self, rows=tuple(first)) if first else None,
            replace(self, rows=tuple(second)) if second else None,
        )

    def select(self, start: int, end: int) -> Cell:
        """The signs of the value from `start` to before `end`: the rest says nothing of how sure they are."""
        before, _ = self.cut(end)
        part = before.cut(start)[1] if before is not None and start > 0 else before
        return part or self


def make_loose_cell(*pieces: Piece) -> Cell:
    """A value that stands on the page without a label; each piece is a row."""
    label = Label(field="", word="", fit=Fit.WHOLE, pieces=pieces[:1], rest=None)
    return Cell(label=label, rows=tuple((piece,) for piece in pieces))


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A page taken apart: its pieces, its labels, and the values beside them.

    `others` are the values of labels that no list of words knows.
    """

    pieces: tuple[Piece, ...]
    labels: Mapping[str, Label]
    cells: Mapping[str, Cell]
    others: tuple[Cell, ...] = ()


def read_form(
    lines: Sequence[Line],
    words: Mapping[str, Sequence[str]],
    *,
    rows: Mapping[str, int] | None = None,
    titles: Sequence[str] = (),
) -> Form:
    """The labels of a form with their values.

    Args:
        lines: what a pass read.
        words: for each field its labels, best first.
        rows: how many rows a field's value may have; one where it is not given.
        titles: words of the form's title, in which no label is sought.
    """
    inner = [word for field, forms in words.items() if _is_short(field, rows) for word in forms]
    pieces = [part for piece in make_pieces(lines) for part in _part_columns(piece, inner)]
    pieces = mend_columns(pieces, [word for forms in words.values() for word in forms])
    labels = find_labels([piece for piece in pieces if not _is_title(piece, titles)], words)
    used = {id(piece) for label in labels for piece in label.pieces}
    strangers = find_strangers([piece for piece in pieces if id(piece) not in used], labels)
    used |= {id(piece) for label in strangers for piece in label.pieces}
    free = [piece for piece in pieces if id(piece) not in used and not is_english_label(piece.text)]
    every = [*labels, *strangers]
    found = [_read_cell(label, every, free, (rows or {}).get(label.field, 1)) for label in every]
    read = _doubt_cut(found)
    cells = {cell.label.field: cell for cell in read[: len(labels)] if cell.rows}
    cells = _doubt_shared(cells)
    for field in [field for field in cells if field.startswith(ENGLISH)]:
        cells.setdefault(field.removeprefix(ENGLISH), cells[field])
    return Form(
        pieces=tuple(pieces),
        labels={label.field: label for label in labels},
        cells=cells,
        others=tuple(cell for cell in read[len(labels) :] if cell.rows),
    )


def _is_title(piece: Piece, titles: Sequence[str]) -> bool:
    text = piece.text.upper()
    return any(word in text and len(text) <= len(word) + _TITLE_MORE for word in titles)


def _doubt_cut(found: Sequence[tuple[Cell, tuple[Piece, ...]]]) -> list[Cell]:
    """The cells, those in doubt below which print goes on that no other cell has."""
    owners: dict[int, list[Cell]] = {}
    for cell, _ in found:
        for piece in cell.pieces:
            owners.setdefault(id(piece), []).append(cell)
    return [
        replace(cell, is_doubtful=True) if any(id(piece) not in owners for piece in below) else cell
        for cell, below in found
    ]


def _doubt_shared(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells, those in doubt that have print in common with the cell of another field."""
    owners: dict[int, set[str]] = {}
    for field, cell in cells.items():
        for piece in cell.pieces:
            owners.setdefault(id(piece), set()).add(field.removeprefix(ENGLISH))
    return {
        field: replace(cell, is_doubtful=True)
        if any(len(owners[id(piece)]) > 1 for piece in cell.pieces)
        else cell
        for field, cell in cells.items()
    }


def _is_short(field: str, rows: Mapping[str, int] | None) -> bool:
    """Whether a field's label never stands in the running text of a long value."""
    return not field.startswith("_") and (rows or {}).get(field, 1) <= 2


def _part_columns(piece: Piece, words: Sequence[str]) -> tuple[Piece, ...]:
    """The piece cut before a long label inside it: the detector took two columns for one line."""
    at_start = max((len(word) for word in words if piece.text.startswith(word)), default=2)
    for word in words:
        place = piece.text.find(word, at_start)
        if len(word) >= _LONG_LABEL and place >= 2 and piece.text[place - 1] not in "(,、由的/":
            return piece.split(place)
    return (piece,)


def _read_cell(
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
        and _centre(piece) < right
        and not _is_foreign(piece, label, labels)
    ]
    first = [piece for piece in column if _is_same_row(piece, label.middle, label.height)]
    if label.rest is not None:
        first.append(label.rest)
    elif most_rows > 1:
        first = _find_half_row(label, column) or first
    if not first:
        first = _find_below(label, free, labels)
        column = [
            piece for piece in free if piece.x0 > label.x0 - 2 * label.height and _centre(piece) < right
        ]
    if not first:
        return Cell(label=label, rows=()), ()
    below = _find_next(label, labels, right)
    starts = [_in_order(row, label.height) for row in _part_rows(first)]
    starts = [row for row in starts if row]
    if not starts:
        return Cell(label=label, rows=()), ()
    rows = _add_rows(starts, column, most_rows, below, is_glued=label.rest is not None)
    if label.rest is None and len(rows) < most_rows:
        rows = _add_rows_above(rows, column, label)
    cell = Cell(label=label, rows=tuple(tuple(row) for row in rows))
    return cell, tuple(_list_below(rows, column, _make_floor(below)))


def _part_rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
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


def _list_below(rows: Sequence[Sequence[Piece]], column: Sequence[Piece], floor: float) -> Iterator[Piece]:
    """Print like that of a value that stands right below it."""
    taken = {id(piece) for row in rows for piece in row}
    last = rows[-1]
    left, print_px = rows[0][0].x0, max(piece.height for piece in last)
    bottom = max(piece.middle for piece in last)
    for piece in column:
        is_next = 0.5 * print_px < piece.middle - bottom < _GOES_ON * print_px and piece.middle < floor
        is_like = abs(piece.x0 - left) < print_px and 0.75 < piece.height / print_px < 1.3
        if id(piece) not in taken and is_next and is_like:
            yield piece


def _add_rows(
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
    floor = _make_floor(below)
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
        row = _in_order(beside, print_px)
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


def _add_rows_above(rows: list[list[Piece]], column: Sequence[Piece], label: Label) -> list[list[Piece]]:
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
        found.insert(0, _in_order(row, print_px))
    top = min(piece.middle for piece in found[0])
    nearest = max((p.middle for p in above if p.middle < top - 0.5 * print_px), default=-float("inf"))
    return [*found, *rows] if top - nearest > _BLOCK * step else rows


def _find_half_row(label: Label, column: Sequence[Piece]) -> list[Piece]:
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


def _in_order(row: Sequence[Piece], usual_px: float) -> list[Piece]:
    """The row from left to right, up to a wide gap, without the large signs of a watermark."""
    fitting = sorted((p for p in row if p.height < _TOO_TALL * usual_px), key=lambda piece: piece.x0)
    for i, (before, after) in enumerate(pairwise(fitting), start=1):
        if after.x0 - before.x1 > _GAP * usual_px:
            return fitting[:i]
    return fitting


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


def _make_floor(below: Label | None) -> float:
    """Where a value ends at the latest: just above the next label."""
    return float("inf") if below is None else below.middle - 0.4 * below.height


def _find_below(label: Label, free: Sequence[Piece], labels: Sequence[Label]) -> list[Piece]:
    """The value printed under its label, where nothing stands to the right of it."""
    floor = _make_floor(_find_next(label, labels, label.x1 + label.height))
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


def _is_same_row(piece: Piece, middle: float, height: float) -> bool:
    return abs(piece.middle - middle) < _SAME_ROW * height


def _centre(piece: Piece) -> float:
    return (piece.x0 + piece.x1) / 2
