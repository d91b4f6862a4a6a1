"""What people do to a case: open it, list evidence in it, take some out again, close it."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from cases.book import CaseBook, Deeds
from cases.clocks import list_clocks
from cases.model import Act, ActKind, Case, CaseStatus, ItemNoun, Operator, User
from cases.operator import find_operator
from cases.people import get_user
from cases.rights import Deed, Machine, Matter, Sight, get_sight, may
from cases.scoped_records import ScopedRecords, open_scope
from cases.world import World, as_of
from config.errors import ItemError, MissingError, RightError
from evidence.finding import Finding
from evidence.records import Records
from evidence.selection import iter_shown_by_shop

SURVEY = "site learn"
"""The command whose visits look how a site is built, and at its goods only for that."""
LONGEST_TITLE = 200
LONGEST_PROOF = 500
_ANSWERED_BY_REPLY = frozenset({ActKind.ASSISTANCE, ActKind.TRANSFER, ActKind.PLATFORM_NOTICE})


def open_case(
    book: CaseBook, title: str, ids: Iterable[str], *, by: str, operator: Operator | None = None, at: datetime
) -> Case:
    """A new case of the office of `by`, with what the ids name in its evidence list.

    Raises:
        ItemError: the title or an id cannot be used, or `by` may not open cases.
    """
    kept = title.strip()
    if not 1 <= len(kept) <= LONGEST_TITLE or not kept.isprintable():
        raise ItemError(f"{title!r} cannot be a title; write 1 to {LONGEST_TITLE} printable characters")
    case_id = str(uuid.uuid4())
    with book.write(at) as deeds:
        user = require(deeds.world, by, Deed.OPEN)
        items = _make_items(book, deeds, user, ids, None, ())
        # What another office shared may be withdrawn: the case keeps no name from it.
        own = [item for item in items if item["owner"] == user.office_id]
        listed = [item["id"] for item in own if item["noun"] == ItemNoun.SNAPSHOT]
        named = operator or find_operator(open_scope(book, user, deeds.world, at).records, listed)
        body = {"title": kept, "office_id": user.office_id, "operator": named.model_dump(mode="json")}
        deeds.add("open", "case", case_id, body, by=user)
        if items:
            deeds.add("add", "case", case_id, {"items": items}, by=user)
    return load_case(book, case_id, at=at)


def add_items(
    book: CaseBook, case_id: str, ids: Iterable[str], *, by: str, proves: str | None = None, at: datetime
) -> Case:
    """List more evidence in a case; what is listed already stays as it is.

    Raises:
        ItemError: there is no such open case of the own office, or an id cannot be used.
    """
    with book.write(at) as deeds:
        user = require(deeds.world, by, Deed.ADD)
        case = get_own_case(deeds.world, case_id, user, deeds.at)
        items = _make_items(book, deeds, user, ids, proves, case.held_items)
        if items:
            deeds.add("add", "case", case_id, {"items": items}, by=user)
    return load_case(book, case_id, at=at)


def remove_items(book: CaseBook, case_id: str, ids: Iterable[str], *, by: str, at: datetime) -> Case:
    """Take evidence out of a case's list, by item id or by the id of the thing; the entry stays.

    Raises:
        ItemError: there is no such open case of the own office, or it does not hold such an item.
    """
    with book.write(at) as deeds:
        user = require(deeds.world, by, Deed.ADD)
        case = get_own_case(deeds.world, case_id, user, deeds.at)
        gone = []
        for one in dict.fromkeys(ids):
            found = [item.item_id for item in case.held_items if one in {item.item_id, item.id}]
            if not found:
                raise ItemError(f"case {case_id!r} holds no {one!r}; `netpatrol case show` lists its items")
            gone += found
        deeds.add("remove", "case", case_id, {"items": gone}, by=user)
    return load_case(book, case_id, at=at)


def close_case(book: CaseBook, case_id: str, *, by: str | None, at: datetime) -> Case:
    """Close a case; the machine's administrator does when nobody is named.

    Raises:
        ItemError: there is no such open case of the own office, or `by` may not close cases.
    """
    with book.write(at) as deeds:
        user = require(deeds.world, by, Deed.CLOSE) if by is not None else None
        get_own_case(deeds.world, case_id, user, deeds.at)
        deeds.add("close", "case", case_id, by=user)
    return load_case(book, case_id, at=at)


def keep_act(
    book: CaseBook, case_id: str, act: Act, *, status: CaseStatus | None, by: str, at: datetime
) -> Case:
    """Keep an act that was printed; `at` and `by` of the act are those of this deed.

    `status` is what the case becomes; None leaves it as it is.

    Raises:
        ItemError: there is no such open case of the own office, or one of the two officers may not act.
    """
    with book.write(at) as deeds:
        user = require_officers(deeds.world, by, act.second)
        case = get_own_case(deeds.world, case_id, user, deeds.at)
        taken = {one.number for other in deeds.world.cases.values() for one in other.acts if one.number}
        if act.number in taken:
            raise ItemError(f"the number {act.number} was given meanwhile; run the same command again")
        body: dict[str, Any] = {
            "act": act.model_dump(mode="json", exclude={"at", "by"}),
            "quotes": [one.model_dump(mode="json") for one in act.quotes or ()],
            "status": str(status or case.status),
        }
        deeds.add("act", "case", case_id, body, by=user)
        answered = _find_answered(case, act)
        if answered is not None:
            deeds.add("answered", "case", case_id, {"act_id": answered.act_id}, by=user)
    return load_case(book, case_id, at=at)


def require_officers(world: World, by: str, second: str | None) -> User:
    """The first of the two officers of an act.

    Raises:
        ItemError: one of them may not act, or both are the same or of two offices.
    """
    user = require(world, by, Deed.ACT)
    if second is not None:
        other = world.users.get(second)
        if other is None or not may_second(other, user):
            raise ItemError(f"{second!r} cannot be the second officer; name another of the own office")
    return user


def may_second(other: User, first: User) -> bool:
    """Whether somebody may sign beside the first of two officers: a colleague whose roles allow it."""
    return other != first and other.office_id == first.office_id and may(other, Deed.SECOND)


def _find_answered(case: Case, act: Act) -> Act | None:
    """The letter that a reply answers: the first that waits; a reply that goes to somebody is our own."""
    if act.kind is not ActKind.REPLY or act.to is not None:
        return None
    waiting = (one for one in case.acts if one.kind in _ANSWERED_BY_REPLY and one.answered_at is None)
    return next(waiting, None)


def load_case(book: CaseBook, case_id: str, *, at: datetime) -> Case:
    """A case with its shares and its history, as its owner sees it.

    Raises:
        ItemError: there is none.
    """
    world = book.load_world()
    if case_id not in world.cases:
        raise refuse_case(case_id)
    return make_whole_case(world, world.cases[case_id], at=at)


def make_whole_case(world: World, case: Case, *, at: datetime) -> Case:
    """A case with its shares, its history and the periods that run in it."""
    shares = tuple(as_of(share, None, at) for share in world.get_shares_of(case.case_id))
    whole = case.model_copy(update={"shares": shares, "history": world.histories.get(case.case_id, ())})
    return whole.model_copy(update={"clocks": list_clocks(whole)})


def refuse_case(case_id: str) -> MissingError:
    """What is said of a case that is not there, or that may not be seen."""
    return MissingError(f"there is no case {case_id!r}; `netpatrol case list` names them")


def require(world: World, login: str, deed: Deed) -> User:
    """The user with a login, who must be allowed a deed.

    Raises:
        ItemError: there is none.
        RightError: the roles do not allow it.
    """
    user = get_user(world, login)
    if not may(user, deed):
        raise RightError(f"user {login!r} may not {deed}; the roles are {', '.join(user.roles)}")
    return user


def get_own_case(world: World, case_id: str, user: User | None, at: datetime) -> Case:
    """An open case that the office of `user` may change; of any office for the machine's administrator.

    Raises:
        ItemError: there is none for them, it is another office's, or it is closed.
    """
    case = world.cases.get(case_id)
    matter = Matter(noun="case", id=case_id, office_id=case.office_id if case else None)
    if case is None or get_sight(world, user or Machine(), matter, at) < Sight.REDACTED:
        raise refuse_case(case_id)
    came = {world.shares[one].case_id for one in world.received}
    if case_id in came or (user is not None and case.office_id != user.office_id):
        raise ItemError(f"case {case_id!r} is of office {case.office_id!r}; only its own people change it")
    if case.status is CaseStatus.CLOSED:
        raise ItemError(f"case {case_id!r} is closed; open a new one")
    return case


def _make_items(
    book: CaseBook, deeds: Deeds, user: User, ids: Iterable[str], proves: str | None, held: Iterable[Any]
) -> list[dict[str, Any]]:
    """The lines of an evidence list for some ids; nothing is listed twice."""
    if proves is not None and (len(proves) > LONGEST_PROOF or not proves.strip()):
        raise ItemError(f"what it proves has 1 to {LONGEST_PROOF} characters, not {len(proves)}; shorten it")
    records = open_scope(book, user, deeds.world, deeds.at).records
    known = {(str(item.noun), item.id) for item in held}
    lines: list[dict[str, Any]] = []
    for one in ids:
        seen = dict.fromkeys(find_parts(records, one))
        if not seen:
            raise MissingError(
                f"{one!r} is no lead, finding or snapshot that can be listed; check the id, and whether it"
                " was captured for an office (`office` in netpatrol.toml)"
            )
        for noun, part in seen:
            if (str(noun), part) not in known:
                known.add((str(noun), part))
                owner = _get_owner(records, user, noun, part)
                line = {"item_id": str(uuid.uuid4()), "noun": str(noun), "id": part, "proves": proves}
                lines.append({**line, "owner": owner})
    return lines


def list_own_evidence(case: Case) -> list[str]:
    """The findings and snapshots that a case holds of its own office: what a bundle of it carries."""
    held = (item for item in case.held_items if item.noun is not ItemNoun.LEAD)
    return [item.id for item in held if item.owner == case.office_id]


def find_parts(records: Records, one: str) -> Iterator[tuple[ItemNoun, str]]:
    """What an id brings into a case: a lead its findings, a finding the captures that show what it says.

    A visit of a survey is no inspection: a lead brings one only where it was never seen otherwise.

    Args:
        records: as the one who lists them sees them: what is not seen is not brought.
        one: a lead, finding or snapshot.
    """
    finding = records.get_finding(one)
    if finding is not None:
        yield from _find_shown(records, finding)
        return
    if records.get_snapshot(one) is not None:
        yield ItemNoun.SNAPSHOT, one
        return
    findings = records.load_findings(lead_id=one)
    if findings or records.get_lead(one) is not None:
        yield ItemNoun.LEAD, one
    for each in [one for one in findings if not _is_of_survey(records, one)] or findings:
        yield from _find_shown(records, each)
    for pick in records.load_picks(lead_id=one):
        yield from _find_snapshot(records, pick.snapshot_id)


def _is_of_survey(records: Records, finding: Finding) -> bool:
    snapshot = records.get_snapshot(finding.snapshot_id)
    run = records.load_run(snapshot.run_id) if snapshot is not None else None
    return run is not None and run.command == SURVEY


def _find_shown(records: Records, finding: Finding) -> Iterator[tuple[ItemNoun, str]]:
    """A finding with its page and the captures that hold the places it points at, such as a licence."""
    yield ItemNoun.FINDING, finding.finding_id
    for snapshot in iter_shown_by_shop(records, finding):
        yield ItemNoun.SNAPSHOT, snapshot.snapshot_id


def _find_snapshot(records: Records, snapshot_id: str) -> Iterator[tuple[ItemNoun, str]]:
    if records.get_snapshot(snapshot_id) is not None:
        yield ItemNoun.SNAPSHOT, snapshot_id


def _get_owner(records: Records, user: User, noun: ItemNoun, one: str) -> str | None:
    """The office whose thing it is; a lead is whose case lists it."""
    if noun is ItemNoun.LEAD or not isinstance(records, ScopedRecords):
        return user.office_id
    owners = records.scope.owners
    return owners.get_finding_owner(one) if noun is ItemNoun.FINDING else owners.get_snapshot_owner(one)
