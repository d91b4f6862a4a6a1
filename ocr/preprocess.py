"""What is done to a page before it is read: passes, each measured on degraded pages.

A    red print to grey, then upscaled: the seal over the issue date no longer hides it (fields under a seal
     81.7 to 98.9 %), small pictures gain (97.8 to 100 %).
B    red print to grey, background flattened, everything paler than 75 % of the way from ink to paper made
     white: tiled watermarks vanish (79.4 to 99.4 %), but blurred pages suffer, so never first.
C    as B, with a harder white point (62 %): a second look under a watermark, whose dark spots B leaves. Thin
     strokes suffer (all at once 95.6 to 80.0 %), so it only ever supports another pass.
raw  only upscaled: text printed in red survives.
look as it is, at most 960 px: enough to tell a document from a picture of goods, and to read large words.
far  as it is, at most 640 px: enough for a picture without fine print.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.lines import Image

SHORT_SIDE_PX = 1200
"""Short side that small pages are brought to; 1200 was measured, larger only costs time."""

_RED_FROM, _RED_FULL = 18.0, 50.0  # how far red stands out, from "a little" to "certainly ink of a seal"
_RED_GAIN = 1.08  # a seal's red is slightly darker than paper in its own channel
_WHITE_POINT, _HARD_WHITE_POINT = 0.75, 0.62
LONG_SIDE_PX = 2000
"""Long side that rapidocr brings larger pages to; done here once, it saves memory and time."""
_LOOK_PX, _FAR_PX = 960, 640


@dataclass(frozen=True, slots=True, kw_only=True)
class PassImage:
    """A page made ready to be read, and how much larger than the page it is."""

    name: str
    pixels: Image
    scale: float


def make_pass(page: Image, name: str) -> PassImage:
    """The upright `page` prepared for the pass called `name` (A, B, C or raw)."""
    pixels, scale = PASSES[name](page)
    return PassImage(name=name, pixels=pixels, scale=scale)


def _make_a(page: Image) -> tuple[Image, float]:
    return upscale(remove_red(page))


def _make_b(page: Image) -> tuple[Image, float]:
    return lift_levels(remove_red(page)), 1.0


def _make_c(page: Image) -> tuple[Image, float]:
    return lift_levels(remove_red(page), _HARD_WHITE_POINT), 1.0


def _make_look(page: Image) -> tuple[Image, float]:
    return shrink(page, _LOOK_PX)


def _make_far(page: Image) -> tuple[Image, float]:
    return shrink(page, _FAR_PX)


def shrink(page: Image, long_side_px: int = LONG_SIDE_PX) -> tuple[Image, float]:
    """The page no longer than `long_side_px`, and by how much it changed."""
    height, width = page.shape[:2]
    scale = long_side_px / max(height, width)
    if scale >= 1:
        return page, 1.0
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), scale


def remove_red(page: Image) -> Image:
    """The page with red ink turned to the grey of its red channel, in which seals nearly vanish."""
    channels = page.astype(np.float32)
    share = measure_redness(page)[:, :, None]
    grey = np.clip(channels[:, :, 2:] * _RED_GAIN, 0, 255)
    return np.asarray(channels * (1 - share) + grey * share, dtype=np.uint8)


def measure_redness(page: Image) -> NDArray[np.float32]:
    """How surely each pixel is the ink of a seal, 0 to 1."""
    channels = page.astype(np.float32)
    redness = channels[:, :, 2] - np.maximum(channels[:, :, 0], channels[:, :, 1]) - _RED_FROM
    return np.asarray(np.clip(redness / (_RED_FULL - _RED_FROM), 0, 1), dtype=np.float32)


def upscale(page: Image) -> tuple[Image, float]:
    """The page with a short side of at least `SHORT_SIDE_PX`, and by how much it grew."""
    height, width = page.shape[:2]
    scale = min(SHORT_SIDE_PX / min(height, width), LONG_SIDE_PX / max(height, width))
    if scale <= 1:
        return page, 1.0
    size = (round(width * scale), round(height * scale))
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8), scale


def lift_levels(page: Image, white_point: float = _WHITE_POINT) -> Image:
    """The page in grey on an even background, with all that is much paler than ink made white."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    flat = np.clip(grey.astype(np.float32) * 255 / _estimate_paper(grey), 0, 255)
    ink = float(np.percentile(flat, 1))  # text covers a few per cent of a page
    white = ink + white_point * (255 - ink)
    lifted = np.clip((flat - ink) * 255 / max(1.0, white - ink), 0, 255).astype(np.uint8)
    return np.asarray(np.repeat(lifted[:, :, None], 3, axis=2), dtype=np.uint8)


def _estimate_paper(grey: NDArray[Any]) -> NDArray[np.float32]:
    """The brightness of the paper around each pixel: local maximum, then smoothed, on a small copy."""
    height, width = grey.shape[:2]
    small = cv2.resize(grey, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    # Wider than a stroke of the largest title, narrower than a shadow.
    side = max(3, min(small.shape[:2]) // 20 | 1)
    paper = cv2.dilate(small, np.ones((side, side), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), side)
    full = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.maximum(full.astype(np.float32), 1.0)


PASSES: dict[str, Callable[[Image], tuple[Image, float]]] = {
    "A": _make_a,
    "B": _make_b,
    "C": _make_c,
    "raw": upscale,
    "look": _make_look,
    "far": _make_far,
}
