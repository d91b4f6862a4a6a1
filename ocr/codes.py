"""QR and bar codes in a picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import zxingcpp

from evidence.document import Code
from ocr.lines import Image, Polygon, make_box, make_polygon

_UPSCALED_BELOW_PX = 2000  # long side; larger pictures show a code's modules well enough
_STRIP_PX = 2000  # short side up to which a picture may be of any length
_SEARCHED_PX = 4000  # long side that larger scans are brought to before the search

Found = tuple[str, str, Polygon]


def read_codes(pixels: Image, size_px: tuple[int, int] | None = None) -> tuple[Code, ...]:
    """The codes in a picture, boxes in pixels of a picture of `size_px`, or else its own.

    zxing-cpp first; where it finds nothing OpenCV's finder of warped QR codes; then both on twice the size.
    """
    width, height = size_px or (int(pixels.shape[1]), int(pixels.shape[0]))
    for scale in _iter_scales(max(pixels.shape[:2]), min(pixels.shape[:2])):
        scaled = _resize(pixels, scale)
        found = _read_zxing(scaled) or _read_opencv(scaled)
        if found:
            codes = (_make_code(row, scale * pixels.shape[1] / width, width, height) for row in found)
            # The same symbol is at times found twice.
            return tuple(sorted(set(codes), key=lambda code: code.box))
    return ()


def _iter_scales(long_side_px: int, short_side_px: int) -> Iterator[float]:
    """One for all pictures but large scans; a very long picture is searched as it is."""
    yield 1.0 if short_side_px <= _STRIP_PX else min(1.0, _SEARCHED_PX / long_side_px)
    if long_side_px < _UPSCALED_BELOW_PX:
        yield 2.0


def _resize(pixels: Image, scale: float) -> Image:
    if scale == 1.0:
        return pixels
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=how), dtype=np.uint8)


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


def _read_opencv(pixels: Image) -> list[Found]:
    detector = cv2.QRCodeDetectorAruco()
    try:
        is_found, texts, corners, _ = detector.detectAndDecodeMulti(pixels)
    except cv2.error:  # a degenerate outline in the picture trips its geometry
        return []
    if not is_found:
        return []
    return [
        ("qrcode", text, make_polygon(outline)) for text, outline in zip(texts, corners, strict=True) if text
    ]


def _make_code(found: Found, scale: float, width_px: int, height_px: int) -> Code:
    symbology, text, outline = found
    points = [(x / scale, y / scale) for x, y in outline]
    return Code(symbology=symbology, text=text, box=make_box(points, width_px, height_px))
