"""Offices, people, tokens and groups; what cannot be set up is one clear line."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from cases import accounts
from cases.accounts import (
    MOST_FAILURES,
    find_password_problems,
    get_session,
    log_in,
    open_session,
    set_password,
)
from cases.book import CaseBook
from cases.model import Role
from cases.people import (
    add_group,
    add_office,
    add_token,
    add_user,
    disable_user,
    find_token_user,
    join_group,
    leave_group,
    revoke_token,
)
from config.errors import ItemError
from evidence.noun import make_digest
from evidence.verify_store import verify_store
from tests.cases.town import NOW

PASSWORD = "correct horse battery"


@pytest.fixture
def staffed(book: CaseBook) -> CaseBook:
    """A book with an office and a user who has a password."""
    add_office(book, "gd", name="广东局", region="440000", parent=None, at=NOW)
    add_user(book, "li", office_id="gd", roles=(Role.OFFICER,), name="李明", at=NOW)
    set_password(book, "li", PASSWORD, at=NOW)
    return book


@pytest.mark.parametrize(
    ("code", "known"), [("44", True), ("440000", True), ("330113", True), ("99", False), ("x", False)]
)
def test_an_office_lies_in_a_region_of_gb_2260(book: CaseBook, code: str, *, known: bool) -> None:
    if known:
        assert add_office(book, "a", name="a", region=code, parent=None, at=NOW).region == code
        return
    with pytest.raises(ItemError, match=code):
        add_office(book, "a", name="a", region=code, parent=None, at=NOW)
    assert book.load_world().offices == {}


@pytest.mark.parametrize(
    ("office_id", "parent"), [("gd", None), ("new", "nowhere"), ("new", "new"), ("A B", None)]
)
def test_an_office_that_cannot_be_added_is_refused(
    staffed: CaseBook, office_id: str, parent: str | None
) -> None:
    with pytest.raises(ItemError):
        add_office(staffed, office_id, name="x", region="44", parent=parent, at=NOW)


def test_no_two_offices_number_their_acts_alike(book: CaseBook) -> None:
    add_office(book, "a", name="甲局", region="44", parent=None, sign="粤市监", at=NOW)
    for office_id, sign in (("b", "粤市监"), ("粤市监", None), ("b", " 粤市监 ")):
        with pytest.raises(ItemError):
            add_office(book, office_id, name="乙局", region="44", parent=None, sign=sign, at=NOW)


def test_a_group_holds_offices_and_no_group(staffed: CaseBook) -> None:
    first, second = (add_group(staffed, name, at=NOW) for name in ("一", "二"))
    with pytest.raises(ItemError, match="so that none can hold itself"):
        join_group(staffed, first.group_id, second.group_id, at=NOW)
    assert join_group(staffed, "一", "gd", at=NOW).offices == ("gd",)
    assert leave_group(staffed, "一", "gd", at=NOW).offices == ()
    with pytest.raises(ItemError, match="not in group"):
        leave_group(staffed, "一", "gd", at=NOW)


def test_there_is_no_account_before_one_is_made(book: CaseBook) -> None:
    assert book.load_world().users == {}
    assert [log_in(book, name, "admin", at=NOW) for name in ("admin", "root", "")] == [None, None, None]


def test_only_the_right_password_of_an_active_user_opens(staffed: CaseBook) -> None:
    user = log_in(staffed, "li", PASSWORD, at=NOW)
    assert user is not None
    assert (user.name, log_in(staffed, "li", "wrong", at=NOW)) == ("李明", None)
    disable_user(staffed, "li", at=NOW)
    assert log_in(staffed, "li", PASSWORD, at=NOW) is None


def test_a_login_is_locked_after_failures_in_a_row_and_opens_again_in_time(staffed: CaseBook) -> None:
    for _ in range(MOST_FAILURES):
        assert log_in(staffed, "li", "wrong", at=NOW) is None
    assert log_in(staffed, "li", PASSWORD, at=NOW) is None
    assert [event.did for event in staffed.load_events()][-1] == "lock"
    assert log_in(staffed, "li", PASSWORD, at=NOW + accounts.LOCKED_FOR) is not None


@pytest.mark.parametrize("password", ["", "short", "li" + "x" * 20, "x" * 500])
def test_a_weak_password_is_refused(staffed: CaseBook, password: str) -> None:
    with pytest.raises(ItemError, match="choose another"):
        set_password(staffed, "li", password, at=NOW)


def test_no_password_and_no_token_stands_in_the_store(staffed: CaseBook) -> None:
    token = add_token(staffed, "li", name="x", days=1, at=NOW)
    data = b"".join(path.read_bytes() for path in staffed.workspace.root.glob("records.db*"))
    assert (PASSWORD.encode() in data, token.token.encode() in data) == (False, False)
    assert b"$argon2id$" in data


def test_a_hash_put_there_by_another_hand_opens_nothing(staffed: CaseBook) -> None:
    forged = accounts._HASHER.hash("another password")
    with staffed.workspace.records.write(NOW) as writer:
        writer.connection.execute(text("UPDATE passwords SET hash = :hash"), {"hash": forged})
    assert log_in(staffed, "li", "another password", at=NOW) is None
    assert [problem.path for problem in find_password_problems(staffed)] == ["li"]


def test_a_token_opens_until_it_expires_or_is_revoked_or_its_user_is_disabled(staffed: CaseBook) -> None:
    first, second = (add_token(staffed, "li", name="x", days=1, at=NOW) for _ in range(2))
    world = staffed.load_world()
    assert find_token_user(world, first.token, at=NOW) == world.users["li"]
    assert find_token_user(world, first.token, at=NOW + timedelta(days=1)) is None
    assert find_token_user(world, make_digest(first.token), at=NOW) is None
    revoke_token(staffed, first.token_id, at=NOW)
    assert find_token_user(staffed.load_world(), first.token, at=NOW) is None
    disable_user(staffed, "li", at=NOW)
    assert find_token_user(staffed.load_world(), second.token, at=NOW) is None


def test_a_session_ends_in_time_and_with_a_new_password(staffed: CaseBook) -> None:
    user = staffed.load_world().users["li"]
    cookie = open_session(staffed, user, at=NOW)
    held = get_session(staffed, cookie, at=NOW)
    assert held is not None
    assert (held.login, get_session(staffed, cookie, at=held.until)) == ("li", None)
    set_password(staffed, "li", PASSWORD + "2", at=NOW)
    assert get_session(staffed, cookie, at=NOW) is None


def test_what_was_done_to_people_is_in_the_custody_ledger(staffed: CaseBook) -> None:
    assert verify_store(staffed.workspace).problems == ()
    with staffed.workspace.records.write(NOW) as writer:
        writer.connection.execute(text("""UPDATE events SET body = replace(body, 'officer', 'lead')"""))
    problems = verify_store(staffed.workspace).problems
    assert any("is not what the ledger entry covers" in problem.problem for problem in problems)
