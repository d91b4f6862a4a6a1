"""Sharing: who sees which fields, when it begins, and that it ends at once everywhere."""

from datetime import timedelta

import pytest

from cases.book import CaseBook
from cases.casework import add_items, open_case, remove_items
from cases.model import Fields, Role, ShareState
from cases.people import add_office, add_user, join_group, leave_group
from cases.rights import Matter, Sight, get_sight
from cases.scoped_records import open_scope
from cases.sharing import answer_share, list_inbox, list_shares, make_share, withdraw_share
from cases.viewing import iter_ledger, see_case, see_history
from config.errors import ItemError
from evidence.noun import make_digest
from tests.cases.town import COMMON, LATER, Town, capture_for

UNTIL = LATER + timedelta(days=30)


def share(town: Town, shown: Fields = Fields.FULL, **asked: object) -> tuple[str, str]:
    """A case of gd on its finding, shared with zj; returns case and share."""
    case = open_case(town.book, "水壶案", [town.findings["gd"].lead_id], by="gd-lead", at=LATER)
    made, _ = make_share(
        town.book, case.case_id, group=town.group, shown=shown, by="gd-lead", at=LATER, **asked
    )
    return case.case_id, made.share_id


def accept(town: Town, share_id: str) -> None:
    answer_share(town.book, share_id, ShareState.ACCEPTED, by="zj-officer", at=LATER)


def get_sights(town: Town, login: str = "zj-officer", at=LATER) -> tuple[Sight, Sight]:
    """How much a person sees of gd's finding and snapshot."""
    world = town.book.load_world()
    finding = town.findings["gd"]
    matters = (("finding", finding.finding_id), ("snapshot", finding.snapshot_id))
    found = [
        get_sight(world, world.users[login], Matter(noun=noun, id=one, office_id="gd"), at)
        for noun, one in matters
    ]
    return found[0], found[1]


def test_nothing_is_seen_before_it_is_accepted_and_all_of_it_after(town: Town) -> None:
    case_id, share_id = share(town)
    assert get_sights(town) == (Sight.NOTHING, Sight.NOTHING)
    accept(town, share_id)
    assert get_sights(town) == (Sight.FULL, Sight.FULL)
    assert get_sights(town, "bj-officer") == (Sight.NOTHING, Sight.NOTHING)
    seen = see_case(town.book.load_world(), town.book.load_world().users["zj-officer"], case_id, LATER)
    assert seen is not None
    assert (seen.title, len(seen.items), seen.history) == ("水壶案", 3, ())


@pytest.mark.parametrize(
    ("role", "sight"),
    [
        ("officer", Sight.FULL),
        ("reviewer", Sight.FULL),
        ("lead", Sight.FULL),
        ("auditor", Sight.FULL),
        ("administrator", Sight.NOTHING),
    ],
)
def test_what_is_shared_is_seen_by_the_roles_that_read(town: Town, role: str, sight: Sight) -> None:
    _, share_id = share(town)
    accept(town, share_id)
    assert get_sights(town, f"zj-{role}")[0] is sight


@pytest.mark.parametrize(("role", "sight"), [("auditor", Sight.NOTHING), ("administrator", Sight.NOTHING)])
def test_auditors_and_administrators_read_no_contents_of_their_office(
    town: Town, role: str, sight: Sight
) -> None:
    assert get_sights(town, f"gd-{role}")[0] is sight


def test_in_a_workspace_of_one_office_those_who_read_see_all_of_it_and_others_nothing(book: CaseBook) -> None:
    add_office(book, "gd", name="广东局", region="44", parent=None, at=LATER)
    for role in Role:
        add_user(book, f"gd-{role}", office_id="gd", roles=(role,), name="x", at=LATER)
    _, finding = capture_for(book, "gd", 1)
    world = book.load_world()
    seen = {role: open_scope(book, world.users[f"gd-{role}"], world, LATER) for role in Role}
    found = {role: one.records.get_finding(finding.finding_id) is not None for role, one in seen.items()}
    readers = {Role.OFFICER, Role.REVIEWER, Role.LEAD}
    assert found == {role: role in readers for role in Role}
    assert seen[Role.OFFICER] is book.workspace


def test_an_auditor_reads_the_history_of_every_case_and_its_contents_of_none(town: Town) -> None:
    case_id, _ = share(town)
    world = town.book.load_world()
    auditor = world.users["bj-auditor"]
    assert see_case(world, auditor, case_id, LATER) is None
    assert see_history(world, auditor, case_id, LATER)
    assert see_history(world, world.users["bj-officer"], case_id, LATER) is None


def test_the_ledger_finds_ids_and_is_no_way_to_guess_what_is_written(town: Town) -> None:
    case_id, _ = share(town)
    number = "2019010714000001"
    made, _ = make_share(
        town.book,
        case_id,
        group=town.group,
        shown=Fields.NUMBER,
        number=number,
        by="gd-lead",
        at=LATER,
    )
    events, auditor = town.book.load_events(), town.book.load_world().users["bj-auditor"]

    def find(about: str) -> list[str]:
        return [entry.did for entry in iter_ledger(events, auditor, about=about)]

    assert (find(made.share_id), find(number), find("水壶案")) == (["offer"], [], [])
    assert find(case_id) == ["open", "add", "offer", "offer"]


def test_the_most_restrictive_share_rules(town: Town) -> None:
    case_id, first = share(town)
    accept(town, first)
    for shown, sight in ((Fields.REDACTED, Sight.REDACTED), (Fields.NUMBER, Sight.NUMBER)):
        made, _ = make_share(town.book, case_id, group=town.group, shown=shown, by="gd-lead", at=LATER)
        accept(town, made.share_id)
        assert get_sights(town) == (sight, sight)


ENDINGS = {
    "withdrawn": lambda town, share_id: withdraw_share(town.book, share_id, by="gd-lead", at=LATER),
    "rejected": lambda town, share_id: answer_share(
        town.book, share_id, ShareState.REJECTED, by="zj-lead", at=LATER
    ),
    "giver left": lambda town, _: leave_group(town.book, town.group, "gd", at=LATER),
    "taker left": lambda town, _: leave_group(town.book, town.group, "zj", at=LATER),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_share_that_ends_shows_nothing_at_once(town: Town, ending: str) -> None:
    case_id, share_id = share(town)
    accept(town, share_id)
    finding = town.findings["gd"]
    assert town.look("zj-officer").records.get_finding(finding.finding_id) == finding
    ENDINGS[ending](town, share_id)
    records = town.look("zj-officer").records
    assert get_sights(town) == (Sight.NOTHING, Sight.NOTHING)
    assert (records.get_finding(finding.finding_id), records.get_lead(finding.lead_id)) == (None, None)
    world = town.book.load_world()
    assert see_case(world, world.users["zj-officer"], case_id, LATER) is None


def test_a_share_expires_at_its_moment(town: Town) -> None:
    _, share_id = share(town, until=UNTIL)
    accept(town, share_id)
    before = UNTIL - timedelta(microseconds=1)
    assert (get_sights(town, at=before)[0], get_sights(town, at=UNTIL)[0]) == (Sight.FULL, Sight.NOTHING)


def test_an_item_that_was_removed_is_shared_no_more_and_one_added_later_is(town: Town) -> None:
    case_id, share_id = share(town)
    accept(town, share_id)
    finding = town.findings["gd"]
    remove_items(town.book, case_id, [finding.finding_id], by="gd-officer", at=LATER)
    assert get_sights(town) == (Sight.NOTHING, Sight.FULL)
    add_items(town.book, case_id, [finding.finding_id], by="gd-officer", at=LATER)
    assert get_sights(town) == (Sight.FULL, Sight.FULL)


def test_single_items_are_shared_and_the_rest_is_not(town: Town) -> None:
    _, share_id = share(town, items=[town.snapshots["gd"].snapshot_id])
    accept(town, share_id)
    assert get_sights(town) == (Sight.NOTHING, Sight.FULL)


def test_what_others_shared_is_not_handed_on(town: Town) -> None:
    _, share_id = share(town)
    accept(town, share_id)
    snapshot = town.snapshots["gd"].snapshot_id
    join_group(town.book, town.group, "bj", at=LATER)
    own = open_case(town.book, "转", [snapshot], by="zj-lead", at=LATER)
    with pytest.raises(ItemError, match="only that office can share it"):
        make_share(
            town.book,
            own.case_id,
            group=town.group,
            shown=Fields.FULL,
            items=[snapshot],
            by="zj-lead",
            at=LATER,
        )
    made, previews = make_share(
        town.book, own.case_id, group=town.group, shown=Fields.FULL, by="zj-lead", at=LATER
    )
    answer_share(town.book, made.share_id, ShareState.ACCEPTED, by="bj-officer", at=LATER)
    assert get_sights(town, "bj-officer") == (Sight.NOTHING, Sight.NOTHING)
    assert previews[0].items == ()


def test_bytes_follow_the_records_that_point_at_them(town: Town) -> None:
    _, share_id = share(town, Fields.REDACTED)
    accept(town, share_id)
    own_picture, common = make_digest("picture of gd"), make_digest(COMMON)
    look = {login: town.look(f"{login}-officer").records for login in ("gd", "zj", "bj")}
    assert [one.get_location(own_picture) is not None for one in look.values()] == [True, False, False]
    assert [one.get_location(common) is not None for one in look.values()] == [True, True, True]
    assert look["zj"].find_sightings(common) == [town.snapshots["zj"].snapshot_id]


def test_a_preview_changes_nothing_and_says_who_would_see_which_fields(town: Town) -> None:
    case = open_case(town.book, "水壶案", [town.findings["gd"].lead_id], by="gd-lead", at=LATER)
    number = len(town.book.load_events())
    _, (preview,) = make_share(
        town.book,
        case.case_id,
        group=town.group,
        shown=Fields.REDACTED,
        by="gd-lead",
        at=LATER,
        preview=True,
    )
    assert len(town.book.load_events()) == number
    assert (preview.office_id, "zj-officer" in preview.logins) == ("zj", True)
    assert ("finding.code" in preview.fields, "finding.summary" in preview.fields) == (True, False)


def test_the_inbox_holds_what_is_offered_now(town: Town) -> None:
    _, share_id = share(town)
    world = town.book.load_world()
    offered = [list_inbox(world, world.users[f"{office}-officer"], at=LATER) for office in ("gd", "zj", "bj")]
    assert [[(one.share_id, one.state) for one in each] for each in offered] == [
        [],
        [(share_id, "offered")],
        [],
    ]
    accept(town, share_id)
    world = town.book.load_world()
    assert list_inbox(world, world.users["zj-lead"], at=LATER)[0].state is ShareState.ACCEPTED
    assert list_shares(world, world.users["gd-lead"], at=LATER)[0].state is ShareState.ACCEPTED
    withdraw_share(town.book, share_id, by="gd-lead", at=LATER)
    assert list_inbox(town.book.load_world(), world.users["zj-lead"], at=LATER) == ()


@pytest.mark.parametrize("by", ["bj-officer", "gd-officer", "zj-auditor"])
def test_nobody_else_answers_a_share(town: Town, by: str) -> None:
    _, share_id = share(town)
    with pytest.raises(ItemError):
        answer_share(town.book, share_id, ShareState.ACCEPTED, by=by, at=LATER)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"group": "nowhere"}, "no group"),
        ({"number": "2019010714000001"}, "--fields number"),
        ({"number": "12", "shown": Fields.NUMBER}, "too short"),
        ({"until": LATER}, "past"),
        ({"items": ["nothing"]}, "holds no"),
        ({"by": "zj-lead"}, "no case"),
        ({"by": "gd-officer"}, "may not share"),
    ],
)
def test_a_share_that_cannot_be_made_is_one_clear_line(
    town: Town, asked: dict[str, object], says: str
) -> None:
    case = open_case(town.book, "水壶案", [town.findings["gd"].lead_id], by="gd-lead", at=LATER)
    ordinary = {"group": town.group, "shown": Fields.FULL, "by": "gd-lead", "at": LATER}
    with pytest.raises(ItemError, match=says):
        make_share(town.book, case.case_id, **{**ordinary, **asked})
    assert town.book.load_world().shares == {}


def test_an_owner_that_left_the_group_or_is_alone_in_it_cannot_share(town: Town) -> None:
    leave_group(town.book, town.group, "zj", at=LATER)
    with pytest.raises(ItemError, match="nobody but office"):
        share(town)
    leave_group(town.book, town.group, "gd", at=LATER)
    with pytest.raises(ItemError, match="or has left it"):
        share(town)
