"""LAB-002 over the market: one report, several shops."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from evidence.finding import Status
from evidence.listing import Shop
from inspectors.market.report_reused import report_reused
from inspectors.market.report_rows import REPORTS
from inspectors.market.tables import make_table
from tests.inspectors.conftest import make_document, make_reading
from tests.inspectors.goods_on_sale import make_offer
from tests.inspectors.registers import make_authority

NUMBER = "WT2024-00123"


def make_shown(
    shop: str,
    brand: str | None,
    *,
    number: tuple[str, str] = (NUMBER, "read"),
    printed: tuple[str | None, str] = ("安和", "read"),
    picture: str = "a",
) -> Exhibit:
    report = make_document(
        "test_report", picture * 64, report_no=make_reading(*number), brand=make_reading(*printed)
    )
    return make_offer(report, title="头盔", brand=brand, shop=Shop(id=shop, name=shop))


@pytest.mark.parametrize(
    ("exhibits", "expected"),
    [
        ([make_shown("s1", "安和"), make_shown("s2", "远望")], [("s2", Status.FAIL)]),
        (
            [
                make_shown("s1", "安和", number=(NUMBER, "unsure")),
                make_shown("s2", "远望", number=("9", "unsure")),
            ],
            [("s2", Status.FAIL)],  # no number: one and the same picture
        ),
        (
            [
                make_shown("s1", "安和", printed=(None, "missing")),
                make_shown("s2", "远望", printed=(None, "missing")),
            ],
            [("s1", Status.UNSURE), ("s2", Status.UNSURE)],
        ),
        (
            [
                make_shown("s1", "安和", printed=("安和", "unsure")),
                make_shown("s2", "远望", printed=("安和", "unsure")),
            ],
            [("s1", Status.UNSURE), ("s2", Status.UNSURE)],
        ),
        (
            [make_shown("s1", "安和"), make_shown("s2", "远望", printed=("远望", "read"), picture="b")],
            [("s1", Status.UNSURE), ("s2", Status.UNSURE)],  # two prints of one number: either may be forged
        ),
        ([make_shown("s1", "安和"), make_shown("s2", "安和")], []),  # two dealers of one brand
        ([make_shown("s1", "安和"), make_shown("s2", "ANHE/安和")], []),
        ([make_shown("s1", "安和"), make_shown("s1", "远望")], []),  # one shop: LAB-005's or nobody's matter
        ([make_shown("s1", "安和"), make_shown("s2", None)], []),
        (
            [
                make_shown("s1", "安和"),
                make_shown("s2", "远望", number=("WT2024-00999", "read"), picture="b"),
            ],
            [],
        ),
    ],
)
def test_only_a_shop_whose_brand_the_report_does_not_print_is_accused(
    tmp_path: Path, exhibits: list[Exhibit], expected: list[tuple[str, Status]]
) -> None:
    found = report_reused(make_table(REPORTS, exhibits), make_authority(tmp_path))
    accused = [(one.snapshot.shop_key, one.verdict.status) for one in found]
    assert accused == [(f"m:{shop}", status) for shop, status in expected]
