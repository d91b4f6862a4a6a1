"""CERT-006: organic and green food."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from tests.inspectors.conftest import GOOD, make_document, make_reading, make_shop_exhibit
from tests.inspectors.registers import ask_status, make_authority
from tests.inspectors.shown import make_shown

MAKER = "青川市安和农业有限公司"
CERTIFICATES = (
    "certificate_no,kind,holder,valid_to,status\n"
    f"001OP2400123,organic,{MAKER},2027-01-01,有效\n"
    f"001OP2200123,organic,{MAKER},2023-01-01,过期\n"
)
CATALOGUES = "catalogue,category,keywords,since,permit_kind\npermit,食品销售,大米;苦荞,,food_operation\n"
FIRMS = f"uscc,name,status\n{GOOD},{MAKER},存续\n"


def make_rice(title: str, number: str | None = None, **more: object) -> Exhibit:
    attributes = {"有机证书编号": number} if number else {}
    return make_shown(title=title, attributes=attributes, **more)  # type: ignore[arg-type]


def make_picture(status: str) -> Exhibit:
    sighted = make_document("organic_certificate", certificate_no=make_reading("001OP9900123", status))
    return make_shown(sighted, title="有机大米")


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (make_rice("有机大米 5kg"), "fail"),
        (make_rice("东北大米 有机 5kg"), "fail"),
        (make_rice("东北大米 绿色食品 5kg"), "fail"),
        (make_rice("有机大米", "001OP2400123"), "pass"),
        (make_rice("有机大米", "001OP2200123"), "fail"),
        (make_rice("有机大米", "001OP2400999"), "fail"),
        (make_picture("read"), "fail"),
        (make_picture("unsure"), "unsure"),
        (make_picture("missing"), "pass"),
        (make_rice("有机大米", shop=make_shop_exhibit(make_document("organic_certificate"))), "pass"),
        (make_shown(title="有机大米", attributes={"有机码": "00124123456789012"}), "pass"),
        (
            make_shown(
                title="有机大米",
                attributes={"有机证书编号": "001OP2400123", "生产厂家": "云岭米业有限公司"},
            ),
            "fail",
        ),
        (make_rice("有机棉 毛巾"), "unsure"),
        (make_rice("有机大米 海外直邮"), "unsure"),
        (make_rice("有机玻璃板 透明"), "pass"),
        (make_rice("有机硅 防水剂"), "pass"),
        (make_rice("大米 有机会赢大奖"), "pass"),
        (make_rice("大米 非有机"), "pass"),
        (make_rice("大米 使用有机肥"), "pass"),
        (make_shown(title="大米", attributes={"生产厂家": "青川绿色食品有限公司"}), "pass"),
        (make_rice("绿色食品袋 一次性"), "pass"),
        (make_rice("东北大米 5kg"), "pass"),
        (make_rice("有机大米", unread=True), "skip"),
        (make_rice("有机大米", partial=True), "skip"),
    ],
)
def test_only_claims_of_the_mark_need_its_certificate(tmp_path: Path, exhibit: Exhibit, said: str) -> None:
    authority = make_authority(
        tmp_path, certificates=CERTIFICATES, catalogues=CATALOGUES, market_entities=FIRMS
    )
    assert ask_status("organic_claim", exhibit, authority) == [said]


def test_a_number_is_not_judged_without_its_register(tmp_path: Path) -> None:
    exhibit = make_rice("有机大米", "001OP2400123")
    assert ask_status("organic_claim", exhibit, make_authority(tmp_path)) == ["skip"]
