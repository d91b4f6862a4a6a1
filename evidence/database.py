"""Where the records are kept: in a SQLite file of the workspace, or in a PostgreSQL database of its own."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError, SQLAlchemyError

from config.errors import ConfigError, NetpatrolError, RunAbortedError, ServiceError, VerificationError
from config.secret_file import read_secret
from config.settings import DatabaseSettings, load_settings
from evidence import tables as t

DATABASE = "records.db"
MOVED = "moved"
"""The folder of a workspace in which its file is put when its records are moved begins so."""
CLAIM = "workspace"
"""What the table `meta` on a server says of the folder that holds these records (`evidence/claim.py`)."""
_SCHEMA = "netpatrol"
_WAIT_S = 60
"""How long a writer waits for the one before it."""
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('netpatrol records'))"
_IS_HIDDEN = text(
    "SELECT EXISTS (SELECT FROM pg_namespace "
    "WHERE nspname = :name AND NOT has_schema_privilege(oid, 'USAGE'))"
)
_NO_RIGHT = "42501"
_READ_ONE_STATE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_AT_ONCE = 1_000


class Database(Protocol):
    """What holds the tables of `evidence.tables`: one writer at a time, readers see one state throughout."""

    @property
    def name(self) -> str:
        """What people call it, without any secret."""

    @property
    def engine(self) -> Engine:
        """Connections to it; with the execution option `writes` a transaction is the only one that writes."""

    def exists(self) -> bool:
        """Whether anything was ever kept there.

        Raises:
            ServiceError: the server does not answer.
        """

    def check(self) -> None:
        """Make sure that it is still where it was when it was opened.

        Raises:
            RunAbortedError: it was moved away meanwhile.
        """

    def copy_to(self, path: Path) -> None:
        """Write all of it, as of one moment, into a new SQLite file.

        Raises:
            OSError, sqlite3.Error: the file cannot be written.
            ServiceError: the server does not answer.
        """

    def put_aside(self, folder: Path) -> None:
        """Move it away, so that nothing is there any more; nothing of it is lost.

        Raises:
            OSError: it cannot be moved into that folder.
            ServiceError: the server does not answer.
        """

    def explain(self, error: DatabaseError, *, writes: bool) -> NetpatrolError:
        """An error of the database as one line with the next step."""


@dataclass(frozen=True)
class SqliteDatabase:
    """A file in the workspace: WAL, every commit synced."""

    path: Path

    @cached_property
    def engine(self) -> Engine:
        """The connections to the file, made when they are asked for first."""
        return make_sqlite_engine(self.path)

    @property
    def name(self) -> str:
        """The file."""
        return str(self.path)

    def exists(self) -> bool:
        """Whether the file is there."""
        return self.path.exists()

    def check(self) -> None:
        """A process that has the file open would go on with it wherever it is moved."""
        if not self.path.exists():
            raise RunAbortedError(
                f"{self.name!r} was moved away meanwhile; start what is at work here again: nothing kept "
                "before is lost"
            )

    def copy_to(self, path: Path) -> None:
        """Copy it by SQLite's own backup, while others may write."""
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)

    def put_aside(self, folder: Path) -> None:
        """Move the file and what SQLite keeps beside it."""
        for name in (self.path.name, f"{self.path.name}-wal", f"{self.path.name}-shm"):
            if self.path.with_name(name).exists():
                self.path.with_name(name).rename(folder / name)

    def explain(self, error: DatabaseError, *, writes: bool) -> NetpatrolError:
        """A full disk or another writer when writing, else damage."""
        if writes:
            return RunAbortedError(
                f"the record database cannot be written ({error.orig}); free disk space or wait for the "
                "other process, then run the same command again: nothing kept before is lost"
            )
        return VerificationError(
            f"the record database is damaged ({error.orig}); restore a backup, or run "
            "`netpatrol records rebuild`"
        )


@dataclass(frozen=True, slots=True)
class PostgresDatabase:
    """A PostgreSQL database of this workspace alone; its tables lie in the schema `netpatrol`."""

    url: URL

    @property
    def name(self) -> str:
        """Its address without the password."""
        held = self.url
        return URL.create(
            "postgresql", held.username, None, held.host, held.port, held.database
        ).render_as_string()

    @property
    def engine(self) -> Engine:
        """The connections of this process."""
        return _make_postgres_engine(self.url)

    def exists(self) -> bool:
        """Whether the tables are there.

        Raises:
            ServiceError: the server does not answer, or its user may not look into the schema.
        """
        try:
            with self.engine.connect() as connection:
                if inspect(connection).has_table(t.meta.name):
                    return True
                is_hidden = connection.execute(_IS_HIDDEN, {"name": _SCHEMA}).scalar_one()
        except SQLAlchemyError as exc:
            raise self._refuse(exc) from exc
        if is_hidden:
            raise ServiceError(
                f"the user of {self.name} may not look into the schema {_SCHEMA!r}; "
                f"grant it: GRANT USAGE, CREATE ON SCHEMA {_SCHEMA} TO that user"
            )
        return False

    def check(self) -> None:
        """Nothing is to be done: each connection asks for the tables by name."""

    def copy_to(self, path: Path) -> None:
        """Copy table by table from one state."""
        engine = make_sqlite_engine(path)
        try:
            with self.engine.connect() as source, engine.begin() as target:
                _copy_tables(source, target)
            with engine.connect() as connection:  # the file alone is the copy: nothing stays beside it
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except SQLAlchemyError as exc:
            if isinstance(getattr(exc, "orig", None), sqlite3.Error):
                raise sqlite3.OperationalError(_get_reason(exc)) from exc
            raise self._refuse(exc) from exc
        finally:
            engine.dispose()

    def take_from(self, path: Path) -> None:
        """Take over all that a SQLite file of records holds, which nobody writes to meanwhile, or nothing.

        Raises:
            ConfigError: something is there already.
            ServiceError: the server does not answer.
        """
        held = make_sqlite_engine(path)
        try:
            with held.connect() as source, self.engine.execution_options(writes=True).begin() as target:
                if inspect(target).has_table(t.meta.name):
                    raise ConfigError(
                        f"{self.name} holds records already; name an empty database in records.url"
                    )
                _copy_tables(source, target)
                target.execute(delete(t.meta).where(t.meta.c.key == CLAIM))  # that was of another database
        except SQLAlchemyError as exc:
            raise self._refuse(exc) from exc
        finally:
            held.dispose()

    def put_aside(self, folder: Path) -> None:
        """Give the schema the name of the folder."""
        try:
            with self.engine.execution_options(writes=True).begin() as connection:
                if inspect(connection).has_table(t.meta.name):
                    quote = connection.dialect.identifier_preparer.quote
                    connection.execute(text(f"ALTER SCHEMA {_SCHEMA} RENAME TO {quote(folder.name)}"))
        except SQLAlchemyError as exc:
            raise self._refuse(exc) from exc

    def explain(self, error: DatabaseError, *, writes: bool) -> NetpatrolError:
        """A server that does not answer, or damage."""
        is_refused = getattr(error.orig, "sqlstate", None) == _NO_RIGHT
        if writes or is_refused or isinstance(error, OperationalError | InterfaceError):
            return self._refuse(error)
        return VerificationError(
            f"the record database is damaged ({_get_reason(error)}); restore a backup, or run "
            "`netpatrol records rebuild`"
        )

    def _refuse(self, error: SQLAlchemyError) -> ServiceError:
        return ServiceError(
            f"the record database {self.name} cannot be used ({_get_reason(error)}); see to the server and "
            "run the same command again: nothing kept before is lost"
        )


def open_database(root: Path) -> Database:
    """The record database that the settings of a workspace name.

    Raises:
        ConfigError: the settings or the password file cannot be used.
    """
    settings = load_settings(root).records
    if settings.url is None:
        return SqliteDatabase(root / DATABASE)
    return PostgresDatabase(make_postgres_url(settings, "records.url"))


def make_postgres_url(settings: DatabaseSettings, named: str) -> URL:
    """The address of a PostgreSQL database with its password.

    Args:
        settings: with an address in them.
        named: how that setting is called.

    Raises:
        ConfigError: the address or the password file cannot be used.
    """
    try:
        url = make_url(settings.url or "").set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as exc:
        raise ConfigError(
            f"{named} {settings.url!r} is no address of a database; see docs/settings.md"
        ) from exc
    if settings.password_file is None:
        return url
    what = f"{named.partition('.')[0]}.password_file"
    # A password is whatever the server takes, and its file may be the one that a container is handed.
    return url.set(
        password=read_secret(settings.password_file, what, encoding="utf-8", is_word=False, is_own=False)
    )


def make_sqlite_engine(path: Path) -> Engine:
    """The engine for a SQLite file: WAL, every commit synced, writers queue for 60 s."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _WAIT_S})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # sqlite3 must not begin by itself; _begin does
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")

    return engine


@cache
def _make_postgres_engine(url: URL) -> Engine:
    """One pool a process and address: each command opens a workspace more than once."""
    options = f"-c search_path={_SCHEMA} -c synchronous_commit=on -c lock_timeout={_WAIT_S * 1000}"
    arguments = {"connect_timeout": 10, "options": options}
    engine = create_engine(url, connect_args=arguments, pool_pre_ping=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not _writes(connection):
            connection.exec_driver_sql(_READ_ONE_STATE)
            return
        # Whatever the server's default: what the writer before it kept is seen once the lock is had.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        connection.exec_driver_sql(_LOCK)

    return engine


def make_tables(connection: Connection) -> None:
    """Make the tables of `evidence.tables` in a database that has none."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}"))
    t.metadata.create_all(connection)


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes", False))


def _copy_tables(source: Connection, target: Connection) -> None:
    """Copy every table, also those of other rooms, which keep text and whole numbers in theirs."""
    make_tables(target)
    others = MetaData()
    for name in sorted(inspect(source).get_table_names()):
        table = t.metadata.tables.get(name)
        if table is None:
            table = Table(name, others, *_iter_columns(source, name))
            table.create(target)
        for batch in _iter_batches(source, table):
            target.execute(insert(table), batch)


def _iter_columns(source: Connection, name: str) -> Iterator[Column[Any]]:
    look = inspect(source)
    key = look.get_pk_constraint(name)["constrained_columns"]
    for column in look.get_columns(name):
        kind = Integer() if isinstance(column["type"], Integer) else Text()
        yield Column(
            column["name"], kind, primary_key=column["name"] in key, nullable=column["nullable"] or False
        )


def _iter_batches(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    names = [column.name for column in table.columns]
    found = source.execute(select(table), execution_options={"stream_results": True})
    for batch in found.partitions(_AT_ONCE):
        yield [dict(zip(names, row, strict=True)) for row in batch]


def _get_reason(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
