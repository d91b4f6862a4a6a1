"""SUBJ-004: operators that no longer trade."""

from pathlib import Path

import pytest

from config.table_file import load_table_file
from evidence.exhibit import Exhibit
from evidence.finding import Status
from evidence.listing import PageKind
from inspectors.authority.importer import import_register
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import Library
from inspectors.judge import judge
from inspectors.registry import load_checks
from tests.inspectors.conftest import (
    GOOD,
    MOMENT,
    NOW,
    make_document,
    make_reading,
    make_shop_exhibit,
    make_snapshot,
)

SPEC = next(spec for spec in load_checks() if spec.name == "operator_trades")


def make_authority(folder: Path, status: str) -> Authority:
    path = folder / "firms.csv"
    path.write_text(f"统一社会信用代码,名称,登记状态\n{GOOD},安和电器,{status}\n", encoding="utf-8")
    library = Library(folder / "authority")
    day = NOW.date()
    import_register(
        library, "market_entities", load_table_file(path), as_of=day, source="test", now=NOW.isoformat()
    )
    return Authority(library=library, at=day)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("存续", Status.PASS),
        ("在册", Status.PASS),
        ("注销", Status.FAIL),
        ("吊销", Status.FAIL),
        ("撤销", Status.FAIL),
        ("迁出", Status.UNSURE),
        ("歇业", Status.UNSURE),
        ("清算中", Status.UNSURE),  # near miss: a state that nobody has told us about
        ("", Status.SKIP),
    ],
)
def test_the_register_decides_who_trades(tmp_path: Path, status: str, said: Status) -> None:
    exhibit = make_shop_exhibit(make_document(uscc=make_reading(GOOD)))
    (judged,) = judge(SPEC, exhibit, make_authority(tmp_path, status), MOMENT)
    assert judged.verdict.status is said


@pytest.mark.parametrize("reading", [make_reading(GOOD, "unsure"), make_reading(None, "missing")])
def test_a_number_that_is_not_certain_is_a_blind_spot(tmp_path: Path, reading: object) -> None:
    exhibit = make_shop_exhibit(make_document(uscc=reading))  # type: ignore[arg-type]
    (judged,) = judge(SPEC, exhibit, make_authority(tmp_path, "注销"), MOMENT)
    assert judged.verdict.status is Status.SKIP


def test_a_licence_on_a_page_of_no_shop_is_judged_as_shown_there(tmp_path: Path) -> None:
    document = make_document(uscc=make_reading(GOOD))
    exhibit = Exhibit(snapshot=make_snapshot(PageKind.LICENCE), documents=(document,))
    (judged,) = judge(SPEC, exhibit, make_authority(tmp_path, "吊销"), MOMENT)
    assert judged.finding is not None
    assert judged.finding.summary.endswith("该页仍公示该执照")
    assert (judged.finding.listing.shop, judged.finding.listing.url) == (None, exhibit.snapshot.url)
