"""What a page looks like from afar: paper covered with fine print, or something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.lines import Image

_SIDE_PX = 160  # from here neither blur nor the size of the picture matters
_CELLS = 10
_INK = 12.0  # how much darker than its surroundings a cell's ink is
# Measured: 12 licences, sharp and illegible, 0.41 to 0.87 covered; goods, logos and icons 0.01 to 0.26.
_COVERED = 0.3
_PAGE_COVERED, _PAGE_BRIGHT, _PAGE_COLOUR = 0.5, 0.6, 30
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


def _measure_cover(strokes: NDArray[Any]) -> float:
    """The share of the cells of a 10 x 10 grid in which there are strokes."""
    cells = [
        cell
        for band in np.array_split(strokes, _CELLS, axis=0)
        for cell in np.array_split(band, _CELLS, axis=1)
    ]
    return float(np.mean([np.percentile(cell, 90) > _INK for cell in cells]))
