"""Until when captures are kept: the class that keeps them longest, and what nothing lets go."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from cases.book import CaseBook
from cases.casework import close_case, open_case, remove_items
from cases.model import Fields
from cases.retention import Retention, Ruling, begin_watch, hold, lift, require_purger, rule_snapshots
from cases.sharing import make_share, withdraw_share
from config.errors import ItemError, RightError
from config.settings import RetentionSettings
from evidence.bundle import write_bundle
from evidence.comparison import Comparison, compare_facts
from evidence.finding import Review, ReviewVerdict, make_finding_id, make_lead_id, make_review_id
from evidence.pick import Compared, Pick, PickKind, make_pick_id
from evidence.records import Records
from tests.cases.town import CHECK, LATER, NOW, Town, capture_for, make_capture

DAYS = RetentionSettings(routine_days=10, lead_days=20, reviewed_days=30, bundled_days=40, case_days=50)
FAR = NOW + timedelta(days=1000)


def rule(town: Town, settings: RetentionSettings = DAYS, *, office: str = "gd", at: datetime = FAR) -> Ruling:
    found = {one.snapshot_id: one for one in rule_snapshots(town.book, settings, at=at)}
    return found[town.snapshots[office].snapshot_id]


def review(town: Town, lead_id: str, at: datetime) -> None:
    verdict = ReviewVerdict.CONFIRMED
    with town.book.workspace.records.write(at) as writer:
        writer.add_review(
            Review(
                review_id=make_review_id(lead_id, verdict, "gd-reviewer", at),
                lead_id=lead_id,
                finding_id=None,
                check=CHECK.name,
                verdict=verdict,
                by="gd-reviewer",
                note=None,
                reviewed_at=at,
            )
        )


def pick_out(town: Town, snapshot_id: str, compared: str | None = None) -> str:
    """A pick with a lead of its own, on which no finding is; returns the lead."""
    finding = town.findings["gd"]
    others = () if compared is None else (compared,)
    pick = Pick(
        pick_id=make_pick_id("lead-p", snapshot_id, CHECK),
        lead_id="lead-p",
        kind=PickKind.NOVEL,
        listing=finding.listing,
        snapshot_id=snapshot_id,
        summary="new",
        score=3.0,
        factors=(),
        compared=tuple(Compared(platform="jishi", listing_id="9", snapshot_id=one, at=NOW) for one in others),
        captured_at=NOW,
        found_at=NOW,
        run_id=finding.run_id,
        check=CHECK,
    )
    with town.book.workspace.records.write(NOW) as writer:
        writer.add_pick(pick)
    return pick.lead_id


def bundle(town: Town) -> None:
    out = town.book.workspace.root / "x.wacz"
    ids = [town.snapshots["gd"].snapshot_id]
    write_bundle(town.book.workspace, ids, out, now=LATER, software="test")


def open_and_close(town: Town) -> None:
    case = open_case(town.book, "壶", [town.findings["gd"].lead_id], by="gd-lead", at=NOW)
    close_case(town.book, case.case_id, by="gd-lead", at=LATER)


DEEDS: dict[Retention, tuple[Callable[[Town], object], datetime]] = {
    Retention.REVIEWED: (lambda town: review(town, town.findings["gd"].lead_id, LATER), LATER),
    Retention.BUNDLED: (bundle, LATER),
    Retention.CASE: (open_and_close, LATER),
}


@pytest.mark.parametrize("retention", DEEDS)
def test_days_count_from_what_was_done_last(town: Town, retention: Retention) -> None:
    deed, since = DEEDS[retention]
    assert rule(town).retention is Retention.LEAD
    deed(town)
    ruling = rule(town)
    days = getattr(DAYS, f"{retention}_days")
    assert (ruling.retention, ruling.rule) == (retention, f"{retention}, {days} days")
    assert (ruling.since, ruling.due) == (since, since + timedelta(days=days))
    assert rule(town, office="zj").retention is Retention.LEAD


def give_run_away(town: Town) -> None:
    with town.book.write(LATER) as deeds:
        deeds.add("own", "run", town.snapshots["gd"].run_id, {"office_id": "zj"})


NEWS: dict[str, Callable[[Town], object]] = {
    "review": lambda town: review(town, town.findings["gd"].lead_id, LATER),
    "bundle": bundle,
    "run": give_run_away,
    "pick": lambda town: pick_out(town, town.snapshots["gd"].snapshot_id),
    "hold": lambda town: hold(town.book, town.findings["gd"].lead_id, by="gd-lead", why="复议", at=LATER),
    "case": lambda town: open_case(town.book, "壶", [town.findings["gd"].lead_id], by="gd-lead", at=LATER),
}


@pytest.mark.parametrize("news", NEWS)
def test_what_comes_to_rest_on_a_capture_after_its_ruling_is_noticed(town: Town, news: str) -> None:
    watch = begin_watch(town.book)
    assert watch.find_touched() == set()
    NEWS[news](town)
    assert watch.find_touched() == {town.snapshots["gd"].snapshot_id}


def test_a_new_share_of_a_capture_is_noticed(town: Town) -> None:
    case = open_case(town.book, "壶", [town.findings["gd"].lead_id], by="gd-lead", at=NOW).case_id
    watch = begin_watch(town.book)
    make_share(town.book, case, group=town.group, shown=Fields.FULL, by="gd-lead", until=None, at=LATER)
    assert watch.find_touched() == {town.snapshots["gd"].snapshot_id}


def test_a_new_comparison_of_two_captures_is_noticed(town: Town) -> None:
    watch, (first, second) = begin_watch(town.book), (town.snapshots["gd"], town.snapshots["zj"])
    held = Comparison(
        first=first.snapshot_id,
        second=second.snapshot_id,
        facts=compare_facts(first, second, ()),
        redrawn=None,
        compared_at=LATER,
        software="test",
    )
    with town.book.workspace.records.write(LATER) as writer:
        writer.add_fact("comparison", held.comparison_id, held.as_json(), second.run_id)
    assert watch.find_touched() == {first.snapshot_id, second.snapshot_id}


def test_a_new_finding_on_a_capture_is_noticed(town: Town) -> None:
    watch, finding = begin_watch(town.book), town.findings["zj"]
    lead = make_lead_id(CHECK.name, "other", "fact")
    named = {"lead_id": lead, "finding_id": make_finding_id(lead, finding.snapshot_id, (), CHECK)}
    with town.book.workspace.records.write(NOW) as writer:
        writer.add_finding(finding.model_copy(update=named))
    assert watch.find_touched() == {town.snapshots["zj"].snapshot_id}


def test_a_capture_on_which_nothing_rests_is_routine(town: Town) -> None:
    snapshot, _ = capture_for(town.book, "gd", 9, make=lambda: make_capture("gd", 9))
    found = {one.snapshot_id: one for one in rule_snapshots(town.book, DAYS, at=FAR)}
    ruling = found[snapshot.snapshot_id]
    assert (ruling.retention, ruling.rule) == (Retention.ROUTINE, "routine, 10 days")
    assert (ruling.since, ruling.due) == (snapshot.captured_at, snapshot.captured_at + timedelta(days=10))


@pytest.mark.parametrize("shown", ["itself", "compared"])
def test_what_a_pick_shows_or_was_compared_with_is_kept_as_a_lead(town: Town, shown: str) -> None:
    snapshot, _ = capture_for(town.book, "gd", 9, make=lambda: make_capture("gd", 9))
    other = town.snapshots["zj"].snapshot_id
    itself, compared = (snapshot.snapshot_id, None) if shown == "itself" else (other, snapshot.snapshot_id)
    pick_out(town, itself, compared)
    found = {one.snapshot_id: one for one in rule_snapshots(town.book, DAYS, at=FAR)}
    assert found[snapshot.snapshot_id].retention is Retention.LEAD


def test_the_class_that_keeps_longest_rules(town: Town) -> None:
    review(town, town.findings["gd"].lead_id, LATER)
    bundle(town)
    assert rule(town).retention is Retention.BUNDLED
    short = DAYS.model_copy(update={"bundled_days": 3})
    assert rule(town, short).retention is Retention.REVIEWED
    kept = DAYS.model_copy(update={"bundled_days": None})
    assert (rule(town, kept).retention, rule(town, kept).due) == (Retention.BUNDLED, None)


def test_a_lead_that_nobody_reviewed_keeps_what_another_reviewed_lead_rests_on(town: Town) -> None:
    finding = town.findings["gd"]
    lead = make_lead_id(CHECK.name, "other", "fact")
    named = {"lead_id": lead, "finding_id": make_finding_id(lead, finding.snapshot_id, (), CHECK)}
    with town.book.workspace.records.write(NOW) as writer:
        writer.add_finding(finding.model_copy(update=named))
    settings = DAYS.model_copy(update={"lead_days": None})
    review(town, finding.lead_id, LATER)
    assert (rule(town, settings).retention, rule(town, settings).due) == (Retention.LEAD, None)
    review(town, lead, LATER)
    assert (rule(town, settings).retention, rule(town, settings).since) == (Retention.REVIEWED, LATER)


def count_queries(town: Town) -> int:
    asked: list[str] = []
    rows = Records._rows

    def count(self: Records, query: Any, values: Any = None) -> list[Any]:
        asked.append(str(query))
        return rows(self, query, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Records, "_rows", count)
        rule(town)
    return len(asked)


def test_more_findings_on_the_same_page_ask_the_records_no_more(town: Town) -> None:
    finding, before = town.findings["gd"], count_queries(town)
    with town.book.workspace.records.write(NOW) as writer:
        for number in range(20):
            lead = make_lead_id(CHECK.name, f"other-{number}", "fact")
            named = {"lead_id": lead, "finding_id": make_finding_id(lead, finding.snapshot_id, (), CHECK)}
            writer.add_finding(finding.model_copy(update=named))
    assert count_queries(town) == before


def test_without_days_everything_is_kept_for_good(town: Town) -> None:
    open_and_close(town)
    assert [one.due for one in rule_snapshots(town.book, RetentionSettings(), at=FAR)] == [None] * 3


@pytest.mark.parametrize("removed", [False, True])
def test_what_an_open_case_lists_or_listed_is_never_due(town: Town, removed: bool) -> None:
    ids = [town.findings["gd"].lead_id]
    case = open_case(town.book, "壶", ids, by="gd-lead", at=NOW)
    if removed:
        remove_items(town.book, case.case_id, [item.id for item in case.items], by="gd-lead", at=LATER)
    ruling = rule(town)
    assert (ruling.retention, ruling.due) == (Retention.OPEN_CASE, None)


@pytest.mark.parametrize("end", ["until", "withdrawn"])
def test_what_a_living_share_covers_is_not_due(town: Town, end: str) -> None:
    case = open_case(town.book, "壶", [town.findings["gd"].lead_id], by="gd-lead", at=NOW).case_id
    until = LATER + timedelta(days=5) if end == "until" else None
    share, _ = make_share(
        town.book, case, group=town.group, shown=Fields.FULL, by="gd-lead", until=until, at=NOW
    )
    close_case(town.book, case, by="gd-lead", at=LATER)
    assert rule(town, at=LATER).retention is Retention.SHARED
    if end == "withdrawn":
        withdraw_share(town.book, share.share_id, by="gd-lead", at=LATER)
    assert rule(town, at=FAR).retention is Retention.CASE


@pytest.mark.parametrize("what", ["lead", "finding", "snapshot"])
def test_a_hold_keeps_until_it_is_lifted(town: Town, what: str) -> None:
    finding = town.findings["gd"]
    one = {"lead": finding.lead_id, "finding": finding.finding_id, "snapshot": finding.snapshot_id}[what]
    hold(town.book, one, by="gd-lead", why="复议", at=LATER)
    assert (rule(town).retention, rule(town).due) == (Retention.HELD, None)
    lift(town.book, one, by="gd-lead", why="结束", at=LATER)
    assert rule(town).retention is Retention.LEAD
    with pytest.raises(ItemError, match="nothing holds"):
        lift(town.book, one, by="gd-lead", why="结束", at=LATER)


def test_a_lead_of_a_pick_is_held_with_what_it_was_compared_with(town: Town) -> None:
    other, _ = capture_for(town.book, "gd", 9, make=lambda: make_capture("gd", 9))
    lead = pick_out(town, town.snapshots["gd"].snapshot_id, other.snapshot_id)
    hold(town.book, lead, by="gd-lead", why="复议", at=LATER)
    found = {one.snapshot_id: one.retention for one in rule_snapshots(town.book, DAYS, at=FAR)}
    assert [found[one.snapshot_id] for one in (town.snapshots["gd"], other)] == [Retention.HELD] * 2


@pytest.mark.parametrize("what", ["lead", "finding", "snapshot"])
def test_what_is_another_offices_cannot_be_held(town: Town, what: str) -> None:
    finding = town.findings["gd"]
    one = {"lead": finding.lead_id, "finding": finding.finding_id, "snapshot": finding.snapshot_id}[what]
    with pytest.raises(ItemError, match="of the own office"):
        hold(town.book, one, by="zj-lead", why="复议", at=LATER)


def test_only_the_office_that_holds_lifts(town: Town) -> None:
    lead = town.findings["gd"].lead_id
    hold(town.book, lead, by="gd-lead", why="复议", at=LATER)
    with pytest.raises(ItemError, match="held by office 'gd'"):
        lift(town.book, lead, by="zj-lead", why="结束", at=LATER)
    assert rule(town).retention is Retention.HELD


def test_each_of_two_offices_with_the_same_lead_has_its_own_hold(town: Town) -> None:
    finding, lead = town.findings["zj"], town.findings["gd"].lead_id
    named = {"lead_id": lead, "finding_id": make_finding_id(lead, finding.snapshot_id, (), CHECK)}
    with town.book.workspace.records.write(NOW) as writer:
        writer.add_finding(finding.model_copy(update=named))
    for office in ("gd", "zj"):
        hold(town.book, lead, by=f"{office}-lead", why="复议", at=LATER)
    lift(town.book, lead, by="zj-lead", why="结束", at=LATER)
    assert rule(town).retention is Retention.HELD
    lift(town.book, lead, by="gd-lead", why="结束", at=LATER)
    assert rule(town).retention is Retention.LEAD


def test_a_hold_of_the_time_before_there_were_users_is_lifted_by_whose_thing_it_is(town: Town) -> None:
    lead = town.findings["gd"].lead_id
    with town.book.write(NOW) as deeds:
        deeds.add("add", "hold", lead, {"why": "复议", "name": "李明"})
    with pytest.raises(ItemError, match="held by office '-'"):
        lift(town.book, lead, by="zj-lead", why="结束", at=LATER)
    lift(town.book, lead, by="gd-lead", why="结束", at=LATER)
    assert rule(town).retention is Retention.LEAD


def test_only_an_offices_own_captures_are_its_peoples_to_purge(town: Town) -> None:
    user = town.book.load_world().users["gd-lead"]
    found = rule_snapshots(town.book, DAYS, at=FAR, by=user)
    assert [one.snapshot_id for one in found] == [town.snapshots["gd"].snapshot_id]


@pytest.mark.parametrize("role", ["officer", "reviewer", "auditor"])
def test_not_everybody_purges_or_holds(town: Town, role: str) -> None:
    with pytest.raises(RightError):
        require_purger(town.book.load_world(), f"gd-{role}", "期满")
    with pytest.raises(RightError):
        hold(town.book, town.findings["gd"].lead_id, by=f"gd-{role}", why="复议", at=LATER)


@pytest.mark.parametrize("why", ["", "  ", "x" * 501])
def test_a_purge_says_why(town: Town, why: str) -> None:
    with pytest.raises(ItemError, match="--why"):
        require_purger(town.book.load_world(), "gd-lead", why)


def test_where_there_are_no_users_whoever_has_the_machine_purges(book: CaseBook) -> None:
    assert require_purger(book.load_world(), "李明", "期满") is None
