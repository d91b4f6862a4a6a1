"""What the business licence reader makes of recognised lines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ocr.fuse import Candidate
from ocr.layout import read_form
from ocr.lines import Line
from ocr.readers import load_readers
from tests.ocr.forms import HOUSEHOLD, OLD_COMPANY, REG_NO, USCC, Row, make_line

(READER,) = (reader for reader in load_readers() if reader.kind == "business_licence")


def _print(rows: Sequence[Row], *more: Line) -> list[Line]:
    lines = [make_line("营业执照", 400, 20, sign_px=80), *more]
    for i, (label, value) in enumerate(rows):
        lines += [make_line(label, 100, 300 + 60 * i), make_line(value, 320, 300 + 60 * i)]
    return lines


def _read(rows: Sequence[Row], *more: Line) -> dict[str, Candidate]:
    return READER.read(read_form(_print(rows, *more), READER.words, rows=READER.rows))


def _values(found: dict[str, Candidate]) -> dict[str, str | None]:
    return {field: candidate.value for field, candidate in found.items()}


def test_an_individual_household_is_read() -> None:
    found = _values(_read(HOUSEHOLD, make_line(f"统一社会信用代码{USCC}", 300, 150)))
    assert found == {
        "uscc": USCC,
        "name": "青川市云溪区小满日用品店",
        "entity_type": "个体工商户",
        "legal_representative": "柳青禾",
        "address": "青川市云溪区望月路18号一层102室",
        "established_on": "2018-03-09",
        "scope": "日用百货零售;文具用品零售",
    }


def test_an_old_licence_has_a_registration_number() -> None:
    found = _read(OLD_COMPANY, make_line(f"注册号 {REG_NO}", 300, 150))
    assert (found["reg_no"].value, found["reg_no"].checked) == (REG_NO, True)
    assert "uscc" not in found
    assert (found["term_from"].value, found["term_to"].value) == ("2009-08-19", "2029-08-18")


def test_a_lone_stroke_before_a_type_is_never_lost() -> None:
    rows = [
        (label, "人有限责任公司(自然人独资)" if label == "类型" else value) for label, value in OLD_COMPANY
    ]
    assert _values(_read(rows))["entity_type"] == "一人有限责任公司(自然人独资)"


def test_a_household_of_old_prints_its_term_as_that_of_the_licence() -> None:
    rows = [
        ("执照有效期", "自2011年8月23日至2015年8月23日") if label == "营业期限" else (label, value)
        for label, value in OLD_COMPANY
    ]
    found = _values(_read(rows))
    assert (found["term_from"], found["term_to"]) == ("2011-08-23", "2015-08-23")


def test_a_date_of_issue_in_two_pieces_is_one() -> None:
    year, rest = make_line("2019", 640, 905), make_line("年7月12日", 760, 910)
    assert (
        _values(_read(OLD_COMPANY, make_line("登记机关", 560, 840), year, rest))["issued_on"] == "2019-07-12"
    )


def test_the_form_of_a_household_stands_in_for_a_missing_type() -> None:
    rows = [row for row in HOUSEHOLD if row[0] != "类型"]
    assert _values(_read(rows))["entity_type"] == "个人经营"


@pytest.mark.parametrize(
    ("printed", "start", "end"),
    [
        ("2019年05月24日至长期", "2019-05-24", "long_term"),
        ("2015年8月19日至不约定期限", "2015-08-19", "long_term"),
        ("长期", None, "long_term"),
        ("2019年05月24日至2039年05月23日", "2019-05-24", "2039-05-23"),
        ("自2008年06月12日至2028年06月11日", "2008-06-12", "2028-06-11"),
        ("2019年07月01日至******", "2019-07-01", None),
        ("至2028年06月11日", None, "2028-06-11"),
    ],
)
def test_both_ends_of_the_term_are_read(printed: str, start: str | None, end: str | None) -> None:
    found = _values(_read([("名称", "安和电器有限公司"), ("营业期限", printed)]))
    assert (found.get("term_from"), found.get("term_to")) == (start, end)


def test_a_term_that_ends_before_it_begins_fails_its_check() -> None:
    found = _read([("营业期限", "2029年05月24日至2019年05月23日"), *OLD_COMPANY[:3]])
    assert (found["term_from"].checked, found["term_to"].checked) == (False, False)


def test_an_impossible_date_fails_its_check() -> None:
    found = _read([*OLD_COMPANY[:5], ("成立日期", "2019年02月30日")])
    assert (found["established_on"].value, found["established_on"].checked) == ("2019年02月30日", False)


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ([make_line("2019年06月24日", 700, 900)], "2019-06-24"),
        ([make_line("2019", 600, 900), make_line("06", 760, 904), make_line("24", 900, 898)], "2019-06-24"),
        ([make_line("2019", 600, 900), make_line("年06月06", 760, 890)], "2019-06-06"),
        ([make_line("20190624", 600, 900), make_line("年月日", 620, 940)], "2019-06-24"),
        ([make_line("20190624", 600, 900)], None),
        ([make_line("2019年", 600, 900), make_line("0月 19日", 760, 900)], None),
        ([make_line("2019", 600, 900), make_line("6", 760, 904), make_line("24", 900, 898)], None),
    ],
    ids=[
        "whole",
        "figures alone",
        "in two",
        "above their signs",
        "without signs",
        "a figure under the seal",
        "one figure for the month",
    ],
)
def test_the_date_of_issue_is_joined_only_when_nothing_is_hidden(
    lines: list[Line], value: str | None
) -> None:
    found = _read(OLD_COMPANY[:4], make_line("登记机关", 560, 840), *lines)
    assert found["issued_on"].value == value


@pytest.mark.parametrize(
    ("established", "sign_px", "is_sure"),
    [
        ("2019年8月19日", 30, True),
        ("2019年08月19日", 30, True),
        ("2019年08月19日", 33, False),
        ("2019年08月9日", 33, True),
    ],
    ids=["not padded", "padded, no gap", "padded, wider than its signs", "padded in part"],
)
def test_a_lone_figure_is_doubted_where_a_second_may_be_hidden(
    established: str, sign_px: int, *, is_sure: bool
) -> None:
    issued = make_line("2019年6月2日", 700, 900, sign_px=sign_px)
    found = _read([*OLD_COMPANY[:4], ("成立日期", established)], make_line("登记机关", 560, 840), issued)
    assert found["issued_on"].value == "2019-06-02"
    assert (found["issued_on"].confidence > 0.5) == is_sure


@pytest.mark.parametrize(
    "rows",
    [
        ("登记机关青川市云溪区市场监督管理局",),
        ("登记机关青川市云溪", "区市场监督管理局"),
    ],
)
def test_the_authority_is_read_in_one_line_with_its_label(rows: tuple[str, ...]) -> None:
    more = [make_line(row, 500 + 120 * i, 900 + 40 * i) for i, row in enumerate(rows)]
    assert _values(_read(OLD_COMPANY[:4], *more))["issuing_authority"] == "青川市云溪区市场监督管理局"


def test_the_authority_is_read_where_it_is_printed() -> None:
    more = [make_line("登记机关", 560, 840), make_line("青川市云溪", 700, 842)]
    more.append(make_line("区市场监督管理局", 680, 880))
    assert _values(_read(OLD_COMPANY[:4], *more))["issuing_authority"] == "青川市云溪区市场监督管理局"


def test_a_type_below_the_name_is_not_taken_for_its_second_row() -> None:
    found = _read([("名称", "青川市安和电器有限公司")], make_line("有限责任公司", 320, 340))
    assert found["name"].value == "青川市安和电器有限公司"


def test_a_name_of_two_rows_is_joined() -> None:
    found = _read([("名称", "青川市安和电器有限公司")], make_line("云溪分公司", 322, 340))
    assert found["name"].value == "青川市安和电器有限公司云溪分公司"


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        ("有限责任公司(自然人投资", "或控股)", "有限责任公司(自然人投资或控股)"),
        ("有限责任公司", "周子衡", "有限责任公司"),
    ],
    ids=["inside brackets", "another value"],
)
def test_a_type_goes_on_only_inside_brackets(first: str, second: str, value: str) -> None:
    found = _read([("类型", first)], make_line(second, 322, 340))
    assert found["entity_type"].value == value


def test_asterisks_are_no_name() -> None:
    assert "name" not in _read([("名称", "***"), *HOUSEHOLD[1:]])


def test_every_candidate_is_a_field_of_the_contract() -> None:
    assert set(_read(OLD_COMPANY)) | set(_read(HOUSEHOLD)) <= set(READER.fields)


def test_two_labels_below_one_another_are_no_label_in_two_rows() -> None:
    found = _values(
        _read([("企业名称", "青川市安和电器有限公司"), ("类型", "有限责任公司"), *OLD_COMPANY[2:5]])
    )
    assert (found["name"], found["entity_type"]) == ("青川市安和电器有限公司", "有限责任公司")
