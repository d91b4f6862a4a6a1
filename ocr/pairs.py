"""Labels with their values on panels and labels of goods, whatever the labels are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ocr.cell import Cell, make_loose_cell
from ocr.columns import STRANGER
from ocr.fuse import Candidate
from ocr.labels import Fit, Label
from ocr.layout import Form
from ocr.lines import find_weakest
from ocr.pieces import Piece
from ocr.table import iter_rows
from ocr.values import make_candidate

PAIRS = "pairs"
"""The field whose value is a mapping of labels to values."""

Pair = tuple[str, str, Cell]
"""Label, value and place."""

_INLINE = re.compile(
    r"[(【\[]?(?P<label>[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9/()、]{1,11})[】\])]?:(?P<value>.+)"
)
_SURE = 0.9
_SURE_ALIKE = 0.98
"""The same for a value with a sign that looks like another one beside a letter: B0 or BO, A1 or Al."""
_ALIKE = re.compile(r"(?<![\d.])[O0Il1](?=[A-Za-z])|(?<=[A-Za-z])[O0Il1](?![\d.])")
_MOST_LOST = 0.2
_SPREAD = 7.0  # heights between two signs of a spread label
_BLANK = re.compile(r"[-—/*.]*")


def list_pairs(form: Form) -> list[Pair]:
    """Label, value and place of all pairs: those of a table of two columns where it has more."""
    rows = [
        (_print_label(cell), _strip(cell.text), cell if _is_label_sure(cell.label) else _doubt(cell))
        for cell in iter_rows(form.pieces)
    ]
    pairs = list(iter_pairs(form))
    return rows if len(rows) > len(pairs) else pairs


def read_pairs(form: Form, pairs: Iterable[Pair]) -> Candidate | None:
    """Each label with its value, of those that were read with some certainty; None where there is none."""
    sure: dict[str, tuple[str, Cell]] = {}
    doubted = 0
    for label, value, cell in pairs:
        if _BLANK.fullmatch(value):
            continue
        if cell.confidence >= (_SURE_ALIKE if _ALIKE.search(value) else _SURE):
            sure.setdefault(label, (value, cell))
        else:
            doubted += 1
    if not sure:
        return None
    pieces = [piece for _, cell in sure.values() for piece in cell.pieces]
    text = ";".join(f"{label}={value}" for label, (value, _) in sure.items())
    listed = tuple((label, value) for label, (value, _) in sure.items())
    cell = make_loose_cell(*pieces)
    lost = max(doubted / (doubted + len(sure)), _measure_lost(list_taken(sure.values()), form.pieces))
    cell = replace(cell, is_doubtful=lost > _MOST_LOST)
    return make_candidate(cell, text, listed=listed)


def list_taken(pairs: Iterable[tuple[str, Cell]]) -> list[Piece]:
    """The print of some pairs, labels and values."""
    return [piece for _, cell in pairs for piece in (*cell.pieces, *cell.label.pieces)]


def _doubt(cell: Cell) -> Cell:
    return replace(cell, is_doubtful=True)


def _measure_lost(taken: Sequence[Piece], pieces: Sequence[Piece]) -> float:
    """The share of the print between the pairs of a panel that is in none of them."""
    left, right = min(p.x0 for p in taken), max(p.x1 for p in taken)
    top, bottom = min(p.middle for p in taken), max(p.middle for p in taken)
    between = [p for p in pieces if left <= (p.x0 + p.x1) / 2 <= right and top <= p.middle <= bottom]
    known = {piece.polygon for piece in taken}
    return sum(piece.polygon not in known for piece in between) / max(1, len(between))


def iter_pairs(form: Form) -> Iterator[Pair]:
    """Label, value and place: beside known labels, beside others in a column, in one line with a colon.

    A pair whose label may not be what is printed is in doubt.
    """
    cells = [cell for cell in (*form.cells.values(), *form.others) if not cell.label.field.startswith("_en_")]
    owned = [piece for cell in cells for piece in (*cell.pieces, *cell.label.pieces)]
    taken = {id(piece) for piece in owned}
    known = {piece.polygon for piece in owned}
    orphans = [piece for piece in form.pieces if piece.polygon not in known]
    for cell in cells:
        is_whole = _is_label_sure(cell.label) and not any(_is_before(piece, cell.label) for piece in orphans)
        yield _print_label(cell), _strip(cell.text), cell if is_whole else _doubt(cell)
    for piece in form.pieces:
        found = _INLINE.fullmatch(piece.text)
        if found is not None and id(piece) not in taken and not _is_in(piece, form):
            part = piece.cut(found.start("value"))
            if part is not None:
                is_weak = find_weakest(found["label"], piece.scores[found.start("label") :]) < _SURE
                cell = replace(make_loose_cell(part), is_doubtful=is_weak)
                yield found["label"], _strip(found["value"]), cell


def _is_label_sure(label: Label) -> bool:
    """Whether a label is printed as it was read: a known one, or one that was read well."""
    if label.fit is Fit.TAIL:
        return False
    if label.fit is not Fit.NEARLY and label.field != STRANGER:
        return True
    glued = len(label.rest.text) if label.rest is not None else 0
    last = label.pieces[-1]
    own = last.split(len(last.text) - glued)[0] if 0 < glued < len(last.text) else last
    return min(piece.confidence for piece in (*label.pieces[:-1], own)) >= _SURE


def _is_before(piece: Piece, label: Label) -> bool:
    """Whether print that is in no pair stands where a label may have begun."""
    before = label.x0 - piece.x1
    is_on_row = abs(piece.middle - label.middle) < 0.5 * label.height
    return is_on_row and -label.height < before < _SPREAD * label.height and piece.x0 < label.x0


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


def find_pair(pairs: Sequence[Pair], words: Sequence[str]) -> tuple[str, Cell] | None:
    """The value of the first of some labels that is there."""
    for word in words:
        for label, value, cell in pairs:
            if label == word:
                return value, cell
    return None
