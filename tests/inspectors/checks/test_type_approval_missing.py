"""METR-001: measuring instruments and their type approvals."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from evidence.finding import Severity
from tests.inspectors.conftest import make_shop_exhibit
from tests.inspectors.registers import ask, ask_status, make_authority
from tests.inspectors.shown import make_shown

MAKER, OTHER = "青川市安和电器有限公司", "云溪市博远衡器有限公司"
CATALOGUES = (
    "catalogue,category,keywords,since,permit_kind\n"
    "permit,非自动衡器,计价秤;台秤,2020-11-01,type_approval\n"
    "permit,食品,饼干,2015-01-01,food_permit\n"
)
APPROVALS = (
    "approval_no,holder,product_name,models,issued_on,status\n"
    f"2021F123-44,{MAKER},电子计价秤,ACS-30;ACS-15,2021-05-01,有效\n"
    f"2019F888-44,{OTHER},电子计价秤,TCS-60,2019-05-01,有效\n"
    f"2018F777-44,{MAKER},电子计价秤,ACS-40,2018-05-01,撤销\n"
)
ENTITIES = f"uscc,name,status\n91330108MA000TE563,{MAKER},存续\n91330108MA000TE571,{OTHER},存续\n"
TITLE = "青禾 电子计价秤 30公斤"
SHOP = make_shop_exhibit()


def _make(
    title: str = TITLE, *, lines: tuple[str, ...] = (), unread: bool = False, **attributes: str
) -> Exhibit:
    return make_shown(title=title, shop=SHOP, attributes=attributes, lines=lines, unread=unread)


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (_make(生产厂家=MAKER, 型号="ACS-99"), "fail"),
        (_make(生产厂家=MAKER, 型号="ACS-30"), "pass"),  # held, only not shown
        (_make(型号="ACS-99"), "unsure"),
        (_make(), "unsure"),
        (_make(型式批准编号="2021F123-44", 生产厂家=MAKER, 型号="ACS-30"), "pass"),
        (_make(型式批准编号="CPA2021F123-44", 生产厂家=MAKER, 型号="ACS-30-黑"), "pass"),
        (_make(f"{TITLE} 型式批准编号：2021F123-44"), "pass"),
        (_make(型式批准编号="2022F999-44"), "fail"),
        (_make(型式批准编号="粤制00000123号"), "unsure"),
        (_make(lines=("型式批准编号:2022F999-44",)), "unsure"),
        (_make(型式批准编号="2018F777-44", 生产厂家=MAKER, 型号="ACS-40"), "fail"),
        (_make(型式批准编号="2019F888-44", 生产厂家=MAKER, 型号="ACS-30"), "fail"),
        (_make(型式批准编号="2019F888-44", 生产厂家=MAKER, 型号="TCS-60"), "unsure"),
        (_make(型式批准编号="2021F123-44", 生产厂家=MAKER, 型号="TCS-600"), "unsure"),
        (_make("家用厨房秤 计价秤外观 迷你"), "pass"),
        (_make("充电器 适用于计价秤"), "pass"),
        (_make("苏打饼干"), "pass"),
        (_make("二手 计价秤"), "pass"),
        (_make(f"{TITLE} 海外直邮", 生产厂家=MAKER, 型号="ACS-99"), "unsure"),
        (_make(unread=True), "skip"),
    ],
)
def test_instruments_are_held_to_the_register_of_approvals(
    tmp_path: Path, exhibit: Exhibit, said: str
) -> None:
    authority = make_authority(
        tmp_path, catalogues=CATALOGUES, type_approvals=APPROVALS, market_entities=ENTITIES
    )
    assert ask_status("type_approval_missing", exhibit, authority) == [said]


@pytest.mark.parametrize(
    ("registers", "missing"),
    [({}, "register.type_approvals"), ({"catalogues": CATALOGUES}, "register.type_approvals")],
)
def test_without_registers_nothing_is_said(tmp_path: Path, registers: dict[str, str], missing: str) -> None:
    authority = make_authority(tmp_path, **registers)
    for exhibit in (_make(生产厂家=MAKER, 型号="ACS-99"), _make(型式批准编号="2022F999-44")):
        (judged,) = ask("type_approval_missing", exhibit, authority)
        assert judged.verdict.missing == (missing,)


def test_one_look_up_that_found_nothing_is_medium_at_most(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, catalogues=CATALOGUES, type_approvals=APPROVALS)
    for exhibit in (_make(生产厂家=MAKER, 型号="ACS-99"), _make(型式批准编号="2022F999-44")):
        (judged,) = ask("type_approval_missing", exhibit, authority)
        assert judged.verdict.severity is Severity.MEDIUM
