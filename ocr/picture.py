"""Bytes to pixels, guarded: the header is believed before anything is unpacked."""

import io
import struct
import warnings
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageFile

from config.errors import ItemError
from evidence.noun import make_digest
from ocr.lines import Image

MAX_PIXELS = 100_000_000
"""A licence scanned at 600 dpi on A3 has 70 million; more is a bomb or no document."""
WORKED_PIXELS = 24_000_000
"""Larger pictures are unpacked smaller: neither text nor codes are sought in finer print."""

STRIP_PX = 2000
"""Short side up to which a picture is never unpacked smaller, however long it is."""

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_HEIF = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_EXIF_ORIENTATION = 0x0112
# What Pillow's decoders raise on damaged bytes; anything else is a fault of ours and must be seen.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, OverflowError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A decoded picture: EXIF is told, not applied.

    `pixels` are fewer than the `width_px` columns and `height_px` rows as stored where those are more than
    `WORKED_PIXELS` and neither side is short.
    """

    sha256: str
    pixels: Image
    width_px: int
    height_px: int
    exif_orientation: int = 1


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
        # A very long picture of goods is looked at part by part, at full size (`ocr/strips.py`).
        is_strip = min(width, height) <= STRIP_PX
        pixels = _unpack(header, 1 if is_strip else ceil(sqrt(width * height / WORKED_PIXELS)))
    except _DAMAGE as exc:
        raise ItemError(f"the {header.format} picture is damaged or cut short: {_first_line(exc)}") from exc
    return Picture(
        sha256=make_digest(data),
        pixels=pixels,
        width_px=width,
        height_px=height,
        exif_orientation=orientation,
    )


def _open_header(data: bytes) -> ImageFile.ImageFile:
    head = data[:512].lstrip().lower()
    if not data:
        raise ItemError("the file is empty; a picture or PDF was expected")
    if head.startswith((b"<svg", b"<?xml", b"<!doctype svg")):
        raise ItemError("an SVG drawing is not rendered here; capture it in the browser")
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        raise ItemError("a HEIC picture is not read here; save it as JPEG or PNG")
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


def _unpack(header: ImageFile.ImageFile, reduction: int) -> Image:
    """The pixels as blue, green, red, reduced by a whole factor; see-through parts become white."""
    if header.mode.startswith(("I;16", "I", "F")):
        return _scale_deep(
            np.asarray(_reduce(header, "I" if header.mode.startswith("I") else "F", reduction))
        )
    if header.has_transparency_data:
        layer = _reduce(header, "RGBA", reduction)
        page = Pillow.new("RGBA", layer.size, "white")
        page.alpha_composite(layer)
        return _as_bgr(page.convert("RGB"))
    width = header.width
    header.draft("RGB", (width // reduction, header.height // reduction))  # a JPEG unpacks smaller at once
    return _as_bgr(_reduce(header, "RGB", reduction * header.width // width))


def _reduce(picture: Pillow.Image, mode: str, factor: int) -> Pillow.Image:
    whole = picture if picture.mode == mode else picture.convert(mode)
    return whole.reduce(factor) if factor > 1 else whole


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
