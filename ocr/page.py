"""An upright page: what the passes read, and the way back to the pixels as stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from evidence.document import Box
from ocr.engine import OcrEngine
from ocr.lines import Image, Line, Point, Polygon, make_box, map_points
from ocr.pdf import BrokenPage, is_pdf, iter_pdf_pages
from ocr.pdf_layer import TextLayer, weigh_with_layer
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
    box: Box
    """What of the picture as stored this is: the whole, or the part that one document takes."""
    exif_orientation: int = 1
    layer: TextLayer | None = None
    """What a PDF says stands where, in stored pixels."""

    def make_stored_box(self, points: Iterable[Point]) -> Box:
        """The box, in stored pixels, around points of the upright page."""
        return make_box(map_points(self.back, points), self.width_px, self.height_px)

    def make_stored_points(self, points: Iterable[Point]) -> Polygon:
        """Points of the upright page in stored pixels."""
        return map_points(self.back, points)

    def cut_out(self, box: Box, *, turn: bool = True) -> Page:
        """The part of the picture inside a box of stored pixels, from all its pixels, turned on its own."""
        x, y, width, height = box
        scale = self.stored.shape[1] / self.width_px
        left, top = round(x * scale), round(y * scale)
        right, bottom = round((x + width) * scale), round((y + height) * scale)
        part = _make_upright(
            self.stored,
            (left, top, max(left + 1, right), max(top + 1, bottom)),
            number=self.number,
            exif_orientation=self.exif_orientation,
            size_px=(self.width_px, self.height_px),
            turn=turn,
        )
        return replace(part, layer=self.layer)


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
            if isinstance(pixels, BrokenPage):
                yield pixels
            else:
                yield replace(make_page(pixels.pixels, number=number), layer=pixels.layer)
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
    whole = (0, 0, int(pixels.shape[1]), int(pixels.shape[0]))
    return _make_upright(
        pixels,
        whole,
        number=number,
        exif_orientation=exif_orientation,
        size_px=(width_px, height_px),
        turn=True,
    )


def _make_upright(
    stored: Image,
    part: tuple[int, int, int, int],
    *,
    number: int,
    exif_orientation: int,
    size_px: tuple[int, int],
    turn: bool,
) -> Page:
    """The page of a part of the stored pixels (left, top, right, bottom)."""
    left, top, right, bottom = part
    pixels = stored[top:bottom, left:right]
    small, scale = shrink(pixels)
    upright, back = turn_by_exif(small, exif_orientation)
    if turn:
        upright, then_back = turn_quarters(upright, guess_quarters(upright))
        back = back @ then_back
    across, down = size_px[0] / stored.shape[1], size_px[1] / stored.shape[0]
    grow = np.array([[across / scale, 0.0, left * across], [0.0, down / scale, top * down], [0.0, 0.0, 1.0]])
    return Page(
        number=number,
        stored=stored,
        width_px=size_px[0],
        height_px=size_px[1],
        upright=upright,
        back=grow @ back,
        box=(
            round(left * across),
            round(top * down),
            round((right - left) * across),
            round((bottom - top) * down),
        ),
        exif_orientation=exif_orientation,
    )


def read_pass(engine: OcrEngine, page: Page, name: str) -> PassText:
    """What `engine` reads on the page prepared for the pass called `name`."""
    prepared = make_pass(page.upright, name)
    lines = [
        Line(
            text=line.text,
            polygon=tuple((x / prepared.scale, y / prepared.scale) for x, y in line.polygon),
            confidence=line.confidence,
            scores=line.scores,
        )
        for line in engine.read_lines(prepared.pixels)
    ]
    if page.layer is not None:
        outlines = [page.make_stored_points(line.polygon) for line in lines]
        lines = weigh_with_layer(lines, outlines, page.layer)
    return PassText(name=name, lines=tuple(lines))
