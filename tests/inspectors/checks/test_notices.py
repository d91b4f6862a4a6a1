"""QUAL-001 and QUAL-002: spot checks and recalls against what is on sale."""

from decimal import Decimal
from pathlib import Path

import pytest

from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import Status
from evidence.listing import Availability, Price
from tests.inspectors.conftest import make_document, make_reading
from tests.inspectors.goods_on_sale import get_verdict, list_statuses, make_authority, make_offer

GTIN = "6921168509256"
CHECKED = (
    "抽查编号,brand,product_name,model,batch,failed_items,announced_on,gtin\n"
    f"CC2025-001,安和,充电器,AH-65W,20250301,输入电流；泄漏电流,2025-11-01,{GTIN}\n"
    "CC2026-002,安和,充电器,AH-99W,20250301,输入电流,2026-04-01,\n"
)
RECALLED = (
    "公告编号,brand,product_name,models,gtins,batches,produced_from,produced_to,缺陷,announced_on\n"
    f"ZH2025-001,安和,头盔,TK-1；TK-2,{GTIN},,,,锁扣,2025-11-01\n"
    "ZH2025-002,安和,头盔,TK-7,,B2401；B2402,,,锁扣,2025-11-01\n"
    "ZH2025-003,安和,头盔,TK-8,,,2024-01-01,2024-06-30,锁扣,2025-11-01\n"
    "ZH2026-004,安和,头盔,TK-9,,,,,锁扣,2026-04-01\n"
)


def make_sold(
    model: str | None, *documents: SightedDocument, brand: str = "安和", sold: bool = True, **attributes: str
) -> Exhibit:
    return make_offer(
        *documents,
        title=f"{brand} 商品",
        brand=brand,
        model=model,
        attributes=attributes,
        price=Price(amount=Decimal(9), currency="CNY"),
        availability=Availability.IN_STOCK if sold else Availability.OUT_OF_STOCK,
    )


def make_label(batch: str, status: str) -> SightedDocument:
    return make_document("product_label", batch=make_reading(batch, status))


@pytest.mark.parametrize(
    ("exhibit", "status"),
    [
        (make_sold("AH-65W", 批号="2025-03-01"), Status.FAIL),
        (make_sold("AH-65W", make_label("20250301", "read")), Status.FAIL),
        (make_sold("AH-65W", 条形码=GTIN), Status.FAIL),
        (make_sold("AH-65W", make_label("20250301", "unsure")), Status.UNSURE),
        (make_sold("AH-65W"), Status.UNSURE),  # which batch is on sale, the page does not say
        (make_sold("AH-65W-黑", 批号="20250301"), Status.UNSURE),
        (make_sold("AH-65W", 批号="20251101"), Status.PASS),  # another batch
        (make_sold("AH-65W", brand="远望", 批号="20250301"), Status.PASS),
        (make_sold("AH-99W", 批号="20250301"), Status.PASS),  # announced after the capture
        (make_sold("AH-65W", sold=False, 批号="20250301"), Status.PASS),
        (make_sold(None), Status.PASS),
        (make_offer(title="安和 充电器", brand="安和", model="AH-65W"), Status.SKIP),  # perhaps not on sale
    ],
)
def test_a_spot_check_speaks_of_its_batch(tmp_path: Path, exhibit: Exhibit, status: Status) -> None:
    authority = make_authority(tmp_path, spot_checks=CHECKED)
    assert list_statuses("spot_check_failed", exhibit, authority) == [status]


@pytest.mark.parametrize(
    ("exhibit", "status"),
    [
        (make_sold("TK-2"), Status.FAIL),  # the whole model
        (make_sold(None, 条形码=GTIN), Status.FAIL),
        (make_sold("TK-7", 批号="B2401"), Status.FAIL),
        (make_sold("TK-8", 生产日期="2024年3月5日"), Status.FAIL),
        (make_sold("TK-7"), Status.UNSURE),
        (make_sold("TK-8"), Status.UNSURE),
        (make_sold("TK-8", 批号="B2401"), Status.UNSURE),  # a batch says nothing of a day
        (make_sold("TK-1（白色）"), Status.UNSURE),
        (make_sold("TK-7", 批号="B2501"), Status.PASS),
        (make_sold("TK-8", 生产日期="2025-01-05"), Status.PASS),
        (make_sold("TK-9"), Status.PASS),  # announced after the capture
        (make_sold("TK-1", sold=False), Status.PASS),
        (make_sold("TK-1", brand="远望"), Status.PASS),
        (make_offer(title="安和 头盔", brand="安和", model="TK-1"), Status.SKIP),
    ],
)
def test_a_recall_speaks_of_its_range(tmp_path: Path, exhibit: Exhibit, status: Status) -> None:
    authority = make_authority(tmp_path, recalls=RECALLED)
    assert list_statuses("recalled_goods", exhibit, authority) == [status]


@pytest.mark.parametrize(
    ("check", "register"), [("spot_check_failed", "spot_checks"), ("recalled_goods", "recalls")]
)
def test_a_register_not_imported_is_a_blind_spot(tmp_path: Path, check: str, register: str) -> None:
    verdict = get_verdict(check, make_sold("TK-1"), make_authority(tmp_path))
    assert verdict.missing == (f"register.{register}",)
