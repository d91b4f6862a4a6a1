"""Labels and the values beside them, in the ways in which forms print and detectors see them."""

from __future__ import annotations

import pytest

from ocr.labels import Fit
from ocr.layout import Form, read_form
from ocr.lines import Line, make_rectangle
from tests.ocr.forms import make_column, make_line

WORDS = {
    "name": ("名称",),
    "type": ("类型",),
    "person": ("法定代表人",),
    "capital": ("注册资本",),
    "address": ("住所",),
    "scope": ("经营范围",),
    "_authority": ("登记机关",),
}
ROWS = {"address": 3, "scope": 9}
PERSON, CAPITAL = make_line("法定代表人", 100, 300), make_line("注册资本", 100, 360)


def _read(*lines: Line) -> Form:
    return read_form(lines, WORDS, rows=ROWS)


def _raw(form: Form, field: str) -> str | None:
    return form.cells[field].raw if field in form.cells else None


@pytest.mark.parametrize(
    "lines",
    [
        [make_line("名称", 100, 100), make_line("安和电器有限公司", 300, 100)],
        [make_line("名称：安和电器有限公司", 100, 100)],
        [make_line("名", 100, 100), make_line("称", 220, 102), make_line("安和电器有限公司", 300, 101)],
        [make_line("名", 100, 100), make_line("称安和电器有限公司", 220, 100)],
        [make_line("名 称", 100, 100), make_line("安和电器有限公司", 300, 106)],
        [make_column("名类", 100, 100), make_line("称安和电器有限公司", 220, 115), make_line("型", 220, 170)],
        [make_line("称安和电器有限公司", 190, 100), PERSON, CAPITAL],
        [make_line("名称", 100, 100), make_line("安和电器有限公司", 100, 140)],
    ],
    ids=["right", "colon", "spread", "glued", "spaced", "column of labels", "first sign lost", "below"],
)
def test_a_name_is_found_beside_its_label(lines: list[Line]) -> None:
    assert _raw(_read(*lines), "name") == "安和电器有限公司"


def test_a_long_label_is_known_with_one_sign_misread() -> None:
    form = _read(make_line("法定代裘人", 100, 100), make_line("柳青禾", 300, 100))
    assert (form.labels["person"].fit, _raw(form, "person")) == (Fit.NEARLY, "柳青禾")


def test_a_tail_outside_the_column_of_labels_is_no_label() -> None:
    form = _read(PERSON, CAPITAL, make_line("所有货物除外", 600, 420))
    assert "address" not in form.labels


def test_two_columns_do_not_mix() -> None:
    form = _read(
        make_line("名称", 100, 100),
        make_line("安和电器有限公司", 250, 100),
        make_line("注册资本", 700, 100),
        make_line("壹佰万元整", 850, 100),
    )
    assert (_raw(form, "name"), _raw(form, "capital")) == ("安和电器有限公司", "壹佰万元整")


def test_a_value_goes_on_over_rows_until_the_next_label() -> None:
    form = _read(
        make_line("住所", 100, 100),
        make_line("青川市云溪区", 250, 100),
        make_line("长桥路206号", 252, 140),
        make_line("经营范围", 100, 200),
        make_line("家用电器", 250, 200),
    )
    assert _raw(form, "address") == "青川市云溪区长桥路206号"


def test_a_label_of_the_other_column_does_not_end_a_value() -> None:
    form = _read(
        make_line("经营范围", 100, 100),
        make_line("家用电器", 250, 100),
        make_line("的销售、", 250, 140),
        make_line("维修。", 250, 180),
        make_line("住所", 700, 100),
        make_line("登记机关", 698, 150),
    )
    assert _raw(form, "scope") == "家用电器的销售、维修。"


def test_a_gap_in_the_rows_ends_a_value() -> None:
    lines = [make_line("经营范围", 100, 100), make_line("家用电器", 250, 100), make_line("附注", 250, 190)]
    assert _raw(_read(*lines), "scope") == "家用电器"


def test_a_wide_gap_in_a_row_ends_a_value() -> None:
    lines = [make_line("注册资本", 100, 100), make_line("壹佰万元", 250, 100), make_line("年检", 700, 100)]
    assert _raw(_read(*lines), "capital") == "壹佰万元"


def test_the_large_signs_of_a_watermark_are_left_out() -> None:
    mark = make_line("仅供", 380, 80, sign_px=60)
    form = _read(make_line("名称", 100, 100), make_line("安和电器", 250, 100), mark)
    assert _raw(form, "name") == "安和电器"


def test_a_page_held_askew_is_levelled() -> None:
    def tilt(line: Line) -> Line:
        points = tuple((x, y + 0.1 * x) for x, y in line.polygon)
        return Line(text=line.text, polygon=points, confidence=1.0, scores=line.scores)

    rows = [("名称", "安和电器有限公司"), ("类型", "有限责任公司（独资）")]
    lines = [
        tilt(make_line(text, x, 100 + 50 * i))
        for i, row in enumerate(rows)
        for text, x in zip(row, (100, 600), strict=True)
    ]
    assert _raw(_read(*lines), "name") == "安和电器有限公司"


def test_a_value_keeps_what_is_printed_beside_what_is_compared() -> None:
    form = _read(make_line("名称", 100, 100), make_line("廈門（安和）有限公司", 250, 100))
    assert (form.cells["name"].raw, form.cells["name"].text) == ("廈門（安和）有限公司", "厦门(安和)有限公司")


def test_an_outline_without_text_is_ignored() -> None:
    blank = Line(text=" ", polygon=make_rectangle(0, 0, 5, 5), confidence=0.3, scores=())
    assert _read(blank).pieces == ()
