"""SUBJ-001: an absence, and what forbids to claim it."""

import pytest

from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import LocatorKind, Status
from evidence.listing import PageKind, Shop
from evidence.snapshot import Artefact, Outcome, Role
from inspectors.authority.lookup import Authority
from inspectors.judge import judge
from inspectors.registry import load_checks
from tests.inspectors.conftest import GOOD, MOMENT, make_document, make_shop_exhibit, make_snapshot

SPEC = next(spec for spec in load_checks() if spec.name == "licence_displayed")
EXEMPT = "个人从事零星小额交易活动，依法不需要办理市场主体登记"
UNREAD = (Artefact(sha256="d" * 64, role=Role.IMAGE, url="u", media_type="image/png", size_bytes=1),)


@pytest.mark.parametrize(
    ("exhibit", "status"),
    [
        (make_shop_exhibit(), Status.FAIL),
        (make_shop_exhibit(make_document("other")), Status.FAIL),
        (make_shop_exhibit(make_document()), Status.PASS),
        (make_shop_exhibit(make_document("unreadable")), Status.PASS),
        (make_shop_exhibit(licence_link="http://m.example/licence"), Status.SKIP),  # not followed
        (make_shop_exhibit(make_document(), licence_link="http://m.example/licence"), Status.PASS),
        (make_shop_exhibit(licence_link="http://m.example/p"), Status.FAIL),  # leads to a page without one
        (make_shop_exhibit(description=EXEMPT), Status.PASS),
        (make_shop_exhibit(attributes={"备案": f"统一社会信用代码：{GOOD}"}), Status.PASS),
        (make_shop_exhibit(attributes={"电话": "913301080000"}), Status.FAIL),
        (make_shop_exhibit(unread=UNREAD), Status.SKIP),
        (make_shop_exhibit(outcome=Outcome.BLOCKED), Status.SKIP),
    ],
)
def test_absence_is_claimed_only_when_everything_was_looked_through(
    authority: Authority, exhibit: Exhibit, status: Status
) -> None:
    assert [judged.verdict.status for judged in judge(SPEC, exhibit, authority, MOMENT)] == [status]


def test_an_absence_names_what_was_searched(authority: Authority) -> None:
    (judged,) = judge(SPEC, make_shop_exhibit(make_document("other")), authority, MOMENT)
    assert judged.finding is not None
    assert [locator.kind for locator in judged.finding.locators] == [LocatorKind.SEARCHED] * 2


@pytest.mark.parametrize(("documents", "status"), [((), Status.SKIP), ((make_document(),), Status.PASS)])
def test_a_licence_page_alone_does_not_tell_what_its_shop_shows(
    authority: Authority, documents: tuple[SightedDocument, ...], status: Status
) -> None:
    shop = Shop(id="s1", name="安和小店")
    exhibit = Exhibit(snapshot=make_snapshot(PageKind.LICENCE, shop=shop), documents=documents)
    assert [judged.verdict.status for judged in judge(SPEC, exhibit, authority, MOMENT)] == [status]
