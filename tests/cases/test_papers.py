"""A paper that was printed is given again as it was, to whose it is, while what it quotes is shared."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.acting import ActRequest, do_act
from cases.book import CaseBook, open_book
from cases.casework import add_items, open_case
from cases.history import History
from cases.model import Act, ActKind, Fields, ShareState
from cases.papers import find_paper_problems, read_paper
from cases.rights import Machine
from cases.sharing import answer_share, make_share, withdraw_share
from config.errors import MissingError, RightError, VerificationError
from config.settings import Settings
from evidence.verify_store import verify_store
from evidence.workspace import open_workspace
from tests.cases.town import LATER, NOW, Town, make_town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    workspace = open_workspace(tmp_path / "ws", create=True, now=NOW)
    return make_town(open_book(workspace, Settings(office="gd")))


def print_paper(town: Town, case_id: str, kind: ActKind = ActKind.ASSISTANCE) -> tuple[Act, bytes]:
    written: list[bytes] = []
    asked = ActRequest(kind=kind, by="gd-officer", second=None, to="zj", name="letter.docx")
    act = do_act(town.book, case_id, asked, at=LATER, authority=None, name_reason=str, write=written.append)
    return act, written[0]


def read(town: Town, login: str, case_id: str, act: str) -> bytes:
    return read_paper(town.book, town.book.load_world().users[login], case_id, act, at=LATER)[1]


def test_a_paper_comes_again_byte_for_byte_by_its_id_and_its_number(town: Town) -> None:
    case = open_case(town.book, "T", [town.findings["gd"].finding_id], by="gd-lead", at=NOW)
    act, printed = print_paper(town, case.case_id)
    assert act.number is not None
    for named in (act.act_id, act.number):
        assert read(town, "gd-reviewer", case.case_id, named) == printed
    assert read_paper(town.book, Machine(), case.case_id, act.act_id, at=LATER)[1] == printed
    assert "quotes" not in act.as_json()
    assert (verify_store(town.book.workspace).ok, list(find_paper_problems(town.book))) == (True, [])


@pytest.mark.parametrize("login", ["zj-lead", "bj-officer", "gd-auditor", "gd-administrator"])
def test_nobody_else_has_it_even_where_the_case_is_shared_in_full(town: Town, login: str) -> None:
    case = open_case(town.book, "T", [town.findings["gd"].finding_id], by="gd-lead", at=NOW)
    act, _ = print_paper(town, case.case_id)
    asked = {"group": town.group, "shown": Fields.FULL, "by": "gd-lead", "at": NOW}
    share, _ = make_share(town.book, case.case_id, **asked)
    answer_share(town.book, share.share_id, ShareState.ACCEPTED, by="zj-officer", at=NOW)
    with pytest.raises(MissingError, match=f"there is no case '{case.case_id}'"):
        read(town, login, case.case_id, act.act_id)


def test_a_paper_that_quotes_what_was_shared_ends_with_the_share(town: Town) -> None:
    theirs = open_case(town.book, "theirs", [town.findings["zj"].finding_id], by="zj-lead", at=NOW)
    asked = {"group": town.group, "shown": Fields.FULL, "by": "zj-lead", "at": NOW}
    share, _ = make_share(town.book, theirs.case_id, **asked)
    answer_share(town.book, share.share_id, ShareState.ACCEPTED, by="gd-officer", at=NOW)
    case = open_case(town.book, "ours", [town.findings["gd"].finding_id], by="gd-lead", at=NOW)
    add_items(town.book, case.case_id, [town.findings["zj"].finding_id], by="gd-officer", at=NOW)
    act, printed = print_paper(town, case.case_id)
    assert read(town, "gd-officer", case.case_id, act.act_id) == printed
    withdraw_share(town.book, share.share_id, by="zj-lead", at=NOW)
    with pytest.raises(RightError, match="quotes what office 'zj'"):
        read(town, "gd-officer", case.case_id, act.act_id)


def test_a_paper_that_was_changed_or_lost_is_named(town: Town) -> None:
    case = open_case(town.book, "T", [town.findings["gd"].finding_id], by="gd-lead", at=NOW)
    act, _ = print_paper(town, case.case_id)
    digest = act.files[0].sha256
    store = town.book.workspace.store
    store.delete(digest)
    assert [one.path for one in find_paper_problems(town.book)] == [f"objects/{digest}"]
    with pytest.raises(VerificationError):
        read(town, "gd-officer", case.case_id, act.act_id)


def test_an_act_of_a_netpatrol_that_kept_no_papers_is_no_problem(town: Town) -> None:
    case = open_case(town.book, "T", [town.findings["gd"].finding_id], by="gd-lead", at=NOW)
    act, _ = print_paper(town, case.case_id)
    old = forget_papers(town.book)
    assert list(find_paper_problems(old)) == []
    with pytest.raises(MissingError, match="no paper is kept"):
        read_paper(old, Machine(), case.case_id, act.act_id, at=LATER)


def forget_papers(book: CaseBook) -> CaseBook:
    """The book as one reads it that was written before papers were kept."""

    class Old:
        find_problems = book.history.find_problems
        deliver = book.history.deliver

        def load(self, after: int = 0) -> list:  # type: ignore[type-arg]
            events = book.history.load(after)
            for _, event in events:
                event.body.pop("quotes", None)
            return events

    history: History = Old()
    return CaseBook(workspace=book.workspace, history=history, office_id=book.office_id)
