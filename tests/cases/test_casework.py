"""Cases: what a lead brings, who may do what, and that nothing vanishes."""

from dataclasses import replace

import pytest

from cases.casework import SURVEY, add_items, close_case, keep_act, load_case, open_case, remove_items
from cases.model import Act, ActFile, ActKind, CaseStatus, Operator
from config.errors import ItemError
from evidence.document import Document, Engine, PictureReading, Quality, Reading, ReadingStatus
from evidence.finding import Finding, Locator, LocatorKind
from evidence.listing import Shop
from tests.cases.town import LATER, NOW, Town, make_capture, make_finding


def test_a_lead_brings_its_findings_and_their_snapshots(town: Town) -> None:
    finding = town.findings["gd"]
    case = open_case(town.book, "水壶案", [finding.lead_id], by="gd-lead", at=LATER)
    listed = [(item.noun, item.id) for item in case.items]
    assert listed == [
        ("lead", finding.lead_id),
        ("finding", finding.finding_id),
        ("snapshot", finding.snapshot_id),
    ]
    assert (case.office_id, case.opened_by, case.operator.shop) == ("gd", "gd-lead", "gd商行")


def capture_again(town: Town, command: str, number: int) -> Finding:
    """What the page of gd's finding showed at another visit, found by the same check."""
    workspace = town.book.workspace
    run = workspace.begin_run(command, f"gd-{command}", "digest", NOW, settings="{}")
    with town.book.write(NOW) as deeds:
        deeds.add("own", "run", run.run_id, {"office_id": "gd"})
    snapshot = workspace.seal(run, make_capture("gd", 1))
    finding = make_finding("gd", number, snapshot)
    with workspace.records.write(NOW) as writer:
        writer.add_finding(finding)
    return finding


def test_a_lead_brings_no_visit_of_a_survey_where_it_was_seen_otherwise(town: Town) -> None:
    seen = town.findings["gd"]
    learned, again = capture_again(town, SURVEY, 2), capture_again(town, "patrol", 3)
    assert {learned.lead_id, again.lead_id} == {seen.lead_id}
    case = open_case(town.book, "水壶案", [seen.lead_id], by="gd-lead", at=LATER)
    listed = {item.id for item in case.items}
    assert listed >= {seen.finding_id, seen.snapshot_id, again.finding_id, again.snapshot_id}
    assert listed.isdisjoint({learned.finding_id, learned.snapshot_id})
    named = add_items(town.book, case.case_id, [learned.finding_id], by="gd-officer", at=LATER)
    assert {item.id for item in named.items} >= {learned.finding_id, learned.snapshot_id}


def test_a_lead_brings_the_page_of_the_licence_that_it_points_at(town: Town) -> None:
    workspace = town.book.workspace
    run = workspace.begin_run("patrol", "gd-licence", "digest", NOW, settings="{}")
    with town.book.write(NOW) as deeds:
        deeds.add("own", "run", run.run_id, {"office_id": "gd"})
    page, licence = (workspace.seal(run, make_capture("gd", number)) for number in (11, 12))
    picture = licence.artefacts[0]
    place = Locator(kind=LocatorKind.IMAGE, artefact="licence", sha256=picture.sha256, quote="号码")
    finding = make_finding("gd", 11, page).model_copy(update={"locators": (place,)})
    with workspace.records.write(NOW) as writer:
        writer.add_finding(finding)
    case = open_case(town.book, "水壶案", [finding.lead_id], by="gd-lead", at=LATER)
    assert {item.id for item in case.items} >= {page.snapshot_id, licence.snapshot_id}


def test_a_case_takes_in_no_other_shop_that_shows_the_same_picture(town: Town) -> None:
    workspace = town.book.workspace
    run = workspace.begin_run("patrol", "gd-alike", "digest", NOW, settings="{}")
    with town.book.write(NOW) as deeds:
        deeds.add("own", "run", run.run_id, {"office_id": "gd"})
    captures = []
    for number in (21, 22):
        plain = make_capture("gd", number)
        assert plain.listing is not None
        shop = Shop(id=f"s-{number}", name=f"{number}号店")
        captures.append(replace(plain, listing=plain.listing.model_copy(update={"shop": shop})))
    page, other = (workspace.seal(run, one) for one in captures)
    place = Locator(
        kind=LocatorKind.IMAGE, artefact="picture", sha256=other.artefacts[0].sha256, quote="号码"
    )
    finding = make_finding("gd", 21, page).model_copy(update={"locators": (place,)})
    with workspace.records.write(NOW) as writer:
        writer.add_finding(finding)
    case = open_case(town.book, "水壶案", [finding.lead_id], by="gd-lead", at=LATER)
    assert other.snapshot_id not in {item.id for item in case.items}


def test_what_only_a_survey_saw_is_brought(town: Town) -> None:
    workspace = town.book.workspace
    run = workspace.begin_run(SURVEY, "gd-survey", "digest", NOW, settings="{}")
    with town.book.write(NOW) as deeds:
        deeds.add("own", "run", run.run_id, {"office_id": "gd"})
    finding = make_finding("gd", 7, workspace.seal(run, make_capture("gd", 7)))
    with workspace.records.write(NOW) as writer:
        writer.add_finding(finding)
    case = open_case(town.book, "水壶案", [finding.lead_id], by="gd-lead", at=LATER)
    assert {item.id for item in case.items} >= {finding.finding_id, finding.snapshot_id}


def test_a_case_is_about_whom_the_shops_licences_name(town: Town) -> None:
    snapshot = town.snapshots["gd"]
    facts = {"document_box": (0, 0, 1, 1), "kind": "business_licence", "kind_confidence": 1.0}
    facts |= {
        "quality": Quality(width_px=1, height_px=1, readable=True),
        "engine": Engine(name="t", version="1"),
    }
    fields = {
        "uscc": Reading(value="91440300MA5H8REU3K", status=ReadingStatus.READ),
        "name": Reading(value="某某公司", status=ReadingStatus.UNSURE),
    }
    licence = Document(sha256=snapshot.artefacts[1].sha256, fields=fields, **facts)
    reading = PictureReading(sha256=licence.sha256, reader_version="r1", documents=(licence,))
    with town.book.workspace.records.write(NOW) as writer:
        writer.add_reading(reading, snapshot.run_id)
    case = open_case(town.book, "水壶案", [snapshot.snapshot_id], by="gd-lead", at=LATER)
    assert case.operator == Operator(name=None, uscc="91440300MA5H8REU3K", shop="gd商行")


def test_nothing_is_listed_twice_and_what_was_removed_stays_in_sight(town: Town) -> None:
    snapshot = town.snapshots["gd"].snapshot_id
    case = open_case(town.book, "水壶案", [snapshot], by="gd-lead", at=NOW)
    again = add_items(town.book, case.case_id, [snapshot], by="gd-officer", proves="划线价", at=NOW)
    assert len(again.items) == 1
    gone = remove_items(town.book, case.case_id, [snapshot], by="gd-officer", at=LATER)
    assert [(item.removed_at, item.id) for item in gone.items] == [(LATER, snapshot)]
    back = add_items(town.book, case.case_id, [snapshot], by="gd-officer", proves="划线价", at=LATER)
    assert [item.proves for item in back.items] == [None, "划线价"]
    assert [line.did for line in back.history] == ["case open", "case add", "case remove", "case add"]


@pytest.mark.parametrize("by", ["gd-officer", "gd-reviewer", "gd-auditor", "gd-administrator", "nobody"])
def test_only_a_lead_opens_and_closes(town: Town, by: str) -> None:
    with pytest.raises(ItemError):
        open_case(town.book, "x", (), by=by, at=LATER)
    case = open_case(town.book, "x", (), by="gd-lead", at=LATER)
    with pytest.raises(ItemError):
        close_case(town.book, case.case_id, by=by, at=LATER)


@pytest.mark.parametrize("by", ["gd-reviewer", "gd-auditor", "gd-administrator", "zj-lead", "zj-officer"])
def test_nobody_else_adds_to_a_case(town: Town, by: str) -> None:
    case = open_case(town.book, "x", (), by="gd-lead", at=LATER)
    with pytest.raises(ItemError):
        add_items(town.book, case.case_id, [town.snapshots["gd"].snapshot_id], by=by, at=LATER)


def test_a_case_of_others_and_one_that_is_not_there_are_refused_alike(town: Town) -> None:
    case = open_case(town.book, "x", (), by="gd-lead", at=LATER)
    refusals = []
    for case_id in (case.case_id, "no-such-case"):
        with pytest.raises(ItemError) as refused:
            close_case(town.book, case_id, by="zj-lead", at=LATER)
        refusals.append(str(refused.value).replace(case_id, "ID"))
    assert refusals[0] == refusals[1]


def test_evidence_of_another_office_cannot_be_listed_or_probed(town: Town) -> None:
    case = open_case(town.book, "x", (), by="gd-lead", at=LATER)
    refusals = []
    for one in (town.snapshots["zj"].snapshot_id, town.findings["zj"].lead_id, "snap-none"):
        with pytest.raises(ItemError) as refused:
            add_items(town.book, case.case_id, [one], by="gd-officer", at=LATER)
        refusals.append(str(refused.value).replace(one, "ID"))
    assert len(set(refusals)) == 1


def test_a_closed_case_takes_nothing_more(town: Town) -> None:
    case = open_case(town.book, "x", (), by="gd-lead", at=LATER)
    assert close_case(town.book, case.case_id, by="gd-lead", at=LATER).status is CaseStatus.CLOSED
    with pytest.raises(ItemError, match="closed"):
        add_items(town.book, case.case_id, [town.snapshots["gd"].snapshot_id], by="gd-officer", at=LATER)


@pytest.mark.parametrize(
    ("second", "taken"), [("gd-reviewer", True), ("gd-officer", False), ("zj-officer", False)]
)
def test_the_second_officer_is_another_one_of_the_own_office(town: Town, second: str, *, taken: bool) -> None:
    case = open_case(town.book, "x", (), by="gd-lead", at=LATER)
    act = Act(
        act_id="a1",
        kind=ActKind.TRANSFER,
        number="粤市监移〔2026〕1号",
        at=LATER,
        by="gd-officer",
        second=second,
        to="zj",
        files=(ActFile(name="a.docx", sha256="0" * 64),),
        quotes=(),
    )
    keep = {"status": CaseStatus.TRANSFERRED, "by": "gd-officer", "at": LATER}
    if not taken:
        with pytest.raises(ItemError):
            keep_act(town.book, case.case_id, act, **keep)
        return
    kept = keep_act(town.book, case.case_id, act, **keep)
    assert (kept.acts, kept.status) == ((act,), CaseStatus.TRANSFERRED)


@pytest.mark.parametrize("title", ["", " ", "x" * 201, "a\nb"])
def test_a_title_that_cannot_be_used_is_refused(town: Town, title: str) -> None:
    with pytest.raises(ItemError, match="title"):
        open_case(town.book, title, (), by="gd-lead", at=LATER)


def test_the_history_names_ids_and_no_contents(town: Town) -> None:
    case = open_case(town.book, "秘密案由", (), by="gd-lead", at=LATER)
    one = town.snapshots["gd"].snapshot_id
    add_items(town.book, case.case_id, [one], by="gd-officer", proves="秘密证明", at=LATER)
    told = "".join(line.as_json() for line in load_case(town.book, case.case_id, at=LATER).history)
    assert (one in told, "秘密" in told) == (True, False)
