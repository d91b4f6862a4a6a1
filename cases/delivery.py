"""Sending a share in a parcel to an office that no wire connects, and taking one in."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cases.book import CaseBook
from cases.casework import require
from cases.model import Case, CaseStatus, ItemNoun, Role, Share, ShareState, User
from cases.parcel import Opened, Parcel, open_parcel, pack, write_parcel
from cases.people import get_office
from cases.rights import Deed, get_items
from cases.scoped_records import open_scope
from cases.viewing import see_case
from cases.world import World, as_of
from config.errors import ItemError, MissingError, VerificationError
from evidence.trust import load_trusted


def send_share(book: CaseBook, share_id: str, *, to: str, out: Path, by: str, at: datetime) -> Share:
    """Write what a share shows to one office of its group into a parcel; a withdrawn one as just that.

    Raises:
        ItemError: there is no such share of the own office, or the other is not in its group.
    """
    with book.write(at) as deeds:
        user = require(deeds.world, by, Deed.SHARE)
        share = deeds.world.shares.get(share_id)
        if share is None or share.from_office != user.office_id:
            raise MissingError(
                f"there is no share {share_id!r} of your office; `netpatrol case show` lists them"
            )
        members = deeds.world.groups[share.group_id].offices
        if to == user.office_id or not {to, user.office_id} <= set(members):
            raise ItemError(
                f"office {to!r} is not in the group of share {share_id!r}; `netpatrol group list` shows who"
            )
        parcel = _make_parcel(book, deeds.world, share, to, user, at)
        write_parcel(pack(parcel, book.workspace.records.head.key), out)
        deeds.add("send", "share", share_id, {"office_id": to, "serial": parcel.serial}, by=user)
    return as_of(share, None, at)


def take_parcel(book: CaseBook, path: Path, *, by: str, at: datetime) -> Share:
    """Take in a parcel for the own office; the same one again changes nothing.

    Raises:
        ItemError: it is for another office, or says that it is from one of this workspace.
        VerificationError: it was changed, a stranger signed it, or it is older than what was taken in.
    """
    opened = open_parcel(path, load_trusted(book.workspace))
    digest = book.workspace.store.write(opened.data)
    with book.write(at) as deeds:
        user = require(deeds.world, by, Deed.ANSWER)
        share_id = opened.parcel.share.share_id
        if not _is_here(deeds.world, opened, user, at):
            deeds.add("receive", "share", share_id, _make_body(opened, digest), by=user)
    return as_of(book.load_world().shares[share_id], user.office_id, at)


def _make_parcel(book: CaseBook, world: World, share: Share, to: str, by: User, at: datetime) -> Parcel:
    """What the office would see of the share, had it accepted everything that is offered to it here."""
    withdrawn = as_of(share, None, at).state is ShareState.WITHDRAWN
    taken = {
        one.share_id: one.model_copy(update={"answers": {**one.answers, to: ShareState.ACCEPTED}})
        for one in world.shares.values()
    }
    there = replace(world, shares=taken)
    reader = User(login=f"{to}-", office_id=to, roles=(Role.OFFICER,))
    case = see_case(there, reader, share.case_id, at)
    records = open_scope(book, reader, there, at).records
    items = () if withdrawn or share.number is not None else get_items(world.cases[share.case_id], share)
    snapshots = [records.get_snapshot(item.id) for item in items if item.noun is ItemNoun.SNAPSHOT]
    findings = [records.get_finding(item.id) for item in items if item.noun is ItemNoun.FINDING]
    named = {item.item_id for item in items}
    shown = _make_stub(world.cases[share.case_id]) if case is None or not items else case
    return Parcel(
        serial=world.sent.get(share.share_id, 0) + 1,
        made_at=at,
        made_by=by.login,
        from_office=world.offices[share.from_office],
        to_office=to,
        share=share,
        withdrawn=withdrawn,
        case=shown.model_copy(
            update={"items": tuple(one for one in shown.items if one.item_id in named), "shares": ()}
        ),
        snapshots=tuple(one for one in snapshots if one is not None),
        findings=tuple(one for one in findings if one is not None),
    )


def _make_stub(case: Case) -> Case:
    """A case of which nothing is told but that it is there."""
    return Case(
        case_id=case.case_id,
        title="***",
        status=CaseStatus.OPEN,
        office_id=case.office_id,
        opened_at=case.opened_at,
        opened_by="***",
    )


def _is_here(world: World, opened: Opened, user: User, at: datetime) -> bool:
    """Whether this very parcel was taken in before.

    Raises:
        ItemError: it is for another office, has ended, or its names are those of this workspace.
        VerificationError: another key speaks for the office, or it is older than what was taken in.
    """
    parcel, share = opened.parcel, opened.parcel.share
    held = world.received.get(share.share_id)
    if parcel.to_office != user.office_id:
        raise ItemError(f"the parcel is for office {parcel.to_office!r}, not for yours; send it there")
    get_office(world, parcel.to_office)
    _refuse_foreign_names(world, opened)
    if held is None:
        if share.until is not None and at >= share.until:
            raise ItemError(f"the share of the parcel ended at {share.until.isoformat()}; ask for a new one")
        return False
    if held.digest == opened.digest:
        return True
    if parcel.serial <= held.serial:
        raise VerificationError(
            f"the parcel is number {parcel.serial} of its share, and number {held.serial} was taken in "
            "already; an older one is refused"
        )
    return False


def _refuse_foreign_names(world: World, opened: Opened) -> None:
    """A parcel speaks for the office that sends it, about its own case, and for nobody here."""
    parcel, share = opened.parcel, opened.parcel.share
    office_id = share.from_office
    local = {*world.runs.values(), *(user.office_id for user in world.users.values())}
    is_odd = {parcel.from_office.office_id, parcel.case.office_id} != {office_id}
    if is_odd or parcel.case.case_id != share.case_id or office_id in local:
        raise ItemError(f"the parcel speaks for office {office_id!r}, which works here; ask who sent it")
    keys = {
        came.key_id
        for came in world.received.values()
        if world.shares[came.share_id].from_office == office_id
    }
    if keys - {opened.key_id}:
        raise VerificationError(
            f"office {office_id!r} signed with another key before; ask it which one holds"
        )
    own_cases = {one.case_id for one in world.shares.values() if one.share_id in world.received}
    held = world.cases.get(share.case_id)
    taken = held is not None and (share.case_id not in own_cases or held.office_id != office_id)
    if taken or (share.share_id in world.shares and share.share_id not in world.received):
        raise ItemError(
            f"share {share.share_id!r} or its case is one of this workspace; ask who sent the parcel"
        )


def _make_body(opened: Opened, digest: str) -> dict[str, Any]:
    parcel = opened.parcel
    share = parcel.share.model_dump(mode="json") | {
        "offered_at": parcel.share.offered_at.isoformat(),
        "offered_by": parcel.share.offered_by,
        "state": str(ShareState.OFFERED),
    }
    received = {
        "digest": digest,
        "serial": parcel.serial,
        "key_id": opened.key_id,
        "to_office": parcel.to_office,
    }
    case = parcel.case.model_dump(mode="json")
    return {"share": share, "case": case, "withdrawn": parcel.withdrawn, "received": received}
