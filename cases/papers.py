"""Papers that were printed: kept as sealed objects, given again byte for byte to whose case it is."""

from collections.abc import Iterator
from datetime import datetime

from cases.book import CaseBook
from cases.casework import refuse_case
from cases.model import Act, Case, Quote
from cases.rights import Machine, Matter, Viewer, get_sight
from cases.viewing import see_case
from cases.world import World
from config.errors import MissingError, RightError, VerificationError
from evidence.verification import Problem


def find_quotes(world: World, case: Case, viewer: Viewer, at: datetime) -> tuple[Quote, ...]:
    """What a paper of a case tells of other offices' matter, and how much of it whoever prints it sees."""
    foreign = (item for item in case.held_items if item.owner not in {None, case.office_id})
    return tuple(
        Quote(
            noun=item.noun,
            id=item.id,
            owner=item.owner,
            sight=get_sight(world, viewer, Matter(noun=item.noun, id=item.id, office_id=item.owner), at),
        )
        for item in foreign
    )


def read_paper(
    book: CaseBook, viewer: Viewer, case_id: str, named: str, *, at: datetime
) -> tuple[Act, bytes]:
    """An act of a case with the very bytes that were printed.

    Args:
        book: the case book.
        viewer: who asks; only the case's own office has its papers.
        case_id: the case.
        named: the act, by its id or its number.
        at: the present moment.

    Raises:
        MissingError: there is no such case or act for them, or its paper is not here.
        RightError: it quotes what another office does not share any more.
        VerificationError: what was kept is missing or was changed.
    """
    world = book.load_world()
    case = see_case(world, viewer, case_id, at)
    if case is None or not (isinstance(viewer, Machine) or viewer.office_id == case.office_id):
        raise refuse_case(case_id)
    act = next((one for one in case.acts if named in {one.act_id, one.number}), None)
    if act is None or act.quotes is None:
        raise MissingError(
            f"of act {named!r} no paper is kept in case {case_id!r}; `netpatrol case show` lists its acts"
        )
    hidden = next((one for one in act.quotes if not _sees(world, viewer, one, at)), None)
    if hidden is not None:
        raise RightError(
            f"the paper {act.number!r} quotes what office {hidden.owner!r} does not share any more; "
            "ask that office"
        )
    return act, book.workspace.store.read(act.files[0].sha256)


def find_paper_problems(book: CaseBook) -> Iterator[Problem]:
    """Papers that were kept and are missing or were changed."""
    for case in book.load_world().cases.values():
        for file in (file for act in case.acts if act.quotes is not None for file in act.files):
            try:
                book.workspace.store.read(file.sha256)
            except VerificationError as exc:
                yield Problem(path=f"objects/{file.sha256}", problem=str(exc))


def _sees(world: World, viewer: Viewer, quote: Quote, at: datetime) -> bool:
    matter = Matter(noun=quote.noun, id=quote.id, office_id=quote.owner)
    return get_sight(world, viewer, matter, at) >= quote.sight
