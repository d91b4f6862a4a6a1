"""Sharing: a case, some of its items or one number offered to a group, answered, withdrawn."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from cases.book import CaseBook
from cases.casework import refuse_case, require
from cases.model import Case, Fields, Group, ItemNoun, Share, ShareState, User
from cases.people import get_group
from cases.redaction import Way, get_shown_fields, list_ways
from cases.rights import Deed, get_items, is_offered
from cases.world import World, as_of
from config.errors import ItemError, MissingError
from config.numbers import normalise_number
from evidence.noun import Noun
from evidence.records import Records
from evidence.selection import iter_shown_by_shop

SHORTEST_NUMBER = 6
LATEST_YEAR = 2100


class Preview(Noun):
    """Who would see what: the people of one office, the things, and which fields of them (all: `*`).

    `ways` also names the fields that they would not see, and how they would see the others.
    """

    office_id: str
    logins: tuple[str, ...]
    number: str | None
    items: tuple[str, ...]
    fields: tuple[str, ...]
    ways: dict[str, Way]


def make_share(  # noqa: PLR0913 -- what, with whom, how much, how long, by whom
    book: CaseBook,
    case_id: str,
    *,
    group: str,
    shown: Fields,
    items: Iterable[str] = (),
    number: str | None = None,
    until: datetime | None = None,
    by: str,
    at: datetime,
    preview: bool = False,
) -> tuple[Share, tuple[Preview, ...]]:
    """Offer a case, some of its items or one number to the other offices of a group.

    Args:
        book: the case book.
        case_id: a case of the office of `by`.
        group: id or name.
        shown: how much the others will see.
        items: item ids, or the ids of what they list; none for the whole case.
        number: one number instead.
        until: from then on nothing is seen any more.
        by: who shares.
        at: the present moment.
        preview: change nothing.

    Returns:
        The share, and who will see what once their office accepted it.

    Raises:
        ItemError: there is no such case of the own office, group or item; the own office is not in the group;
            nobody else is; or the number and the fields do not go together.
    """
    with book.write(at) as deeds:
        user = require(deeds.world, by, Deed.SHARE)
        case = _get_shareable(deeds.world, case_id, user)
        held = _get_group_of(deeds.world, group, user)
        _check_combination(shown, number, tuple(items), until, at)
        chosen = _choose_items(book.workspace.records, case, items)
        _refuse_foreign(case, chosen, user)
        share = Share(
            share_id=str(uuid.uuid4()),
            case_id=case_id,
            items=chosen,
            number=normalise_number(number) if number is not None else None,
            group_id=held.group_id,
            fields=shown,
            from_office=user.office_id,
            until=until,
            offered_at=at,
            offered_by=user.login,
        )
        if not preview:
            body = share.model_dump(mode="json", exclude={"share_id", "state"})
            deeds.add("offer", "share", share.share_id, body, by=user)
    return share, make_previews(deeds.world, case, share)


def make_previews(world: World, case: Case, share: Share) -> tuple[Preview, ...]:
    """Who will see what of a share, office by office, once it is accepted."""
    items = get_items(case, share)
    nouns = ("case", *dict.fromkeys(str(item.noun) for item in items))
    shown = {
        Fields.FULL: tuple(f"{noun}.*" for noun in nouns),
        Fields.REDACTED: tuple(name for noun in nouns for name in get_shown_fields(noun)),
        Fields.NUMBER: ("known",),
    }
    ways = dict.fromkeys(shown[share.fields], Way.PLAIN)
    if share.fields is Fields.REDACTED:
        ways = {path: way for noun in nouns for path, way in list_ways(noun).items()}
    people = [user for user in world.users.values() if not user.disabled]
    return tuple(
        Preview(
            office_id=office_id,
            logins=tuple(user.login for user in people if user.office_id == office_id),
            number=share.number,
            items=() if share.fields is Fields.NUMBER else tuple(f"{one.noun} {one.id}" for one in items),
            fields=shown[share.fields],
            ways=ways,
        )
        for office_id in world.groups[share.group_id].offices
        if office_id != share.from_office
    )


def withdraw_share(book: CaseBook, share_id: str, *, by: str | None, at: datetime) -> Share:
    """Take a share back: from this moment nobody sees anything through it.

    The machine's administrator does when nobody is named.

    Raises:
        ItemError: there is no such share of the own office.
    """
    with book.write(at) as deeds:
        user = require(deeds.world, by, Deed.SHARE) if by is not None else None
        share = deeds.world.shares.get(share_id)
        if share is None or (user is not None and share.from_office != user.office_id):
            raise _refuse_share(share_id)
        if share.withdrawn_at is None:
            deeds.add("withdraw", "share", share_id, by=user)
    return as_of(share.model_copy(update={"withdrawn_at": share.withdrawn_at or at}), None, at)


def answer_share(book: CaseBook, share_id: str, state: ShareState, *, by: str, at: datetime) -> Share:
    """Accept or reject what another office offered; the answer may be changed while the share lives.

    Raises:
        ItemError: nothing such is offered to the office of `by`.
    """
    with book.write(at) as deeds:
        user = require(deeds.world, by, Deed.ANSWER)
        share = deeds.world.shares.get(share_id)
        if share is None or not _is_in_inbox(deeds.world, share, user, at):
            raise _refuse_share(share_id)
        verb = "accept" if state is ShareState.ACCEPTED else "reject"
        deeds.add(verb, "share", share_id, {"office_id": user.office_id}, by=user)
    answers = {**share.answers, user.office_id: state}
    return as_of(share.model_copy(update={"answers": answers}), user.office_id, at)


def list_inbox(world: World, user: User, *, at: datetime) -> tuple[Share, ...]:
    """What other offices offer to the office of a user now, with that office's answer."""
    return tuple(
        as_of(share, user.office_id, at)
        for share in world.shares.values()
        if _is_in_inbox(world, share, user, at)
    )


def list_shares(world: World, user: User, *, at: datetime) -> tuple[Share, ...]:
    """What the office of a user gave to others, with the state of each share."""
    return tuple(
        as_of(share, None, at) for share in world.shares.values() if share.from_office == user.office_id
    )


def _is_in_inbox(world: World, share: Share, user: User, at: datetime) -> bool:
    ended = {ShareState.WITHDRAWN, ShareState.EXPIRED}
    return (
        share.from_office != user.office_id
        and is_offered(world, share, user.office_id)
        and as_of(share, user.office_id, at).state not in ended
    )


def _refuse_share(share_id: str) -> MissingError:
    return MissingError(f"there is no share {share_id!r} for your office; `netpatrol inbox list` names them")


def _get_shareable(world: World, case_id: str, user: User) -> Case:
    case = world.cases.get(case_id)
    if case is None or case.office_id != user.office_id:
        raise refuse_case(case_id)
    return case


def _get_group_of(world: World, name: str, user: User) -> Group:
    group = get_group(world, name)
    if user.office_id not in group.offices:
        raise ItemError(
            f"office {user.office_id!r} is not in group {name!r}, or has left it, so it cannot share there; "
            f"`netpatrol group join {group.name} {user.office_id}` puts it in"
        )
    if len(group.offices) == 1:
        raise ItemError(f"nobody but office {user.office_id!r} is in group {name!r}; join others first")
    return group


def _check_combination(
    shown: Fields, number: str | None, items: tuple[str, ...], until: datetime | None, at: datetime
) -> None:
    if number is not None and shown is not Fields.NUMBER:
        raise ItemError("of a single number nothing but that it is known is told; write --fields number")
    if number is not None and items:
        raise ItemError("a number is shared by itself; leave --item away")
    if number is not None and len(normalise_number(number)) < SHORTEST_NUMBER:
        raise ItemError(f"{number!r} is too short for a number; write at least {SHORTEST_NUMBER} characters")
    if until is not None and (until.tzinfo is None or until.year > LATEST_YEAR):
        raise ItemError(
            f"the share would end at {until.isoformat()}; write a time with its offset before 2100"
        )
    if until is not None and until <= at:
        raise ItemError(f"the share would end at {until.isoformat()}, which is past; name a later day")


def _choose_items(records: Records, case: Case, wanted: Iterable[str]) -> tuple[str, ...]:
    """The item ids for some item ids or things: a lead with its findings, a finding with what shows it."""
    held = case.held_items
    chosen: dict[str, None] = {}
    for one in wanted:
        found = [item for item in held if one in {item.item_id, item.id}]
        if not found:
            raise ItemError(f"case {case.case_id!r} holds no {one!r}; `netpatrol case show` lists its items")
        for item in found:
            parts = {item.id, *_find_parts(records, item.noun, item.id)}
            chosen |= dict.fromkeys(each.item_id for each in held if each.id in parts)
    return tuple(chosen)


def _find_parts(records: Records, noun: ItemNoun, one: str) -> set[str]:
    if noun is ItemNoun.LEAD:
        findings = records.load_findings(lead_id=one)
    else:
        finding = records.get_finding(one) if noun is ItemNoun.FINDING else None
        findings = [] if finding is None else [finding]
    shown = {seen.snapshot_id for each in findings for seen in iter_shown_by_shop(records, each)}
    return shown | {each.finding_id for each in findings}


def _refuse_foreign(case: Case, chosen: tuple[str, ...], user: User) -> None:
    """What another office shared is not handed on."""
    for item in case.held_items:
        if item.item_id in chosen and item.owner != user.office_id:
            raise ItemError(
                f"{item.id!r} was captured by office {item.owner!r}; only that office can share it"
            )
