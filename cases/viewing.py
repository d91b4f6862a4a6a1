"""Cases, shares and the ledger as one person may see them."""

from collections.abc import Iterator
from datetime import datetime

from cases.casework import make_whole_case
from cases.model import Case, HistoryEntry, Item, Share
from cases.redaction import redact_case
from cases.rights import Deed, Machine, Matter, Sight, Viewer, get_sight, is_live, may
from cases.world import World, as_of, make_history_entry
from evidence.event import Event
from evidence.noun import Noun

_OF_ALL = {"case", "share", "office", "user", "group"}
"""What an auditor reads of other offices' deeds: entries about these name ids and no matter."""


_IDS = ("case_id", "group_id", "office_id", "from_office", "login", "act_id")
"""What in an event's facts is an id."""


class LedgerEntry(Noun):
    """Who did or read what, when; `subject` is the id of what it was done to."""

    at: datetime
    by: str
    office_id: str | None
    did: str
    noun: str
    subject: str
    what: str


def see_case(world: World, viewer: Viewer, case_id: str, at: datetime) -> Case | None:
    """A case as somebody may see it; None where it is not there for them."""
    case = world.cases.get(case_id)
    # The rights are asked of what is missing as of what is hidden, so that both take as long.
    matter = Matter(noun="case", id=case_id, office_id=case.office_id if case is not None else "-")
    sight = get_sight(world, viewer, matter, at)
    if case is None or sight < Sight.REDACTED:
        return None
    if isinstance(viewer, Machine) or viewer.office_id == case.office_id:
        return make_whole_case(world, case, at=at)
    live = [one for one in world.get_shares_of(case_id) if is_live(world, one, viewer.office_id, at)]
    items = tuple(item for item in case.held_items if _sees_item(world, viewer, case, item, at))
    shown = redact_case(case, items) if sight is Sight.REDACTED else _make_full(case, items, live)
    return shown.model_copy(update={"shares": tuple(as_of(one, viewer.office_id, at) for one in live)})


def list_cases(world: World, viewer: Viewer, at: datetime) -> tuple[Case, ...]:
    """Every case that somebody may see, in the order in which they were opened."""
    seen = (see_case(world, viewer, case_id, at) for case_id in world.cases)
    return tuple(case for case in seen if case is not None)


def see_history(world: World, viewer: Viewer, case_id: str, at: datetime) -> tuple[HistoryEntry, ...] | None:
    """The history of a case for its own people and for auditors; None where it is not there for them."""
    case = world.cases.get(case_id)
    if case is None or not may(viewer, Deed.HISTORY):
        return None
    is_own = not isinstance(viewer, Machine) and viewer.office_id == case.office_id
    if isinstance(viewer, Machine) or is_own or may(viewer, Deed.LEDGER):
        return world.histories.get(case_id, ())
    return None


def iter_ledger(
    events: list[Event],
    viewer: Viewer,
    *,
    since: datetime | None = None,
    about: str | None = None,
    by: str | None = None,
) -> Iterator[LedgerEntry]:
    """The entries that somebody may read, in order.

    Args:
        events: the whole history.
        viewer: the machine's administrator or an auditor; nobody else reads any.
        since: only from this moment on.
        about: only what names this id.
        by: only what this login did.
    """
    if not may(viewer, Deed.LEDGER):
        return
    for event in events:
        if since is not None and event.at < since:
            continue
        if by is not None and event.by != by:
            continue
        if about is not None and about not in _name_ids(event):
            continue
        is_own = isinstance(viewer, Machine) or event.office_id == viewer.office_id
        if is_own or event.noun in _OF_ALL:
            line = make_history_entry(event)
            yield LedgerEntry(
                at=event.at,
                by=event.by,
                office_id=event.office_id,
                did=event.did,
                noun=event.noun,
                subject=event.subject,
                what=line.what,
            )


def _name_ids(event: Event) -> set[str]:
    """The ids that an event names; what is written in it (titles, numbers) is no way to find it."""
    named = {event.subject, event.by, event.office_id or ""}
    named |= {str(event.body[name]) for name in _IDS if event.body.get(name) is not None}
    for one in event.body.get("items", ()):
        named |= {str(one.get("item_id")), str(one["id"])} if isinstance(one, dict) else {str(one)}
    return named


def _make_full(case: Case, items: tuple[Item, ...], live: list[Share]) -> Case:
    """A case that is shared in full: with its acts where the whole of it is shared, never its history."""
    is_whole = any(not share.items and share.number is None for share in live)
    hidden = {} if is_whole else {"acts": (), "clocks": ()}
    return case.model_copy(update={"items": items, "shares": (), "history": (), **hidden})


def _sees_item(world: World, viewer: Viewer, case: Case, item: Item, at: datetime) -> bool:
    """Whether an item of another office's case is seen: it is that office's own, and seen by itself."""
    if item.owner != case.office_id:
        return False
    matter = Matter(noun=item.noun, id=item.id, office_id=case.office_id)
    return get_sight(world, viewer, matter, at) >= Sight.REDACTED
