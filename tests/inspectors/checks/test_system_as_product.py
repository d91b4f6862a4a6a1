"""CERT-005: certificates of management systems as proof of a product."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from tests.inspectors.registers import ask_status, make_authority
from tests.inspectors.shown import make_shown


def make_cup(words: str = "", **more: object) -> Exhibit:
    fields: dict[str, object] = {"title": "保温杯 500ml", "description": words}
    return make_shown(**(fields | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (make_cup("本产品通过ISO9001质量认证，放心购买"), "fail"),
        (make_cup("品质通过ISO 9001:2015认证"), "fail"),
        (make_cup("本品获得HACCP认证"), "fail"),
        (make_cup("本产品已通过质量管理体系认证"), "fail"),
        (make_cup(attributes={"质量认证": "ISO9001"}), "fail"),
        (make_cup("荣获ISO9001质量认证，产品质量经检验合格"), "fail"),
        (make_cup("工厂通过ISO9001认证，产品质量经检验合格"), "pass"),
        (make_cup(title="保温杯 ISO9001质量认证"), "unsure"),
        (make_cup("公司通过ISO9001质量管理体系认证"), "pass"),
        (make_cup("生产工厂通过ISO9001认证，产品热销"), "pass"),
        (make_cup("ISO9001管理体系认证企业"), "pass"),
        (make_cup("ISO9001认证的好产品，品质有保障"), "fail"),
        (make_cup("ISO9001认证的产品生产线，品质有保障"), "pass"),
        (make_cup("ISO9001认证的杯子产品"), "unsure"),
        (make_cup(attributes={"体系认证编号": "00116Q10097R1S"}), "pass"),
        (make_cup(attributes={"产品认证": "3C认证"}), "pass"),
        (make_cup("本产品通过3C认证"), "pass"),
        (make_cup(), "pass"),
    ],
)
def test_what_a_firm_holds_is_told_from_what_a_product_holds(
    tmp_path: Path, exhibit: Exhibit, said: str
) -> None:
    assert ask_status("system_as_product", exhibit, make_authority(tmp_path)) == [said]
