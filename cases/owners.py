"""Which office owns what in a workspace: the run decides, and a finding is whose the page it is about is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, select

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
    _snapshots: dict[str, str | None] = field(default_factory=dict)

    def get_run_owner(self, run_id: str) -> str | None:
        """The office that owns a run."""
        return self.world.runs.get(run_id, self.office_id)

    def get_snapshot_owner(self, snapshot_id: str) -> str | None:
        """The office that owns a snapshot, and the findings and picks about it; None where it is unknown."""
        if snapshot_id not in self._snapshots:
            found = self.find_snapshots(snapshot_id=snapshot_id)
            self._snapshots[snapshot_id] = found[0][1] if found else self.parcels.get(snapshot_id)
        return self._snapshots[snapshot_id]

    def get_finding_owner(self, finding_id: str) -> str | None:
        """The office that owns a finding: the one whose page it is about; None where it is unknown."""
        found = self.find_findings(finding_id=finding_id)
        return found[0][1] if found else self.parcels.get(finding_id)

    def find_snapshots(self, **wanted: str | None) -> list[tuple[str, str | None]]:
        """(snapshot, owner) of the snapshots with some columns, nothing of them read but that."""
        query = select(t.snapshots.c.snapshot_id, t.snapshots.c.run_id)
        return self._load(query, t.snapshots, wanted)

    def find_findings(self, **wanted: str | None) -> list[tuple[str, str | None]]:
        """(finding, owner) of the findings with some columns, nothing of them read but that."""
        query = select(t.findings.c.finding_id, t.snapshots.c.run_id).order_by(t.findings.c.finding_id)
        same = t.snapshots.c.snapshot_id == t.findings.c.snapshot_id
        return self._load(query.join_from(t.findings, t.snapshots, same, isouter=True), t.findings, wanted)

    def find_sightings(self, sha256: str) -> list[tuple[str, str | None]]:
        """(snapshot, owner) of the snapshots that show some bytes."""
        query = select(t.sightings.c.snapshot_id, t.sightings.c.run_id).order_by(t.sightings.c.snapshot_id)
        return self._load(query, t.sightings, {"sha256": sha256})

    def prepare(self) -> None:
        """Learn the owners of all snapshots at once, for who goes through many."""
        self._snapshots |= dict(self.find_snapshots())

    def get_author_office(self, by: str) -> str | None:
        """The office of who gave a review; a name from before there were users is the workspace's own."""
        user = self.world.users.get(by)
        return user.office_id if user is not None else self.office_id

    def _load(
        self, query: Select[Any], table: Table, wanted: Mapping[str, str | None]
    ) -> list[tuple[str, str | None]]:
        same = [table.c[name] == value for name, value in wanted.items() if value is not None]
        with self.records.read() as connection:
            rows = connection.execute(query.where(*same)).all()
        return [(row[0], None if row[1] is None else self.get_run_owner(row[1])) for row in rows]


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
