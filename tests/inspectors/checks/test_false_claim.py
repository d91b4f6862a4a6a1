"""AD-002: honours that do not exist, another product's certificate, a test that was failed."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from tests.inspectors.conftest import make_document, make_reading
from tests.inspectors.registers import ask, ask_status, make_authority
from tests.inspectors.shown import make_shown

NUMBER, PERMITTED = "2024010907000001", "2024010907000002"
CATALOGUES = "catalogue,category,keywords,since\nccc,移动电源,移动电源;充电宝,2024-08-01\n"
CERTIFICATES = (
    "certificate_no,kind,holder,manufacturer,product_name,models,status\n"
    f"{NUMBER},ccc,云溪市博远电器有限公司,云溪市博远电器有限公司,电饭锅,BY-50,有效\n"
    f"{PERMITTED},ccc,青川市安和电器有限公司,青川市安和电器有限公司,移动电源,QH-100,有效\n"
)
CLAIM = "本品通过国家强制性产品认证，证书编号：{}"


def _make_report(conclusion: str, status: str = "read") -> Exhibit:
    report = make_document("test_report", conclusion=make_reading(conclusion, status))
    return make_shown(report, title="青禾 保温杯", description="本品经检测合格，放心购买")


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (make_shown(title="国家免检产品 青禾保温杯"), "fail"),
        (make_shown(title="青禾保温杯", description="荣获中国名牌产品称号"), "fail"),
        (make_shown(title="青禾保温杯", description="国家质检总局推荐产品"), "fail"),
        (make_shown(title="青禾保温杯", attributes={"荣誉": "国家质量免检"}), "fail"),
        (make_shown(title="青禾保温杯", description="2006年获中国名牌产品称号"), "unsure"),
        (make_shown(title="青禾保温杯", description="国家免检制度已于2008年取消"), "unsure"),
        (make_shown(title="青禾保温杯", description="并非国家免检产品"), "pass"),
        (make_shown(title="图书 中国名牌产品年鉴"), "pass"),
        (make_shown(title="二手 国家免检产品 老物件"), "pass"),
        (make_shown(title="青禾保温杯 名牌品质"), "pass"),
        (make_shown(title="青禾 保温杯", description=CLAIM.format(NUMBER)), "fail"),
        (make_shown(title="青禾 保温杯", lines=(f"3C证书编号:{NUMBER}",)), "unsure"),
        (make_shown(title="青禾 移动电源", description=CLAIM.format(NUMBER)), "pass"),  # CERT-002 speaks
        (make_shown(title="青禾 移动电源", description=CLAIM.format(PERMITTED)), "pass"),
        (make_shown(title="青禾 电饭锅", description=CLAIM.format(NUMBER)), "pass"),
        (make_shown(title="青禾 保温杯", description=CLAIM.format("2024010907999999")), "pass"),
        (_make_report("所检项目不合格"), "fail"),
        (_make_report("所检项目不合格", "unsure"), "unsure"),
        (_make_report("所检项目符合要求"), "pass"),
    ],
)
def test_only_what_is_contradicted_is_accused(tmp_path: Path, exhibit: Exhibit, said: str) -> None:
    authority = make_authority(tmp_path, catalogues=CATALOGUES, certificates=CERTIFICATES)
    assert ask_status("false_claim", exhibit, authority) == [said]


def test_the_shipped_catalogue_says_which_goods_need_no_certificate(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, certificates=CERTIFICATES)
    exhibit = make_shown(title="青禾 保温杯", description=CLAIM.format(NUMBER))
    assert ask_status("false_claim", exhibit, authority) == ["fail"]


def test_a_longer_honour_is_named_once(tmp_path: Path) -> None:
    (judged,) = ask("false_claim", make_shown(title="国家免检产品 保温杯"), make_authority(tmp_path))
    assert judged.verdict.fact == "免检产品|国家免检"
