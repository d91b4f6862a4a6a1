"""CODE-001: bar codes."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from evidence.finding import Status
from tests.inspectors.goods_on_sale import get_verdict, list_statuses, make_authority, make_offer

GOOD = "6901028075763"
HELD = "6921168509256"
REGISTER = (
    "code,kind,product_name,brand,model,owner,status\n"
    f"{HELD},gtin,保温杯,安和,B500,青川市安和电器有限公司,有效\n"
    "6901234567892,gtin,电饭煲,,,青川市安和电器有限公司,有效\n"
    "06934567890122,gtin,水壶,远望,,,注销\n"
)


def make_coded(gtin: str, title: str = "保温杯", brand: str | None = "安和", **attributes: str) -> Exhibit:
    return make_offer(title=title, brand=brand, attributes={"条形码": gtin, **attributes})


@pytest.mark.parametrize(
    ("exhibit", "statuses"),
    [
        (make_coded("6901028075764"), [Status.FAIL]),  # check digit
        (make_coded(HELD, brand="远望"), [Status.FAIL]),
        (make_offer(title="杯", words=("条形码：6901028075764",), confidence=0.7), [Status.UNSURE]),
        (make_coded("6901234567892", brand=None, 生产企业="白石厂"), [Status.UNSURE]),  # made to order
        (make_coded(HELD, title="原装进口保温杯"), [Status.PASS, Status.UNSURE]),
        (make_coded("6934567890122", brand="远望"), [Status.UNSURE]),  # withdrawn; held with a nought
        (make_coded(HELD), [Status.PASS]),
        (make_coded(HELD, brand="安和/ANHE"), [Status.PASS]),
        (make_coded(HELD, title="保温杯 非原装进口"), [Status.PASS]),
        (make_coded(GOOD), [Status.SKIP]),  # the register holds not every code
        (make_coded("4901028075765", title="原装进口杯"), [Status.SKIP]),
        (make_coded("2100000000012"), [Status.SKIP]),  # a shop's own number
        (make_coded("A-1234567"), [Status.SKIP]),
        (make_offer(title="保温杯"), [Status.SKIP]),
    ],
)
def test_a_code_is_judged_by_its_digit_and_its_owner(
    tmp_path: Path, exhibit: Exhibit, statuses: list[Status]
) -> None:
    assert list_statuses("barcode_belongs", exhibit, make_authority(tmp_path, codes=REGISTER)) == statuses


def test_a_register_not_imported_is_a_blind_spot(tmp_path: Path) -> None:
    verdict = get_verdict("barcode_belongs", make_coded(HELD), make_authority(tmp_path))
    assert verdict.missing == ("register.codes",)
