"""The present state of people, groups, cases and shares, folded from the history of events.

Every value in it is frozen; a world that hears of more events is copied first, so one that was handed out
never changes under its reader.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from cases.model import (
    Act,
    Case,
    CaseStatus,
    Group,
    HistoryEntry,
    Item,
    Office,
    Operator,
    Received,
    Role,
    Share,
    ShareState,
    Token,
    User,
)
from evidence.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that the events up to ledger entry `place` say.

    Attributes:
        runs: the office that owns a run, where its owner was named.
        secrets: the digest of each login's password hash, as it was set last.
        histories: what was done to and read of each case, in order.
        covers: the shares whose case holds an item for a noun and id.
        received: the shares that came in parcels, by share.
        holds: what is held whatever the rules of retention say, by which office, and since when.
        sent: how many parcels of a share were sent.
    """

    place: int = 0
    offices: dict[str, Office] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    shares: dict[str, Share] = field(default_factory=dict)
    histories: dict[str, tuple[HistoryEntry, ...]] = field(default_factory=dict)
    covers: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    received: dict[str, Received] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    holds: dict[tuple[str, str | None], datetime] = field(default_factory=dict)

    def get_group(self, name: str) -> Group | None:
        """The group with this id or name."""
        found = self.groups.get(name)
        return found or next((group for group in self.groups.values() if group.name == name), None)

    def get_shares_of(self, case_id: str) -> tuple[Share, ...]:
        """The shares of a case in the order in which they were offered."""
        return tuple(share for share in self.shares.values() if share.case_id == case_id)


def fold(world: World, events: Iterable[tuple[int, Event]]) -> World:
    """The world after some more events, given with the numbers of their ledger entries."""
    news = list(events)
    if not news:
        return world
    tables = [one.name for one in fields(World) if one.name != "place"]
    grown = replace(world, place=news[-1][0], **{name: dict(getattr(world, name)) for name in tables})
    for _, event in news:
        deed = _DEEDS.get((event.noun, event.did))
        if deed is not None:
            deed(grown, event)
        _tell(grown, event)
    return grown


def _add_office(world: World, event: Event) -> None:
    world.offices[event.subject] = Office(office_id=event.subject, **event.body)


def _add_user(world: World, event: Event) -> None:
    body, held = event.body, world.users.get(event.subject)
    world.users[event.subject] = User(
        login=event.subject,
        office_id=body["office_id"],
        roles=tuple(Role(role) for role in body["roles"]),
        name=body["name"],
        since=held.since if held is not None else event.at,
    )


def _disable_user(world: World, event: Event) -> None:
    world.users[event.subject] = world.users[event.subject].model_copy(update={"disabled": True})


def _set_password(world: World, event: Event) -> None:
    world.secrets[event.subject] = event.body["digest"]


def _add_token(world: World, event: Event) -> None:
    world.tokens[event.subject] = Token(token_id=event.subject, **event.body)


def _revoke_token(world: World, event: Event) -> None:
    world.tokens[event.subject] = world.tokens[event.subject].model_copy(update={"revoked": True})


def _add_group(world: World, event: Event) -> None:
    world.groups[event.subject] = Group(group_id=event.subject, name=event.body["name"])


def _join(world: World, event: Event) -> None:
    group = world.groups[event.subject]
    offices = (*group.offices, event.body["office_id"])
    world.groups[event.subject] = group.model_copy(update={"offices": offices})


def _leave(world: World, event: Event) -> None:
    group = world.groups[event.subject]
    offices = tuple(one for one in group.offices if one != event.body["office_id"])
    world.groups[event.subject] = group.model_copy(update={"offices": offices})


def _own_run(world: World, event: Event) -> None:
    world.runs[event.subject] = event.body["office_id"]


def _open_case(world: World, event: Event) -> None:
    body = event.body
    world.cases[event.subject] = Case(
        case_id=event.subject,
        title=body["title"],
        office_id=body["office_id"],
        opened_at=event.at,
        opened_by=event.by,
        operator=Operator(**body["operator"]),
    )


def _add_items(world: World, event: Event) -> None:
    case = world.cases[event.subject]
    added = [Item(**one, added_at=event.at, added_by=event.by) for one in event.body["items"]]
    _put_case(world, case, items=(*case.items, *added))


def _remove_items(world: World, event: Event) -> None:
    case, gone = world.cases[event.subject], set(event.body["items"])
    items = tuple(
        item.model_copy(update={"removed_at": event.at}) if item.item_id in gone else item
        for item in case.items
    )
    _put_case(world, case, items=items)


def _close_case(world: World, event: Event) -> None:
    _put_case(world, world.cases[event.subject], status=CaseStatus.CLOSED)


def _add_act(world: World, event: Event) -> None:
    case, body = world.cases[event.subject], event.body
    act = Act(**body["act"], quotes=body.get("quotes"), at=event.at, by=event.by)
    _put_case(world, case, acts=(*case.acts, act), status=CaseStatus(body["status"]))


def _answer_act(world: World, event: Event) -> None:
    case = world.cases[event.subject]
    acts = tuple(
        act.model_copy(update={"answered_at": event.at}) if act.act_id == event.body["act_id"] else act
        for act in case.acts
    )
    _put_case(world, case, acts=acts)


def _put_case(world: World, case: Case, **changes: Any) -> None:
    changed = case.model_copy(update=changes)
    world.cases[case.case_id] = changed
    for share in world.get_shares_of(case.case_id):
        _cover(world, share, changed)


def _offer(world: World, event: Event) -> None:
    share = Share(share_id=event.subject, offered_at=event.at, offered_by=event.by, **event.body)
    world.shares[share.share_id] = share
    _cover(world, share, world.cases[share.case_id])


def _cover(world: World, share: Share, case: Case) -> None:
    """Note the share at each thing that it may cover; whether it does is for the rights to say."""
    for item in case.items:
        key = (str(item.noun), item.id)
        known = world.covers.get(key, ())
        if share.share_id not in known:
            world.covers[key] = (*known, share.share_id)


def _answer_share(state: ShareState) -> Callable[[World, Event], None]:
    def answer(world: World, event: Event) -> None:
        share = world.shares[event.subject]
        answers = {**share.answers, event.body["office_id"]: state}
        world.shares[event.subject] = share.model_copy(update={"answers": answers})

    return answer


def _withdraw(world: World, event: Event) -> None:
    share = world.shares[event.subject]
    world.shares[event.subject] = share.model_copy(update={"withdrawn_at": event.at})


def _hold(world: World, event: Event) -> None:
    world.holds[event.subject, event.office_id] = event.at


def _lift(world: World, event: Event) -> None:
    """An office ends its own hold, or the one that the event names as held before there were users."""
    world.holds.pop((event.subject, event.body.get("held_by", event.office_id)), None)


def _send(world: World, event: Event) -> None:
    world.sent[event.subject] = world.sent.get(event.subject, 0) + 1


def _receive(world: World, event: Event) -> None:
    """What a parcel says takes the place of what an older one of the same share said."""
    body, held = event.body, world.shares.get(event.subject)
    office_id = body["share"]["from_office"]
    case = Case.model_validate(body["case"])
    owned = tuple(item.model_copy(update={"owner": office_id}) for item in case.items)
    share = Share.model_validate(body["share"]).model_copy(
        update={
            "answers": held.answers if held is not None else {},
            "withdrawn_at": event.at if body["withdrawn"] else None,
        }
    )
    world.cases[case.case_id] = case.model_copy(update={"items": owned})
    world.shares[share.share_id] = share
    world.received[share.share_id] = Received(share_id=share.share_id, **body["received"])
    _cover(world, share, world.cases[case.case_id])


_DEEDS: dict[tuple[str, str], Callable[[World, Event], None]] = {
    ("office", "add"): _add_office,
    ("user", "add"): _add_user,
    ("user", "disable"): _disable_user,
    ("user", "password"): _set_password,
    ("token", "add"): _add_token,
    ("token", "revoke"): _revoke_token,
    ("group", "add"): _add_group,
    ("group", "join"): _join,
    ("group", "leave"): _leave,
    ("run", "own"): _own_run,
    ("case", "open"): _open_case,
    ("case", "add"): _add_items,
    ("case", "remove"): _remove_items,
    ("case", "close"): _close_case,
    ("case", "act"): _add_act,
    ("case", "answered"): _answer_act,
    ("share", "offer"): _offer,
    ("share", "accept"): _answer_share(ShareState.ACCEPTED),
    ("share", "reject"): _answer_share(ShareState.REJECTED),
    ("share", "withdraw"): _withdraw,
    ("share", "send"): _send,
    ("share", "receive"): _receive,
    ("hold", "add"): _hold,
    ("hold", "lift"): _lift,
}


def _tell(world: World, event: Event) -> None:
    """Add an event to the history of the case that it is about."""
    case_id = event.subject if event.noun == "case" else None
    if event.noun == "share" and event.subject in world.shares:
        case_id = world.shares[event.subject].case_id
    if case_id is None or case_id not in world.cases:
        return
    line = make_history_entry(event)
    world.histories[case_id] = (*world.histories.get(case_id, ()), line)


def make_history_entry(event: Event) -> HistoryEntry:
    """An event as a line of a history: which things it touched, never what is written in them."""
    touched = [event.subject]
    touched += [
        f"{item['noun']} {item['id']}" if isinstance(item, dict) else f"item {item}"
        for item in event.body.get("items", ())
    ]
    if "act" in event.body:
        touched.append(f"{event.body['act']['kind']} {event.body['act']['number'] or ''}".strip())
    touched += [f"{name} {event.body[name]}" for name in ("group_id", "fields") if event.body.get(name)]
    if event.noun == "share" and event.did in {"accept", "reject"}:
        touched.append(f"office {event.body['office_id']}")
    return HistoryEntry(at=event.at, by=event.by, did=f"{event.noun} {event.did}", what=", ".join(touched))


def as_of(share: Share, office_id: str | None, at: datetime) -> Share:
    """A share with its state for an office, or for its owner with `None`.

    For the owner it is accepted once one office accepted it.
    """
    if share.withdrawn_at is not None:
        state = ShareState.WITHDRAWN
    elif share.until is not None and at >= share.until:
        state = ShareState.EXPIRED
    elif office_id is not None:
        state = share.answers.get(office_id, ShareState.OFFERED)
    elif ShareState.ACCEPTED in share.answers.values():
        state = ShareState.ACCEPTED
    else:
        state = ShareState.REJECTED if share.answers else ShareState.OFFERED
    return share.model_copy(update={"state": state})
