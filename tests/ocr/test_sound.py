"""Values that do not look whole, or look like two, are doubted; whole ones are not."""

from __future__ import annotations

import pytest

from ocr.fuse import Candidate
from ocr.sound import doubt_unsound


def is_doubted(field: str, value: str) -> bool:
    candidate = Candidate(value=value, raw=value, confidence=1.0, points=(), print_px=30)
    return doubt_unsound({field: candidate}, ["注册资本", "经营范围"])[field].confidence < 1.0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "青川市安和电器有限公"),
        ("name", "青川市安和电器有限公司市督"),
        ("name", "名称青川市安和电器有限公司"),
        ("holder", "(证青川市安和电器有限公司"),
        ("issuing_body", "青川安和认证有"),
        ("issuing_authority", "青川市市场监督管理"),
        ("address", "山南省青川市长桥路6号海东省望岳市青禾街9号"),
        ("address", "青川市长桥路6号一般项目:日用品销售;文具零售;玩具销售"),
        ("address", "青川市长桥路6号注册资本壹佰万元"),
        ("product_name", "表"),
        ("product_name", "充电器Name"),
        ("brand", "青禾牌Trademark"),
        ("brand", "1"),
        ("model", "/TypereferenceQH-65"),
        ("model", "(s)QH-65"),
        ("conclusion", "单项结论"),
        ("product_name", "检验项目"),
        ("shelf_life", "月3年"),
        ("registered_capital", "100万%"),
        ("registered_capital", "壹佰万元整2019"),
        ("lab", "AnheTestingCo.,Ltd.Changqiao,Qingchuan,China"),
        ("holder", "应于证书有效日期前按规定执行监督审核"),
        ("holder", "Weherebycertify"),
        ("scope", "日用品销售;文具零售。(依法须经批准的项目,经相关部门"),
        ("address", "青川市长桥路6号首层之七(住所申报"),
        ("holder_address", "青川市云溪区长桥路6号邮编:310005"),
        ("address", "青川市长桥路6号A栋202房根据《中华人民共和国食品安全法》和"),
        ("product_name", "产品描述生产规模产量"),
        ("conclusion", "检项目符合GB1234-2020的要求"),
    ],
)
def test_a_value_that_is_not_whole_is_doubted(field: str, value: str) -> None:
    assert is_doubted(field, value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "青川市安和电器有限公司"),
        ("name", "青川市安和电器有限公司云溪分公司"),
        ("name", "青川安和(集团)股份有限公司"),
        ("name", "青川望月创业投资合伙企业(有限合伙)"),
        ("name", "青川市云溪区小满日用品店"),
        ("manufacturer", "Anhe Electric Co., Ltd."),
        ("issuing_body", "青川安和质量认证中心"),
        ("conclusion", "所检项目符合GB1234-2020的要求"),
        ("issuing_authority", "青川市云溪区市场监督管理局"),
        ("address", "山南省青川市云溪区长桥路206号3幢"),
        ("scope", "注册资本咨询;一般项目:日用品销售;文具零售"),
        ("product_name", "电热水壶"),
        ("brand", "青禾Pro"),
        ("lab", "AnheTestingCo.,Ltd.QingchuanBranch"),
        ("entity_type", "事业单位"),
        ("shelf_life", "18个月"),
        ("registered_capital", "人民币5000.0000万元整"),
        ("registered_capital", "贰佰万元(人民币)"),
        ("registered_capital", "50324.24万美元"),
        ("conclusion", "所检项目符合要求,合格"),
        ("scope", "日用品销售(不含食品);文具零售"),
    ],
)
def test_a_whole_value_is_not_doubted(field: str, value: str) -> None:
    assert not is_doubted(field, value)
