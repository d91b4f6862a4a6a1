"""The table of leads: one row a matter, derived from what is kept, the same when it is derived again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evidence import lead_table
from evidence.database import make_sqlite_engine
from evidence.finding import (
    Check,
    Finding,
    FindingListing,
    Review,
    ReviewVerdict,
    Severity,
    Status,
    make_finding_id,
    make_lead_id,
    make_review_id,
)
from evidence.lead import (
    NOBODY,
    OPEN,
    Assignment,
    LeadFilter,
    LeadKind,
    LeadOrder,
    make_assignment_id,
)
from evidence.workspace import Workspace, open_workspace

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CHECK = Check(name="some_check", version="1")


def make_finding(
    fact: str, day: int, status: Status = Status.FAIL, severity: Severity = Severity.HIGH
) -> Finding:
    lead_id = make_lead_id(CHECK.name, "jishi:1", fact)
    snapshot_id = f"snap-{day}"
    return Finding(
        finding_id=make_finding_id(lead_id, snapshot_id, (), CHECK),
        lead_id=lead_id,
        code="AD-001",
        status=status,
        severity=severity,
        summary=f"{fact} on day {day}",
        listing=FindingListing(
            platform="jishi", listing_id="1", url="http://a.example/1", title="100%=棉", shop=None
        ),
        snapshot_id=snapshot_id,
        claimed=None,
        authority=None,
        locators=(),
        legal_basis=(),
        confidence=1.0,
        captured_at=NOW + timedelta(days=day),
        found_at=NOW + timedelta(days=day),
        run_id="run-1",
        check=CHECK,
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path, create=True, now=NOW)


def keep(workspace: Workspace, *findings: Finding) -> None:
    with workspace.records.write(NOW) as writer:
        for finding in findings:
            writer.add_finding(finding)


def say(workspace: Workspace, lead_id: str, verdict: ReviewVerdict) -> None:
    review = Review(
        review_id=make_review_id(lead_id, verdict, "李明", NOW),
        lead_id=lead_id,
        finding_id=None,
        check=CHECK.name,
        verdict=verdict,
        by="李明",
        note=None,
        reviewed_at=NOW,
    )
    with workspace.records.write(NOW) as writer:
        writer.add_review(review)


def give(workspace: Workspace, lead_id: str, to: str) -> None:
    one = Assignment(
        assignment_id=make_assignment_id(lead_id, to, "王芳", NOW),
        lead_id=lead_id,
        to=to,
        by="王芳",
        assigned_at=NOW,
    )
    with workspace.records.write(NOW) as writer:
        writer.add_assignment(one)


def test_one_matter_seen_three_times_is_one_row_with_its_newest_facts(workspace: Workspace) -> None:
    keep(
        workspace, make_finding("甲", 2), make_finding("甲", 5), make_finding("甲", 3), make_finding("甲", 5)
    )
    (lead,) = workspace.records.load_leads(LeadFilter())
    assert (lead.sightings, lead.summary) == (3, "甲 on day 5")
    assert (lead.first_seen, lead.last_seen) == (NOW + timedelta(days=2), NOW + timedelta(days=5))


def test_the_gravest_come_first_and_a_doubt_after_an_accusation(workspace: Workspace) -> None:
    doubt = make_finding("乙", 9, Status.UNSURE)
    low = make_finding("丙", 3, severity=Severity.LOW)
    keep(workspace, low, doubt, make_finding("甲", 1))
    facts = [lead.summary[0] for lead in workspace.records.load_leads(LeadFilter())]
    assert facts == ["甲", "乙", "丙"]
    newest = workspace.records.load_leads(LeadFilter(), order=LeadOrder.NEWEST, limit=1, offset=1)
    assert [lead.summary[0] for lead in newest] == ["丙"]


@pytest.mark.parametrize(
    ("wanted", "facts"),
    [
        (LeadFilter(verdict=OPEN), {"乙", "丙"}),
        (LeadFilter(verdict="".join(OPEN)), {"乙", "丙"}),  # as a form brings it: equal, not the same
        (LeadFilter(verdict="rejected"), {"甲"}),
        (LeadFilter(assignee="张伟"), {"乙"}),
        (LeadFilter(assignee=NOBODY), {"甲", "丙"}),
        (LeadFilter(assignee="".join(NOBODY)), {"甲", "丙"}),
        (LeadFilter(text="100%="), {"甲", "乙", "丙"}),
        (LeadFilter(text="丙 on"), {"丙"}),
        (LeadFilter(text="100_="), set()),
        (LeadFilter(text="ad-001"), {"甲", "乙", "丙"}),
        (LeadFilter(text="AD-002"), set()),
        (LeadFilter(kind=LeadKind.PICK), set()),
        (LeadFilter(severity=Severity.LOW), {"丙"}),
    ],
)
def test_leads_are_chosen_by_each_field(workspace: Workspace, wanted: LeadFilter, facts: set[str]) -> None:
    found = {fact: make_finding(fact, 1) for fact in "甲乙"} | {
        "丙": make_finding("丙", 1, severity=Severity.LOW)
    }
    keep(workspace, *found.values())
    say(workspace, found["甲"].lead_id, ReviewVerdict.REJECTED)
    say(workspace, found["丙"].lead_id, ReviewVerdict.UNSURE)
    give(workspace, found["乙"].lead_id, "张伟")
    assert {lead.summary[0] for lead in workspace.records.load_leads(wanted)} == facts
    assert workspace.records.count_leads(wanted) == len(facts)


def test_a_facet_counts_what_choosing_it_would_give(workspace: Workspace) -> None:
    doubt = make_finding("乙", 1, Status.UNSURE, Severity.LOW)
    keep(workspace, make_finding("甲", 1), doubt, make_finding("丙", 1, severity=Severity.LOW))
    records = workspace.records
    wanted = LeadFilter(status="fail", severity=Severity.LOW)
    facets = records.load_facets(wanted)
    assert facets["severity"] == {"high": 1, "low": 1}
    assert facets["status"] == {"fail": 1, "unsure": 1}
    assert facets["code"] == {"AD-001": 1}
    for severity, number in facets["severity"].items():
        assert records.count_leads(replace(wanted, severity=Severity(severity))) == number


def test_the_assignments_of_a_lead_are_its_own(workspace: Workspace) -> None:
    one, other = make_finding("甲", 1), make_finding("乙", 1)
    keep(workspace, one, other)
    give(workspace, one.lead_id, "张伟")
    give(workspace, other.lead_id, "李明")
    records = workspace.records
    assert [held.to for held in records.load_assignments(one.lead_id)] == ["张伟"]
    assert {held.to for held in records.load_assignments()} == {"张伟", "李明"}


def test_the_table_derived_again_is_the_same(workspace: Workspace) -> None:
    one, other = make_finding("甲", 2), make_finding("乙", 1)
    keep(workspace, one, make_finding("甲", 4), other)
    say(workspace, one.lead_id, ReviewVerdict.CONFIRMED)
    give(workspace, other.lead_id, "张伟")
    give(workspace, other.lead_id, "")
    before = workspace.records.load_leads(LeadFilter())
    engine = make_sqlite_engine(workspace.root / "records.db")
    with engine.execution_options(writes=True).begin() as connection:
        lead_table.rebuild(connection)
    assert workspace.records.load_leads(LeadFilter()) == before
    assert [lead.assignee for lead in before] == [None, None]


@pytest.mark.parametrize("order", LeadOrder)
def test_each_lead_knows_its_neighbours_in_the_list(workspace: Workspace, order: LeadOrder) -> None:
    keep(
        workspace,
        *(
            make_finding(fact, day, severity=Severity.LOW)
            for fact, day in zip("甲乙丙", (3, 3, 5), strict=True)
        ),
        make_finding("丁", 1, Status.UNSURE),
    )
    records, wanted = workspace.records, LeadFilter(verdict=OPEN)
    ids = [lead.lead_id for lead in records.load_leads(wanted, order=order)]
    for number, lead_id in enumerate(ids):
        place = records.load_place(wanted, order, lead_id)
        beside = [lead.lead_id if lead else None for lead in (place.before, place.after)]
        assert beside == [([None, *ids])[number], ([*ids, None])[number + 1]]
        assert (place.passed, place.left) == (number, len(ids) - number - 1)
    say(workspace, ids[1], ReviewVerdict.CONFIRMED)
    place = records.load_place(wanted, order, ids[1])
    assert (place.before, place.after) == (records.get_lead(ids[0]), records.get_lead(ids[2]))
