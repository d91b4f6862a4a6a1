"""Pages of a PDF as pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium

from config.errors import ItemError
from ocr.lines import Image
from ocr.pdf_layer import TextLayer, read_layer
from ocr.picture import MAX_PIXELS

DPI = 200
SIGNED = b"/ByteRange"
"""What every PDF with a signature holds (ISO 32000-1, 12.8.1)."""
MAX_PAGES = 30
"""A licence has one page and a test report about ten; more is a catalogue."""

_POINTS_PER_INCH = 72
_BYTES_BEFORE_HEADER = (
    1024  # ISO 32000-1, appendix H.3: readers accept the header within the first 1024 bytes
)


@dataclass(frozen=True, slots=True)
class BrokenPage:
    """A page of a PDF that cannot be rendered, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page of a PDF as blue, green, red, with its text layer where it has one."""

    pixels: Image
    layer: TextLayer | None = None


def is_pdf(data: bytes) -> bool:
    """Whether the bytes begin like a PDF."""
    return b"%PDF-" in data[:_BYTES_BEFORE_HEADER]


def iter_pdf_pages(data: bytes) -> Iterator[PdfPage | BrokenPage]:
    """Each page of a PDF rendered at 200 dpi; a broken one does not stop the others.

    Raises:
        ItemError: the PDF is damaged, locked with a password, empty, or has too many pages.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as exc:
        reason = str(exc).rstrip(".")
        raise ItemError(
            f"the PDF cannot be opened: {reason}; a damaged file or a password is likely"
        ) from exc
    with closing(document):
        if not 1 <= len(document) <= MAX_PAGES:
            raise ItemError(f"the PDF has {len(document)} pages; 1 to {MAX_PAGES} are read")
        for index in range(len(document)):
            try:
                yield _render_page(document, index)
            except ItemError as exc:
                yield BrokenPage(index + 1, str(exc))


def _render_page(document: pdfium.PdfDocument, index: int) -> PdfPage:
    try:
        page = document[index]
        scale = DPI / _POINTS_PER_INCH
        width_px, height_px = (math.ceil(side * scale) for side in page.get_size())
        if width_px * height_px > MAX_PIXELS:
            raise ItemError(
                f"page {index + 1} of the PDF renders to {width_px} x {height_px} pixels;"
                f" the limit is {MAX_PIXELS} pixels"
            )
        pixels = _as_bgr(page.render(scale=scale).to_numpy())
        return PdfPage(pixels, read_layer(page, scale))
    except pdfium.PdfiumError as exc:
        raise ItemError(f"page {index + 1} of the PDF cannot be rendered: {exc}") from exc


def _as_bgr(pixels: Image) -> Image:
    """Three channels from what pdfium gives: grey, or blue, green, red and perhaps a fourth."""
    grey = pixels.ndim == 2 or pixels.shape[2] == 1
    three = np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2) if grey else pixels[:, :, :3]
    # The buffer belongs to pdfium and ends with the page.
    return np.array(three, dtype=np.uint8, order="C", copy=True)
