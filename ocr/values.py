"""Values of single fields out of the cells of a form: text, dates, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from config.numbers import check_uscc, fold_uscc, is_reg_no, normalise_number
from ocr.cell import Cell, make_loose_cell
from ocr.dates import PrintedDate, find_dates
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.pieces import Piece

ReadCell = Callable[[Cell], Candidate | None]
_PERSON = re.compile(r"[\u3400-\u9fff·]{2,20}|[A-Za-z][A-Za-z .·-]{3,60}|.*\(委派代表[:：]?.+\)")
_BLANK = re.compile(r"[*/\\—\-_.。、，\s]*|N/?A\.?|X{4,}|×{4,}", re.IGNORECASE)
"""What says that nothing is printed: dashes, N/A, and the row of X of a sample form."""
_RUN = re.compile(r"[0-9A-Za-z]+")
_USCC_LENGTH = 18
_DOUBTFUL = 0.8


def make_candidate(
    cell: Cell,
    value: str | None,
    *,
    checked: bool | None = None,
    confidence: float | None = None,
    listed: tuple[Any, ...] | None = None,
) -> Candidate:
    """A candidate with the place and confidence of `cell`."""
    return Candidate(
        value=value,
        raw=cell.raw,
        confidence=cell.confidence if confidence is None else confidence,
        points=cell.points,
        print_px=cell.print_px,
        checked=checked,
        listed=listed,
    )


def read_cell(form: Form, field: str, read: ReadCell) -> Candidate | None:
    """What `read` makes of the value beside a field's label; None where there is none."""
    cell = form.cells.get(field)
    return None if cell is None else read(cell)


def read_person(cell: Cell) -> Candidate | None:
    """A person's name; anything that does not look like one is kept but not believed."""
    candidate = read_text(cell)
    if candidate is None or candidate.value is None or _PERSON.fullmatch(candidate.value):
        return candidate
    return make_candidate(cell, candidate.value, confidence=min(candidate.confidence, 0.5))


def read_text(cell: Cell) -> Candidate | None:
    """The cell as folded text; None where only a dash, asterisks or a row of X are printed."""
    # Lines of the form or of its background come back as dashes before the first sign.
    text = cell.text.strip("。、，,:;").lstrip("-—_~=|·.")
    return None if _BLANK.fullmatch(text) else make_candidate(cell, text)


def read_date(cell: Cell) -> Candidate | None:
    """The one date in the cell as ISO 8601."""
    dates = find_dates(cell.text)
    if len(dates) != 1:
        return None if _BLANK.fullmatch(cell.text) else make_candidate(cell, None)
    return make_date(cell, dates[0])


def make_date(cell: Cell, printed: PrintedDate) -> Candidate:
    """A candidate for one date of a cell; an impossible one is kept as printed and fails its check."""
    return make_candidate(cell, printed.iso or printed.raw, checked=False if printed.iso is None else None)


def read_reg_no(cell: Cell) -> Candidate | None:
    """The registration number (注册号) of 15 digits; older ones of 13 have no check digit."""
    runs = [run for run in _RUN.findall(cell.text) if len(run) in (13, 15) and run.isdigit()]
    if not runs:
        return None
    checked = is_reg_no(runs[0]) if len(runs[0]) == 15 else None
    candidate = make_candidate(cell, runs[0], checked=checked)
    return replace(candidate, is_proof=bool(checked) and _has_one_doubt_at_most(cell.pieces))


def find_reg_no(form: Form, field: str) -> Candidate | None:
    """The registration number beside its label, else the only one on the form whose check digit holds."""
    beside = read_cell(form, field, read_reg_no)
    if beside is not None and beside.value is not None:
        return beside
    found = {}
    for piece in form.pieces:
        candidate = read_reg_no(make_loose_cell(piece))
        if candidate is not None and candidate.checked:
            found[candidate.value] = candidate
    return next(iter(found.values())) if len(found) == 1 else beside


def read_uscc(form: Form, field: str) -> Candidate | None:
    """The unified social credit code on a form: the one beside its label, else the only valid one."""
    cell = form.cells.get(field)
    beside = list(_iter_numbers(cell.pieces if cell else ()))
    if cell is not None and len(cell.pieces) > 1:
        # A wide gap in the number made the detector take it for two.
        beside += _make_numbers(cell.text, cell.pieces)
    if cell is not None and len(cell.text) < _USCC_LENGTH:
        beside += [number for number in _iter_wrapped(cell, form.pieces) if number.checked]
    numbers = beside if any(c.checked for c in beside) else [*beside, *_iter_numbers(form.pieces)]
    sound = {candidate.value: candidate for candidate in numbers if candidate.checked}
    if len(sound) > 1:
        # Two firms on one form: which of them the document is about, its label would have to say.
        return replace(next(iter(sound.values())), confidence=0.5)
    if sound:
        return next(iter(sound.values()))
    if beside:
        return beside[0]
    return None if cell is None else make_candidate(cell, None)


def _iter_wrapped(cell: Cell, pieces: Iterable[Piece]) -> Iterable[Candidate]:
    """A number begun in a cell together with what stands right below it and makes it whole."""
    last = cell.pieces[-1]
    for piece in pieces:
        is_next = 0.6 < (piece.middle - last.middle) / last.height < 2.0
        if is_next and _RUN.fullmatch(piece.text) and cell.pieces[0].x0 - last.height < piece.x0 < last.x1:
            yield from _make_numbers(cell.text + piece.text, (*cell.pieces, piece))


def _iter_numbers(pieces: Iterable[Piece]) -> Iterable[Candidate]:
    for piece in pieces:
        yield from _make_numbers(piece.text, (piece,))


def _make_numbers(text: str, pieces: tuple[Piece, ...]) -> list[Candidate]:
    """The runs of 18 letters and digits in `text`, each with the verdict of its check characters."""
    if "://" in text:
        return []
    return [_make_number(run, pieces) for run in _RUN.findall(text) if len(run) == _USCC_LENGTH]


def _make_number(run: str, pieces: tuple[Piece, ...]) -> Candidate:
    check = fold_uscc(run)
    confidence = min(piece.confidence for piece in pieces)
    has_form = check_uscc(run) is not None
    return Candidate(
        value=normalise_number(run) if check is None else check.number,
        raw=run,
        # Signs that no such number contains were misread, whatever the recogniser thinks of them.
        confidence=confidence if has_form or (check and check.whole) else min(confidence, 0.5),
        points=tuple(point for piece in pieces for point in piece.polygon),
        print_px=min(piece.height for piece in pieces),
        checked=check is not None and check.whole,
        is_proof=check is not None and check.whole and check.organisation and _has_one_doubt_at_most(pieces),
    )


def _has_one_doubt_at_most(pieces: Iterable[Piece]) -> bool:
    """Whether no second sign is doubtful: the check systems find any one misread sign, but not any two."""
    scores = sorted(score for piece in pieces for score in piece.scores)
    return len(scores) < 2 or scores[1] >= _DOUBTFUL
