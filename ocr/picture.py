"""Bytes to pixels, guarded: the header is believed before anything is unpacked."""

import io
import struct
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageFile

from config.errors import ItemError
from evidence.noun import make_digest
from ocr.lines import Image

MAX_PIXELS = 100_000_000
"""A licence scanned at 600 dpi on A3 has 70 million; more is a bomb or no document."""

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_EXIF_ORIENTATION = 0x0112
# What Pillow's decoders raise on damaged bytes; anything else is a fault of ours and must be seen.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, OverflowError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A decoded picture as stored: EXIF is told, not applied."""

    sha256: str
    pixels: Image
    exif_orientation: int = 1

    @property
    def width_px(self) -> int:
        """Columns of the stored picture."""
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        """Rows of the stored picture."""
        return int(self.pixels.shape[0])


def read_pixels(data: bytes) -> Picture:
    """The first frame of a PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF picture.

    Pillow rather than cv2.imdecode: it refuses a truncated file, of which OpenCV makes a half-grey picture.

    Raises:
        ItemError: the bytes are no such picture, are damaged, or unpack to more than `MAX_PIXELS`.
    """
    header = _open_header(data)
    width, height = header.size
    if width * height > MAX_PIXELS:
        raise _too_large(f"{width} x {height} pixels")
    try:
        orientation = int(header.getexif().get(_EXIF_ORIENTATION, 1))
        pixels = _unpack(header)
    except _DAMAGE as exc:
        raise ItemError(f"the {header.format} picture is damaged or cut short: {_first_line(exc)}") from exc
    return Picture(sha256=make_digest(data), pixels=pixels, exif_orientation=orientation)


def _open_header(data: bytes) -> ImageFile.ImageFile:
    head = data[:512].lstrip().lower()
    if not data:
        raise ItemError("the file is empty; a picture or PDF was expected")
    if head.startswith((b"<svg", b"<?xml", b"<!doctype svg")):
        raise ItemError("an SVG drawing is not rendered here; capture it in the browser")
    try:
        with warnings.catch_warnings():
            # Our own limit stands in for Pillow's two-stage one.
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            return Pillow.open(io.BytesIO(data), formats=_FORMATS)
    except Pillow.DecompressionBombError as exc:
        raise _too_large("far more pixels") from exc
    except _DAMAGE as exc:
        raise ItemError(
            f"no picture that can be read (first bytes {data[:8]!r}); expected {', '.join(_FORMATS)} or PDF"
        ) from exc


def _unpack(header: ImageFile.ImageFile) -> Image:
    """The pixels as blue, green, red; see-through parts become white as on a page."""
    if header.mode.startswith(("I;16", "I", "F")):
        return _scale_deep(np.asarray(header))
    if header.has_transparency_data:
        layer = header.convert("RGBA")
        page = Pillow.new("RGBA", layer.size, "white")
        page.alpha_composite(layer)
        return _as_bgr(page.convert("RGB"))
    return _as_bgr(header.convert("RGB"))


def _as_bgr(picture: Pillow.Image) -> Image:
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])


def _scale_deep(grey: NDArray[np.generic]) -> Image:
    """A 16-bit or float scan brought to 8 bits by its own brightest value."""
    values = grey.astype(np.float64)
    top = float(values.max()) or 1.0
    eight = (np.clip(values, 0, None) * (255 / top)).astype(np.uint8)
    return np.repeat(eight[:, :, None], 3, axis=2)


def _too_large(what: str) -> ItemError:
    return ItemError(f"the picture unpacks to {what}; the limit is {MAX_PIXELS} pixels")


def _first_line(exc: BaseException) -> str:
    return (str(exc).splitlines() or [type(exc).__name__])[0]
