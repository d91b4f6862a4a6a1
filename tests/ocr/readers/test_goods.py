"""Labels of goods, panels of parameters, permits for devices, European labels: from their lines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evidence.document import Code
from ocr.european import find_scales, read_registration
from ocr.kind import guess_kind
from ocr.lines import Line
from ocr.readers import load_readers
from tests.ocr.forms import make_line

TAG = (
    ("品名", "青禾电热水壶"),
    ("货号", "QH-1701"),
    ("厂名", "青川市安和电器有限公司"),
    ("厂址", "青川市云溪区长桥路206号"),
    ("执行标准", "GB 4706.1-2005"),
    ("生产日期", "2025年03月09日"),
    ("保质期", "36个月"),
)
PANEL = (
    ("品牌", "青禾"),
    ("型号", "QH-1701"),
    ("颜色", "米白"),
    ("材质", "304不锈钢"),
    ("额定功率", "1500W"),
    ("3C证书编号", "2023010717000001"),
)


def make_rows(rows: tuple[tuple[str, str], ...], title: str | None) -> list[Line]:
    lines = [] if title is None else [make_line(title, 200, 20, sign_px=44)]
    for i, (label, value) in enumerate(rows):
        lines += [make_line(label, 60, 120 + 60 * i), make_line(value, 300, 120 + 60 * i)]
    return lines


def read(lines: list[Line]) -> tuple[str | None, dict[str, Any]]:
    guess = guess_kind(lines, load_readers())
    if guess is None:
        return None, {}
    found = guess.reader.read(guess.form)
    return guess.reader.kind, {name: candidate.listed or candidate.value for name, candidate in found.items()}


@pytest.mark.parametrize("title", ["产品合格证", None])
def test_a_label_of_goods_is_read(title: str | None) -> None:
    kind, found = read(make_rows(TAG, title))
    assert kind == "product_label"
    assert found == {
        "product_name": "青禾电热水壶",
        "model": "QH-1701",
        "producer": "青川市安和电器有限公司",
        "producer_address": "青川市云溪区长桥路206号",
        "standard": "GB4706.1-2005",
        "produced_on": "2025-03-09",
        "shelf_life": "36个月",
    }


def test_a_panel_that_names_a_certificate_is_no_certificate() -> None:
    kind, found = read(make_rows(PANEL, "产品参数"))
    assert kind == "parameter_panel"
    assert dict(found["pairs"]) == dict(PANEL)
    assert (found["brand"], found["model"]) == ("青禾", "QH-1701")


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (
            (("品牌", "青禾"), ("型号", "QH-1701"), ("轴距", "140mm"), ("重量", "2kg"), ("容量", "1.7L")),
            "parameter_panel",
        ),
        ((("型号", "QH-1701"), ("用途", "烧水"), ("轴距", "140mm"), ("重量", "2kg"), ("容量", "1.7L")), None),
        ((("用途", "烧水"), ("轴距", "140mm"), ("重量", "2kg"), ("容量", "1.7L"), ("噪声", "40dB")), None),
        (
            (("品牌", "青禾"), ("型号", "QH-1701"), ("样品状态", "完好"), ("重量", "2kg"), ("容量", "1.7L")),
            None,
        ),
        ((("品牌", "青禾"), ("型号", "QH-1701"), ("容量", "1.7L")), None),
        ((("品牌", "尺码"), ("货号", "38"), ("李宁", "39"), ("特步", "40"), ("鸿星", "41")), None),
        (
            (
                ("品名", "水壶"),
                ("型号", "QH-1"),
                ("购买日期", "2024-01-02"),
                ("电话", "13812345678"),
                ("保修期", "一年"),
            ),
            None,
        ),
        (
            (("品牌", "青禾"), ("型号", "QH-1"), ("他牌型号", "XX-2"), ("功率", "1800W"), ("容量", "1.7L")),
            None,
        ),
        ((("品牌", "青禾"), ("型号", "QH-1"), ("功率", "9W"), ("品牌", "他家"), ("型号", "XX-2")), None),
    ],
    ids=[
        "of goods",
        "one label of identity",
        "of nothing that names goods",
        "of a report",
        "few",
        "heads of columns",
        "of a buyer",
        "a comparison",
        "of two goods",
    ],
)
def test_a_table_of_two_columns_without_a_title_is_a_panel_where_it_names_goods(
    rows: tuple[tuple[str, str], ...], kind: str | None
) -> None:
    lines = [
        make_line(text, left, 60 + 80 * i)
        for i, row in enumerate(rows)
        for text, left in zip(row, (60, 400), strict=True)
    ]
    guess = guess_kind(lines, load_readers())
    assert (guess.reader.kind if guess else None) == kind
    if guess is not None:
        assert dict(guess.reader.read(guess.form)["pairs"].listed or ()) == dict(rows)


def test_lines_with_colons_are_pairs_too() -> None:
    lines = [make_line("规格参数", 200, 20, sign_px=44)]
    lines += [make_line(f"{label}：{value}", 60, 120 + 60 * i) for i, (label, value) in enumerate(PANEL)]
    kind, found = read(lines)
    assert kind == "parameter_panel"
    assert dict(found["pairs"]) == dict(PANEL)


def test_a_permit_for_devices_is_read() -> None:
    rows = (
        ("许可证编号", "青川食药监械经营许20231234号"),
        ("企业名称", "青川市安和医疗器械有限公司"),
        ("经营场所", "青川市长桥路206号"),
        ("有效期至", "2028年05月06日"),
    )
    kind, found = read(make_rows(rows, "医疗器械经营许可证"))
    assert kind == "device_permit"
    assert (found["permit_no"], found["valid_to"]) == ("青川食药监械经营许20231234号", "2028-05-06")


def make_scale(arrow: str, at: str) -> list[Line]:
    lines = [
        make_line("ENERG4", 200, 30, sign_px=90),
        make_line("Anhe", 20, 170),
        make_line("QH-17", 560, 170),
    ]
    lines += [make_line(sign, 40, 250 + 80 * "ABCDEFG".index(sign), sign_px=54) for sign in "ABEFG"]
    place = 250 + 80 * "ABCDEFG".index(at)
    lines += [make_line(arrow, 640, place - 10, sign_px=80), make_line("104kWh/annum", 190, 870, sign_px=70)]
    return lines


def test_the_class_of_a_european_label_is_that_of_the_bar_beside_its_arrow() -> None:
    kind, found = read(make_scale("D", "D"))
    assert kind == "energy_label"
    assert (found["grade"], found["producer"], found["model"]) == ("D", "Anhe", "QH-17")
    assert found["metrics"] == ({"name": "energy_consumption", "value": "104", "unit": "kWh/annum"},)


def test_an_arrow_at_the_bar_of_another_class_gives_no_class() -> None:
    _, found = read(make_scale("B", "D"))
    assert found["grade"] is None


def test_scattered_letters_are_no_scale() -> None:
    lines = [make_line("ENERG", 200, 30), make_line("A", 40, 90), make_line("B", 700, 400)]
    assert guess_kind(lines, load_readers()) is None
    guess = guess_kind(make_scale("D", "D"), load_readers())
    assert guess is not None
    assert len(find_scales(guess.form)) == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("https://eprel.ec.europa.eu/qr/123456", "123456"),
        ("https://eprel.ec.europa.eu/screen/product/dishwashers2019/654321?x=1", "654321"),
        ("https://shop.example/qr/123456", None),
    ],
)
def test_the_register_number_is_that_of_the_code(text: str, number: str | None) -> None:
    reading = read_registration([Code(symbology="qrcode", text=text, box=(0, 0, 9, 9))])
    assert (reading.value if reading else None) == number


@pytest.mark.parametrize(("value", "is_given"), [("2(BO-BO)", False), ("10km/h", True), ("25kV", True)])
def test_a_pair_with_signs_that_look_alike_must_be_read_better(value: str, *, is_given: bool) -> None:
    lines = make_rows((*PANEL, ("轴式", value)), "产品参数")
    lines = [
        replace(line, scores=(0.95,) * len(line.scores)) if line.text == value else line for line in lines
    ]
    _, found = read(lines)
    assert ("轴式" in dict(found["pairs"])) == is_given


@pytest.mark.parametrize(("lost", "is_sure"), [(0, True), (1, True), (2, False)])
def test_a_panel_of_which_much_was_not_read_is_doubted(lost: int, *, is_sure: bool) -> None:
    lines = make_rows(PANEL, "产品参数")
    for place in range(4, 4 + 2 * lost, 2):
        lines[place] = replace(lines[place], scores=(0.4,) * len(lines[place].scores))
    guess = guess_kind(lines, load_readers())
    assert guess is not None
    assert (guess.reader.read(guess.form)["pairs"].confidence > 0.5) == is_sure


@pytest.mark.parametrize(
    ("before", "sure"),
    [
        ((), True),
        ((("净", 60, 1.0), ("含", 150, 1.0)), True),
        ((("县", 60, 1.0), ("含", 150, 1.0)), False),
        ((("县", 60, 0.4), ("含", 150, 1.0)), False),
    ],
)
def test_a_label_that_may_not_be_whole_gives_no_pair(
    before: tuple[tuple[str, int, float], ...], *, sure: bool
) -> None:
    printed = "净含量" if not before else "量"
    lines = [
        *make_rows(PANEL, "产品参数"),
        *(make_line(sign, x, 420 + 60 * len(PANEL), sure=score) for sign, x, score in before),
        make_line(f"{printed}5L", 240, 420 + 60 * len(PANEL)),
    ]
    _, found = read(lines)
    assert ("净含量", "5L") in found["pairs"] or not sure
    assert ("量", "5L") not in found["pairs"]


@pytest.mark.parametrize(("score", "is_there"), [(0.99, True), (0.5, False)])
def test_a_label_no_list_knows_must_be_read_well(score: float, *, is_there: bool) -> None:
    lines = make_rows((*PANEL, ("茶漏材料", "不锈钢")), "产品参数")
    lines[-2] = replace(lines[-2], scores=(score, *lines[-2].scores[1:]))
    _, found = read(lines)
    assert (("茶漏材料", "不锈钢") in found["pairs"]) == is_there
