"""Doing an act of a case: numbered, printed from the evidence, kept with the digest of its file."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from cases.acts.matter import Order
from cases.acts.printing import check_suffix, print_act
from cases.acts.writing import make_number
from cases.book import CaseBook
from cases.casework import get_own_case, keep_act, load_case, require_officers
from cases.jurisdiction import find_whereabouts, propose
from cases.model import Act, ActFile, ActKind, Case, CaseStatus, ItemNoun, User
from cases.papers import find_quotes
from cases.people import get_user
from cases.scoped_records import open_scope
from cases.world import World
from config.errors import ItemError
from evidence.clock import SHANGHAI
from evidence.records import Records
from inspectors.authority.lookup import Authority

BECOMES = {
    ActKind.TRANSFER: CaseStatus.TRANSFERRED,
    ActKind.POLICE_REFERRAL: CaseStatus.TRANSFERRED,
}
"""What a case is after an act that hands it on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRequest:
    """An act as somebody asks for it.

    `by` and `second` are logins; `to` is an office or whoever else it goes to, empty for what the form says;
    `name` is the file's, which ends in .docx or .pdf.
    """

    kind: ActKind
    by: str
    second: str | None
    to: str
    name: str


def complete_case(case: Case, records: Records, world: World, authority: Authority | None) -> Case:
    """A case with who may be competent, told from its evidence as far as `records` show it."""
    items = [item.id for item in case.held_items if item.noun is not ItemNoun.LEAD]
    known = find_whereabouts(records, items, case.operator.uscc, authority)
    return case.model_copy(update={"jurisdiction": propose(known, world.offices.values())})


def do_act(  # noqa: PLR0913 -- what is done, when, what is known by then, and where it goes
    book: CaseBook,
    case_id: str,
    asked: ActRequest,
    *,
    at: datetime,
    authority: Authority | None,
    name_reason: Callable[[str], str],
    write: Callable[[bytes], None],
) -> Act:
    """Print an act of a case and keep it in the history.

    Args:
        book: the case book.
        case_id: the case.
        asked: what is done, by whom, to whom, into which file.
        at: the moment of the act.
        authority: registers that say where the operator is; None asks none.
        name_reason: says in words why a page was not had, by the code that the records keep.
        write: takes the file's bytes before the act is kept, so that no act stands without its file; they
            are among the sealed objects by then.

    Raises:
        ItemError: there is no such case, or the act cannot be done as asked.
        ServiceError: the PDF could not be printed.
    """
    suffix = check_suffix(asked.name)
    world = book.load_world()
    officer = require_officers(world, asked.by, asked.second)
    get_own_case(world, case_id, officer, at)
    office = world.offices[officer.office_id]
    if asked.to == office.office_id and asked.kind in BECOMES:
        raise ItemError(
            f"{asked.kind} to the own office {asked.to!r} hands nothing on; name another with --to"
        )
    seen = open_scope(book, officer, world, at)
    case = complete_case(load_case(book, case_id, at=at), seen.records, world, authority)
    year = at.astimezone(SHANGHAI).year
    serial = _count_acts(world, officer, asked.kind, year) + 1
    order = Order(
        kind=asked.kind,
        number=make_number(asked.kind, office.sign or office.office_id, year, serial),
        office=office,
        officer=officer,
        second=get_user(world, asked.second) if asked.second is not None else None,
        to=_name_addressee(world, asked.to),
        to_office=asked.to if asked.to in world.offices else None,
        at=at,
    )
    data = print_act(seen, case, order, suffix=suffix, name_reason=name_reason, ledger=book.workspace)
    act = Act(
        act_id=str(uuid.uuid4()),
        kind=asked.kind,
        number=order.number,
        at=at,
        by=asked.by,
        second=asked.second,
        to=asked.to or None,
        files=(ActFile(name=PurePath(asked.name).name, sha256=book.workspace.store.write(data)),),
        quotes=find_quotes(world, case, officer, at),
    )
    write(data)
    keep_act(book, case_id, act, status=BECOMES.get(asked.kind), by=asked.by, at=at)
    return act


def _name_addressee(world: World, to: str) -> str:
    office = world.offices.get(to)
    return office.name if office is not None else to


def _count_acts(world: World, officer: User, kind: ActKind, year: int) -> int:
    """How many acts of a kind an office numbered in a year."""
    cases = (case for case in world.cases.values() if case.office_id == officer.office_id)
    moments = (act.at for case in cases for act in case.acts if act.kind is kind)
    return sum(moment.astimezone(SHANGHAI).year == year for moment in moments)
