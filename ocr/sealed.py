"""Which values the ink of a seal crosses: it may make an 8 of a 6, and the recogniser is sure of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ocr.fuse import Candidate
from ocr.lines import Image
from ocr.preprocess import measure_redness

_LONGEST = 24  # signs: a longer value is doubted for its weakest sign, and rarely read twice alike
_RED = 0.5
_SHARE = 0.03  # of the pixels around a value
_DARK, _INK = 120, 0.01  # how bright print in black is at most, and its share of those pixels at least


def mark_sealed(found: Mapping[str, Candidate], page: Image) -> dict[str, Candidate]:
    """The candidates, those marked that are short and stand under a seal of the upright page."""
    return {
        field: replace(candidate, is_sealed=True) if _is_under_seal(candidate, page) else candidate
        for field, candidate in found.items()
    }


def _is_under_seal(candidate: Candidate, page: Image) -> bool:
    if candidate.value is None or len(candidate.value) > _LONGEST or not candidate.points:
        return False
    xs, ys = zip(*candidate.points, strict=True)
    part = page[max(0, round(min(ys))) : round(max(ys)) + 1, max(0, round(min(xs))) : round(max(xs)) + 1]
    if part.size == 0 or float(np.mean(measure_redness(part) > _RED)) <= _SHARE:
        return False
    # Print that is red itself, such as the number below the mark CMA, is under no seal.
    return float(np.mean(part.max(axis=2) < _DARK)) > _INK
