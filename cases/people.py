"""Offices, users, tokens and groups: what the administrator sets up."""

import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.book import CaseBook
from cases.model import Group, Office, Role, Token, User
from cases.world import World
from config.errors import ItemError
from config.regions import parse_region
from evidence.noun import make_digest

LONGEST_TOKEN_LIFE = 366
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token with its text, which is told once and never kept."""

    token_id: str
    token: str
    expires_at: datetime


def add_office(  # noqa: PLR0913 -- what is known of an office
    book: CaseBook,
    office_id: str,
    *,
    name: str,
    region: str,
    parent: str | None,
    sign: str | None = None,
    at: datetime,
) -> Office:
    """Add an office.

    Raises:
        ItemError: the id, name or sign cannot be used or is taken, the region is unknown, or there is no
            such parent.
    """
    _check_id(office_id)
    parse_region(region)
    office = Office(
        office_id=office_id,
        name=_check_name(name),
        region=region.strip(),
        parent=parent,
        sign=None if sign is None else _check_name(sign),
    )
    with book.write(at) as deeds:
        if office_id in deeds.world.offices:
            raise ItemError(f"there is an office {office_id!r} already; `netpatrol office list` shows it")
        if parent is not None:
            get_office(deeds.world, parent)
        issuer = office.sign or office_id
        if issuer in {one.sign or one.office_id for one in deeds.world.offices.values()}:
            raise ItemError(
                f"another office numbers its acts with {issuer!r} already; name another with --sign"
            )
        body = office.model_dump(mode="json", exclude={"office_id"})
        deeds.add("add", "office", office_id, body)
    return office


def add_user(
    book: CaseBook, login: str, *, office_id: str, roles: tuple[Role, ...], name: str, at: datetime
) -> User:
    """Add a user, who cannot log in before a password is set.

    Raises:
        ItemError: the login cannot be used or is taken, or there is no such office.
    """
    _check_id(login)
    user = User(login=login, office_id=office_id, roles=tuple(dict.fromkeys(roles)), name=_check_name(name))
    with book.write(at) as deeds:
        if login in deeds.world.users:
            raise ItemError(f"there is a user {login!r} already; `netpatrol user list` shows who")
        get_office(deeds.world, office_id)
        body = {"office_id": office_id, "roles": [str(role) for role in user.roles], "name": user.name}
        deeds.add("add", "user", login, body)
    return user


def disable_user(book: CaseBook, login: str, *, at: datetime) -> User:
    """Shut a user out, at once and for good: sessions and tokens open nothing any more.

    Raises:
        ItemError: there is no such user.
    """
    with book.write(at) as deeds:
        user = _get_any_user(deeds.world, login)
        if not user.disabled:
            deeds.add("disable", "user", login)
    return user.model_copy(update={"disabled": True})


def add_token(book: CaseBook, login: str, *, name: str, days: int, at: datetime) -> NewToken:
    """A token with which programs act as a user; its text is in the answer and nowhere else.

    Raises:
        ItemError: there is no such user, or the user is disabled, or the days cannot be used.
    """
    if not 1 <= days <= LONGEST_TOKEN_LIFE:
        raise ItemError(f"a token lives 1 to {LONGEST_TOKEN_LIFE} days, not {days}; write another number")
    text, token_id = f"np_{secrets.token_urlsafe(32)}", str(uuid.uuid4())
    until = at + timedelta(days=days)
    with book.write(at) as deeds:
        get_user(deeds.world, login)
        body = {"login": login, "digest": make_digest(text), "name": name, "expires_at": until.isoformat()}
        deeds.add("add", "token", token_id, body)
    return NewToken(token_id=token_id, token=text, expires_at=until)


def revoke_token(book: CaseBook, token_id: str, *, at: datetime) -> Token:
    """Take a token back at once.

    Raises:
        ItemError: there is no such token.
    """
    with book.write(at) as deeds:
        token = deeds.world.tokens.get(token_id)
        if token is None:
            raise ItemError(f"there is no token {token_id!r}; `netpatrol ledger` names those that were made")
        if not token.revoked:
            deeds.add("revoke", "token", token_id, {"login": token.login})
    return token.model_copy(update={"revoked": True})


def find_token_user(world: World, text: str, *, at: datetime) -> User | None:
    """The user of a token; None when it is unknown, expired or revoked, or the user is disabled."""
    digest = make_digest(text)
    token = next((one for one in world.tokens.values() if one.digest == digest), None)
    if token is None or token.revoked or at >= token.expires_at:
        return None
    user = world.users.get(token.login)
    return None if user is None or user.disabled else user


def add_group(book: CaseBook, name: str, *, at: datetime) -> Group:
    """Add a sharing group, empty at first.

    Raises:
        ItemError: the name cannot be used or is taken.
    """
    group = Group(group_id=str(uuid.uuid4()), name=_check_name(name))
    with book.write(at) as deeds:
        if deeds.world.get_group(name) is not None or name in deeds.world.offices:
            raise ItemError(f"there is a group or an office {name!r} already; choose another name")
        deeds.add("add", "group", group.group_id, {"name": group.name})
    return group


def join_group(book: CaseBook, group: str, office_id: str, *, at: datetime) -> Group:
    """Put an office into a group; one that is in it stays.

    Raises:
        ItemError: there is no such group or office, or a group was to be put into a group.
    """
    with book.write(at) as deeds:
        held = get_group(deeds.world, group)
        if deeds.world.get_group(office_id) is not None:
            raise ItemError(
                f"{office_id!r} is a group, and a group holds offices only, so that none can hold itself; "
                "join its offices one by one"
            )
        get_office(deeds.world, office_id)
        if office_id in held.offices:
            return held
        deeds.add("join", "group", held.group_id, {"office_id": office_id})
    return held.model_copy(update={"offices": (*held.offices, office_id)})


def leave_group(book: CaseBook, group: str, office_id: str, *, at: datetime) -> Group:
    """Take an office out of a group: what it got through the group, and gave, is closed at once.

    Raises:
        ItemError: there is no such group, or the office is not in it.
    """
    with book.write(at) as deeds:
        held = get_group(deeds.world, group)
        if office_id not in held.offices:
            raise ItemError(
                f"office {office_id!r} is not in group {group!r}; `netpatrol group list` shows who"
            )
        deeds.add("leave", "group", held.group_id, {"office_id": office_id})
    return held.model_copy(update={"offices": tuple(one for one in held.offices if one != office_id)})


def get_office(world: World, office_id: str) -> Office:
    """The office with an id.

    Raises:
        ItemError: there is none.
    """
    if office_id not in world.offices:
        raise ItemError(f"there is no office {office_id!r}; `netpatrol office list` names them")
    return world.offices[office_id]


def get_group(world: World, name: str) -> Group:
    """The group with an id or name.

    Raises:
        ItemError: there is none.
    """
    group = world.get_group(name)
    if group is None:
        raise ItemError(f"there is no group {name!r}; `netpatrol group list` names them")
    return group


def get_user(world: World, login: str) -> User:
    """The user who acts under a login.

    Raises:
        ItemError: there is none, or the user is disabled.
    """
    user = _get_any_user(world, login)
    if user.disabled:
        raise ItemError(f"user {login!r} is disabled and can do nothing; name another with --as")
    return user


def _get_any_user(world: World, login: str) -> User:
    if login not in world.users:
        raise ItemError(
            f"there is no user {login!r}; `netpatrol user list` names them, `netpatrol user add` makes one"
        )
    return world.users[login]


def _check_id(one: str) -> None:
    if not _ID.fullmatch(one):
        raise ItemError(
            f"{one!r} cannot be an id; write 1 to 40 of a-z, 0-9, dot, dash, underscore, "
            "a letter or digit first"
        )


def _check_name(name: str) -> str:
    kept = name.strip()
    if not 1 <= len(kept) <= _LONGEST_NAME or not kept.isprintable():
        raise ItemError(f"{name!r} cannot be a name; write 1 to {_LONGEST_NAME} printable characters")
    return kept
