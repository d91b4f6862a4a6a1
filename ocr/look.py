"""What a page looks like from afar: paper covered with fine print, or something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.lines import Image

_FINE_SIDE_PX, _FINE_PX, _FINE_INK = 960, 3, 24
_FINE_CELL_PX, _FINE_SHARE, _FINE_CELLS = 32, 0.12, 2
_SIDE_PX = 160  # from here neither blur nor the size of the picture matters
_CELLS = 10
_INK = 12.0  # how much darker than its surroundings a cell's ink is
# Measured: 12 licences, sharp and illegible, 0.41 to 0.87 covered; goods, logos and icons 0.01 to 0.26.
_COVERED = 0.3
_PAGE_COVERED, _PAGE_BRIGHT, _PAGE_COLOUR = 0.5, 0.6, 30
_SHEET_BRIGHT, _SHEET_COVERED = 0.8, 0.2
_SEAL_RED = 0.003


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Shares of the picture: bright unsaturated paper, cells with fine dark strokes, red as of a seal."""

    bright: float
    covered: float
    red: float
    colour: float

    @property
    def is_bare(self) -> bool:
        """Whether it has too little fine print anywhere for a document."""
        return self.covered < _COVERED

    @property
    def is_page(self) -> bool:
        """Whether it looks like a printed page, legible or not."""
        return self.bright >= _PAGE_BRIGHT and self.covered >= _PAGE_COVERED and self.colour < _PAGE_COLOUR

    @property
    def is_sheet(self) -> bool:
        """Whether it is bright paper with print: likely a document, though there may be little on it."""
        return self.bright >= _SHEET_BRIGHT and self.covered >= _SHEET_COVERED and self.colour < _PAGE_COLOUR

    @property
    def has_seal(self) -> bool:
        """Whether some of it is red, as emblems and seals are."""
        return self.red >= _SEAL_RED


def look_at(picture: Image) -> Look:
    """The look of a picture of any size."""
    scale = _SIDE_PX / max(picture.shape[:2])
    size = (max(_CELLS, round(picture.shape[1] * scale)), max(_CELLS, round(picture.shape[0] * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
    colours = small.astype(np.float32)
    spread = colours.max(axis=2) - colours.min(axis=2)
    redness = colours[:, :, 2] - colours[:, :, :2].max(axis=2)
    return Look(
        bright=float(((grey > 0.8 * np.percentile(grey, 95)) & (spread < 60)).mean()),
        covered=_measure_cover(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((5, 5), np.uint8))),
        red=float((redness > 40).mean()),
        colour=float(np.median(spread)),
    )


def has_fine_print(picture: Image) -> bool:
    """Whether there are strokes, dark or bright, so thin that the picture must be looked at from close by.

    Print high enough to be found in a copy of 640 px has thicker ones, and only a few cells of a smooth
    picture have edges that pass for strokes.
    """
    scale = min(1.0, _FINE_SIDE_PX / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    kernel = np.ones((_FINE_PX, _FINE_PX), np.uint8)
    dark = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel)
    strokes = np.maximum(dark, cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, kernel)) > _FINE_INK
    cells = cv2.resize(
        strokes.astype(np.float32),
        (max(1, grey.shape[1] // _FINE_CELL_PX), max(1, grey.shape[0] // _FINE_CELL_PX)),
        interpolation=cv2.INTER_AREA,
    )
    return bool((cells > _FINE_SHARE).sum() > _FINE_CELLS)


def _measure_cover(strokes: NDArray[Any]) -> float:
    """The share of the cells of a 10 x 10 grid in which there are strokes."""
    cells = [
        cell
        for band in np.array_split(strokes, _CELLS, axis=0)
        for cell in np.array_split(band, _CELLS, axis=1)
    ]
    return float(np.mean([np.percentile(cell, 90) > _INK for cell in cells]))
