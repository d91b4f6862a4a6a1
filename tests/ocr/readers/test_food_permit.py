"""What the food permit reader makes of recognised lines."""

from __future__ import annotations

import pytest

from ocr.fuse import Candidate
from ocr.layout import read_form
from ocr.readers import load_readers
from tests.ocr.forms import USCC, make_line

NUMBER = "JY13301080001232"
(READER,) = (reader for reader in load_readers() if reader.kind == "food_permit")


def _read(number: str = NUMBER) -> dict[str, Candidate]:
    lines = [
        make_line("食品经营许可证", 500, 20, sign_px=60),
        make_line("经营者名称：青川市云溪区小满食堂", 100, 200),
        make_line(f"许可证编号：{number}", 1000, 200),
        make_line(f"社会信用代码：{USCC}", 100, 260),
        make_line("(身份证号码)", 100, 300),
        make_line("住", 100, 360),
        make_line("所：青川市望月路18号", 300, 360),
        make_line("主体业", 100, 420),
        make_line("态：单位食堂", 300, 420),
        make_line("发证机关：青川市市场监督管理局", 1000, 420),
        make_line("有效期至2028年11月07日", 100, 480),
    ]
    return READER.read(read_form(lines, READER.words, rows=READER.rows))


def test_a_permit_is_read() -> None:
    assert {field: candidate.value for field, candidate in _read().items()} == {
        "permit_no": NUMBER,
        "name": "青川市云溪区小满食堂",
        "uscc": USCC,
        "address": "青川市望月路18号",
        "business_type": "单位食堂",
        "valid_to": "2028-11-07",
        "issuing_authority": "青川市市场监督管理局",
    }


@pytest.mark.parametrize(
    ("number", "value", "checked"),
    [(NUMBER, NUMBER, True), (f"{NUMBER[:-1]}5", f"{NUMBER[:-1]}5", False), (NUMBER[:-1], None, None)],
    ids=["right", "wrong check digit", "too short"],
)
def test_the_number_must_hold_its_check_digit(number: str, value: str | None, checked: bool | None) -> None:
    candidate = _read(number)["permit_no"]
    assert (candidate.value, candidate.checked) == (value, checked)
