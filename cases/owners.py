"""Which office owns what in a workspace: the run decides, and a finding is whose the page it is about is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from cases.book import CaseBook
from cases.people import get_office, get_user
from cases.world import World
from evidence import tables as t
from evidence.records import Records


@dataclass(slots=True, kw_only=True)
class Owners:
    """The owners of records; `office_id` owns what names no other.

    `parcels` has the office of each snapshot and finding that came in a parcel, by id; what was captured here
    is never looked for there.
    """

    records: Records
    world: World
    office_id: str | None
    parcels: Mapping[str, str] = field(default_factory=dict)
    _runs: dict[str, str | None] = field(default_factory=dict)

    def get_run_owner(self, run_id: str) -> str | None:
        """The office that owns a run."""
        return self.world.runs.get(run_id, self.office_id)

    def get_snapshot_owner(self, snapshot_id: str) -> str | None:
        """The office that owns a snapshot, and the findings and picks about it; None where it is unknown."""
        if snapshot_id not in self._runs:
            query = select(t.snapshots.c.run_id).where(t.snapshots.c.snapshot_id == snapshot_id)
            with self.records.read() as connection:
                self._runs[snapshot_id] = connection.scalar(query)
        run_id = self._runs[snapshot_id]
        return self.parcels.get(snapshot_id) if run_id is None else self.get_run_owner(run_id)

    def get_finding_owner(self, finding_id: str) -> str | None:
        """The office that owns a finding: the one whose page it is about; None where it is unknown."""
        query = select(t.findings.c.snapshot_id).where(t.findings.c.finding_id == finding_id)
        with self.records.read() as connection:
            snapshot_id = connection.scalar(query)
        return self.parcels.get(finding_id) if snapshot_id is None else self.get_snapshot_owner(snapshot_id)

    def get_author_office(self, by: str) -> str | None:
        """The office of who gave a review; a name from before there were users is the workspace's own."""
        user = self.world.users.get(by)
        return user.office_id if user is not None else self.office_id

    def prepare(self) -> None:
        """Learn the runs of all snapshots at once, for who goes through many."""
        with self.records.read() as connection:
            rows = connection.execute(select(t.snapshots.c.snapshot_id, t.snapshots.c.run_id))
            self._runs |= {row.snapshot_id: row.run_id for row in rows}


def find_owner(book: CaseBook, by: str | None, office_id: str | None) -> str:
    """The office that owns what is started now: that of a login, else one that is named.

    Raises:
        ItemError: there is no such user or office.
    """
    world = book.load_world()
    return get_user(world, by).office_id if by is not None else get_office(world, office_id or "").office_id


def own_run(book: CaseBook, run_id: str, office_id: str, *, by: str | None, at: datetime) -> None:
    """Keep that a run is of an office, once."""
    with book.write(at) as deeds:
        if run_id not in deeds.world.runs:
            user = deeds.world.users.get(by) if by is not None else None
            deeds.add("own", "run", run_id, {"office_id": office_id}, by=user)
