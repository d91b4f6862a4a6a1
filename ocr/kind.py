"""Which kind of document a page is, whether it is too poor to read, or no document at all."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evidence.document import ReadingStatus
from ocr.beside import ENGLISH
from ocr.foreign import is_foreign
from ocr.fuse import Fused
from ocr.labels import Fit
from ocr.layout import Form, read_form
from ocr.lines import Line
from ocr.look import Look
from ocr.pieces import fold_text
from ocr.readers import Reader
from ocr.titles import Title, list_titles

OTHER, UNREADABLE = "other", "unreadable"

_LABELS_WITH_TITLE, _LABELS_ALONE = 2, 5
_NEEDED = 2
_ALONE = 0.5  # how sure the kind of a page without a title is
_LEGIBLE = 0.85
_FEW_LINES = 6
_SMALLEST_PRINT_PX = 9.0
_TILT = math.radians(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindGuess:
    """The reader for a page, and how sure it is that the page is of its kind."""

    reader: Reader
    form: Form
    confidence: float


def guess_kind(lines: Sequence[Line], readers: Collection[Reader]) -> KindGuess | None:
    """The kind whose title and labels stand on the page, or None."""
    titles = list_titles(lines)
    guesses = [guess for reader in readers if (guess := _try_reader(lines, titles, reader)) is not None]
    if not guesses and not is_foreign(titles, lines) and not any(r.titles.match(titles) for r in readers):
        guesses = [guess for reader in readers if (guess := _try_alone(lines, reader)) is not None]
    return max(guesses, key=lambda guess: guess.confidence, default=None)


def has_title(lines: Sequence[Line], readers: Collection[Reader]) -> bool:
    """Whether the title of any kind stands on the page."""
    titles = list_titles(lines)
    return any(reader.titles.match(titles) for reader in readers)


def _try_reader(lines: Sequence[Line], titles: Sequence[Title], reader: Reader) -> KindGuess | None:
    form = read_form(lines, reader.words, rows=reader.rows, titles=reader.titles.words)
    count = sum(label.fit is not Fit.TAIL for label in form.labels.values())
    is_titled = reader.titles.match(titles)
    if count < (_LABELS_WITH_TITLE if is_titled else _LABELS_ALONE):
        return None
    if not is_titled and (
        is_foreign(titles, lines) or not (_is_marked(lines, reader) and _has_needed(form, reader))
    ):
        return None
    if reader.accepts is not None and not reader.accepts(form):
        return None
    usual = reader.usual_labels or sum(not field.startswith(ENGLISH) for field in reader.words)
    share = min(1.0, count / usual)
    confidence = 0.5 + 0.5 * share if is_titled else 0.8 * share
    return KindGuess(reader=reader, form=form, confidence=round(confidence, 3))


def _try_alone(lines: Sequence[Line], reader: Reader) -> KindGuess | None:
    """The kind of a page without a title, told by all that is printed on it."""
    if reader.alone is None or len(lines) < _FEW_LINES:
        return None
    form = read_form(lines, reader.words, rows=reader.rows, titles=reader.titles.words)
    return KindGuess(reader=reader, form=form, confidence=_ALONE) if reader.alone(form) else None


def _has_needed(form: Form, reader: Reader) -> bool:
    """Whether labels stand on the page that only documents of the kind have together."""
    needs = reader.titles.needs
    return not needs or sum(field in form.labels for field in needs) >= _NEEDED


def _is_marked(lines: Sequence[Line], reader: Reader) -> bool:
    mark = reader.titles.mark
    return mark is not None and any(re.search(mark, fold_text(line.text)) for line in lines)


def is_legible(fields: Mapping[str, Fused]) -> bool:
    """Whether enough was read for the page to count as read at all."""
    if any(field.status in (ReadingStatus.READ, ReadingStatus.INVALID) for field in fields.values()):
        return True
    return sum(_is_plain(field) for field in fields.values()) >= 3


def _is_plain(field: Fused) -> bool:
    best = field.best
    if best is None or best.value is None:
        return False
    return best.print_px >= _SMALLEST_PRINT_PX and best.confidence >= 0.7


def is_illegible_page(lines: Sequence[Line], look: Look, *, is_titled: bool) -> bool:
    """Whether a page on which no form was found looks like a document that cannot be read."""
    length = sum(len(line.text) for line in lines)
    weak = sum(len(line.text) for line in lines if line.confidence < _LEGIBLE)
    is_sealed_page = look.is_page and look.has_seal
    if len(lines) < _FEW_LINES:
        return is_sealed_page and (is_titled or weak * 2 >= length)
    # A large title is the last to blur away.
    return (is_titled and is_sealed_page) or ((is_titled or look.is_page) and weak * 5 >= length * 2)


def has_slanted_text(lines: Sequence[Line]) -> bool:
    """Whether text runs aslant on the page, as watermarks do."""
    return any(_measure_tilt(line) > _TILT for line in lines if len(line.text) >= 3)


def _measure_tilt(line: Line) -> float:
    (x0, y0), (x1, y1) = line.polygon[0], line.polygon[1]
    angle = abs(math.atan2(y1 - y0, x1 - x0))
    return min(angle, abs(math.pi / 2 - angle))
