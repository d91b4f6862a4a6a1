"""Who may see and do what: the one place that decides it, from the present world alone.

Deny by default. What an office captured is its own. Others see it only through a share that they accepted,
only while both offices are in its group and it lives, and where several shares cover the same thing, the most
restrictive one rules (docs/contracts/cases.md).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from cases.model import Case, Fields, Item, Role, Share, ShareState, User
from cases.world import World, as_of


class Sight(IntEnum):
    """How much of a thing somebody may see."""

    NOTHING = 0
    NUMBER = 1
    REDACTED = 2
    FULL = 3


class Deed(StrEnum):
    """What a right is needed for."""

    READ = "read"
    REVIEW = "review"
    SECOND = "second"
    ADD = "add"
    ACT = "act"
    OPEN = "open"
    CLOSE = "close"
    SHARE = "share"
    ANSWER = "answer"
    LEDGER = "ledger"
    HISTORY = "history"
    MANAGE = "manage"
    CRAWL = "crawl"
    IMPORT = "import"
    EXPORT = "export"
    PURGE = "purge"


_SIGHTS = {Fields.FULL: Sight.FULL, Fields.REDACTED: Sight.REDACTED, Fields.NUMBER: Sight.NUMBER}

_ROLES = {
    Deed.READ: {Role.OFFICER, Role.REVIEWER, Role.LEAD},
    Deed.REVIEW: {Role.REVIEWER},
    Deed.SECOND: {Role.REVIEWER, Role.OFFICER, Role.LEAD},
    Deed.ADD: {Role.OFFICER, Role.LEAD},
    Deed.ACT: {Role.OFFICER, Role.LEAD},
    Deed.OPEN: {Role.LEAD},
    Deed.CLOSE: {Role.LEAD},
    Deed.SHARE: {Role.LEAD},
    Deed.ANSWER: {Role.OFFICER, Role.LEAD},
    Deed.LEDGER: {Role.AUDITOR},
    Deed.HISTORY: {Role.AUDITOR, Role.OFFICER, Role.REVIEWER, Role.LEAD},
    Deed.MANAGE: {Role.ADMINISTRATOR},
    Deed.CRAWL: {Role.OFFICER, Role.LEAD},
    Deed.IMPORT: {Role.LEAD, Role.ADMINISTRATOR},
    Deed.EXPORT: {Role.OFFICER, Role.LEAD},
    Deed.PURGE: {Role.LEAD, Role.ADMINISTRATOR},
}
"""The roles that each deed needs one of."""

_READS_SHARED = _ROLES[Deed.READ] | {Role.AUDITOR}


class Machine:
    """The administrator at the machine's own command line, who could read the files as well."""


Viewer = User | Machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is asked about: a record of the evidence, or a case; `office_id` is the office that owns it."""

    noun: str
    id: str
    office_id: str | None


def may(viewer: Viewer, deed: Deed) -> bool:
    """Whether somebody's roles allow a deed in the own office."""
    if isinstance(viewer, Machine):
        return True
    return not viewer.disabled and not _ROLES[deed].isdisjoint(viewer.roles)


def get_sight(world: World, viewer: Viewer, matter: Matter, at: datetime) -> Sight:
    """How much of a matter somebody may see at a moment."""
    if isinstance(viewer, Machine):
        return Sight.FULL
    if viewer.disabled or viewer.office_id not in world.offices:
        return Sight.NOTHING
    if matter.office_id == viewer.office_id:
        return Sight.FULL if may(viewer, Deed.READ) else Sight.NOTHING
    if matter.office_id is None or _READS_SHARED.isdisjoint(viewer.roles):
        return Sight.NOTHING
    return get_shared_sight(world, viewer.office_id, matter, at)


def get_shared_sight(world: World, office_id: str, matter: Matter, at: datetime) -> Sight:
    """How much of another office's matter an office may see: what the narrowest of its shares gives."""
    if matter.noun == "case":
        shares = tuple(share for share in world.get_shares_of(matter.id) if share.number is None)
    else:
        shares = tuple(world.shares[one] for one in world.covers.get((matter.noun, matter.id), ()))
        shares = tuple(share for share in shares if covers(world, share, matter))
    sights = (_SIGHTS[share.fields] for share in shares if is_live(world, share, office_id, at))
    return min(sights, default=Sight.NOTHING)


def sees_everything(world: World, viewer: Viewer, office_id: str | None) -> bool:
    """Whether all that is in a workspace is the viewer's own: no other office ever worked in it.

    Args:
        world: as of now.
        viewer: who looks.
        office_id: the office that owns what names no other.
    """
    if isinstance(viewer, Machine):
        return True
    working = {*world.runs.values(), *(user.office_id for user in world.users.values())}
    others = {*working, *(case.office_id for case in world.cases.values())} - {office_id}
    return (
        not others and viewer.office_id == office_id and may(viewer, Deed.READ) and office_id in world.offices
    )


def covers(world: World, share: Share, matter: Matter) -> bool:
    """Whether a share hands on a matter: only what its giver owns, and what the case still holds."""
    return share.from_office == matter.office_id and any(
        item.noun == matter.noun and item.id == matter.id
        for item in get_items(world.cases[share.case_id], share)
    )


def get_items(case: Case, share: Share) -> tuple[Item, ...]:
    """The items of a case that a share hands on: its giver's own, named, not removed; a number has none."""
    if share.number is not None:
        return ()
    own = (item for item in case.held_items if item.owner == share.from_office)
    return tuple(item for item in own if not share.items or item.item_id in share.items)


def is_live(world: World, share: Share, office_id: str, at: datetime) -> bool:
    """Whether a share gives an office anything now: accepted, not ended, both offices in its group."""
    return (
        office_id != share.from_office
        and as_of(share, office_id, at).state is ShareState.ACCEPTED
        and is_offered(world, share, office_id)
    )


def is_offered(world: World, share: Share, office_id: str) -> bool:
    """Whether a share is meant for an office now: both are in its group; an empty group is nobody.

    One that came in a parcel is for the office to which it was sent.
    """
    came = world.received.get(share.share_id)
    if came is not None:
        return office_id == came.to_office and office_id in world.offices
    group = world.groups.get(share.group_id)
    members = group.offices if group else ()
    return (
        {office_id, share.from_office} <= set(members)
        and office_id in world.offices
        and world.cases[share.case_id].office_id == share.from_office
    )


def get_shared_matters(world: World, viewer: User, at: datetime) -> dict[tuple[str, str], Sight]:
    """Every noun and id that live shares might let somebody see, with what `get_sight` says of it."""
    found: dict[tuple[str, str], Sight] = {}
    for share in world.shares.values():
        if not is_live(world, share, viewer.office_id, at):
            continue
        for item in get_items(world.cases[share.case_id], share):
            matter = Matter(noun=item.noun, id=item.id, office_id=share.from_office)
            found[item.noun, item.id] = get_sight(world, viewer, matter, at)
    return found
