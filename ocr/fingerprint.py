"""Fingerprints of pictures: nearly the same bits for a picture and its copies at another size or quality.

Each is 256 bits: the lowest 16 x 16 frequencies of the picture in grey at 64 x 64 pixels, each above or below
their median, as in PDQ (Facebook, The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm,
2019). Copies differ in up to 31 bits, unlike pictures in about 128. That two pictures look alike says that a
person should look at both, and nothing else: forms of one kind look alike though other names stand in them.
"""

from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.lines import Image

WORDS = 4
BITS = 64 * WORDS
ALIKE = 31
"""Bits in which a copy may differ."""

_SIDE = 16
_WORKED_PX = 256
_GRID_PX = 64
_PLAIN = 8.0
"""Spread of grey values up to which a row, column or picture shows nothing."""
_LEAST_PX = 24
_BORDERS = 3
"""So many borders, one around the other, are taken off."""
_KEPT_CUTS = (0.0, 0.1)
_ASKED_CUTS = (0.0, 0.033, 0.067, 0.1)
_MIRROR = np.where(np.arange(1, _SIDE + 1) % 2, np.float32(-1), np.float32(1))
"""What mirroring left to right does to each frequency across: those of odd order change their sign."""
Prints = NDArray[np.uint64]


def make_kept_prints(pixels: Image) -> Prints:
    """The fingerprints under which a picture is kept: of it without a plain border, and cut at its sides.

    Returns:
        n x 4 words of 64 bits; none for a picture that shows nothing.
    """
    return _make_prints(pixels, _KEPT_CUTS, is_mirrored=False)


def make_asked_prints(pixels: Image) -> Prints:
    """The fingerprints by which copies of a picture are sought: cut otherwise, and each mirrored as well.

    Returns:
        n x 4 words of 64 bits; none for a picture that shows nothing.
    """
    return _make_prints(pixels, _ASKED_CUTS, is_mirrored=True)


def _make_prints(pixels: Image, cuts: tuple[float, ...], *, is_mirrored: bool) -> Prints:
    grey = _trim(_shrink(pixels))
    found = []
    for left, top, right, bottom in product(cuts, repeat=4):
        height, width = grey.shape
        rows = slice(round(top * height), round((1 - bottom) * height))
        part = grey[rows, round(left * width) : round((1 - right) * width)]
        if min(part.shape) < _LEAST_PX or part.std() <= _PLAIN:
            continue
        frequencies = _measure(part)
        found.append(_pack(frequencies))
        if is_mirrored:
            found.append(_pack(frequencies * _MIRROR))
    return np.unique(np.array(found, dtype=np.uint64).reshape(-1, WORDS), axis=0)


def _shrink(pixels: Image) -> NDArray[np.uint8]:
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    scale = _WORKED_PX / max(grey.shape)
    if scale >= 1:
        return np.asarray(grey, dtype=np.uint8)
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _trim(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture without rows and columns at its sides that are of one brightness."""
    for _ in range(2 * _BORDERS):
        if not grey.size:
            break
        shown = np.flatnonzero(grey.std(axis=1) > _PLAIN)
        grey = (grey[shown[0] : shown[-1] + 1] if len(shown) else grey[:0]).T
    return grey


def _measure(part: NDArray[np.uint8]) -> NDArray[np.float32]:
    small = cv2.resize(part, (_GRID_PX, _GRID_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.dct(small.astype(np.float32))[1 : _SIDE + 1, 1 : _SIDE + 1], dtype=np.float32)


def _pack(frequencies: NDArray[np.float32]) -> NDArray[np.uint64]:
    bits = (frequencies > np.median(frequencies)).ravel()
    return np.packbits(bits).view(np.uint64)
