"""Several documents on one page: each apart, with its own lines; one document stays one."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.kind import guess_kind
from ocr.lines import Line
from ocr.readers import load_readers
from ocr.split import split_documents
from ocr.trim import trim_box
from tests.ocr.forms import HOUSEHOLD, OLD_COMPANY, Row, make_line

SIZE = (2000, 1600)


def make_form(rows: tuple[Row, ...], x: int, y: int, title: str = "营业执照") -> list[Line]:
    lines = [make_line(title, x + 200, y, sign_px=40)]
    for i, (label, value) in enumerate(rows):
        lines += [make_line(label, x, y + 100 + 60 * i), make_line(value, x + 180, y + 100 + 60 * i)]
    return lines


ONE, OTHER = make_form(HOUSEHOLD, 60, 60), make_form(OLD_COMPANY, 1060, 60)
BELOW = make_form(OLD_COMPANY, 60, 800)
PERMIT = make_form(
    (("经营者名称", "青川市小满餐饮店"), ("许可证编号", "JY"), ("主体业态", "餐饮")),
    1060,
    800,
    "食品经营许可证",
)


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (ONE, 0),
        ([*ONE, *OTHER], 2),
        ([*ONE, *BELOW], 2),
        ([*ONE, *OTHER, *BELOW, *PERMIT], 4),
        # The same title again at the foot of one form makes no second document.
        ([*ONE, make_line("营业执照", 300, 1400), make_line("登记机关", 60, 1450)], 1),
    ],
    ids=["one", "side by side", "stacked", "grid", "title twice"],
)
def test_documents_are_told_apart(lines: list[Line], count: int) -> None:
    areas = split_documents(lines, load_readers(), SIZE)
    assert len(areas) == count
    assert sum(len(area.lines) for area in areas) == (len(lines) if areas else 0)


def test_no_value_of_one_stands_in_the_other() -> None:
    first, second = split_documents([*ONE, *OTHER], load_readers(), SIZE)
    texts = [{line.text for line in area.lines} for area in (first, second)]
    assert texts == [{line.text for line in ONE}, {line.text for line in OTHER}]


def test_a_document_ends_at_the_blank_around_it() -> None:
    pixels = np.full((SIZE[1], SIZE[0], 3), 255, dtype=np.uint8)
    pixels[30:760, 30:900] = 246
    pixels[32:758, 32:34] = pixels[32:758, 896:898] = 60
    pixels[800:900, 1500:1600] = 0
    (area,) = split_documents([*ONE, *BELOW], load_readers(), SIZE)[:1]
    guess = guess_kind(area.lines, load_readers())
    assert guess is not None
    (left, top), (right, bottom) = trim_box(pixels, area, guess)
    assert left <= 32
    assert right >= 898
    assert top <= 60
    assert bottom >= 560
