"""The table of leads as it follows from some records, in memory."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from evidence import lead_table
from evidence import tables as t
from evidence.finding import Finding, Review
from evidence.lead import Assignment
from evidence.pick import Pick
from evidence.records import Records

_MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLeads:
    """A database with nothing but the table of leads of some records."""

    engine: Engine
    lock: threading.Lock = field(default_factory=threading.Lock)

    def load_rows(self, query: Any) -> list[Any]:
        """The rows of a query over `evidence.tables.leads`."""
        with self.lock, self.engine.connect() as connection:
            return list(connection.execute(query))


_shelves: WeakKeyDictionary[Records, OrderedDict[Hashable, SeenLeads]] = WeakKeyDictionary()
_lock = threading.Lock()


def get_seen_leads(records: Records, seen: Hashable, make: Callable[[], SeenLeads]) -> SeenLeads:
    """The leads of what is seen; a few are kept, since people look more than once.

    Args:
        records: of the workspace.
        seen: every record that is seen, and how much of it: nothing else decides the leads.
        make: derives them.
    """
    with _lock:
        shelf = _shelves.setdefault(records, OrderedDict())
        held = shelf.pop(seen, None) or make()
        shelf[seen] = held
        if len(shelf) > _MOST:
            shelf.popitem(last=False)[1].engine.dispose()
    return held


def derive_leads(
    *,
    findings: Iterable[Finding],
    picks: Iterable[Pick],
    reviews: Iterable[Review],
    assignments: Iterable[Assignment],
) -> SeenLeads:
    """The leads of these records, given in order of time."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    with engine.begin() as connection:
        t.leads.create(connection)
        for finding in findings:
            lead_table.see_finding(connection, finding)
        for pick in picks:
            lead_table.see_pick(connection, pick)
        for review in reviews:
            lead_table.see_review(connection, review)
        for assignment in assignments:
            lead_table.see_assignment(connection, assignment)
    return SeenLeads(engine=engine)
