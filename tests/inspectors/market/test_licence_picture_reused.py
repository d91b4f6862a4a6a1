"""SUBJ-003 over the market: one licence picture, several shops."""

import pytest

from evidence.finding import Status
from inspectors.market.licence_picture_reused import licence_picture_reused
from inspectors.market.tables import LicenceRow
from tests.inspectors.conftest import GOOD, make_document, make_reading, make_shop_exhibit

HOLDER = "青川市安和电器有限公司"


def make_row(shop: str, operator: str | None, picture: str = "a", name_status: str = "read") -> LicenceRow:
    sighted = make_document(
        sha256=picture * 64, uscc=make_reading(GOOD), name=make_reading(HOLDER, name_status)
    )
    exhibit = make_shop_exhibit(sighted)
    return LicenceRow(
        shop_key=f"m:{shop}",
        shop_name=shop,
        declared_operator=operator,
        sighted=sighted,
        snapshot=exhibit.snapshot,
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([make_row("s1", HOLDER), make_row("s2", "白石市远望商贸有限公司")], [("m:s2", Status.FAIL)]),
        ([make_row("s1", HOLDER), make_row("s2", HOLDER)], []),
        ([make_row("s1", HOLDER), make_row("s2", "青川市安和電器有限公司")], []),
        ([make_row("s1", HOLDER), make_row("s2", "白石市远望商贸有限公司", picture="b")], []),
        ([make_row("s1", HOLDER), make_row("s2", None)], []),
        (
            [make_row("s1", HOLDER, name_status="unsure"), make_row("s2", "远望", name_status="unsure")],
            [("m:s1", Status.UNSURE), ("m:s2", Status.UNSURE)],
        ),
    ],
)
def test_only_the_shop_whose_operator_differs_is_accused(
    rows: list[LicenceRow], expected: list[tuple[str, Status]]
) -> None:
    verdicts = [group.verdict for group in licence_picture_reused(rows)]
    assert [(verdict.fact, verdict.status) for verdict in verdicts] == expected
