"""An upright page: what the passes read, and the way back to the pixels as stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from evidence.document import Box
from ocr.engine import OcrEngine
from ocr.lines import Image, Line, Point, make_box, map_points
from ocr.pdf import BrokenPage, is_pdf, iter_pdf_pages
from ocr.picture import read_pixels
from ocr.preprocess import make_pass, shrink
from ocr.turn import Matrix, guess_quarters, turn_by_exif, turn_quarters


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A picture or PDF page, upright, beside its pixels as stored."""

    number: int
    stored: Image
    """Not turned; of a very large picture, a smaller copy."""
    width_px: int
    height_px: int
    """Columns and rows as stored, in which all boxes are."""
    upright: Image
    back: Matrix
    """From a point of `upright`, which is no larger than the engine looks at, to stored pixels."""

    def make_stored_box(self, points: Iterable[Point]) -> Box:
        """The box, in stored pixels, around points of the upright page."""
        return make_box(map_points(self.back, points), self.width_px, self.height_px)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassText:
    """What one pass read on a page; outlines in pixels of the upright page."""

    name: str
    lines: tuple[Line, ...]


def iter_pages(data: bytes) -> Iterator[Page | BrokenPage]:
    """The pages of a PDF, or the one page that a picture is.

    Raises:
        ItemError: the bytes are neither, are damaged, or unpack to too much.
    """
    if is_pdf(data):
        for number, pixels in enumerate(iter_pdf_pages(data), start=1):
            yield pixels if isinstance(pixels, BrokenPage) else make_page(pixels, number=number)
        return
    picture = read_pixels(data)
    yield make_page(
        picture.pixels,
        exif_orientation=picture.exif_orientation,
        size_px=(picture.width_px, picture.height_px),
    )


def make_page(
    pixels: Image, *, number: int = 1, exif_orientation: int = 1, size_px: tuple[int, int] | None = None
) -> Page:
    """A page from stored pixels, turned as its EXIF tag says and then until its text is upright.

    Args:
        pixels: as stored, or fewer.
        number: of the page.
        exif_orientation: 1 to 8.
        size_px: columns and rows as stored, where `pixels` are fewer.
    """
    width_px, height_px = size_px or (int(pixels.shape[1]), int(pixels.shape[0]))
    small, scale = shrink(pixels)
    by_exif, first_back = turn_by_exif(small, exif_orientation)
    upright, then_back = turn_quarters(by_exif, guess_quarters(by_exif))
    grow = np.diag((width_px / pixels.shape[1] / scale, height_px / pixels.shape[0] / scale, 1.0))
    return Page(
        number=number,
        stored=pixels,
        width_px=width_px,
        height_px=height_px,
        upright=upright,
        back=grow @ first_back @ then_back,
    )


def read_pass(engine: OcrEngine, page: Page, name: str) -> PassText:
    """What `engine` reads on the page prepared for the pass called `name`."""
    prepared = make_pass(page.upright, name)
    lines = (
        Line(
            text=line.text,
            polygon=tuple((x / prepared.scale, y / prepared.scale) for x, y in line.polygon),
            confidence=line.confidence,
            scores=line.scores,
        )
        for line in engine.read_lines(prepared.pixels)
    )
    return PassText(name=name, lines=tuple(lines))
