"""Labels that no list knows, and lines that the background or a narrow gap ran together."""

from __future__ import annotations

import pytest

from ocr.layout import Form, read_form
from ocr.readers import load_readers
from tests.ocr.forms import make_line

WORDS = {"name": ("名称",), "address": ("住所",), "capital": ("注册资本",), "day": ("成立日期",)}


def read(*rows: tuple[str, int, int]) -> Form:
    return read_form([make_line(text, x, y) for text, x, y in rows], WORDS, rows={"address": 3})


def test_a_label_that_no_list_knows_ends_the_value_before_it() -> None:
    form = read(
        ("名称", 60, 100),
        ("青川市安和电器有限公司", 260, 100),
        ("住所", 60, 160),
        ("青川市长桥路206号", 260, 160),
        ("仓储地点", 60, 220),
        ("望岳市青禾街9号", 260, 220),
        ("注册资本", 60, 280),
        ("壹佰万元整", 260, 280),
    )
    assert form.cells["address"].text == "青川市长桥路206号"
    assert [(cell.label.word, cell.text) for cell in form.others] == [("仓储地点", "望岳市青禾街9号")]


def test_a_line_of_the_background_inside_a_spread_label_is_dropped() -> None:
    form = read(("名一称", 60, 100), ("青川市安和电器有限公司", 260, 100), ("注册资本", 60, 160))
    assert form.cells["name"].text == "青川市安和电器有限公司"


def test_print_that_goes_on_and_belongs_to_nothing_makes_a_value_doubtful() -> None:
    form = read(
        ("名称", 60, 100), ("青川市望月安和家用电器", 260, 100), ("制造有限公司", 260, 142), ("住所", 60, 400)
    )
    assert form.cells["name"].is_doubtful


def test_two_rows_beside_a_label_in_their_middle_are_both_its_value() -> None:
    form = read(
        ("名称", 60, 60),
        ("青川市安和电器有限公司", 260, 60),
        ("住所", 60, 160),
        ("青川市云溪区长桥路206号望月工业园", 260, 138),
        ("3幢401室", 260, 182),
        ("注册资本", 60, 260),
        ("壹佰万元整", 260, 260),
    )
    assert form.cells["address"].text == "青川市云溪区长桥路206号望月工业园3幢401室"


def test_the_first_sign_of_the_next_column_is_no_part_of_a_value() -> None:
    form = read(
        ("名称青川市安和电器有限公司住", 60, 100),
        ("所", 570, 100),
        ("青川市长桥路206号", 680, 100),
        ("注册资本", 465, 160),
        ("壹佰万元整", 680, 160),
    )
    assert form.cells["name"].text == "青川市安和电器有限公司"
    assert form.cells["address"].text == "青川市长桥路206号"


def test_a_spread_label_that_goes_on_is_not_taken_for_the_short_one() -> None:
    lines = [make_line("颜", 60, 100), make_line("色分", 120, 100), make_line("类米白", 220, 100)]
    form = read_form(lines, {"_colours": ("颜色分类",), "_colour": ("颜色",)})
    assert {field: cell.text for field, cell in form.cells.items()} == {"_colours": "米白"}


def test_a_spread_label_is_whole_where_a_part_of_it_is_a_label_too() -> None:
    lines = [make_line("产", 60, 100), make_line("品名称：蜂蜜", 120, 100)]
    assert read_form(lines, {"product": ("产品名称", "品名")}).cells["product"].text == "蜂蜜"


def test_the_first_sign_of_a_lost_label_is_no_end_of_the_value_above_it() -> None:
    rows = [("产品名称男式衬衫", 60, 100), ("品", 60, 142), ("牌晓凌", 180, 142), ("型号XS2851", 60, 184)]
    form = read_form(
        [make_line(*row) for row in rows], {"name": ("产品名称",), "model": ("型号",)}, rows={"name": 2}
    )
    assert form.cells["name"].text == "男式衬衫"


def test_a_title_is_not_cut_where_a_column_of_labels_begins_below_it() -> None:
    form = read_form(
        [
            make_line("有机产品认证证书", 200, 20, sign_px=40),
            make_line("认证依据GB/T19630-2019", 300, 170),
            make_line("发证日期2024年11月13日", 300, 220),
        ],
        {"product_name": ("产品",), "standards": ("认证依据",), "issued_on": ("发证日期",)},
        titles=("有机产品认证证书",),
    )
    assert "product_name" not in form.cells


def test_a_title_in_english_is_no_label_with_its_value() -> None:
    words = {"product_name": ("产品名称", "Product"), "certificate_no": ("CertificateNo",)}
    rows = [("PRODUCT CERTIFICATION CERTIFICATE", 200, 20), ("Certificate No. CQC123", 100, 120)]
    form = read_form([make_line(*row) for row in rows], words)
    assert list(form.cells) == ["certificate_no"]
    named = read_form([make_line("Product: Kettle", 100, 220)], words)
    assert named.cells["product_name"].text == "Kettle"


@pytest.mark.parametrize("value", ["IN-1500", "BY-12", "IT", "TYPE-C", "No-Frost 8"])
def test_a_value_that_begins_as_english_labels_do_is_not_cut(value: str) -> None:
    (reader,) = (one for one in load_readers() if one.kind == "test_report")
    lines = [make_line("检验报告", 300, 40), make_line(f"型号规格{value}", 100, 160)]
    read = reader.read(read_form(lines, reader.words, rows=reader.rows))
    assert str(read["model"].value).replace(" ", "") == value.replace(" ", "")
