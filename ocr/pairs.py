"""Labels with their values on panels and labels of goods, whatever the labels are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ocr.cell import Cell, make_loose_cell
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.pieces import Piece
from ocr.values import make_candidate

PAIRS = "pairs"
"""The field whose value is a mapping of labels to values."""

_INLINE = re.compile(
    r"[(【\[]?(?P<label>[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9/()、]{1,11})[】\])]?:(?P<value>.+)"
)
_SURE = 0.9
_MOST_LOST = 0.2
_BLANK = re.compile(r"[-—/*.]*")


def read_pairs(form: Form) -> Candidate | None:
    """Each label with its value, of those that were read with some certainty; None where there is none."""
    sure: dict[str, tuple[str, Cell]] = {}
    for label, value, cell in iter_pairs(form):
        if cell.confidence >= _SURE and not _BLANK.fullmatch(value):
            sure.setdefault(label, (value, cell))
    if not sure:
        return None
    pieces = [piece for _, cell in sure.values() for piece in cell.pieces]
    text = ";".join(f"{label}={value}" for label, (value, _) in sure.items())
    listed = tuple((label, value) for label, (value, _) in sure.items())
    cell = make_loose_cell(*pieces)
    taken = [*pieces, *(piece for _, owner in sure.values() for piece in owner.label.pieces)]
    cell = replace(cell, is_doubtful=_measure_lost(taken, form.pieces) > _MOST_LOST)
    return make_candidate(cell, text, listed=listed)


def _measure_lost(taken: Sequence[Piece], pieces: Sequence[Piece]) -> float:
    """The share of the print between the pairs of a panel that is in none of them."""
    left, right = min(p.x0 for p in taken), max(p.x1 for p in taken)
    top, bottom = min(p.middle for p in taken), max(p.middle for p in taken)
    between = [p for p in pieces if left <= (p.x0 + p.x1) / 2 <= right and top <= p.middle <= bottom]
    known = {piece.polygon for piece in taken}
    return sum(piece.polygon not in known for piece in between) / max(1, len(between))


def iter_pairs(form: Form) -> Iterator[tuple[str, str, Cell]]:
    """Label, value and place: beside known labels, beside others in a column, in one line with a colon."""
    taken: set[int] = set()
    for cell in (*form.cells.values(), *form.others):
        if cell.label.field.startswith("_en_"):
            continue
        taken |= {id(piece) for piece in (*cell.pieces, *cell.label.pieces)}
        yield _print_label(cell), _strip(cell.text), cell
    for piece in form.pieces:
        found = _INLINE.fullmatch(piece.text)
        if found is not None and id(piece) not in taken and not _is_in(piece, form):
            part = piece.cut(found.start("value"))
            if part is not None:
                yield found["label"], _strip(found["value"]), make_loose_cell(part)


def _print_label(cell: Cell) -> str:
    """The label as printed: its pieces without the value glued behind."""
    text = "".join(piece.text for piece in cell.label.pieces)
    rest = cell.label.rest
    return (text.removesuffix(rest.text) if rest is not None else text).strip(":·.()【】[] ")


def _strip(text: str) -> str:
    return text.strip("。、,:;|")


def _is_in(piece: Piece, form: Form) -> bool:
    """Whether a label stands in the piece, so that its value is known already."""
    return any(piece is other for label in form.labels.values() for other in label.pieces)


def find_pair(pairs: Sequence[tuple[str, str, Cell]], words: Sequence[str]) -> tuple[str, Cell] | None:
    """The value of the first of some labels that is there."""
    for word in words:
        for label, value, cell in pairs:
            if label == word:
                return value, cell
    return None
