"""LAB-001: report numbers and the register of report numbers."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import Severity, Status
from tests.inspectors.conftest import make_document, make_reading
from tests.inspectors.goods_on_sale import get_verdict, list_statuses, make_authority, make_offer, run_check

LAB = "青川省质量检验研究院"
REGISTER = f"报告编号,机构名称,签发日期\nWT2024-00123,{LAB},2024-05-01\n"


def make_report(
    number: str = "WT2024-00999", status: str = "read", lab: str = LAB, issued_on: str = "2024-05-01"
) -> SightedDocument:
    return make_document(
        "test_report",
        report_no=make_reading(number, status),
        lab=make_reading(lab),
        issued_on=make_reading(issued_on),
    )


@pytest.mark.parametrize(
    ("exhibit", "statuses"),
    [
        (make_offer(make_report(), title="头盔"), [Status.FAIL]),
        (make_offer(title="头盔", attributes={"检测报告编号": "WT2024-00999"}), [Status.FAIL]),
        (
            make_offer(make_report(), title="头盔", attributes={"检测报告编号": "WT2024-00999"}),
            [Status.FAIL],  # one number, one finding
        ),
        (make_offer(title="头盔", words=("报告编号：WT2024-00999",), confidence=0.8), [Status.UNSURE]),
        (make_offer(make_report("WT2024-00123", lab="白石检测有限公司"), title="头盔"), [Status.UNSURE]),
        (make_offer(make_report("WT2024-00123"), title="头盔"), [Status.PASS]),
        (make_offer(make_report("No.WT2024-00123"), title="头盔"), [Status.PASS]),
        (make_offer(make_report("页次WT2024-00123"), title="头盔"), [Status.PASS]),
        (make_offer(make_report("页次WT2024-00123", lab="白石检测有限公司"), title="头盔"), [Status.UNSURE]),
        (make_offer(title="头盔", attributes={"检测报告编号": "地WT2024-00123"}), [Status.UNSURE]),  # no lab
        (make_offer(make_report("页次WT2024-00999"), title="头盔"), [Status.UNSURE]),
        (make_offer(make_report("第WT2024-00999号"), title="头盔"), [Status.FAIL]),
        (make_offer(make_report("WT2015-00999", issued_on="2015-05-01"), title="头盔"), [Status.SKIP]),
        (make_offer(make_report(status="unsure"), title="头盔"), [Status.SKIP]),
        (make_offer(title="头盔", attributes={"检测报告": "2024年5月"}), [Status.SKIP]),  # a date
        (make_offer(title="头盔", attributes={"质检报告": "已通过GB18401检测"}), [Status.SKIP]),  # a standard
        (make_offer(title="头盔", attributes={"质检报告": "有"}), [Status.SKIP]),
    ],
)
def test_a_number_is_looked_up_as_it_was_read(
    tmp_path: Path, exhibit: Exhibit, statuses: list[Status]
) -> None:
    assert list_statuses("report_registered", exhibit, make_authority(tmp_path, test_reports=REGISTER)) == (
        statuses
    )


def test_a_register_not_imported_is_a_blind_spot(tmp_path: Path) -> None:
    verdict = get_verdict(
        "report_registered", make_offer(make_report(), title="头盔"), make_authority(tmp_path)
    )
    assert verdict.missing == ("register.test_reports",)


def test_one_negative_look_up_is_medium_at_most(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, test_reports=REGISTER)
    (judged,) = run_check("report_registered", make_offer(make_report(), title="头盔"), authority)
    assert judged.finding is not None
    assert judged.finding.severity is Severity.MEDIUM
