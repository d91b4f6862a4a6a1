"""The case book of a workspace: the present world, and the one way to change it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.history import History, open_history
from cases.model import User
from cases.parcel import Parcel
from cases.world import World, fold
from config.errors import VerificationError
from config.settings import Settings
from evidence.event import Event, make_event
from evidence.workspace import Workspace
from evidence.writer import Writer

MACHINE = "-"
"""Who did it where nobody is named: the administrator at the machine's own command line."""


@dataclass(slots=True, kw_only=True)
class Deeds:
    """One change: the world as nobody else can change it meanwhile, and what is done to it."""

    world: World
    at: datetime
    writer: Writer

    def add(
        self, did: str, noun: str, subject: str, body: dict[str, Any] | None = None, *, by: User | None = None
    ) -> Event:
        """Keep one event; by the machine's administrator when nobody is named."""
        event = make_event(
            did,
            noun,
            subject,
            body or {},
            by=by.login if by else MACHINE,
            office_id=by.office_id if by else None,
            at=self.at,
        )
        self.writer.add_event(event)
        return event


@dataclass(slots=True, kw_only=True)
class CaseBook:
    """People, groups, cases and shares of a workspace; `office_id` owns the runs that name no office.

    `parcels` are those that were taken in, by digest, once they were opened: their files never change.
    """

    workspace: Workspace
    history: History
    office_id: str | None
    parcels: dict[str, Parcel] = field(default_factory=dict)
    _world: World = field(default_factory=World)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def load_world(self) -> World:
        """The world as of now.

        Raises:
            ServiceError: the history's server does not answer.
            VerificationError: an event was changed behind the program's back.
        """
        with self._lock:
            try:
                self._world = fold(self._world, self.history.load(self._world.place))
            except (KeyError, ValueError, TypeError) as exc:
                raise VerificationError(
                    "the history of people and cases does not hold together; "
                    "`netpatrol verify --store` says where"
                ) from exc
            return self._world

    @contextmanager
    def write(self, at: datetime) -> Iterator[Deeds]:
        """A change at a moment: nothing of it is kept when it raises.

        Raises:
            ServiceError: the history's server does not answer.
        """
        with self.workspace.records.write(at) as writer:
            self.history.deliver()  # what another process kept a moment ago counts for this deed
            yield Deeds(world=self.load_world(), at=at, writer=writer)
        self.history.deliver()

    def load_events(self) -> list[Event]:
        """The whole history in order."""
        return [event for _, event in self.history.load()]


def open_book(workspace: Workspace, settings: Settings) -> CaseBook:
    """The case book of a workspace, on the database that the settings name.

    Raises:
        ConfigError: the settings cannot be used.
        ServiceError: the database does not answer.
    """
    history = open_history(workspace, settings.cases)
    return CaseBook(workspace=workspace, history=history, office_id=settings.office)
