"""Asking the offices whether they know a number: what each may say, and no more."""

from dataclasses import dataclass
from datetime import datetime

from cases.book import CaseBook
from cases.model import Answer, Share, User
from cases.owners import Owners
from cases.redaction import is_open_number
from cases.rights import Matter, Sight, get_items, get_sight, is_live
from cases.scoped_records import open_scope
from cases.sharing import SHORTEST_NUMBER
from cases.world import World
from config.errors import ItemError
from config.numbers import normalise_number
from index.query import Hit, make_query
from index.searcher import SearchIndex
from patrols.searching import search_for

_MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A number, who asks, and where it was found: as the own office's, at all, as the asker sees it."""

    number: str
    user: User
    world: World
    at: datetime
    own: frozenset[tuple[str, str]]
    found: frozenset[tuple[str, str]]
    seen: frozenset[tuple[str, str]]


def ask_number(
    book: CaseBook, index: SearchIndex, number: str, user: User, *, at: datetime
) -> tuple[Answer, ...]:
    """The own office's answer, and those of offices that share so much with it; the asking is kept.

    An office that shares nothing of the number gives no answer, whether it knows the number or not. A share
    tells that it is known, of its own number or, of things, a number of goods, papers or companies; the case
    is named only where the number stands in what the share shows.

    Args:
        book: the case book.
        index: of the whole workspace, up to date.
        number: as it is written; at least six characters.
        user: who asks.
        at: the present moment.

    Raises:
        ItemError: the number is too short.
    """
    wanted = normalise_number(number).replace('"', "")
    if len(wanted) < SHORTEST_NUMBER:
        raise ItemError(
            f"{number!r} is too short to be asked for; write at least {SHORTEST_NUMBER} characters"
        )
    with book.write(at) as deeds:
        deeds.add("ask", "number", wanted, by=user)
    world = book.load_world()
    query = make_query(f'"{wanted}"', limit=_MOST)
    owners = Owners(records=book.workspace.records, world=world, office_id=book.office_id)
    found = index.search(query).hits
    seen = search_for(open_scope(book, user, world, at), index, query).hits
    own = frozenset(
        _name(hit) for hit in found if owners.get_snapshot_owner(hit.source["snapshot_id"]) == user.office_id
    )
    question = _Question(
        number=wanted,
        user=user,
        world=world,
        at=at,
        own=own,
        found=frozenset(map(_name, found)),
        seen=frozenset(map(_name, seen)),
    )
    answers = {user.office_id: _answer_own(question)}
    for share in world.shares.values():
        if is_live(world, share, user.office_id, at) and (answer := _answer(question, share)) is not None:
            held = answers.get(share.from_office)
            if held is None or held.case_id is None:
                answers[share.from_office] = answer
    return tuple(answers.values())


def _name(hit: Hit) -> tuple[str, str]:
    return str(hit.noun), hit.id


def _answer_own(question: _Question) -> Answer:
    """What the asker's own office knows; its case where one lists the matter or is about the operator."""
    world, office_id, own = question.world, question.user.office_id, question.own
    cases = [case for case in world.cases.values() if case.office_id == office_id]
    told = {share.case_id for share in world.shares.values() if share.number == question.number}
    naming = [
        case.case_id
        for case in cases
        if case.operator.uscc == question.number
        or case.case_id in told
        or any((str(item.noun), item.id) in own for item in case.held_items)
    ]
    return Answer(
        number=question.number,
        office_id=office_id,
        known=bool(own or naming),
        case_id=naming[0] if naming else None,
    )


def _answer(question: _Question, share: Share) -> Answer | None:
    """What a live share of another office lets it answer; None where that is nothing."""
    world, at = question.world, question.at
    answer = Answer(number=question.number, office_id=share.from_office, known=True)
    if share.number is not None:
        return answer if share.number == question.number else None
    is_known = False
    for item in get_items(world.cases[share.case_id], share):
        matter = Matter(noun=item.noun, id=item.id, office_id=share.from_office)
        sight, key = get_sight(world, question.user, matter, at), (str(item.noun), item.id)
        if sight >= Sight.REDACTED and key in question.seen:
            return answer.model_copy(update={"case_id": share.case_id})
        is_known = is_known or (sight >= Sight.NUMBER and key in question.found)
    return answer if is_known and is_open_number(question.number) else None
