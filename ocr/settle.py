"""Runs one pass after another over a page until what matters on it is settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from evidence.document import ReadingStatus
from ocr.cell import LAYOUT_DOUBT
from ocr.engine import OcrEngine
from ocr.fuse import SURE, Candidate, Candidates, Fused, fuse_passes
from ocr.kind import KindGuess, guess_kind, has_slanted_text, has_title
from ocr.layout import Form, read_form
from ocr.look import Look, has_fine_print
from ocr.page import Page, PassText, read_pass
from ocr.readers import Reader, load_readers
from ocr.reread import reread_foot, reread_glued, reread_lines, reread_zone
from ocr.sealed import mark_sealed
from ocr.sound import doubt_unsound
from ocr.split import Area, split_documents

_MANY_LINES = 8
_CLEAR = 0.9  # mean confidence of lines that were read well enough at a glance
_SETTLED = {ReadingStatus.READ, ReadingStatus.INVALID}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What was read on a page: the passes that ran, the guessed kind, and its fields.

    `areas` are the parts of a page that holds several documents, each to be read as a page of its own.
    """

    passes: tuple[PassText, ...]
    guess: KindGuess | None
    fields: Mapping[str, Fused]
    areas: tuple[Area, ...] = ()


def read_page(page: Page, engine: OcrEngine, look: Look) -> PageText:
    """The text of a page and, where it is one document of a known kind, its fields."""
    glance = None if look.is_sheet else _take_glance(engine, page, look)
    if glance is not None and not _may_be_document(glance, look):
        return PageText(passes=(glance,), guess=None, fields={})
    first = read_pass(engine, page, "A")
    size = (page.upright.shape[1], page.upright.shape[0])
    areas = split_documents(first.lines, load_readers(), size)
    if len(areas) > 1:
        return PageText(passes=(first,), guess=None, fields={}, areas=tuple(areas))
    guess = guess_kind(first.lines, load_readers())
    if guess is None:
        if look.is_sheet and not look.is_page and look.has_seal:
            # Red words, which pass A takes for seals, are what a picture of goods says.
            first = read_pass(engine, page, "look")
        return PageText(passes=(first,), guess=None, fields={})
    return _settle(page, engine, first, guess)


def _take_glance(engine: OcrEngine, page: Page, look: Look) -> PassText:
    """The words of a picture that does not look like a sheet; from afar where it shows no fine print."""
    if look.is_bare and not has_fine_print(page.upright):
        glance = read_pass(engine, page, "far")
        if not _may_be_document(glance, look):
            return glance
    return read_pass(engine, page, "look")


def _may_be_document(glance: PassText, look: Look) -> bool:
    """Whether a picture that does not look like a page is worth a closer look."""
    if has_title(glance.lines, load_readers()):
        return True
    if look.is_bare:
        return len(glance.lines) >= _MANY_LINES
    is_clear = bool(glance.lines) and fmean(line.confidence for line in glance.lines) >= _CLEAR
    return not is_clear or guess_kind(glance.lines, load_readers()) is not None


def _settle(page: Page, engine: OcrEngine, first: PassText, guess: KindGuess) -> PageText:
    """Pass B, and then the page as it is, while a key field is open; B, and C after it, under a watermark.

    The lines of doubted values are read again by themselves before B, or under a watermark after it.
    """
    reader = guess.reader
    passes: list[PassText] = [_look_closer(engine, page, first, guess.form, reader)]
    found: list[Candidates] = [_read_candidates(page, passes[0], reader)]
    is_marked = has_slanted_text(passes[0].lines)
    fields = fuse_passes(found, reader.fields, alone=not is_marked)
    for name in ("B", "lines", "C", "raw") if is_marked else ("lines", "B", "raw"):
        near = {field for field, fused in fields.items() if _is_near(fused)} & found[0].keys()
        if name == "lines" and near:
            doubted = [found[0][field] for field in near]
            passes.append(_reread_doubted(engine, page, passes[0], doubted, "C" if is_marked else "B"))
            again = _read_candidates(page, passes[-1], reader)
            found.append({field: again[field] for field in near & again.keys()})
        elif name != "lines" and _is_worth(name, fields, reader, is_marked=is_marked):
            text = read_pass(engine, page, name)
            passes.append(_look_closer(engine, page, text, _read_form(text, reader), reader))
            found.append(_read_candidates(page, passes[-1], reader))
        fields = fuse_passes(found, reader.fields, alone=not is_marked)
    return PageText(passes=tuple(passes), guess=guess, fields=fields)


def _is_near(field: Fused) -> bool:
    """Whether a value was read with some doubt about its signs, not about where it stands."""
    return field.status is ReadingStatus.UNSURE and field.confidence > LAYOUT_DOUBT


def _reread_doubted(
    engine: OcrEngine, page: Page, text: PassText, doubted: Sequence[Candidate], prepared: str
) -> PassText:
    """The first pass with the lines of some values as they are read by themselves, prepared as for a pass."""
    corners = {point for candidate in doubted for point in candidate.points}
    wanted = [line for line in text.lines if set(line.polygon) <= corners]
    seen = {line.polygon: line for line in reread_lines(engine, page, prepared, wanted)}
    kept = [seen.get(line.polygon, line) for line in text.lines if line not in wanted or line.polygon in seen]
    return PassText(name="lines", lines=tuple(kept))


def _look_closer(engine: OcrEngine, page: Page, text: PassText, form: Form, reader: Reader) -> PassText:
    """The pass with parts of the page read again by themselves where that may settle something."""
    text = reread_glued(engine, page, text, form, form.labels)
    zone = reader.closer(form) if reader.closer is not None else None
    if zone is not None:
        return reread_zone(engine, page, text, zone)
    foot = form.labels.get(reader.foot or "")
    if foot is None or _is_dated(reader.read(form)):
        return text
    return reread_foot(engine, page, text, foot)


def _is_dated(found: Candidates) -> bool:
    """Whether the date of issue was read well."""
    issued = found.get("issued_on")
    return issued is not None and issued.value is not None and issued.confidence >= SURE


def _read_candidates(page: Page, text: PassText, reader: Reader) -> Candidates:
    words = [word for forms in reader.words.values() for word in forms]
    return mark_sealed(doubt_unsound(reader.read(_read_form(text, reader)), words), page.upright)


def _read_form(text: PassText, reader: Reader) -> Form:
    return read_form(text.lines, reader.words, rows=reader.rows, titles=reader.titles.words)


def _is_alone(field: Fused) -> bool:
    """Whether a field was read well, but not alike by two passes."""
    return field.status is ReadingStatus.UNSURE and field.confidence >= SURE


def _is_worth(name: str, fields: Mapping[str, Fused], reader: Reader, *, is_marked: bool) -> bool:
    """Whether another pass may settle something.

    Pass B is worth its time while a key field is open, or where a watermark may have slipped into a value;
    pass C, where then a well-read value still stands alone. The page as it is differs from pass A in red
    print only, so it is read where a key field was not seen at all.
    """
    states = [{fields[field].status for field in group} for group in reader.key_fields]
    if name == "raw":
        return any(group == {ReadingStatus.MISSING} for group in states)
    if name == "C":
        return is_marked and any(_is_alone(field) for field in fields.values())
    return is_marked or not all(group & _SETTLED for group in states)
