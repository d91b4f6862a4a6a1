"""Takes a form apart: its labels, and the value that belongs to each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ocr.beside import ENGLISH, read_cell
from ocr.cell import Cell
from ocr.columns import find_strangers, mend_columns
from ocr.labels import Label, find_labels, is_english_label
from ocr.lines import Line
from ocr.pieces import Piece, in_reading_order, make_pieces

_TITLE_MORE = 6
_LONG_LABEL = 4
# "PRODUCT CERTIFICATION CERTIFICATE" begins like a label, "Product".
_ENGLISH_TITLE = re.compile(r"[A-Z]+(?:CERTIFICATE|REPORT|LICEN[CS]E|PERMIT)|CERTIFICATE(?:OF|FOR)[A-Z]+")


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
    known = [word for forms in words.values() for word in forms]
    heads = [piece for piece in pieces if _is_title(piece, titles, known)]
    others = [piece for piece in pieces if piece not in heads]
    others = mend_columns(others, known)
    pieces = in_reading_order([*heads, *others])
    labels = find_labels([piece for piece in others if not _is_title(piece, titles, known)], words)
    used = {id(piece) for label in labels for piece in label.pieces}
    strangers = find_strangers([piece for piece in pieces if id(piece) not in used], labels)
    used |= {id(piece) for label in strangers for piece in label.pieces}
    free = [piece for piece in pieces if id(piece) not in used and not is_english_label(piece.text)]
    every = [*labels, *strangers]
    found = [
        read_cell(label, every, free, (rows or {}).get(label.field.removeprefix(ENGLISH), 1))
        for label in every
    ]
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


def _is_title(piece: Piece, titles: Sequence[str], known: Sequence[str]) -> bool:
    """Whether a piece is the title of the form: not one of its labels, which may hold it (检验报告编号)."""
    if piece.text.rstrip(":") in known:
        return False
    text = piece.text.upper()
    is_known = any(word in text and len(text) <= len(word) + _TITLE_MORE for word in titles)
    return is_known or (_ENGLISH_TITLE.fullmatch(text) is not None and not is_english_label(text))


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
