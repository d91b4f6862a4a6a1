"""LAB-004: CMA and CNAS numbers of reports."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from evidence.finding import Status
from tests.inspectors.conftest import make_document, make_reading
from tests.inspectors.goods_on_sale import list_statuses, make_authority, make_offer, run_check

LAB = "青川省质量检验研究院"
REGISTER = (
    "证书编号,kind,机构名称,issued_on,valid_to,status\n"
    f"220019123456,cma,{LAB},2022-01-01,2028-01-01,有效\n"
    f"180019123456,cma,{LAB},2018-01-01,2024-01-01,过期\n"
    f"210019123456,cma,{LAB},2021-01-01,2027-01-01,撤销\n"
    f"CNASL0192,cnas,{LAB},2022-01-01,2028-01-01,有效\n"
)


def make_report(
    cma: str | None = None,
    cnas: str | None = None,
    *,
    status: str = "read",
    issued_on: tuple[str, str] = ("2024-05-01", "read"),
    lab: str = LAB,
) -> Exhibit:
    fields = {"lab": make_reading(lab), "issued_on": make_reading(*issued_on)}
    fields |= {"cma_no": make_reading(cma, status)} if cma else {}
    fields |= {"cnas_no": make_reading(cnas, status)} if cnas else {}
    return make_offer(make_document("test_report", **fields), title="头盔")


@pytest.mark.parametrize(
    ("exhibit", "statuses"),
    [
        (make_report("220019123456"), [Status.PASS]),
        (make_report("180019123456"), [Status.FAIL]),  # expired when the report was issued
        (make_report("180019123456", issued_on=("2023-05-01", "read")), [Status.PASS]),  # valid then
        (make_report("180019123456", issued_on=("2023-05-01", "unsure")), [Status.SKIP]),
        (make_report("180019123456", issued_on=("2024-05-01", "unsure")), [Status.UNSURE]),
        (make_report("210019123456"), [Status.UNSURE]),  # withdrawn, perhaps later
        (make_report("230019123456"), [Status.FAIL]),
        (make_report("223219123456"), [Status.FAIL]),  # no such authority
        (make_report("22001912345", status="invalid"), [Status.UNSURE]),  # perhaps misread
        (make_report("230019123456", status="unsure"), [Status.SKIP]),
        (make_report("220019123456", lab="白石检测有限公司"), [Status.UNSURE]),
        (make_report("220019123456", lab=f"{LAB}（南院）"), [Status.PASS]),
        (make_report(cnas="CNAS L0192"), [Status.PASS]),
        (make_report(cnas="CNAS L0999"), [Status.FAIL]),
        (make_report("220019123456", "CNAS L0999"), [Status.PASS, Status.FAIL]),
        (make_offer(title="头盔"), [Status.SKIP]),
    ],
)
def test_a_body_is_judged_as_of_the_day_of_its_report(
    tmp_path: Path, exhibit: Exhibit, statuses: list[Status]
) -> None:
    authority = make_authority(tmp_path, testing_bodies=REGISTER)
    assert list_statuses("body_accredited", exhibit, authority) == statuses


def test_a_register_not_imported_is_a_blind_spot(tmp_path: Path) -> None:
    (judged,) = run_check("body_accredited", make_report("220019123456"), make_authority(tmp_path))
    assert judged.verdict.missing == ("register.testing_bodies",)
