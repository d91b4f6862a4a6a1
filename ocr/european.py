"""The energy label of the European Union and the United Kingdom: its scale, arrow, names, figures and code.

Regulation (EU) 2017/1369 with its product regulations, (EU) 2020/740 for tyres, and the British ones after
them: a scale of bars A to G (tyres: two scales A to E), and a black arrow with the class beside its bar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from evidence.document import Code, Reading, ReadingStatus
from ocr.cell import make_loose_cell
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.pieces import Piece
from ocr.values import make_candidate

_CLASSES = "ABCDEFG"
_OFF_ROW = 0.35  # of the distance of two bars: how far the arrow's letter may stand off its bar
_SMALL = 0.7  # of the distance of the bars of the main scale
_LIKE = (0.65, 1.5)  # heights of two letters of one scale
_ARROW = 1.3  # times the width of a letter: how far right of its scale an arrow begins at least
_TITLE = "ENERG"
_QUANTITY = re.compile(
    r"(?<![/\d.,])(?P<value>\d+(?:[.,:]\d+)?)(?P<unit>kWh/(?:annum|1000h|100|year)|kWh|min|dB|kg|cm|W|L|h|%|x|X)(?![A-Za-z])"
)
_NAMES = {
    "kWh": "energy_consumption",
    "dB": "noise",
    "L": "volume",
    "kg": "capacity",
    "W": "power",
    "%": "share",
}
_TYRE_SIZE = re.compile(r"\d{3}/\d{2}\s?Z?R\s?\d{2}C?(?:\s?\d{2,3}/?\d{0,3}[A-Z])?")
_TYRE_CLASS = re.compile(r"C[123]")
_REGULATION_SIGNS = 8
_REGULATION = re.compile(r"20[12]\d/\d{3,4}|20[12]\d\s?No\.?\s?\d{2,4}")
_EPREL = re.compile(r"eprel\.ec\.europa\.eu/(?:qr/|screen/product/[a-z0-9]+/)(\d{3,9})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A column of bars: where letter number 0 stands, how far apart they are, and its right edge."""

    letters: tuple[Piece, ...]
    first: float
    step: float

    @property
    def x0(self) -> float:
        """Left edge."""
        return min(piece.x0 for piece in self.letters)

    @property
    def x1(self) -> float:
        """Right edge of the letters."""
        return max(piece.x1 for piece in self.letters)

    @property
    def top(self) -> float:
        """Where the first bar stands."""
        return self.first

    def find_class(self, piece: Piece) -> str | None:
        """The class of the bar beside which a piece stands."""
        place = (piece.middle - self.first) / self.step
        number = round(place)
        is_beside = abs(place - number) <= _OFF_ROW and 0 <= number < len(_CLASSES)
        return _CLASSES[number] if is_beside else None


def find_scales(form: Form) -> list[Scale]:
    """The scales on a label from left to right; empty where it has none."""
    letters = [piece for piece in form.pieces if len(piece.text) == 1 and piece.text in _CLASSES]
    scales = []
    free = sorted(letters, key=lambda piece: piece.x0)
    while free:
        first = free[0]
        column = [
            piece
            for piece in free
            if abs(_centre(piece) - _centre(first)) < 0.6 * first.height
            and _LIKE[0] < piece.height / first.height < _LIKE[1]
        ]
        free = [piece for piece in free if piece not in column]
        scale = _make_scale(column)
        if scale is not None:
            scales.append(scale)
    # Small classes, such as that of noise, stand in columns too.
    largest = max((scale.step for scale in scales), default=0.0)
    return [scale for scale in scales if scale.step >= _SMALL * largest]


def _make_scale(column: Sequence[Piece]) -> Scale | None:
    """A scale of letters in even distances in the order of the alphabet; None where they make none."""
    rows = sorted(column, key=lambda piece: piece.middle)
    numbers = [_CLASSES.index(piece.text) for piece in rows]
    if len(rows) < 2 or numbers != sorted(set(numbers)):
        return None
    steps = [
        (rows[i + 1].middle - rows[i].middle) / (numbers[i + 1] - numbers[i]) for i in range(len(rows) - 1)
    ]
    step = median(steps)
    if step <= 0 or any(abs(one - step) > 0.2 * step for one in steps):
        return None
    first = fmean(piece.middle - number * step for piece, number in zip(rows, numbers, strict=True))
    return Scale(letters=tuple(rows), first=first, step=step)


def read_class(form: Form, scale: Scale, right: float) -> Candidate | None:
    """The class in the arrow beside a scale; no value where the arrow stands at the bar of another class."""
    arrows = [
        piece
        for piece in form.pieces
        if len(piece.text) == 1
        and piece.text in _CLASSES
        and piece not in scale.letters
        and scale.x1 + _ARROW * piece.height * 0.5 < piece.x0 < right
        and scale.top - scale.step < piece.middle < scale.top + len(_CLASSES) * scale.step
    ]
    if len(arrows) != 1:
        return None
    cell = make_loose_cell(arrows[0])
    is_beside = scale.find_class(arrows[0]) == arrows[0].text
    return make_candidate(cell, arrows[0].text if is_beside else None, checked=True if is_beside else None)


def read_names(form: Form, top: float) -> dict[str, Candidate]:
    """Supplier and model: printed left and right between the heading and the scale."""
    title = next((piece for piece in form.pieces if _TITLE in piece.text.upper()), None)
    if title is None:
        return {}
    middle = (min(p.x0 for p in form.pieces) + max(p.x1 for p in form.pieces)) / 2
    rows = [
        piece
        for piece in form.pieces
        if title.y1 - 0.2 * title.height < piece.middle < top - 0.3 * title.height
        and not _TYRE_SIZE.fullmatch(piece.text)
        and not _TYRE_CLASS.fullmatch(piece.text)
        and piece.height < 0.8 * title.height
    ]
    found = {}
    for field, side in (("producer", True), ("model", False)):
        pieces = [piece for piece in rows if (_centre(piece) < middle) is side]
        upper = [piece for piece in pieces if piece.middle - pieces[0].middle < 1.5 * pieces[0].height]
        if upper:
            cell = make_loose_cell(*upper[:2])
            found[field] = make_candidate(cell, " ".join(piece.raw.strip() for piece in upper[:2]))
    return found


def read_figures(
    form: Form, scales: Sequence[Scale], classes: Sequence[Candidate | None]
) -> Candidate | None:
    """The figures below the scale with their units; the classes and size of a tyre."""
    bottom = scales[0].top + (len(_CLASSES) - 2) * scales[0].step
    found = [
        (piece, metric) for piece in form.pieces for metric in _iter_figures(piece) if piece.middle > bottom
    ]
    for piece in form.pieces:
        size = _TYRE_SIZE.fullmatch(piece.raw.strip())
        if size is not None:
            found.append((piece, {"name": "tyre_size", "value": size[0], "unit": ""}))
    if len(scales) == 2:
        for name, scale, read in zip(("fuel_efficiency", "wet_grip"), scales, classes, strict=False):
            if read is not None and read.value is not None:
                found.append((scale.letters[0], {"name": name, "value": read.value, "unit": ""}))
    if not found:
        return None
    text = ";".join("{name}={value}{unit}".format(**metric) for _, metric in found)
    pieces = [piece for piece, _ in found]
    return make_candidate(make_loose_cell(*pieces), text, listed=tuple(metric for _, metric in found))


def _iter_figures(piece: Piece) -> Iterator[dict[str, str]]:
    for match in _QUANTITY.finditer(piece.text):
        unit = match["unit"]
        name = _NAMES.get(unit.split("/")[0], "duration" if unit in ("h", "min") else "count")
        yield {"name": name, "value": match["value"], "unit": unit}


def read_regulation(form: Form) -> Candidate | None:
    """The regulation that the label names at its edge, such as 2019/2016 or 2021 No. 1095."""
    spots = [(piece, found[0]) for piece in form.pieces if (found := _REGULATION.search(piece.text))]
    # A line that runs downwards comes sign by sign (`ocr/pieces.py`).
    for column in _iter_columns(form):
        found = _REGULATION.search("".join(piece.text for piece in column))
        if found is not None:
            spots.append((column[0], found[0]))
    return make_candidate(make_loose_cell(spots[0][0]), spots[0][1]) if len(spots) == 1 else None


def _iter_columns(form: Form) -> Iterator[list[Piece]]:
    """Signs that stand alone, one below the other, from top to bottom."""
    free = sorted((p for p in form.pieces if len(p.text) == 1), key=lambda piece: piece.middle)
    while free:
        column = [free.pop(0)]
        for piece in list(free):
            is_below = 0 < piece.middle - column[-1].middle < 2 * column[-1].height
            if is_below and abs(_centre(piece) - _centre(column[0])) < 1.0:
                column.append(piece)
                free.remove(piece)
        if len(column) >= _REGULATION_SIGNS:
            yield column


def read_registration(codes: Sequence[Code]) -> Reading | None:
    """The number in the European register (EPREL) from the label's QR code; None where it has none."""
    found = {match[1]: code for code in codes if (match := _EPREL.search(code.text))}
    if len(found) != 1:
        return None
    number, code = next(iter(found.items()))
    return Reading(value=number, raw=code.text, status=ReadingStatus.READ, confidence=1.0, box=code.box)


def _centre(piece: Piece) -> float:
    return (piece.x0 + piece.x1) / 2
