"""What the readers of labels, reports and certificates make of recognised lines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ocr.certificate import fit_format
from ocr.fuse import Candidate
from ocr.kind import guess_kind
from ocr.layout import read_form
from ocr.lines import Line
from ocr.readers import load_readers
from tests.ocr.forms import make_line

READERS = {reader.kind: reader for reader in load_readers() if reader.accepts is None}


def _read(kind: str, lines: Sequence[Line]) -> dict[str, Candidate]:
    reader = READERS[kind]
    return reader.read(read_form(lines, reader.words, rows=reader.rows))


def _make_label(figure: str, printed: str | None = None) -> list[Line]:
    lines = [
        make_line("能效标识", 400, 20, sign_px=70),
        make_line("生产者名称：青川市安和电器有限公司", 50, 200),
        make_line("规格型号：KFR-35GW/A1", 50, 260),
        *(make_line(str(grade), 80, 300 + 80 * grade, sign_px=40) for grade in range(1, 6)),
        make_line(f"{figure}级", 700, 290 + 80 * int(figure), sign_px=80),
        make_line("全年能源消耗效率(APF)：5.00", 50, 860),
    ]
    return [*lines, make_line(f"能效等级：{printed}级", 50, 920)] if printed else lines


def test_the_grade_is_the_large_figure_beside_its_bar() -> None:
    assert _read("energy_label", _make_label("3"))["grade"].value == "3"


def _make_metrics(drop: str = "") -> list[Line]:
    """A label seen from the side: the rows of its values run apart from those of their names."""
    lines = [
        make_line("能效标识", 400, 20, sign_px=70),
        make_line("规格型号：KFR-35GW/A1", 50, 160),
        make_line("耗能低", 50, 240),
        make_line("耗能高", 50, 400),
    ]
    rows = (("能效比", "3.59"), ("输入功率(瓦)", "994"), ("制冷量(W)", "3570"))
    for i, (name, value) in enumerate(rows):
        lines += [make_line(name, 50, 520 + 60 * i), make_line(value, 640, 540 + 75 * i)]
    return [line for line in lines if line.text != drop]


def test_names_and_values_of_a_slanted_label_are_paired_in_order() -> None:
    assert _read("energy_label", _make_metrics())["metrics"].listed == (
        {"name": "能效比", "value": "3.59", "unit": ""},
        {"name": "输入功率", "value": "994", "unit": "瓦"},
        {"name": "制冷量", "value": "3570", "unit": "W"},
    )


def _make_level(*rows: tuple[str, str]) -> list[Line]:
    """A label seen from the front; a value or name that was not seen is empty."""
    lines = [line for line in _make_metrics() if line.polygon[0][1] < 500]
    for i, row in enumerate(rows):
        lines += [make_line(text, x, 520 + 60 * i) for text, x in zip(row, (50, 640), strict=True) if text]
    return lines


def test_metrics_in_level_rows_are_read_row_by_row() -> None:
    metrics = _read("energy_label", _make_level(("能效比", "3.59"), ("输入功率(瓦)", "994")))["metrics"]
    assert [one["value"] for one in metrics.listed or ()] == ["3.59", "994"]
    assert metrics.confidence > 0.9


@pytest.mark.parametrize(
    "rows",
    [
        (("能效比", ""), ("输入功率(瓦)", "994"), ("", "3570")),
        (("额定制冷量(W)", ""), ("输入功率(瓦)", "994"), ("制热量(W)", "3570"), ("", "1200")),
        (("能效比", ""), ("输入功率(瓦)", "994"), ("制热量(W)", "3570")),
    ],
    ids=["first value and last name lost", "a stray value below", "a value lost"],
)
def test_a_value_in_the_row_of_a_name_is_its_own_whatever_the_order(
    rows: tuple[tuple[str, str], ...],
) -> None:
    metrics = _read("energy_label", _make_level(*rows))["metrics"]
    printed = {value: name.partition("(")[0] for name, value in rows if name and value}
    assert {one["value"]: one["name"] for one in metrics.listed or ()} == printed
    assert metrics.confidence <= 0.5


@pytest.mark.parametrize("drop", ["3570", "制冷量(W)"], ids=["value", "name"])
def test_metrics_of_which_a_name_or_a_value_was_not_seen_are_doubted(drop: str) -> None:
    metrics = _read("energy_label", _make_metrics(drop)).get("metrics")
    assert metrics is None or metrics.confidence <= 0.5


def test_the_bars_are_read_from_close_by_while_the_grade_is_not_known() -> None:
    reader = READERS["energy_label"]
    forms = [read_form(lines, reader.words) for lines in (_make_metrics(), _make_label("3"))]
    assert reader.closer is not None
    zones = [reader.closer(form) for form in forms]
    assert zones[1] is None
    assert zones[0] is not None
    assert zones[0][1] < 240
    assert zones[0][3] > 400


@pytest.mark.parametrize(("printed", "grade"), [("3", "3"), ("1", None)], ids=["alike", "another"])
def test_a_grade_printed_twice_must_agree(printed: str, grade: str | None) -> None:
    assert _read("energy_label", _make_label("3", printed))["grade"].value == grade


@pytest.mark.parametrize(
    "line",
    [
        "报告编号：WT202436705",
        "报告编号 Report No.：WT202436705",
        "报告编号/Report Number: WT202436705",
        "No. WT202436705",
    ],
)
def test_a_report_number_stands_behind_labels_of_two_languages(line: str) -> None:
    lines = [make_line("检测报告", 400, 20, sign_px=60), make_line(line, 100, 160)]
    assert _read("test_report", lines)["report_no"].value == "WT202436705"


@pytest.mark.parametrize(
    ("number", "checked"), [("231100060123", True), ("239900060123", False)], ids=["real region", "no region"]
)
def test_a_cma_number_obeys_its_format(number: str, checked: bool) -> None:
    lines = [
        make_line(f"CMA {number}", 100, 20),
        make_line("检验报告", 400, 80, sign_px=60),
        make_line("样品名称：电热水壶", 100, 200),
    ]
    candidate = _read("test_report", lines)["cma_no"]
    assert (candidate.value, candidate.checked) == (number, checked)


def test_a_report_that_answers_for_the_sample_only_says_so() -> None:
    lines = [
        make_line("检验报告", 400, 20, sign_px=60),
        make_line("样品名称：电热水壶", 100, 200),
        make_line("声明：本报告仅对来样负责，未经书面同意不得部分复制。", 100, 900),
    ]
    assert "本报告仅对来样负责" in str(_read("test_report", lines)["statements"].value)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("中国国家强制性产品认证证书", "ccc_certificate"),
        ("产品认证证书", "voluntary_certificate"),
        ("质量管理体系认证证书", "management_certificate"),
        ("有机产品认证证书", "organic_certificate"),
        ("荣誉证书", None),
    ],
)
def test_a_certificate_is_told_by_its_title(title: str, kind: str | None) -> None:
    lines = [
        make_line(title, 300, 20, sign_px=60),
        make_line("证书编号：2024010907123456", 100, 200),
        make_line("委托人：青川市安和电器有限公司", 100, 260),
        make_line("有效期至：2029年11月07日", 100, 320),
    ]
    guess = guess_kind(lines, list(READERS.values()))
    assert (guess.reader.kind if guess else None) == kind


def test_models_of_a_certificate_are_a_list_over_two_rows() -> None:
    lines = [
        make_line("中国国家强制性产品认证证书", 300, 20, sign_px=60),
        make_line("证书编号：2024010907123456", 100, 200),
        make_line("产品名称：移动电源", 100, 260),
        make_line("型号规格：AB-10、AB-20、", 100, 320),
        make_line("AB-30", 260, 360),
        make_line("有效期至：2029年11月07日", 100, 420),
    ]
    assert _read("ccc_certificate", lines)["models"].value == "AB-10;AB-20;AB-30"


@pytest.mark.parametrize(
    ("rows", "value", "is_sure"),
    [
        (("CNCA-C09-01:2014",), "CNCA-C09-01:2014", True),
        (("CNCA-C09-01", ":2014"), "CNCA-C09-01:2014", True),
        (("CNCA-C09-0", "1:2014"), "CNCA-C09-01:2014", True),
        (("CNCA-C09-01:20", "14"), "CNCA-C09-01:2014", True),
        (("CNCA-C09-01:20",), "CNCA-C09-01", False),
        (("CNCA-C09-01", "2014版"), "CNCA-C09-01:2014", True),
        (("CNCA-C09-01", "5 和其他"), "CNCA-C09-01", False),
        (("CNCA-C09-01",), "CNCA-C09-01", True),
    ],
)
@pytest.mark.parametrize("label", ["认证实施规则：", "产品符合"])
def test_a_rule_that_a_row_breaks_is_joined_or_doubted(
    label: str, rows: tuple[str, ...], value: str, *, is_sure: bool
) -> None:
    lines = [
        make_line("中国国家强制性产品认证证书", 300, 20, sign_px=60),
        make_line("证书编号：2024010907123456", 100, 200),
        make_line(label, 100, 260),
        *(make_line(row, 340, 260 + 45 * place) for place, row in enumerate(rows)),
        make_line("有效期至：2029年11月07日", 100, 420),
    ]
    rule = _read("ccc_certificate", lines)["rule"]
    assert (rule.value or "").startswith(value)
    assert (rule.confidence > 0.5) == is_sure
    assert rule.value == value or not is_sure


def test_a_type_approval_is_read() -> None:
    lines = [
        make_line("计量器具型式批准证书", 300, 20, sign_px=60),
        make_line("证书编号：CPA2021F123-44", 100, 160),
        make_line("申请单位：青川市安和电器有限公司", 100, 220),
        make_line("计量器具名称：电子计价秤", 100, 280),
        make_line("型号规格：ACS-30、ACS-15", 100, 340),
        make_line("准确度等级：III", 100, 400),
        make_line("批准日期：2021年05月01日", 100, 460),
    ]
    read = {name: candidate.value for name, candidate in _read("type_approval", lines).items()}
    assert read["approval_no"] == "2021F123-44"
    assert read["models"] == "ACS-30;ACS-15"
    assert (read["holder"], read["issued_on"]) == ("青川市安和电器有限公司", "2021-05-01")


def test_an_approval_number_out_of_form_is_not_believed() -> None:
    lines = [
        make_line("计量器具型式批准证书", 300, 20, sign_px=60),
        make_line("证书编号：粤制00000123号", 100, 160),
    ]
    assert _read("type_approval", lines)["approval_no"].value is None


def _report(*lines: Line) -> dict[str, Candidate]:
    head = [make_line("检测报告", 400, 20, sign_px=60), make_line("样品名称", 100, 200)]
    return _read("test_report", [*head, make_line("电热水壶", 320, 200), *lines])


def test_a_report_is_not_issued_before_its_tests_end() -> None:
    tested = [make_line("检测日期", 100, 260), make_line("2024-08-14至2024-08-19", 320, 260)]
    for day, is_sure in (("15", False), ("19", True)):
        found = _report(*tested, make_line(f"签发日期：2024-08-{day}", 500, 900))
        assert (found["issued_on"].confidence > 0.5) == is_sure


def test_the_number_of_a_report_is_no_cma_number() -> None:
    assert "cma_no" not in _report(make_line("No.NTC231100060123", 100, 120))


def test_a_laboratory_heads_the_title() -> None:
    lines = [make_line("青川市检验检测中心检验报告", 300, 20, sign_px=50), make_line("样品名称", 100, 200)]
    found = _read("test_report", [*lines, make_line("电热水壶", 320, 200)])
    assert found["lab"].value == "青川市检验检测中心"


def test_a_maker_ends_before_its_address() -> None:
    found = _report(make_line("生产厂家：青川市安和电器有限公司；地址：青川市长桥路6号", 100, 260))
    assert found["manufacturer"].value == "青川市安和电器有限公司"


def test_a_certificate_prints_holder_address_and_standards_without_labels() -> None:
    lines = [
        make_line("质量管理体系认证证书", 300, 20, sign_px=50),
        make_line("证书号：12324Q40001R0S", 600, 110),
        make_line("青川市安和电器有限公司", 340, 180),
        make_line("山南省青川市云溪区长桥路", 330, 260),
        make_line("206号3幢，310000", 400, 310),
        make_line("管理体系符合", 420, 370),
        make_line("GB/T 19001-2016/ISO 9001:2015", 380, 430),
        make_line("证书有效期至：2027年05月28日", 100, 700),
        make_line("青川安和质量认证中心", 600, 800),
    ]
    found = _read("management_certificate", lines)
    assert found["holder"].value == "青川市安和电器有限公司"
    assert found["holder_address"].value == "山南省青川市云溪区长桥路206号3幢"
    assert found["standards"].listed == ("GB/T19001-2016", "ISO9001:2015")
    assert found["issuing_body"].value == "青川安和质量认证中心"


def test_a_misread_standard_beside_a_right_one_is_doubted() -> None:
    lines = [
        make_line("质量管理体系认证证书", 300, 20, sign_px=50),
        make_line("GB/T 19001-2016/1S09001:2015", 380, 430),
    ]
    assert _read("management_certificate", lines)["standards"].confidence == 0.5


@pytest.mark.parametrize(("score", "number"), [(0.99, "CQC2201234567O"), (0.6, "CQC22012345670")])
def test_only_a_doubtful_sign_is_taken_for_another(score: float, number: str) -> None:
    assert fit_format("cqc_voluntary", "CQC2201234567O", [1.0] * 13 + [score]) == number


@pytest.mark.parametrize("printed", ["IS0 9001:2015 标准", "GB/T 19001-2016/IS0 9001:2015"])
def test_a_nought_in_iso_is_an_o(printed: str) -> None:
    lines = [make_line("质量管理体系认证证书", 300, 20, sign_px=50), make_line(printed, 380, 430)]
    found = _read("management_certificate", lines)["standards"]
    assert found.listed is not None
    assert found.listed[-1] == "ISO9001:2015"
    assert found.confidence > 0.5


def test_a_sentence_that_begins_like_a_label_names_no_holder() -> None:
    lines = [
        make_line("环境管理体系认证证书", 300, 20, sign_px=50),
        make_line("青川市安和电器有限公司", 340, 180),
        make_line("GB/T 24001-2016 idt IS014001:2015 标准", 300, 300),
        make_line("认证证书编号：171365", 100, 600),
        make_line("获证组织应于证书有效日期前按规定执行监督审核", 100, 800),
    ]
    found = _read("management_certificate", lines)
    assert found["holder"].value == "青川市安和电器有限公司"
    assert found["standards"].listed == ("GB/T24001-2016", "ISO14001:2015")


@pytest.mark.parametrize("mark", [" ", ""])
def test_standards_to_choose_from_are_doubted(mark: str) -> None:
    lines = [
        make_line("TEST REPORT", 300, 20, sign_px=50),
        make_line("Standard", 100, 200),
        make_line(f"{mark}IEC 62368-1:2014", 400, 200),
        make_line(f"{mark}EN 62368-1:2014+A11:2017", 400, 240),
    ]
    assert _read("test_report", lines)["standards"].confidence == 0.5


def test_a_certificate_in_english_says_in_sentences_what_others_label() -> None:
    texts = {
        100: "Certificate QH25/00003022",
        160: "The management system of",
        200: "Anhe Electric Co., Ltd.",
        360: "has been assessed and certified as meeting the requirements of",
        400: "ISO 13485:2016",
        440: "EN ISO 14971:2019",
        800: "This certificate is valid from 07 May 2025 until 06 May 2028 and remains valid",
    }
    lines = [make_line(text, 100, y) for y, text in texts.items()]
    guess = guess_kind(lines, load_readers())
    assert guess is not None
    assert guess.reader.kind == "management_certificate"
    found = _read("management_certificate", lines)
    assert found["certificate_no"].value == "QH25/00003022"
    assert found["holder"].value == "AnheElectricCo.,Ltd."
    assert found["standards"].listed == ("ISO13485:2016", "ENISO14971:2019")
    assert (found["issued_on"].value, found["valid_to"].value) == ("2025-05-07", "2028-05-06")


def test_a_report_with_leaders_behind_its_labels_is_read() -> None:
    rows = (
        ("Report No. .........:", "QHTEW22090087"),
        ("Applicant's name .......:", "Anhe Electric Co., Ltd."),
        ("Test item description ......:", "CHARGER"),
        ("Trade Mark .......:", "N/A"),
        ("Model/Type reference .......:", "QH-65"),
        ("Listed Model(s) .......:", "-"),
        ("Standard ........:", "EN IEC 62311:2020"),
        ("Date of receipt of test sample....:", "Jun. 29, 2022"),
        ("Date of issue .......:", "Sep. 21, 2022"),
    )
    lines = [make_line("TEST REPORT", 300, 20, sign_px=50)]
    for place, (label, value) in enumerate(rows):
        lines += [make_line(label, 100, 120 + 60 * place), make_line(value, 700, 120 + 60 * place)]
    lines.append(make_line("Report verification:", 1100, 120))
    found = _read("test_report", lines)
    assert found["report_no"].value == "QHTEW22090087"
    assert found["product_name"].value == "CHARGER"
    assert found["model"].value == "QH-65"
    assert found["client"].value == "AnheElectricCo.,Ltd."
    assert found["standards"].listed == ("ENIEC62311:2020",)
    assert (found["received_on"].value, found["issued_on"].value) == ("2022-06-29", "2022-09-21")
    assert "brand" not in found


def test_an_accreditation_prints_its_number_in_brackets() -> None:
    lines = [
        make_line("实验室认可证书", 300, 20, sign_px=50),
        make_line("（注册号：CNAS L8342）", 380, 110),
        make_line("兹证明：", 100, 170),
        make_line("青川安和检测技术有限公司", 300, 220),
        make_line("（法人：青川安和检测技术有限公司）", 290, 260),
        make_line("山南省青川市云溪区长桥路206号", 290, 310),
        make_line("符合ISO/IEC 17025：2017的要求", 120, 380),
    ]
    found = _read("accreditation", lines)
    assert found["number"].value == "CNASL8342"
    assert found["name"].value == "青川安和检测技术有限公司"
    assert found["address"].value == "山南省青川市云溪区长桥路206号"


def test_a_certificate_in_english_is_read() -> None:
    lines = [
        make_line("CERTIFICATE FOR CHINA COMPULSORY PRODUCT CERTIFICATION", 80, 20),
        make_line("No.:2013010301000011", 400, 80),
        make_line("NAME AND ADDRESS OF THE APPLICANT", 300, 140),
        make_line("Anhe Electric Co. Ltd.", 310, 190),
        make_line("Date of issue: Aug.20,2013", 100, 500),
        make_line("Date of expiry: Aug.20,2018", 600, 500),
    ]
    guess = guess_kind(lines, load_readers())
    assert guess is not None
    assert guess.reader.kind == "ccc_certificate"
    found = _read("ccc_certificate", lines)
    assert found["certificate_no"].value == "2013010301000011"
    assert (found["issued_on"].value, found["valid_to"].value) == ("2013-08-20", "2018-08-20")


@pytest.mark.parametrize(
    ("number", "is_sure"),
    [
        ("12324Q40001R0S", True),
        ("18422ISMS0055R0S", True),
        ("115267", False),
        ("QHRZ24Q40001R0S", True),
        ("123FSMS2400001", True),
        ("QH-2024-00017", False),
    ],
)
def test_a_number_that_a_body_gives_in_its_own_way_is_not_called_wrong(number: str, *, is_sure: bool) -> None:
    lines = [make_line("质量管理体系认证证书", 300, 20, sign_px=50), make_line(f"证书号：{number}", 600, 110)]
    found = _read("management_certificate", lines)["certificate_no"]
    assert found.value == number
    assert found.checked is not False
    assert (found.confidence > 0.5) == is_sure


@pytest.mark.parametrize("text", ["请参见下页。", "详见附页", "(见检测报告续页)", "See next page"])
def test_a_conclusion_that_sends_to_another_page_is_none(text: str) -> None:
    lines = [make_line("检测报告", 400, 20, sign_px=60), make_line(f"检测结论：{text}", 100, 160)]
    assert "conclusion" not in _read("test_report", lines)


@pytest.mark.parametrize(
    ("text", "number"),
    [("2012000251Z", "2012000251Z"), ("152701060345", "152701060345"), ("2023190124Z", None)],
)
def test_numbers_of_a_qualification_of_today_and_of_earlier_forms_are_read(
    text: str, number: str | None
) -> None:
    lines = [make_line("检验报告", 400, 220, sign_px=60), make_line(text, 100, 100)]
    lines.append(make_line("样品名称：电热水壶", 100, 400))
    found = _read("test_report", lines).get("cma_no")
    assert (found.value if found else None) == number


def test_a_label_that_holds_the_title_is_a_label_and_a_number_may_begin_in_chinese() -> None:
    lines = [make_line("检验报告", 400, 220, sign_px=60), make_line("检验报告编号：地2017-745", 100, 100)]
    reader = READERS["test_report"]
    form = read_form(lines, reader.words, rows=reader.rows, titles=reader.titles.words)
    assert reader.read(form)["report_no"].value == "地2017-745"


@pytest.mark.parametrize(
    ("text", "is_doubted"),
    [
        ("页次WT2024-00123", True),
        ("地2017-745", True),
        ("国检(2017)第00745号", True),
        ("(2017)检字第745号", False),
        ("(2024)委检字化工类第0745号", False),
    ],
)
def test_a_number_with_chinese_signs_before_its_figures_is_doubted(text: str, *, is_doubted: bool) -> None:
    lines = [make_line("检验报告", 400, 20, sign_px=60), make_line(f"报告编号：{text}", 100, 160)]
    found = _read("test_report", lines)["report_no"]
    assert (found.value, found.confidence <= 0.5) == (text, is_doubted)


@pytest.mark.parametrize(
    ("labels", "issued"),
    [
        (("初次颁证日期", "本次颁证日期"), "2025-02-26"),
        (("首次注册日期", "此次注册日期"), "2025-02-26"),
        (("初次发证日期", "发证日期"), "2025-02-26"),
        (("初次颁证日期",), None),
    ],
)
def test_the_first_issue_of_a_certificate_is_told_apart_from_the_present_one(
    labels: Sequence[str], issued: str | None
) -> None:
    days = ("2019年03月04日", "2025年02月26日")
    lines = [make_line("质量管理体系认证证书", 400, 20, sign_px=60)]
    lines += [
        make_line(f"{label}：{day}", 100, 200 + 60 * i)
        for i, (label, day) in enumerate(zip(labels, days, strict=False))
    ]
    found = _read("management_certificate", lines).get("issued_on")
    assert (found.value if found else None) == issued


def test_a_certificate_may_print_the_whole_term_of_its_validity() -> None:
    lines = [
        make_line("有机产品认证证书", 400, 20, sign_px=60),
        make_line("证书有效期：2025年02月26日至2026年02月25日", 100, 200),
        make_line("证书有效期内应当接受监督", 100, 300),
    ]
    assert _read("organic_certificate", lines)["valid_to"].value == "2026-02-25"


@pytest.mark.parametrize("term", ["自2025年02月26日起三年", "2025年02月26日之日起叁年"])
def test_the_start_of_a_term_is_no_end_of_validity(term: str) -> None:
    lines = [make_line("有机产品认证证书", 400, 20, sign_px=60), make_line(f"证书有效期：{term}", 100, 200)]
    assert _read("organic_certificate", lines)["valid_to"].value is None


@pytest.mark.parametrize(
    ("labels", "issued", "is_sure"),
    [
        (("证书颁发日期", "证书换发日期"), "2019-03-04", False),
        (("换证日期",), "2019-03-04", True),
    ],
)
def test_a_certificate_with_a_date_of_renewal_besides_is_doubted(
    labels: Sequence[str], issued: str, *, is_sure: bool
) -> None:
    days = ("2019年03月04日", "2025年02月26日")
    lines = [make_line("质量管理体系认证证书", 400, 20, sign_px=60)]
    lines += [
        make_line(f"{label}：{day}", 100, 200 + 60 * i)
        for i, (label, day) in enumerate(zip(labels, days, strict=False))
    ]
    found = _read("management_certificate", lines)["issued_on"]
    assert (found.value, found.confidence > 0.5) == (issued, is_sure)
