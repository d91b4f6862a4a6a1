"""Lines set straight, without what runs aslant."""

from __future__ import annotations

import math

from ocr.lines import Line
from ocr.pieces import make_pieces
from tests.ocr.forms import make_line


def _turn(text: str, x: float, y: float, degrees: float) -> Line:
    line = make_line(text, 0, 0)
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    polygon = tuple((x + a * cos - b * sin, y + a * sin + b * cos) for a, b in line.polygon)
    return Line(text=text, polygon=polygon, confidence=1.0, scores=line.scores)  # type: ignore[arg-type]  # four points


PRINT = [make_line("名称青川市安和电器有限公司", 60, 100), make_line("住所青川市长桥路206号", 60, 200)]


def test_a_watermark_and_its_straight_parts_are_dropped() -> None:
    marks = [_turn("SAMPLE ONLY", 100, 150 + 90 * place, -30) for place in range(3)]
    pieces = make_pieces([*PRINT, *marks, make_line("SAM", 620, 100)])
    assert [piece.text for piece in pieces] == [line.text for line in PRINT]


def test_one_slanting_line_is_kept() -> None:
    assert len(make_pieces([*PRINT, _turn("公司名称", 100, 300, 20)])) == 3


def test_a_page_that_slants_as_a_whole_keeps_all_its_lines() -> None:
    lines = [_turn("名称青川市安和电器有限公司", 60, 100 + 60 * place, 12) for place in range(4)]
    assert len(make_pieces(lines)) == 4


def test_the_colon_of_a_spread_label_is_no_part_of_the_value() -> None:
    (piece,) = make_pieces([make_line("：X15B、KJC-9802", 60, 100)])
    assert piece.text == "X15B、KJC-9802"
