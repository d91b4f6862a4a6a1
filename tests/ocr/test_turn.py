"""Turned pictures, and the way back to the pixels as stored."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageOps

from ocr.lines import map_points
from ocr.turn import turn_by_exif, turn_quarters

ROWS, COLUMNS = 20, 30


def _make_spotted() -> np.ndarray:
    pixels = np.zeros((ROWS, COLUMNS, 3), dtype=np.uint8)
    pixels[4, 25] = 255
    return pixels


def _find_spot(pixels: np.ndarray) -> tuple[float, float]:
    y, x = np.argwhere(pixels[:, :, 0] == 255)[0]
    return float(x) + 0.5, float(y) + 0.5


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_turn_leads_back_to_the_stored_pixel(orientation: int) -> None:
    turned, back = turn_by_exif(_make_spotted(), orientation)
    assert map_points(back, [_find_spot(turned)])[0] == pytest.approx((25.5, 4.5))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_exif_turn_shows_what_pillow_shows(orientation: int) -> None:
    stored = Image.fromarray(_make_spotted())
    stored.getexif()[0x0112] = orientation
    turned, _ = turn_by_exif(_make_spotted(), orientation)
    assert np.array_equal(turned, np.asarray(ImageOps.exif_transpose(stored)))


@pytest.mark.parametrize("quarters", range(4))
def test_every_quarter_turn_leads_back(quarters: int) -> None:
    turned, back = turn_quarters(_make_spotted(), quarters)
    assert map_points(back, [_find_spot(turned)])[0] == pytest.approx((25.5, 4.5))
