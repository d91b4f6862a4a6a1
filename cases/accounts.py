"""Passwords, failed log-ins and desk sessions: what is changed in place, and no evidence.

A password is kept as an argon2id hash, whose digest the history names: a hash that was put there by another
hand opens nothing. Tokens of sessions are kept as digests. The tables lie in the record database.
"""

import hmac
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlalchemy import Column, Integer, MetaData, String, Table, delete, insert, inspect, select

from cases.book import CaseBook
from cases.model import User
from cases.world import World
from config.errors import ItemError
from evidence.noun import make_digest
from evidence.verification import Problem

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=10)

_metadata = MetaData()
_passwords = Table(
    "passwords",
    _metadata,
    Column("login", String, primary_key=True),
    Column("hash", String, nullable=False),
)
_failures = Table(
    "failures",
    _metadata,
    Column("login", String, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("until", String),
)
_sessions = Table(
    "sessions",
    _metadata,
    Column("digest", String, primary_key=True),
    Column("login", String, nullable=False),
    Column("csrf", String, nullable=False),
    Column("until", String, nullable=False),
)

_HASHER = PasswordHasher()
_ROOM = threading.BoundedSemaphore(2)
"""A comparison takes 64 MiB: so many at a time, however many people, or guesses, come at once."""
_NOBODY = _HASHER.hash("nobody has this password")
"""What a password of an unknown login is compared with, so that it takes as long as a known one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSession:
    """Somebody logged in at the desk; `csrf` is what their forms must carry."""

    login: str
    csrf: str
    until: datetime


def check_password(login: str, password: str) -> None:
    """Refuse a password that is too short, too long or the login itself.

    Raises:
        ItemError: it is.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or login.lower() in password.lower():
        raise ItemError(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters and does not hold "
            "the login; choose another"
        )


def set_password(book: CaseBook, login: str, password: str, *, at: datetime) -> None:
    """Set the password of a user; sessions that are open end, a lock is lifted.

    Raises:
        ItemError: there is no such user, or the password cannot be used.
    """
    check_password(login, password)
    hashed = _HASHER.hash(password)
    with book.write(at) as deeds:
        if login not in deeds.world.users:
            raise ItemError(
                f"there is no user {login!r}; `netpatrol user list` names them, "
                "`netpatrol user add` makes one"
            )
        deeds.add("password", "user", login, {"digest": make_digest(hashed)})
        connection = deeds.writer.connection
        _metadata.create_all(connection)
        for table in (_passwords, _failures, _sessions):
            connection.execute(delete(table).where(table.c.login == login))
        connection.execute(insert(_passwords).values(login=login, hash=hashed))


def log_in(book: CaseBook, login: str, password: str, *, at: datetime) -> User | None:
    """The user, when the password is right; None when not, when disabled, or while locked.

    After five failures in a row the login is locked for fifteen minutes; that is an entry of the ledger.
    """
    world = book.load_world()
    user, hashed = world.users.get(login), _get_hash(book, world, login)
    is_right = _matches(hashed or _NOBODY, password) and hashed is not None
    with book.write(at) as deeds:
        connection = deeds.writer.connection
        _metadata.create_all(connection)
        held = connection.execute(select(_failures).where(_failures.c.login == login)).first()
        if held is not None and held.until is not None and at < datetime.fromisoformat(held.until):
            return None
        if user is not None and is_right and not user.disabled:
            connection.execute(delete(_failures).where(_failures.c.login == login))
            deeds.add("login", "user", login, by=user)
            return user
        if user is None:
            return None
        number = (held.number if held is not None and held.until is None else 0) + 1
        until = (at + LOCKED_FOR).isoformat() if number >= MOST_FAILURES else None
        connection.execute(delete(_failures).where(_failures.c.login == login))
        connection.execute(insert(_failures).values(login=login, number=number, until=until))
        if until is not None:
            deeds.add("lock", "user", login, {"until": until})
    return None


def let_in(book: CaseBook, login: str, *, by: str, at: datetime) -> User | None:
    """The user for whom an identity provider vouches; None when unknown here or disabled.

    Args:
        book: the case book.
        login: whom it names.
        by: the provider, for the ledger.
        at: the present moment.
    """
    with book.write(at) as deeds:
        user = deeds.world.users.get(login)
        if user is None or user.disabled:
            return None
        deeds.add("login", "user", login, {"provider": by}, by=user)
    return user


def open_session(book: CaseBook, user: User, *, at: datetime) -> str:
    """A new desk session; returns the text of its cookie, of which only the digest is kept."""
    text = secrets.token_urlsafe(32)
    row = {
        "digest": make_digest(text),
        "login": user.login,
        "csrf": secrets.token_urlsafe(32),
        "until": (at + SESSION_LASTS).isoformat(),
    }
    with book.workspace.records.write(at) as writer:
        _metadata.create_all(writer.connection)
        writer.connection.execute(delete(_sessions).where(_sessions.c.until < at.isoformat()))
        writer.connection.execute(insert(_sessions).values(**row))
    return text


def get_session(book: CaseBook, text: str, *, at: datetime) -> DeskSession | None:
    """The session of a cookie, while it lasts."""
    with book.workspace.records.read() as connection:
        if not inspect(connection).has_table(_sessions.name):
            return None
        row = connection.execute(select(_sessions).where(_sessions.c.digest == make_digest(text))).first()
    if row is None or at >= datetime.fromisoformat(row.until):
        return None
    return DeskSession(login=row.login, csrf=row.csrf, until=datetime.fromisoformat(row.until))


def close_session(book: CaseBook, text: str, *, at: datetime) -> None:
    """End a session."""
    with book.workspace.records.write(at) as writer:
        _metadata.create_all(writer.connection)
        writer.connection.execute(delete(_sessions).where(_sessions.c.digest == make_digest(text)))


def find_password_problems(book: CaseBook) -> list[Problem]:
    """Hashes of passwords that are not those which the history names; they open nothing."""
    with book.workspace.records.read() as connection:
        if not inspect(connection).has_table(_passwords.name):
            return []
        held = {row.login: row.hash for row in connection.execute(select(_passwords))}
    secrets_of = book.load_world().secrets
    odd = [login for login in sorted(held) if make_digest(held[login]) != secrets_of.get(login)]
    text = "the password of this login is not the one that was set last; set it anew"
    return [Problem(path=login, problem=text) for login in odd]


def _get_hash(book: CaseBook, world: World, login: str) -> str | None:
    """The hash of a login's password, when it is the one that the history names."""
    with book.workspace.records.read() as connection:
        if not inspect(connection).has_table(_passwords.name):
            return None
        found = connection.scalar(select(_passwords.c.hash).where(_passwords.c.login == login))
    if found is None or not hmac.compare_digest(make_digest(found), world.secrets.get(login, "")):
        return None
    return str(found)


def _matches(hashed: str, password: str) -> bool:
    try:
        with _ROOM:
            return _HASHER.verify(hashed, password[: LONGEST_PASSWORD + 1])
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
