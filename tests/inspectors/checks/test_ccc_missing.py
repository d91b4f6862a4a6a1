"""CERT-001: goods of the CCC catalogue that show no certificate."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from evidence.finding import LocatorKind
from tests.inspectors.conftest import make_document, make_reading, make_shop_exhibit
from tests.inspectors.registers import ask, ask_status, make_authority
from tests.inspectors.shown import PICTURE, make_shown

CATALOGUES = (
    "catalogue,category,keywords,since\nccc,移动电源,移动电源;充电宝,2024-08-01\nccc,灯,台灯,2030-01-01\n"
)
CERTIFICATES = (
    "certificate_no,kind,holder,manufacturer,models,status\n"
    "2024010907000001,ccc,青川市安和电器有限公司,青川市安和电器有限公司,QH-100;QH-200,有效\n"
    "2024010907000002,ccc,青川市安和电器有限公司,青川市安和电器有限公司,QH-300,撤销\n"
)
TITLE = "青禾 移动电源 20000毫安"
MAKER = "青川市安和电器有限公司"
NUMBER = "2024010907654321"
SHOP = make_shop_exhibit()


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (make_shown(title=TITLE, shop=SHOP), "fail"),
        (make_shown(title=TITLE), "fail"),
        (make_shown(title=TITLE, shop=SHOP, lines=("超大容量",)), "fail"),
        (make_shown(title=TITLE, shop=SHOP, attributes={"3C认证": "无"}), "fail"),
        (make_shown(title=f"{TITLE} 3C数码", shop=SHOP), "fail"),
        (make_shown(title=TITLE, shop=SHOP, attributes={"生产厂家": MAKER, "型号": "QH-900"}), "fail"),
        (make_shown(title=TITLE, shop=SHOP, attributes={"生产厂家": MAKER, "型号": "QH-300"}), "fail"),
        (make_shown(title=TITLE, shop=SHOP, attributes={"生产厂家": MAKER, "型号": "QH-100-黑"}), "pass"),
        (make_shown(title=TITLE, shop=SHOP, attributes={"3C证书编号": NUMBER}), "pass"),
        (make_shown(title=TITLE, shop=SHOP, attributes={"3C证书编号": "20240109"}), "pass"),  # CERT-002
        (make_shown(title=TITLE, shop=SHOP, lines=(f"3C证书编号:{NUMBER}",)), "pass"),
        (
            make_shown(
                make_document("ccc_certificate", certificate_no=make_reading(None, "missing")),
                title=TITLE,
                shop=SHOP,
            ),
            "pass",
        ),
        (make_shown(title=TITLE, shop=make_shop_exhibit(make_document("ccc_certificate"))), "pass"),
        (make_shown(title=f"{TITLE} 3C认证", shop=SHOP), "unsure"),
        (make_shown(title=TITLE, shop=SHOP, lines=("中国国家强制性产品认证",)), "unsure"),
        (make_shown(title=f"{TITLE} 海外直邮", shop=SHOP), "unsure"),
        (make_shown(title=f"{TITLE} 硅胶套 挂绳", shop=SHOP), "unsure"),
        (make_shown(title="适用于青禾移动电源的保护套", shop=SHOP), "pass"),
        (make_shown(title="二手 移动电源", shop=SHOP), "pass"),
        (make_shown(title="台灯 护眼", shop=SHOP), "pass"),  # not yet in the catalogue
        (make_shown(title=TITLE, shop=SHOP, unread=True), "skip"),
        (make_shown(make_document("unreadable"), title=TITLE, shop=SHOP), "skip"),
        (make_shown(title=TITLE, shop=SHOP.model_copy(update={"unread": (PICTURE,)})), "skip"),
        (make_shown(title=TITLE, shop=SHOP, partial=True), "skip"),
    ],
)
def test_only_goods_of_the_catalogue_without_any_certificate_are_accused(
    tmp_path: Path, exhibit: Exhibit, said: str
) -> None:
    authority = make_authority(tmp_path, catalogues=CATALOGUES, certificates=CERTIFICATES)
    assert ask_status("ccc_missing", exhibit, authority) == [said]


def test_without_an_imported_catalogue_the_shipped_one_says_what_needs_a_certificate(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, certificates=CERTIFICATES)
    (judged,) = ask("ccc_missing", make_shown(title="青禾 电吹风 2000W", shop=SHOP), authority)
    assert judged.verdict.authority is not None
    assert judged.verdict.authority.version is not None
    assert judged.verdict.authority.version.endswith("-shipped")


def test_a_page_without_a_number_is_no_proof_while_the_certificates_are_unknown(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, catalogues=CATALOGUES)
    (judged,) = ask("ccc_missing", make_shown(title=TITLE, shop=SHOP), authority)
    assert (judged.verdict.status, "认证登记未导入" in judged.verdict.summary) == ("unsure", True)


def test_an_absence_shows_what_was_looked_through(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, catalogues=CATALOGUES)
    (judged,) = ask("ccc_missing", make_shown(title=TITLE, shop=SHOP, lines=("大容量",)), authority)
    assert {locator.kind for locator in judged.verdict.locators} == {LocatorKind.SEARCHED}
    assert len(judged.verdict.locators) == 2
