"""Bringing the records of a workspace to the database that its settings name now, and claiming them there."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from config.errors import BusyError, ConfigError, VerificationError
from evidence import tables as t
from evidence.claim import hold_records
from evidence.database import DATABASE, MOVED, PostgresDatabase, SqliteDatabase, open_database
from evidence.head import HeadFile
from evidence.ledger import Act
from evidence.noun import make_digest
from evidence.records import Records
from evidence.run_lock import find_holder
from evidence.upgrade import upgrade
from evidence.workspace import open_workspace, read_version, refuse_foreign


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Where the records lie now, and the folder of the workspace in which the file they came from was put."""

    database: str
    entries: int
    aside: str


def move_records(root: Path, *, now: datetime) -> Moved:
    """Copy the records of `records.db` to the server, whole or not at all, and put the file aside.

    Raises:
        BusyError: a job is at work in the workspace.
        ConfigError: the settings name no server, there is no file, or records are there already.
        ServiceError: the server does not answer.
        VerificationError: the file is damaged.
    """
    database, left = open_database(root), SqliteDatabase(root / DATABASE)
    if not isinstance(database, PostgresDatabase):
        raise ConfigError(
            "netpatrol.toml names no records.url; write there where the records are to lie, then run again"
        )
    if not left.exists():
        raise ConfigError(f"{left.name!r} is not there, so there is nothing to move")
    holder = find_holder(root)
    if holder is not None:
        raise BusyError(f"{holder} is at work here; wait for it to end, and stop the desk, then run again")
    head = HeadFile(root)
    try:
        version = read_version(left.engine) or 0
        if version < t.SCHEMA_VERSION:
            upgrade(root, left, version, now)
    except DatabaseError as exc:
        raise left.explain(exc, writes=False) from exc
    folder = root / f"{MOVED}-{now:%Y%m%dT%H%M%S}"
    with left.engine.execution_options(writes=True).begin():  # nobody writes until the file is away
        held = Records(left, head)
        newest = next(held.iter_entries(after=held.get_last_seq() - 1), None)
        if newest is None:
            raise VerificationError(f"{left.name!r} holds no ledger; restore a backup")
        if not database.exists():
            database.take_from(left.path)
        # Killed after the copy, the file is still here, and all it holds is there.
        if next(Records(database, head).iter_entries(after=newest.seq - 1), None) != newest:
            raise ConfigError(f"{database.name} holds other records; name an empty database in records.url")
        folder.mkdir(exist_ok=True)
        left.put_aside(folder)
    left.engine.dispose()
    return Moved(database=database.name, entries=newest.seq, aside=folder.name)


def claim_records(root: Path, *, now: datetime) -> str:
    """Let this folder hold the records on the server, where the one that held them is gone; returns which.

    The ledger keeps that it was done.

    Raises:
        ConfigError: the settings name no server, there are no records, or they are another workspace's.
        ServiceError: the server does not answer.
    """
    database = open_database(root)
    if not isinstance(database, PostgresDatabase) or not database.exists():
        raise ConfigError(
            f"{str(root)!r} has no records on a server, so there is nothing to claim; see records.url"
        )
    try:
        refuse_foreign(root, database, HeadFile(root))
    except DatabaseError as exc:
        raise database.explain(exc, writes=True) from exc
    hold_records(root, database, take=True)
    with open_workspace(root).records.write(now) as writer:
        writer.note(Act.ADOPT, "database", "claim", make_digest(str(root.resolve())))
    return database.name
