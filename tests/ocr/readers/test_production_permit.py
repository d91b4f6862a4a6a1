"""What the food production permit reader makes of recognised lines."""

from __future__ import annotations

import pytest

from ocr.fuse import Candidate
from ocr.kind import guess_kind
from ocr.layout import read_form
from ocr.lines import Line
from ocr.readers import load_readers
from tests.ocr.forms import USCC, make_line

NUMBER = "SC11464010500015"  # the dossier's worked example, § 2.1
(READER,) = (reader for reader in load_readers() if reader.kind == "production_permit")


def _make_lines(number: str = NUMBER, title: str = "食品生产许可证") -> list[Line]:
    return [
        make_line(title, 500, 20, sign_px=60),
        make_line("生产者名称：青川市安和茶业有限公司", 100, 200),
        make_line(f"许可证编号：{number}", 1000, 200),
        make_line(f"社会信用代码：{USCC}", 100, 260),
        make_line("(身份证号码)", 100, 300),
        make_line("法定代表人：柳青禾", 100, 360),
        make_line("住所：青川市望月路18号", 100, 420),
        make_line("发证机关：青川市市场监督管理局", 1000, 420),
        make_line("生产地址：青川市工业园3号", 100, 480),
        make_line("食品类别：茶叶及相关制品", 100, 540),
        make_line("有效期至2028年11月07日", 100, 600),
    ]


def _read(lines: list[Line]) -> dict[str, Candidate]:
    return READER.read(read_form(lines, READER.words, rows=READER.rows))


def test_a_permit_is_read() -> None:
    assert {field: candidate.value for field, candidate in _read(_make_lines()).items()} == {
        "permit_no": NUMBER,
        "name": "青川市安和茶业有限公司",
        "uscc": USCC,
        "address": "青川市望月路18号",
        "categories": "茶叶及相关制品",
        "valid_to": "2028-11-07",
        "issuing_authority": "青川市市场监督管理局",
    }


@pytest.mark.parametrize(
    ("number", "value", "checked"),
    [(NUMBER, NUMBER, True), (f"{NUMBER[:-1]}6", f"{NUMBER[:-1]}6", False), (NUMBER[:-1], None, None)],
    ids=["right", "wrong check digit", "too short"],
)
def test_the_number_must_hold_its_check_digit(number: str, value: str | None, checked: bool | None) -> None:
    candidate = _read(_make_lines(number))["permit_no"]
    assert (candidate.value, candidate.checked) == (value, checked)


@pytest.mark.parametrize(
    ("title", "number", "kind"),
    [
        ("食品生产许可证", NUMBER, "production_permit"),
        ("", NUMBER, "production_permit"),  # the title is cut off, the number tells
        ("食品经营许可证", "JY13301080001232", "food_permit"),
    ],
)
def test_it_is_not_taken_for_the_permit_to_trade(title: str, number: str, kind: str) -> None:
    guess = guess_kind(_make_lines(number, title), load_readers())
    assert guess is not None
    assert guess.reader.kind == kind
