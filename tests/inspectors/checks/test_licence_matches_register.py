"""SUBJ-003: licence against register."""

import pytest

from evidence.finding import Severity, Status
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import Library
from inspectors.judge import judge
from inspectors.registry import load_checks
from tests.inspectors.conftest import GOOD, MOMENT, NOW, OTHER, make_document, make_reading, make_shop_exhibit

SPEC = next(spec for spec in load_checks() if spec.name == "licence_matches_register")
NAME = "青川市安和电器有限公司"


@pytest.mark.parametrize(
    ("uscc", "name", "status"),
    [
        ((GOOD, "read"), (NAME, "read"), Status.PASS),
        ((GOOD, "read"), ("青川市安和电子有限公司", "read"), Status.PASS),  # a former name
        ((GOOD, "read"), ("青川市安和電器有限公司", "read"), Status.PASS),  # traditional script
        ((GOOD, "read"), ("白石市远望商贸有限公司", "read"), Status.FAIL),
        ((GOOD, "read"), ("白石市远望商贸有限公司", "unsure"), Status.UNSURE),
        ((GOOD, "read"), ("青川市安和电器有限公可", "read"), Status.UNSURE),  # near miss: one character
        ((GOOD, "read"), (f"有限责任公司{NAME}", "unsure"), Status.PASS),  # among other print
        ((GOOD, "read"), (f"{NAME}示", "read"), Status.PASS),  # a watermark's sign behind a complete name
        ((GOOD, "read"), (f"{NAME}白石分公司", "read"), Status.FAIL),  # near miss: a branch's own number
        ((GOOD, "unsure"), ("白石市远望商贸有限公司", "read"), Status.SKIP),
        ((GOOD[:-1] + "4", "invalid"), (NAME, "read"), Status.UNSURE),  # a failed check digit is a lead
        (("91330108MA000TE999", "read"), (NAME, "read"), Status.FAIL),  # not in the register
        ((OTHER, "read"), ("云岭日用品店", "read"), Status.PASS),  # struck off: SUBJ-004's matter
        ((None, "missing"), (NAME, "read"), Status.SKIP),
        ((GOOD, "read"), (None, "missing"), Status.SKIP),
    ],
)
def test_the_licence_is_compared_with_the_register(
    authority: Authority, uscc: tuple[str | None, str], name: tuple[str | None, str], status: Status
) -> None:
    exhibit = make_shop_exhibit(make_document(uscc=make_reading(*uscc), name=make_reading(*name)))
    assert [judged.verdict.status for judged in judge(SPEC, exhibit, authority, MOMENT)] == [status]


def test_a_shop_without_a_readable_licence_is_skipped(authority: Authority) -> None:
    exhibit = make_shop_exhibit(make_document("unreadable"))
    (judged,) = judge(SPEC, exhibit, authority, MOMENT)
    assert (judged.verdict.status, judged.verdict.missing) == (Status.SKIP, ("document.business_licence",))


def test_a_missing_register_is_a_blind_spot_not_an_accusation(library: Library) -> None:
    exhibit = make_shop_exhibit(
        make_document(uscc=make_reading(GOOD), name=make_reading("白石市远望商贸有限公司"))
    )
    (judged,) = judge(SPEC, exhibit, Authority(library=library, at=NOW.date()), MOMENT)
    assert judged.verdict.missing == ("register.market_entities",)


def test_a_number_not_in_the_register_is_never_above_medium(authority: Authority) -> None:
    exhibit = make_shop_exhibit(
        make_document(uscc=make_reading("91330108MA000TE999"), name=make_reading(NAME))
    )
    (judged,) = judge(SPEC, exhibit, authority, MOMENT)
    assert judged.finding is not None
    assert judged.finding.severity is Severity.MEDIUM


def test_the_finding_names_version_places_and_both_values(authority: Authority) -> None:
    exhibit = make_shop_exhibit(
        make_document(uscc=make_reading(GOOD), name=make_reading("白石市远望商贸有限公司"))
    )
    (judged,) = judge(SPEC, exhibit, authority, MOMENT)
    finding = judged.finding
    assert finding is not None
    assert finding.authority is not None
    assert (finding.authority.value, str(finding.authority.as_of)) == (NAME, "2026-02-28")
    assert [locator.box for locator in finding.locators] == [(10, 20, 300, 40)] * 2
    assert "疑似" in finding.summary
    assert "违法" not in finding.summary
