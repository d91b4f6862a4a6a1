"""A short value under a seal is marked, so that one pass is not enough for it."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.fuse import Candidate
from ocr.lines import make_rectangle
from ocr.sealed import mark_sealed

RED, INK, PAPER = (40, 30, 220), (20, 20, 20), (255, 255, 255)


def _is_marked(value: str, ink: tuple[int, int, int], printed: tuple[int, int, int] = INK) -> bool:
    page = np.full((100, 400, 3), PAPER, dtype=np.uint8)
    page[40:60, 100:300:4] = printed
    page[30:70, 180:200] = ink
    outline = make_rectangle(100, 40, 300, 60)
    candidate = Candidate(value=value, raw=value, confidence=1.0, points=outline, print_px=20)
    return mark_sealed({"issued_on": candidate}, page)["issued_on"].is_sealed


@pytest.mark.parametrize(
    ("value", "ink", "expected"),
    [("2024-08-19", RED, True), ("2024-08-19", INK, False), ("电器销售;" * 9, RED, False)],
    ids=["a date under a seal", "no seal", "a long text"],
)
def test_a_short_value_under_a_seal_is_marked(
    value: str, ink: tuple[int, int, int], *, expected: bool
) -> None:
    assert _is_marked(value, ink) is expected


def test_a_value_printed_in_red_is_under_no_seal() -> None:
    assert not _is_marked("162500340137", RED, RED)
