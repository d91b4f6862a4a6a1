"""QR and bar codes in a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
import zxingcpp

from evidence.document import Code
from ocr.lines import Image, Polygon, make_box, make_polygon

_SQUARES = ("qrcode", "microqrcode", "rmqrcode", "datamatrix", "aztec")
_SHORT = ("upce",)
"""Symbologies whose few figures a slanting sweep over another bar code gives."""

_UPSCALED_BELOW_PX = 2000  # long side; larger pictures show a code's modules well enough
_HALVED_FROM_PX = 100  # short side; smaller pictures show no code at half their size
_SQUARE_PX = 480  # side of a QR code set straight; 8 px a module for most
_BAR_PX = (900, 200)  # of a bar code set straight
_QUIET = 0.12  # of its size: the blank edge a decoder wants around a symbol
_SOFT_PX, _SHARP = 6.0, 4.0  # of the copy that sharpening takes away, and how often
_GROWN = 0.06  # of its size: what a found outline may lack of its symbol

Found = tuple[str, str, Polygon]


def read_codes(pixels: Image, size_px: tuple[int, int] | None = None) -> tuple[Code, ...]:
    """The codes in a picture, boxes in pixels of a picture of `size_px`, or else its own.

    All that zxing-cpp reads in the picture; then the symbols that OpenCV finds and zxing-cpp did not read,
    set straight one by one; where there is nothing at all, both again on twice the size and on half of it.
    """
    width, height = size_px or (int(pixels.shape[1]), int(pixels.shape[0]))
    for scale in _iter_scales(max(pixels.shape[:2]), min(pixels.shape[:2])):
        scaled = _resize(pixels, scale)
        found = _read_all(scaled) or (_read_all(_sharpen(scaled)) if scale > 1 else [])
        if found:
            codes = (_make_code(row, scale * pixels.shape[1] / width, width, height) for row in found)
            # The same symbol is at times found twice.
            return tuple(sorted(set(codes), key=lambda code: code.box))
    return ()


def _iter_scales(long_side_px: int, short_side_px: int) -> Iterator[float]:
    """As it is, then twice as large where small, then half, which evens out noise."""
    yield 1.0
    if long_side_px < _UPSCALED_BELOW_PX:
        yield 2.0
    if short_side_px >= _HALVED_FROM_PX:
        yield 0.5


def _resize(pixels: Image, scale: float) -> Image:
    if scale == 1.0:
        return pixels
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=how), dtype=np.uint8)


def _read_all(pixels: Image) -> list[Found]:
    found = _read_zxing(pixels)
    straight = list(_iter_straight(pixels, found))
    return [row for row in found if not _is_in_doubt(row, straight)] + straight


def _is_in_doubt(row: Found, straight: Sequence[Found]) -> bool:
    """Whether a code of few figures is not read again by itself: a slanting sweep over another gives such."""
    symbology, text, _ = row
    return symbology in _SHORT and (symbology, text) not in {(name, said) for name, said, _ in straight}


def _iter_straight(pixels: Image, found: Sequence[Found]) -> Iterator[Found]:
    """The symbols that OpenCV finds, set straight and read, but those already read."""
    known = [outline for name, _, outline in found if name not in _SHORT]
    for outline, is_square, said in _find_symbols(pixels):
        if any(_holds_middle(one, outline) for one in known):
            continue
        size = (_SQUARE_PX, _SQUARE_PX) if is_square else _BAR_PX
        straight = _set_straight(pixels, outline, size)
        for made in (straight, _sharpen(straight), cv2.medianBlur(straight, 7)):
            read = _read_zxing(np.asarray(made, dtype=np.uint8))
            fitting = [(name, text) for name, text, _ in read if (name in _SQUARES) is is_square]
            if fitting:
                break
        if not fitting and said:
            fitting = [("qrcode", said)]
        yield from ((name, text, outline) for name, text in fitting[:1])


def _sharpen(pixels: Image) -> Image:
    """Against blur: what a blurred copy lacks, added several times."""
    soft = cv2.GaussianBlur(pixels, (0, 0), _SOFT_PX)
    return np.asarray(cv2.addWeighted(pixels, 1 + _SHARP, soft, -_SHARP, 0), dtype=np.uint8)


def _find_symbols(pixels: Image) -> Iterator[tuple[Polygon, bool, str]]:
    """Outlines of QR codes with what OpenCV reads in them, then of bar codes."""
    try:
        is_found, texts, squares, _ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(pixels)
        if is_found:
            yield from (
                (make_polygon(square), True, text) for square, text in zip(squares, texts, strict=True)
            )
    except cv2.error:  # a degenerate outline in the picture trips its geometry
        pass
    try:
        is_found, bars = cv2.barcode.BarcodeDetector().detectMulti(pixels)
        if is_found:
            yield from ((make_polygon(bar), False, "") for bar in bars)
    except cv2.error:  # same
        pass


def _set_straight(pixels: Image, outline: Polygon, size_px: tuple[int, int]) -> Image:
    """A symbol seen from the front, with a blank edge; a bar code along its longer side."""
    corners = np.array(outline, dtype=np.float32)
    corners = corners.mean(axis=0) + (corners - corners.mean(axis=0)) * (1 + _GROWN)
    if size_px[0] > size_px[1] and np.linalg.norm(corners[1] - corners[0]) < np.linalg.norm(
        corners[2] - corners[1]
    ):
        corners = np.roll(corners, -1, axis=0)
    width, height = size_px
    edge = round(_QUIET * width)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32) + edge
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    whole = (width + 2 * edge, height + 2 * edge)
    return np.asarray(
        cv2.warpPerspective(pixels, matrix, whole, flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)),
        dtype=np.uint8,
    )


def _holds_middle(outline: Polygon, other: Polygon) -> bool:
    """Whether the middle of `other` lies inside the box of an outline, or the other way round."""
    return _is_inside(_find_middle(other), outline) or _is_inside(_find_middle(outline), other)


def _find_middle(outline: Polygon) -> tuple[float, float]:
    return sum(x for x, _ in outline) / len(outline), sum(y for _, y in outline) / len(outline)


def _is_inside(point: tuple[float, float], outline: Polygon) -> bool:
    xs, ys = zip(*outline, strict=True)
    return bool(min(xs) <= point[0] <= max(xs) and min(ys) <= point[1] <= max(ys))


def _read_zxing(pixels: Image) -> list[Found]:
    return [
        (_name(found.format), found.text, _make_outline(found.position))
        for found in zxingcpp.read_barcodes(pixels)
        if found.valid and found.text
    ]


def _make_outline(position: Any) -> Polygon:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return make_polygon((corner.x, corner.y) for corner in corners)


def _name(symbology: Any) -> str:
    """The symbology in lower case, such as `qrcode` or `ean13`."""
    return str(symbology).rsplit(".", 1)[-1].replace(" ", "").replace("-", "").lower()


def _make_code(found: Found, scale: float, width_px: int, height_px: int) -> Code:
    symbology, text, outline = found
    points = [(x / scale, y / scale) for x, y in outline]
    return Code(symbology=symbology, text=text, box=make_box(points, width_px, height_px))
