"""SUBJ-003 over the market: one licence picture, several shops."""

from pathlib import Path

import pytest

from evidence.finding import Status
from inspectors.market.licence_picture_reused import licence_picture_reused
from inspectors.market.tables import LicenceRow
from tests.inspectors.conftest import GOOD, make_document, make_reading, make_shop_exhibit
from tests.inspectors.registers import make_authority

HOLDER, FORMER = "青川市安和电器有限公司", "青川市安和五金厂"
ENTITIES = f"uscc,name,former_names,status\n{GOOD},{HOLDER},{FORMER},存续\n"


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
    tmp_path: Path, rows: list[LicenceRow], expected: list[tuple[str, Status]]
) -> None:
    verdicts = [group.verdict for group in licence_picture_reused(rows, make_authority(tmp_path))]
    assert [(verdict.fact, verdict.status) for verdict in verdicts] == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [make_row("s1", HOLDER, name_status="unsure"), make_row("s2", "远望商贸", name_status="unsure")],
            [("m:s2", Status.FAIL)],
        ),
        ([make_row("s1", HOLDER), make_row("s2", FORMER)], []),
        ([make_row("s1", HOLDER, name_status="unsure"), make_row("s2", FORMER, name_status="unsure")], []),
    ],
    ids=["a name not certain", "a former name", "both"],
)
def test_the_register_tells_whose_a_licence_is(
    tmp_path: Path, rows: list[LicenceRow], expected: list[tuple[str, Status]]
) -> None:
    authority = make_authority(tmp_path, market_entities=ENTITIES)
    verdicts = [group.verdict for group in licence_picture_reused(rows, authority)]
    assert [(verdict.fact, verdict.status) for verdict in verdicts] == expected
    assert all(verdict.authority is not None for verdict in verdicts)
