"""CERT-002 to CERT-004: certificates against the register, one finding for one wrong."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from inspectors.authority.lookup import Authority
from tests.inspectors.conftest import GOOD, make_document, make_reading
from tests.inspectors.registers import ask, ask_status, make_authority
from tests.inspectors.shown import make_shown

MAKER = "青川市安和电器有限公司"
STRANGER = "白石市远望商贸有限公司"
FIRMS = f"uscc,name,former_names,status\n{GOOD},{MAKER},青川市明日电子厂,存续\n"
HEAD = "certificate_no,kind,holder,manufacturer,factory,models,standards,valid_to,status,status_since\n"
ROWS = [
    f"2024010907000001,ccc,{MAKER},{MAKER},云岭代工有限公司,QH-100;QH-20XX;QP系列,GB 31241-2022,,有效,",
    f"2024010907000002,ccc,{MAKER},{MAKER},,QH-100,,,撤销,2025-12-01",
    f"2024010907000003,ccc,{MAKER},{MAKER},,QH-100,,,暂停,2026-05-01",
    f"2024010907000004,ccc,{MAKER},{MAKER},,QH-100,,2026-01-01,,",
    f"2024010907000005,ccc,{MAKER},{MAKER},,QH-100,,2025-01-01,过期,",
    f"00116Q10097R1S,management,{MAKER},,,,,,注销,2024-01-01",
]
CHECKS = ("certificate_registered", "certificate_in_force", "certificate_covers_model")


@pytest.fixture
def registers(tmp_path: Path) -> Authority:
    return make_authority(tmp_path, certificates=HEAD + "\n".join(ROWS), market_entities=FIRMS)


def make_listing(number: str, maker: str | None = MAKER, model: str = "QH-100", **more: str) -> Exhibit:
    attributes = {"3C证书编号": number, "型号": model, **more}
    return make_shown(title="移动电源", attributes=attributes | ({"生产厂家": maker} if maker else {}))


def make_picture(number: str, status: str = "read", **fields: str) -> Exhibit:
    printed = {name: make_reading(value) for name, value in fields.items()}
    sighted = make_document("ccc_certificate", certificate_no=make_reading(number, status), **printed)
    return make_shown(sighted, title="移动电源", model="QH-100")


def ask_all(exhibit: Exhibit, authority: Authority) -> str:
    """What registered, in_force and covers_model say, one letter each."""
    return " ".join("+".join(ask_status(check, exhibit, authority)) for check in CHECKS)


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (make_listing("2024010907000001"), "pass pass pass"),
        (make_listing("2024010907000009"), "fail skip skip"),
        (make_listing("20240109"), "unsure skip skip"),  # a slip of the pen, or another number
        (make_listing("2024010907000001", STRANGER), "fail pass pass"),
        (make_listing("2024010907000001", "青川市明日电子厂"), "pass pass pass"),  # its former name
        (make_listing("2024010907000001", "云岭代工有限公司"), "pass pass pass"),  # the factory
        (make_listing("2024010907000001", STRANGER, 委托方=MAKER), "pass pass pass"),
        (make_listing("2024010907000001", None, 委托方=STRANGER), "unsure pass pass"),
        (make_listing("2024010907000001", "青川市安禾电器有限公司"), "unsure pass pass"),
        (make_listing("2024010907000001", "Anhe Electric Co., Ltd"), "unsure pass pass"),
        (make_listing("2024010907000001", "详见包装"), "pass pass pass"),
        (make_listing("2024010907000002"), "pass fail skip"),
        (make_listing("2024010907000002", model="QH-999"), "pass fail skip"),
        (make_listing("2024010907000002", STRANGER), "fail pass skip"),
        (make_listing("2024010907000003"), "pass pass pass"),  # suspended after the capture
        (make_listing("2024010907000004"), "pass fail skip"),
        (make_listing("2024010907000005"), "pass fail skip"),
        (make_listing("2024010907000001", model="ZX-9"), "pass pass fail"),
        (make_listing("2024010907000001", model="QH-100（白色）"), "pass pass pass"),
        (make_listing("2024010907000001", model="qh—100-BK"), "pass pass pass"),
        (make_listing("2024010907000001", model="QH-2055"), "pass pass pass"),
        (make_listing("2024010907000001", model="QP-77"), "pass pass pass"),
        (make_listing("2024010907000001", model="QH-100A"), "pass pass unsure"),
        (make_listing("2024010907000001", model=""), "pass pass skip"),
        (make_listing("2024010907000001", 执行标准="GB 31241-2014"), "pass pass unsure"),
        (make_listing("2024010907000001", 执行标准="GB 31241-2022"), "pass pass pass"),
        (make_picture("2024010907000001"), "pass pass pass"),
        (make_picture("2024010907000009"), "fail skip skip"),
        (make_picture("2024010907000009", "unsure"), "unsure skip skip"),
        (make_picture("2024010907000002", "unsure"), "pass unsure skip"),
        (make_picture("2024010907000001", manufacturer=STRANGER), "fail pass pass"),
        (make_picture("2024010907000001", manufacturer=STRANGER, applicant=MAKER), "pass pass pass"),
        (
            make_shown(title="移动电源", attributes={"ISO9001证书编号": "00116Q10097R1S"}),
            "pass fail pass",
        ),
        (make_shown(title="移动电源"), "pass pass pass"),
    ],
)
def test_one_wrong_makes_one_finding(registers: Authority, exhibit: Exhibit, said: str) -> None:
    assert ask_all(exhibit, registers) == said


def test_without_the_register_nothing_is_said(tmp_path: Path) -> None:
    exhibit = make_listing("2024010907000009")
    assert ask_all(exhibit, make_authority(tmp_path)) == "skip skip skip"


def test_without_the_register_of_firms_no_other_firm_is_certain(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, certificates=HEAD + ROWS[0])
    exhibit = make_listing("2024010907000001", STRANGER)
    assert ask_status("certificate_registered", exhibit, authority) == ["unsure"]


def test_one_negative_look_up_is_never_above_medium(registers: Authority) -> None:
    (judged,) = ask("certificate_registered", make_listing("2024010907000009"), registers)
    assert judged.finding is not None
    assert judged.finding.severity == "medium"
