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


def test_a_wide_cell_crosses_the_column_of_labels_above_and_below_it() -> None:
    column = [make_line("类型", 620, 100), make_line("注册资本", 620, 180)]
    lines = [make_line("法定代表人", 100, 100), make_line("名称", 100, 140), make_line("住所", 100, 180)]
    form = _read(*lines, *column, make_line("青川市安和电器有限责任公司", 460, 140))
    assert _raw(form, "name") == "青川市安和电器有限责任公司"


def test_a_label_in_three_pieces_aslant_is_one() -> None:
    signs = [make_line("法", 100, 330), make_line("定", 160, 318), make_line("代表人", 220, 306)]
    form = _read(*signs, make_line("柳青禾", 360, 306), make_line("名称", 100, 230))
    assert _raw(form, "person") == "柳青禾"


def test_the_heads_of_other_columns_are_no_value() -> None:
    heads = [
        make_line(word, x, 100) for word, x in (("名称", 100), ("规模", 260), ("产量", 420), ("备注", 580))
    ]
    cell = _read(*heads, make_line("笋", 110, 160)).cells["name"]
    assert cell.is_doubtful


def test_the_end_of_a_long_value_is_not_the_beginning_of_the_next() -> None:
    rows = [make_line("日用品零售，文具零售，玩具零售", 300, 100 + 40 * i) for i in range(4)]
    lines = [make_line("经营范围", 100, 100), make_line("住所", 100, 266), make_line("登记机关", 100, 400)]
    form = _read(*lines, *rows, make_line("青川市长桥路6号", 300, 262))
    assert _raw(form, "address") == "青川市长桥路6号"


def test_a_tight_row_below_that_was_not_taken_leaves_doubt() -> None:
    rows = [make_line("青川市云溪区长桥路", 300, 100), make_line("206号3幢", 300, 109)]
    assert _read(make_line("住所", 100, 90), *rows).cells["address"].is_doubtful


def test_a_value_begins_above_the_middle_of_its_cell() -> None:
    rows = [make_line("日用品零售，文具零售，玩具零售", 330, 170), make_line("五金零售", 300, 206)]
    lines = [make_line("住所", 100, 100), make_line("经营范围", 100, 216), make_line("登记机关", 100, 400)]
    form = _read(*lines, make_line("青川市长桥路6号", 300, 100), *rows)
    assert _raw(form, "scope") == "日用品零售，文具零售，玩具零售五金零售"


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


WRAPPED = {
    "person": ("法定代表人",),
    "code": ("统一社会信用代码",),
    "goods": ("计量器具名称",),
    "holder": ("委托人",),
}
FORMS = {**WRAPPED, "holder_address": ("委托人地址", "地址"), "models": ("型号规格", "型号")}


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ([("法定代表人(负柳青禾", 60, 100), ("责人)", 60, 142)], "person", "柳青禾"),
        ([("法定代表人（负责", 60, 100), ("人）", 60, 142), ("柳青禾", 320, 100)], "person", "柳青禾"),
        ([("委托人（证书柳青禾商行", 60, 100), ("持有人）名称：", 60, 142)], "holder", "柳青禾商行"),
        ([("统一社会信用代91330108MA000TE563", 60, 100), ("码", 60, 142)], "code", "91330108MA000TE563"),
        ([("计量器具名数字压力表", 60, 100), ("称", 60, 142)], "goods", "数字压力表"),
        ([("型号规", 60, 100), ("格VA859B", 200, 100)], "models", "VA859B"),
        ([("委托人（证书持有人）名柳青禾商行", 60, 100), ("称：", 60, 142)], "holder", "柳青禾商行"),
        ([("委托人柳青禾商行", 60, 100), ("地址青川市长桥路206号", 60, 142)], "holder", "柳青禾商行"),
        ([("委托人:", 60, 100), ("柳青禾商行", 320, 100), ("地址:", 60, 142)], "holder", "柳青禾商行"),
    ],
    ids=[
        "note",
        "note, value apart",
        "note and more",
        "one sign",
        "misread otherwise",
        "spread",
        "end of a name",
        "two labels",
        "two with colons",
    ],
)
def test_a_label_in_two_rows_is_one(lines: list[tuple[str, float, float]], field: str, value: str) -> None:
    form = read_form([make_line(*line) for line in lines], FORMS)
    assert _raw(form, field) == value


def test_a_figure_in_place_of_the_last_sign_begins_the_value() -> None:
    form = read_form([make_line("统一社会信用代91330108MA000TE563", 60, 100)], FORMS)
    assert "code" not in form.labels


def test_the_end_of_a_wrapped_value_is_no_label_with_its_first_sign_lost() -> None:
    lines = [
        ("证书编号202603087587", 400, 40),
        ("名称", 60, 100),
        ("青川市长桥路12", 390, 100),
        ("号", 390, 142),
    ]
    clause = ("有效期内有效", 380, 400)
    words = {"number": ("证书编号", "编号"), "name": ("名称",), "_clause": ("有效期内有效", "有效期内")}
    form = read_form([make_line(*line) for line in (*lines, clause)], words, rows={"name": 2})
    assert _raw(form, "number") == "202603087587"
    assert _raw(form, "name") == "青川市长桥路12号"


def test_the_value_of_a_label_is_no_tail_of_another() -> None:
    words = {"brand": ("商标",), "size": ("规格",), "name": ("名称",), "maker": ("厂名",)}
    rows = [("商标:", 60, 100), ("格伟牌", 180, 100), ("名称:茶壶", 60, 160), ("厂名:望月茶具厂", 60, 220)]
    assert _raw(read_form([make_line(*row) for row in rows], words), "brand") == "格伟牌"


def test_the_row_of_another_label_above_is_not_taken_for_the_value() -> None:
    rows = [
        ("住所", 60, 100, "青川市长桥路206号"),
        ("经营范围", 60, 150, "茶壶、茶杯、茶盘、茶叶罐、茶具、茶巾"),
        ("", 60, 200, "和茶几"),
    ]
    lines = [make_line(label, x, y) for label, x, y, _ in rows if label]
    lines += [make_line(value, 320, y) for _, _, y, value in rows]
    form = read_form(lines, {"scope": ("经营范围",), "_home": ("住所",)}, rows={"scope": 9})
    assert _raw(form, "scope") == "茶壶、茶杯、茶盘、茶叶罐、茶具、茶巾和茶几"


@pytest.mark.parametrize(
    ("below", "value"),
    [
        ("局", "青川市云溪区市场监督管理局"),
        ("2023年7月20日", "青川市云溪区市场监督管理"),
        ("日期:2023年7月20日", "青川市云溪区市场监督管理"),
    ],
    ids=["its end", "a date", "a label"],
)
def test_a_value_in_a_paragraph_runs_on_below_its_label(below: str, value: str) -> None:
    lines = [make_line("发证机关:青川市云溪区市场监督管理", 300, 100), make_line(below, 300, 140)]
    form = read_form(lines, {"authority": ("发证机关",), "day": ("日期",)}, rows={"authority": 2})
    assert _raw(form, "authority") == value


def test_what_stands_below_a_row_that_is_not_full_is_no_part_of_it() -> None:
    lines = [make_line("发证机关:青川市市场监督管理局", 300, 100), make_line("柳青禾", 300, 140)]
    lines.append(make_line("本证书由青川市市场监督管理局依法颁发并负责解释和监督", 300, 300))
    form = read_form(lines, {"authority": ("发证机关",)}, rows={"authority": 2})
    assert _raw(form, "authority") == "青川市市场监督管理局"


def test_two_labels_below_each_other_are_not_one() -> None:
    rows = [("检验依据", 60, 100), ("GB4706.1-2005", 320, 100), ("检测结论", 60, 160), ("合格", 320, 160)]
    words = {"basis": ("检验依据",), "conclusion": ("检验检测结论", "检测结论")}
    form = read_form([make_line(*row) for row in rows], words)
    assert (_raw(form, "basis"), _raw(form, "conclusion")) == ("GB4706.1-2005", "合格")
