"""Parcels between two workspaces that no wire connects: taken in once, changed never, from strangers not."""

from datetime import timedelta
from pathlib import Path

import pytest

from cases.book import CaseBook, open_book
from cases.casework import add_items, close_case, open_case
from cases.delivery import send_share, take_parcel
from cases.model import Fields, Role, Share, ShareState
from cases.people import add_office, add_user
from cases.received import find_parcel_problems
from cases.scoped_records import open_scope
from cases.sharing import answer_share, list_inbox, make_share, withdraw_share
from cases.viewing import see_case
from config.errors import ItemError, VerificationError
from config.settings import SearchSettings, Settings
from evidence.lead import LeadFilter
from evidence.office_key import load_key
from evidence.trust import trust_key
from evidence.verify_store import verify_store
from evidence.workspace import Workspace, open_workspace
from index.query import make_query
from index.searcher import open_index
from patrols.searching import search_for
from tests.cases.town import LATER, NOW, Town

SOON = LATER + timedelta(hours=1)


def make_far(root: Path, near: Workspace, office: str = "zj") -> CaseBook:
    """Another workspace with an office and its people, which trusts the key of the near one."""
    workspace = open_workspace(root, create=True, now=NOW)
    book = open_book(workspace, Settings(office=office))
    add_office(book, office, name=office, region="33", parent=None, at=NOW)
    for role in Role:
        add_user(book, f"{office}-{role}", office_id=office, roles=(role,), name=f"{office}{role}", at=NOW)
    key = root.parent / "near.pem"
    key.write_bytes(load_key(near.root).public_pem)
    trust_key(workspace, key, now=NOW)
    return book


@pytest.fixture
def far(town: Town, tmp_path: Path) -> CaseBook:
    return make_far(tmp_path / "far", town.book.workspace)


def share(town: Town, shown: Fields = Fields.FULL, **asked: object) -> Share:
    case = open_case(town.book, "水壶案", [town.findings["gd"].lead_id], by="gd-lead", at=LATER)
    made, _ = make_share(
        town.book, case.case_id, group=town.group, shown=shown, by="gd-lead", at=LATER, **asked
    )
    return made


def send(town: Town, share_id: str, out: Path) -> Path:
    send_share(town.book, share_id, to="zj", out=out, by="gd-lead", at=LATER)
    return out


def look(book: CaseBook, login: str, at=SOON) -> Workspace:
    world = book.load_world()
    return open_scope(book, world.users[login], world, at)


def test_a_share_is_sent_taken_accepted_read_and_worked_with(
    town: Town, far: CaseBook, tmp_path: Path
) -> None:
    made = share(town)
    path = send(town, made.share_id, tmp_path / "a.parcel")
    taken = take_parcel(far, path, by="zj-officer", at=SOON)
    assert (taken.share_id, taken.state, taken.from_office) == (made.share_id, "offered", "gd")
    finding, snapshot = town.findings["gd"], town.snapshots["gd"]
    assert look(far, "zj-officer").records.get_finding(finding.finding_id) is None
    world = far.load_world()
    assert [one.share_id for one in list_inbox(world, world.users["zj-lead"], at=SOON)] == [made.share_id]
    answer_share(far, made.share_id, ShareState.ACCEPTED, by="zj-officer", at=SOON)
    records = look(far, "zj-officer").records
    assert (records.get_finding(finding.finding_id), records.get_snapshot(snapshot.snapshot_id)) == (
        finding,
        snapshot,
    )
    assert [lead.lead_id for lead in records.load_leads(LeadFilter())] == [finding.lead_id]
    world = far.load_world()
    case = see_case(world, world.users["zj-officer"], made.case_id, SOON)
    assert case is not None
    assert (case.title, len(case.items), case.office_id) == ("水壶案", 3, "gd")
    own = open_case(far, "协查", (), by="zj-lead", at=SOON)
    listed = add_items(far, own.case_id, [finding.finding_id], by="zj-officer", at=SOON)
    assert [item.id for item in listed.items] == [finding.finding_id, snapshot.snapshot_id]
    assert (verify_store(far.workspace).problems, find_parcel_problems(far)) == ((), [])


def test_nobody_changes_a_case_that_came(town: Town, far: CaseBook, tmp_path: Path) -> None:
    made = share(town)
    take_parcel(far, send(town, made.share_id, tmp_path / "a.parcel"), by="zj-officer", at=SOON)
    answer_share(far, made.share_id, ShareState.ACCEPTED, by="zj-officer", at=SOON)
    for by in ("zj-lead", None):
        with pytest.raises(ItemError, match="of office 'gd'"):
            close_case(far, made.case_id, by=by, at=SOON)


@pytest.mark.parametrize("at_once", [1, 1000])
def test_what_came_is_found_by_search(
    town: Town, far: CaseBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("patrols.searching._AT_ONCE", at_once)  # also where there is more than one look gives
    made = share(town)
    take_parcel(far, send(town, made.share_id, tmp_path / "a.parcel"), by="zj-officer", at=SOON)
    index = open_index(far.workspace, SearchSettings())
    index.update()
    query = make_query("gd水壶")
    assert search_for(look(far, "zj-officer"), index, query).total == 0
    answer_share(far, made.share_id, ShareState.ACCEPTED, by="zj-officer", at=SOON)
    assert search_for(look(far, "zj-officer"), index, query).total == 2
    assert search_for(look(far, "zj-administrator"), index, query).total == 0


def test_a_redacted_share_travels_redacted(town: Town, far: CaseBook, tmp_path: Path) -> None:
    path = send(town, share(town, Fields.REDACTED).share_id, tmp_path / "a.parcel")
    data = path.read_bytes()
    hidden = ("13812345678", "王五", "李四", "水壶案", "picture of gd")
    assert [text for text in hidden if text.encode() in data] == []
    assert "gd水壶".encode() in data


def test_a_single_number_travels_with_nothing_else(town: Town, far: CaseBook, tmp_path: Path) -> None:
    made = share(town, Fields.NUMBER, number="2019010714000001")
    data = send(town, made.share_id, tmp_path / "a.parcel").read_bytes()
    assert (b"2019010714000001" in data, "水壶".encode() in data, b"snap-" in data) == (True, False, False)


def test_the_same_parcel_again_changes_nothing(town: Town, far: CaseBook, tmp_path: Path) -> None:
    path = send(town, share(town).share_id, tmp_path / "a.parcel")
    first = take_parcel(far, path, by="zj-officer", at=SOON)
    number = len(far.load_events())
    again = take_parcel(far, path, by="zj-officer", at=SOON)
    assert (again, len(far.load_events())) == (first, number)


def test_an_older_parcel_is_refused_after_a_newer_one(town: Town, far: CaseBook, tmp_path: Path) -> None:
    made = share(town)
    old = send(town, made.share_id, tmp_path / "old.parcel")
    take_parcel(far, old, by="zj-officer", at=SOON)
    answer_share(far, made.share_id, ShareState.ACCEPTED, by="zj-officer", at=SOON)
    withdraw_share(town.book, made.share_id, by="gd-lead", at=LATER)
    gone = take_parcel(far, send(town, made.share_id, tmp_path / "new.parcel"), by="zj-officer", at=SOON)
    assert gone.state is ShareState.WITHDRAWN
    assert look(far, "zj-officer").records.get_finding(town.findings["gd"].finding_id) is None
    with pytest.raises(VerificationError, match="older one is refused"):
        take_parcel(far, old, by="zj-officer", at=SOON)


def test_no_changed_byte_is_taken_in(town: Town, far: CaseBook, tmp_path: Path) -> None:
    path = send(town, share(town).share_id, tmp_path / "a.parcel")
    data = path.read_bytes()
    for place in [*range(0, len(data), max(1, len(data) // 120)), len(data) - 1]:
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(VerificationError):
            take_parcel(far, path, by="zj-officer", at=SOON)
    for cut in (data[:-1], data[: len(data) // 2], b"", data + b"x"):
        path.write_bytes(cut)
        with pytest.raises(VerificationError):
            take_parcel(far, path, by="zj-officer", at=SOON)
    assert far.load_world().received == {}


def test_a_parcel_signed_by_a_stranger_is_refused(town: Town, tmp_path: Path) -> None:
    stranger = open_workspace(tmp_path / "stranger", create=True, now=NOW)
    far = make_far(tmp_path / "far", stranger)
    path = send(town, share(town).share_id, tmp_path / "a.parcel")
    with pytest.raises(VerificationError, match="not trusted here"):
        take_parcel(far, path, by="zj-officer", at=SOON)
    assert far.load_world().received == {}


def test_a_parcel_for_another_office_is_refused(town: Town, tmp_path: Path) -> None:
    far = make_far(tmp_path / "far", town.book.workspace, office="sh")
    path = send(town, share(town).share_id, tmp_path / "a.parcel")
    with pytest.raises(ItemError, match="for office 'zj'"):
        take_parcel(far, path, by="sh-officer", at=SOON)


def test_a_parcel_cannot_speak_for_an_office_that_works_here(
    town: Town, far: CaseBook, tmp_path: Path
) -> None:
    add_office(far, "gd", name="自己的", region="44", parent=None, at=NOW)
    add_user(far, "gd-own", office_id="gd", roles=(Role.LEAD,), name="x", at=NOW)
    path = send(town, share(town).share_id, tmp_path / "a.parcel")
    with pytest.raises(ItemError, match="works here"):
        take_parcel(far, path, by="zj-officer", at=SOON)


def test_a_share_that_ended_is_not_taken_in(town: Town, far: CaseBook, tmp_path: Path) -> None:
    made = share(town, until=LATER + timedelta(days=1))
    path = send(town, made.share_id, tmp_path / "a.parcel")
    with pytest.raises(ItemError, match="ended"):
        take_parcel(far, path, by="zj-officer", at=SOON + timedelta(days=2))


@pytest.mark.parametrize(
    ("by", "to"), [("gd-officer", "zj"), ("zj-lead", "zj"), ("gd-lead", "bj"), ("gd-lead", "gd")]
)
def test_only_the_givers_lead_sends_and_only_to_the_group(
    town: Town, tmp_path: Path, by: str, to: str
) -> None:
    made = share(town)
    with pytest.raises(ItemError):
        send_share(town.book, made.share_id, to=to, out=tmp_path / "a.parcel", by=by, at=LATER)
    assert not (tmp_path / "a.parcel").exists()


def test_a_parcel_that_is_lost_from_the_store_is_found(town: Town, far: CaseBook, tmp_path: Path) -> None:
    take_parcel(far, send(town, share(town).share_id, tmp_path / "a.parcel"), by="zj-officer", at=SOON)
    (came,) = far.load_world().received.values()
    far.workspace.store.path(came.digest).unlink()
    assert [problem.path for problem in find_parcel_problems(far)] == [f"objects/{came.digest}"]


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip" * 50])
def test_a_file_that_is_no_parcel_is_one_clear_line(far: CaseBook, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.parcel"
    path.write_bytes(data)
    with pytest.raises(VerificationError):
        take_parcel(far, path, by="zj-officer", at=SOON)
