"""The documents on a page: it is one, or none, or shows several, each read as a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from evidence.document import Box, TextBlock
from ocr.engine import OcrEngine
from ocr.kind import OTHER, UNREADABLE, guess_kind, has_title, is_illegible_page, is_legible
from ocr.lines import Line, make_box
from ocr.look import Look, look_at
from ocr.page import Page, PassText
from ocr.readers import load_readers
from ocr.settle import PageText, read_page
from ocr.strips import Strip, is_strip, look_along
from ocr.trim import trim_box

_DEPTH = 3  # documents inside parts of parts; deeper nothing legible is left


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A page, or a part of one that is a document of its own, with what was read on it and its kind."""

    page: Page
    text: PageText
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was seen on a page: its documents (one part that is none where there are none), and all lines."""

    parts: tuple[Part, ...]
    blocks: tuple[TextBlock, ...]


def read_parts(page: Page, engine: OcrEngine) -> Sight:
    """Everything on a page."""
    if is_strip(page):
        return _read_strip(page, engine)
    parts = list(_iter_parts(page, engine, _DEPTH))
    known = [part for part in parts if part.kind != OTHER]
    first = parts[0] if len(parts) == 1 else None
    blocks = first.text.passes[0].lines if first else ()
    made = [_make_block(line, page) for line in blocks]
    if first is None:
        made = [_make_block(line, part.page) for part in parts for line in part.text.passes[0].lines]
    return Sight(parts=tuple(known or parts[:1]), blocks=tuple(made))


def _iter_parts(page: Page, engine: OcrEngine, depth: int) -> Iterator[Part]:
    look = look_at(page.upright)
    text = read_page(page, engine, look)
    if not text.areas:
        yield _make_part(page, text, look)
        return
    for area in text.areas:
        guess = guess_kind(area.lines, load_readers())
        corners = trim_box(page.upright, area, guess) if guess is not None else area.corners
        part = page.cut_out(page.make_stored_box(corners))
        if depth > 0:
            yield from _iter_parts(part, engine, depth - 1)
        else:
            yield _make_part(part, replace(text, areas=()), look)


def _read_strip(page: Page, engine: OcrEngine) -> Sight:
    """The documents in a very long picture; where there are none, the picture is no document."""
    strip = look_along(page, engine)
    parts = [part for box in strip.boxes for part in _iter_parts(page.cut_out(box), engine, _DEPTH)]
    known = [part for part in parts if part.kind != OTHER]
    blocks = tuple(_make_stored_block(line, page) for line in strip.lines)
    return Sight(parts=tuple(known) or (_make_blank_part(page, strip),), blocks=blocks)


def _make_blank_part(page: Page, strip: Strip) -> Part:
    text = PageText(passes=(PassText(name="look", lines=strip.lines),), guess=None, fields={})
    return Part(page=page, text=text, kind=OTHER, confidence=0.9)


def _make_part(page: Page, text: PageText, look: Look) -> Part:
    kind, confidence = _name_kind(text, look)
    return Part(page=page, text=text, kind=kind, confidence=confidence)


def _name_kind(text: PageText, look: Look) -> tuple[str, float]:
    """The kind of a page and how sure that is; half sure where only the look of the page speaks for it."""
    lines = text.passes[0].lines
    if text.guess is not None:
        if is_legible(text.fields):
            return text.guess.reader.kind, text.guess.confidence
        return UNREADABLE, text.guess.confidence
    if is_illegible_page(lines, look, is_titled=has_title(lines, load_readers())):
        return UNREADABLE, 0.5
    return OTHER, 0.5 if look.is_page else 0.9


def _make_block(line: Line, page: Page) -> TextBlock:
    return TextBlock(text=line.text, box=page.make_stored_box(line.polygon), confidence=line.confidence)


def _make_stored_block(line: Line, page: Page) -> TextBlock:
    box: Box = make_box(line.polygon, page.width_px, page.height_px)
    return TextBlock(text=line.text, box=box, confidence=line.confidence)
