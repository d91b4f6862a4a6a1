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


@pytest.mark.parametrize("gap_px", [50, 100])
def test_notes_on_the_other_half_of_a_folded_form_are_no_end_of_a_value(gap_px: float) -> None:
    # The address ends at 550 px.
    right = 550 + gap_px
    lines = [
        make_line("食品经营许可证", 100, 20, sign_px=60),
        make_line("经营者名称：青川市小满食堂", 100, 200),
        make_line("4.食品经营者应当在许可的范围内经营", right, 220),
        make_line("经营场所：青川市望月路18号", 100, 262),
        make_line("5.食品经营者应当接受监督管理", right, 264),
        make_line("主体业态：单位食堂", 100, 325),
        make_line("6.食品经营者改变许可事项应当申请", right, 308),
    ]
    found = READER.read(read_form(lines, READER.words, rows=READER.rows))
    assert found["premises"].value == "青川市望月路18号"


def test_small_print_of_the_value_above_is_no_part_of_a_value_under_a_tall_label() -> None:
    lines = [
        make_line("食品经营许可证", 100, 20, sign_px=60),
        make_line("主体业态：", 100, 200, sign_px=56),
        make_line("食品销售经营者、餐饮服务经营", 420, 213),
        make_line("者(中央厨房)", 422, 249),
        make_line("经营项目：预包装食品销售", 100, 269, sign_px=56),
    ]
    found = READER.read(read_form(lines, READER.words, rows=READER.rows))
    assert found["items"].value == "预包装食品销售"
