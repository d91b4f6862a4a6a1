"""ENER-002: products whose label nobody filed."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import Severity, Status
from tests.inspectors.conftest import make_document, make_reading
from tests.inspectors.goods_on_sale import list_statuses, make_authority, make_offer, run_check

FIRM = "青川市安和电器有限公司"
FILED = (
    "备案号,生产者,规格型号,依据标准,等级,公告日期\n"
    f"20240101-1001-111111111111,{FIRM},KFR-35GW/BP3,GB 21455-2019,1,2024-01-10\n"
    f"20240101-1001-222222222222,{FIRM},BCD-501W,GB 12021.2-2015,1,2024-01-10\n"
)


def make_label(model: str, producer: str = FIRM, status: str = "read") -> SightedDocument:
    return make_document(
        "energy_label",
        grade=make_reading("1"),
        producer=make_reading(producer, status),
        model=make_reading(model, status),
    )


def make_named(model: str, producer: str = FIRM, **attributes: str) -> Exhibit:
    named = {"生产企业": producer, "能效等级": "1级", **attributes}
    return make_offer(title="安和 一级能效冰箱", category="冰箱", model=model, attributes=named)


@pytest.mark.parametrize(
    ("exhibit", "status"),
    [
        (make_named("XYZ-900"), Status.FAIL),
        (make_offer(make_label("XYZ-900"), title="冰箱"), Status.FAIL),
        (make_named("XYZ-900", "安和"), Status.UNSURE),  # a brand: which firm is unknown
        (make_named("BCD-501W", "白石市远望电器有限公司"), Status.UNSURE),  # made for another firm
        (make_named("KFR-35GW"), Status.UNSURE),  # a shorter model
        (make_named("A1234567", 货号="A1234567"), Status.UNSURE),  # a seller's own number
        (make_named("BCD-501W"), Status.PASS),
        (make_named("bcd－501w（白色）"), Status.PASS),  # near miss: a colour
        (make_named("BCD-501W-BK"), Status.PASS),
        (make_offer(make_label("ZZZ", status="unsure"), title="冰箱"), Status.SKIP),
        (make_offer(title="一级能效冰箱"), Status.SKIP),
        (make_offer(title="冰箱贴"), Status.SKIP),
    ],
)
def test_a_filing_is_looked_for_by_producer_and_model(
    tmp_path: Path, exhibit: Exhibit, status: Status
) -> None:
    authority = make_authority(tmp_path, energy_labels=FILED)
    assert list_statuses("energy_label_filed", exhibit, authority) == [status]


def test_a_register_not_imported_is_a_blind_spot(tmp_path: Path) -> None:
    (judged,) = run_check("energy_label_filed", make_named("XYZ-900"), make_authority(tmp_path))
    assert judged.verdict.missing == ("register.energy_labels",)


def test_one_negative_look_up_is_medium_at_most(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, energy_labels=FILED)
    (judged,) = run_check("energy_label_filed", make_named("XYZ-900"), authority)
    assert judged.finding is not None
    assert judged.finding.severity is Severity.MEDIUM
