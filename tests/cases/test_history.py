"""The history of people and cases, in the workspace and on PostgreSQL alike."""

import multiprocessing
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import text

from cases.book import CaseBook, open_book
from cases.casework import close_case, load_case, open_case
from cases.history import PostgresHistory, open_history
from cases.model import CaseStatus, Role
from cases.people import add_office, add_user, join_group
from config.errors import ConfigError, ItemError, ServiceError, VerificationError
from config.settings import CaseSettings, Settings
from evidence.verify_store import verify_store
from evidence.workspace import Workspace, open_workspace
from tests.cases.town import LATER, NOW, make_town


@pytest.fixture
def kept(workspace: Workspace, case_settings: CaseSettings) -> CaseBook:
    """A book on either database with an office, a lead and a case."""
    book = open_book(workspace, Settings(office="gd", cases=case_settings))
    add_office(book, "gd", name="广东局", region="44", parent=None, at=NOW)
    add_user(book, "li", office_id="gd", roles=(Role.LEAD,), name="李明", at=NOW)
    open_case(book, "壶", (), by="li", at=NOW)
    return book


def test_another_process_finds_the_same_world(kept: CaseBook, case_settings: CaseSettings) -> None:
    other = open_book(open_workspace(kept.workspace.root), Settings(office="gd", cases=case_settings))
    assert other.load_world() == kept.load_world()
    (case,) = other.load_world().cases.values()
    assert (case.title, case.opened_by, case.opened_at) == ("壶", "li", NOW)


def test_a_world_that_was_handed_out_never_changes(kept: CaseBook) -> None:
    before = kept.load_world()
    add_office(kept, "zj", name="浙江局", region="33", parent=None, at=NOW)
    assert (list(before.offices), list(kept.load_world().offices)) == (["gd"], ["gd", "zj"])


def test_a_deed_that_is_refused_leaves_nothing(kept: CaseBook) -> None:
    (case_id,) = kept.load_world().cases
    close_case(kept, case_id, by="li", at=LATER)
    number = len(kept.load_events())
    with pytest.raises(ItemError, match="closed"):
        close_case(kept, case_id, by="li", at=LATER)
    assert (len(kept.load_events()), load_case(kept, case_id, at=LATER).status) == (number, CaseStatus.CLOSED)


def test_every_deed_is_in_the_custody_ledger(kept: CaseBook) -> None:
    entries = [entry for entry in kept.workspace.records.iter_entries() if entry.noun == "event"]
    assert [entry.subject for entry in entries] == [event.event_id for event in kept.load_events()]
    assert (verify_store(kept.workspace).problems, kept.history.find_problems()) == ((), [])


@pytest.mark.parametrize(
    "statement", ["DELETE FROM events", "UPDATE events SET body = replace(body, '壶', '碗')"]
)
def test_a_case_row_that_was_changed_or_taken_is_found(kept: CaseBook, statement: str) -> None:
    with kept.workspace.records.write(NOW) as writer:
        writer.connection.execute(text(statement))
    assert not verify_store(kept.workspace).ok


def _open_cases(root: Path, settings: CaseSettings, number: int) -> None:
    book = open_book(open_workspace(root), Settings(office="gd", cases=settings))
    for _ in range(number):
        open_case(book, "并行", (), by="li", at=LATER)


def test_processes_that_write_at_once_lose_nothing(kept: CaseBook, case_settings: CaseSettings) -> None:
    context = multiprocessing.get_context("spawn")
    work = (kept.workspace.root, case_settings, 5)
    workers = [context.Process(target=_open_cases, args=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert len(kept.load_world().cases) == 16
    assert (verify_store(kept.workspace).problems, kept.history.find_problems()) == ((), [])


def test_a_town_is_the_same_on_either_database(workspace: Workspace, case_settings: CaseSettings) -> None:
    town = make_town(open_book(workspace, Settings(office="gd", cases=case_settings)))
    join_group(town.book, town.group, "bj", at=NOW)
    world = town.book.load_world()
    assert world.groups[town.group].offices == ("gd", "zj", "bj")
    assert sorted(world.runs.values()) == ["bj", "gd", "zj"]


@pytest.fixture
def remote(workspace: Workspace, postgres_settings: CaseSettings) -> CaseBook:
    book = open_book(workspace, Settings(office="gd", cases=postgres_settings))
    add_office(book, "gd", name="广东局", region="44", parent=None, at=NOW)
    add_user(book, "li", office_id="gd", roles=(Role.LEAD,), name="李明", at=NOW)
    return book


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM netpatrol_events WHERE noun = 'office'",
        "UPDATE netpatrol_events SET body = replace(body, 'lead', 'auditor')",
        "UPDATE netpatrol_events SET subject = 'wang' WHERE noun = 'user'",
        """INSERT INTO netpatrol_events SELECT seq + 99, event_id || 'z', noun, subject, did, by, at, body
        FROM netpatrol_events""",
    ],
)
def test_a_changed_case_database_is_found(remote: CaseBook, statement: str) -> None:
    assert remote.history.find_problems() == []
    assert isinstance(remote.history, PostgresHistory)
    with remote.history.engine.begin() as connection:
        connection.execute(text(statement))
    assert remote.history.find_problems() != []


@pytest.mark.postgres
def test_what_a_crash_kept_from_the_server_is_brought_by_the_next_deed(remote: CaseBook) -> None:
    with patch.object(PostgresHistory, "deliver"), remote.write(NOW) as deeds:
        deeds.add("add", "office", "zj", {"name": "浙江局", "region": "33", "parent": None})
    assert "zj" not in remote.load_world().offices
    add_office(remote, "bj", name="北京局", region="11", parent=None, at=LATER)
    assert list(remote.load_world().offices) == ["gd", "zj", "bj"]
    assert remote.history.find_problems() == []


@pytest.mark.postgres
def test_a_database_belongs_to_one_workspace(
    remote: CaseBook, postgres_settings: CaseSettings, tmp_path: Path
) -> None:
    other = open_workspace(tmp_path / "other", create=True, now=NOW)
    with pytest.raises(ConfigError, match="belongs to the workspace"):
        open_history(other, postgres_settings)


@pytest.mark.postgres
def test_something_that_is_no_event_is_one_clear_line(remote: CaseBook) -> None:
    assert isinstance(remote.history, PostgresHistory)
    with remote.history.engine.begin() as connection:
        connection.execute(text("UPDATE netpatrol_events SET body = '{}'"))
    with pytest.raises(VerificationError, match="no event"):
        remote.history.load()


def test_a_server_that_does_not_answer_is_one_clear_line(workspace: Workspace) -> None:
    with pytest.raises(ServiceError, match="the case database cannot be used"):
        open_history(workspace, CaseSettings(url="postgresql://nobody@127.0.0.1:1/none"))


@pytest.mark.parametrize(
    "url", ["postgresql://user:secret@host/db", "mysql://host/db", "postgresql://host/d b"]
)
def test_an_address_that_cannot_be_used_or_holds_a_password_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        CaseSettings(url=url)


def test_a_password_file_that_others_can_read_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("secret")
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="is open to others"):
        open_history(workspace, CaseSettings(url="postgresql://u@127.0.0.1/db", password_file=path))
