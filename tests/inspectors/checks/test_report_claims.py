"""LAB-005 and LAB-006: what pages make of reports."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import Severity, Status
from tests.inspectors.conftest import make_document, make_reading
from tests.inspectors.goods_on_sale import list_statuses, make_authority, make_offer, run_check


def make_report(
    test_type: str = "委托检验",
    status: str = "read",
    issued_on: str = "2025-06-01",
    statements: str | None = None,
) -> SightedDocument:
    return make_document(
        "test_report",
        test_type=make_reading(test_type, status),
        statements=make_reading(statements, "read" if statements else "missing"),
        issued_on=make_reading(issued_on),
        report_no=make_reading("WT2025-00123"),
    )


@pytest.mark.parametrize(
    ("exhibit", "statuses"),
    [
        (make_offer(make_report(), title="头盔 质检合格"), [Status.FAIL]),
        (make_offer(make_report(), title="头盔", description="每批检测合格，国家检测"), [Status.FAIL]),
        (make_offer(make_report("监督抽查", statements="仅对来样负责"), title="全部合格"), [Status.FAIL]),
        (make_offer(make_report(status="unsure"), title="头盔 质检合格"), [Status.UNSURE]),
        (make_offer(make_report(issued_on="2023-06-01"), title="头盔"), [Status.UNSURE]),  # an old one
        (make_offer(make_report(issued_on="2025-02-01"), title="头盔"), [Status.PASS]),  # last year's
        (make_offer(make_report("监督抽查"), title="头盔 质检合格"), [Status.PASS]),
        (make_offer(make_report(), title="头盔", description="附检测报告"), [Status.PASS]),
        (
            make_offer(make_report(), title="头盔 质检合格", description="报告仅对送检样品负责"),
            [Status.PASS],  # the page says it itself
        ),
        (make_offer(make_report(), title="头盔", description="并非国家检测"), [Status.PASS]),
        (make_offer(title="头盔 质检合格"), [Status.SKIP]),
    ],
)
def test_a_report_on_a_sample_proves_no_stock(
    tmp_path: Path, exhibit: Exhibit, statuses: list[Status]
) -> None:
    assert list_statuses("sample_report_as_proof", exhibit, make_authority(tmp_path)) == statuses


def test_only_what_tells_is_quoted_of_the_report(tmp_path: Path) -> None:
    notes = "声明：1.本报告涂改无效；2.本报告仅对来样负责；3.未经同意不得复制"
    exhibit = make_offer(make_report("监督抽查", statements=notes), title="头盔 质检合格")
    (judged,) = run_check("sample_report_as_proof", exhibit, make_authority(tmp_path))
    assert (
        judged.verdict.summary
        == "疑似：页面称“头盔 质检合格”，所附报告写“2.本报告仅对来样负责”，只对样品负责"
    )


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"title": "代办质检报告 CMA"}, Status.FAIL),
        ({"title": "电商入驻质检报告", "description": "无需送样，包过"}, Status.FAIL),
        ({"title": "检测报告 加急办理", "description": "检测报告包过，不过全额退款"}, Status.FAIL),
        ({"title": "检验检测服务 送样检测", "description": "当天出报告"}, Status.UNSURE),
        ({"title": "检验检测服务 CMA资质 送样检测"}, Status.PASS),
        (
            {"title": "翡翠手镯", "description": "附检测报告，复检不过全额退款"},
            Status.PASS,
        ),  # a promise on goods
        ({"title": "检测报告", "description": "本所拒绝代办质检报告，严禁不送样检测"}, Status.PASS),
        ({"title": "驾考题库 科目一包过"}, Status.PASS),
        ({"title": "头盔", "description": "附质检报告"}, Status.PASS),
    ],
)
def test_a_sale_of_reports_is_told_from_an_honest_test(
    tmp_path: Path, fields: dict[str, object], status: Status
) -> None:
    assert list_statuses("report_for_sale", make_offer(**fields), make_authority(tmp_path)) == [status]  # type: ignore[arg-type]


def test_a_page_without_a_title_is_skipped(tmp_path: Path) -> None:
    exhibit = make_offer(description="代办质检报告")
    assert list_statuses("report_for_sale", exhibit, make_authority(tmp_path)) == [Status.SKIP]


def test_a_sale_of_reports_shows_the_words(tmp_path: Path) -> None:
    exhibit = make_offer(title="头盔", description="专业代办质检报告，欢迎咨询")
    (judged,) = run_check("report_for_sale", exhibit, make_authority(tmp_path))
    assert judged.finding is not None
    assert (judged.finding.severity, judged.finding.locators[0].quote) == (
        Severity.CRITICAL,
        "专业代办质检报告",
    )
