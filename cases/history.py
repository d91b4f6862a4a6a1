"""Where the history of people and cases lies: in the workspace, or beside it in PostgreSQL."""

from typing import Protocol

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from config.errors import ConfigError, ServiceError, VerificationError
from config.settings import CaseSettings
from evidence.database import make_postgres_url
from evidence.event import Event
from evidence.verification import Problem
from evidence.workspace import Workspace

_metadata = MetaData()

_owner = Table("netpatrol_owner", _metadata, Column("key_id", String, primary_key=True))

_events = Table(
    "netpatrol_events",
    _metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", String, nullable=False, unique=True),
    Column("noun", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("did", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Column("body", Text, nullable=False),
)


class History(Protocol):
    """An append-only history: the same events in the same order wherever it lies."""

    def load(self, after: int = 0) -> list[tuple[int, Event]]:
        """The events after a ledger entry, with the numbers of theirs, in order.

        Raises:
            ServiceError: the server does not answer.
        """

    def deliver(self) -> None:
        """Bring what the workspace has kept to where it is read; again after an interruption.

        Raises:
            ServiceError: the server does not answer; the workspace keeps the events.
        """

    def find_problems(self) -> list[Problem]:
        """How what is read differs from what the custody ledger covers."""


class WorkspaceHistory:
    """The history in the record database of the workspace, in the transaction of its ledger entries."""

    def __init__(self, workspace: Workspace) -> None:
        self._records = workspace.records

    def load(self, after: int = 0) -> list[tuple[int, Event]]:
        """The events after a ledger entry, with the numbers of theirs, in order."""
        return self._records.load_events(after)

    def deliver(self) -> None:
        """Nothing is to be done: it is read where it was kept."""

    def find_problems(self) -> list[Problem]:
        """None of its own: `verify_store` compares the table with the ledger."""
        return []


class PostgresHistory:
    """The history on a PostgreSQL server.

    Each event is kept in the workspace first, with its ledger entry, and brought to the server then: what a
    crash or a lost server leaves out is brought by the next deed. A database belongs to one workspace.
    """

    def __init__(self, workspace: Workspace, engine: Engine) -> None:
        self._records = workspace.records
        self.engine = engine
        try:
            with engine.begin() as connection:
                _metadata.create_all(connection)
                owner = connection.scalar(select(_owner.c.key_id))
                # The first key names the workspace for good, whichever follows it.
                key_id = next(iter(self._records.load_facts("key")), self._records.head.key.key_id)
                if owner is None:
                    connection.execute(insert(_owner).values(key_id=key_id))
        except SQLAlchemyError as exc:
            raise _refuse(exc) from exc
        if owner not in {None, key_id}:
            raise ConfigError(
                f"the case database belongs to the workspace with key {owner!r}; name another in cases.url"
            )

    def load(self, after: int = 0) -> list[tuple[int, Event]]:
        """The events after a ledger entry, with the numbers of theirs, in order."""
        query = select(_events.c.seq, _events.c.body).where(_events.c.seq > after).order_by(_events.c.seq)
        try:
            with self.engine.connect() as connection:
                found = connection.execute(query).all()
        except SQLAlchemyError as exc:
            raise _refuse(exc) from exc
        try:
            return [(row.seq, Event.model_validate_json(row.body)) for row in found]
        except ValueError as exc:
            raise VerificationError(
                "the case database holds something that is no event; `netpatrol verify --store` names it"
            ) from exc

    def deliver(self) -> None:
        """Bring the events after the last one there."""
        try:
            with self.engine.begin() as connection:
                connection.execute(text(f"LOCK TABLE {_events.name} IN EXCLUSIVE MODE"))
                last = connection.scalar(select(func.max(_events.c.seq))) or 0
                rows = [_make_row(seq, event) for seq, event in self._records.load_events(last)]
                if rows:
                    connection.execute(insert(_events), rows)
        except SQLAlchemyError as exc:
            raise _refuse(exc) from exc

    def find_problems(self) -> list[Problem]:
        """Rows that the workspace does not have so, and events that the server lost."""
        kept = {seq: _make_row(seq, event) for seq, event in self._records.load_events()}
        try:
            with self.engine.connect() as connection:
                held = {row["seq"]: dict(row) for row in connection.execute(select(_events)).mappings()}
        except SQLAlchemyError as exc:
            raise _refuse(exc) from exc
        problems = []
        for seq in sorted(kept.keys() | held.keys()):
            if seq not in held:
                text = "the ledger names this event, but the case database does not hold it"
            elif seq not in kept:
                text = "no ledger entry covers this event of the case database"
            elif kept[seq] != held[seq]:
                text = "the event in the case database is not what the ledger entry covers"
            else:
                continue
            row = kept.get(seq) or held[seq]
            problems.append(Problem(path=str(row["event_id"]), problem=text))
        return problems


def open_history(workspace: Workspace, settings: CaseSettings) -> History:
    """The history that the settings name.

    Raises:
        ConfigError: the address or password file cannot be used, or the database is another workspace's.
        ServiceError: the server does not answer.
    """
    if settings.url is None:
        return WorkspaceHistory(workspace)
    url = make_postgres_url(settings, "cases.url")
    engine = create_engine(url, connect_args={"connect_timeout": 10}, pool_pre_ping=True)
    return PostgresHistory(workspace, engine)


def _make_row(seq: int, event: Event) -> dict[str, object]:
    return {
        "seq": seq,
        "event_id": event.event_id,
        "noun": event.noun,
        "subject": event.subject,
        "did": event.did,
        "by": event.by,
        "at": event.at.isoformat(),
        "body": event.as_json(),
    }


def _refuse(exc: SQLAlchemyError) -> ServiceError:
    reason = str(getattr(exc, "orig", None) or exc).strip().splitlines()[0]
    return ServiceError(f"the case database cannot be used ({reason}); the work is kept, run again")
