"""The records of a workspace as one person may see them: full, redacted, or as if they were not there.

Everything that reads records reads these instead when it works for somebody, so that the desk, the API and
search need no rights of their own. What is not overridden here is refused.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from cases import rights
from cases.book import CaseBook
from cases.owners import Owners
from cases.received import ReceivedRecords, load_received
from cases.redaction import redact_finding, redact_snapshot
from cases.rights import Sight, Viewer
from cases.scope import Scope
from cases.seen_leads import SeenLeads, derive_leads, get_seen_leads
from cases.world import World
from evidence import lead_table
from evidence import tables as t
from evidence.document import Document, PictureReading
from evidence.finding import Finding, Review
from evidence.lead import Assignment, Lead, LeadFilter, LeadKind, LeadOrder, Place
from evidence.pick import Compared, Pick
from evidence.records import Records, RunRecord
from evidence.run_line import RunLine
from evidence.snapshot import Snapshot
from evidence.warc import Location
from evidence.workspace import Workspace
from evidence.writer import Target

_NOTHING = ("-", "-")
"""An id and an owner that are nobody's: the rights are asked of what is missing as of what is hidden."""


class ScopedRecords(Records):
    """Records that give somebody only what the rights let them see."""

    def __init__(self, records: Records, scope: Scope, received: ReceivedRecords) -> None:
        super().__init__(records.database, records.head)
        self._all = records
        self.scope = scope
        self.received = received
        self.shown: dict[tuple[str, str], None] = {}
        self._owners: dict[str, str | None] = {}
        self._leads: SeenLeads | None = None

    def get_snapshot(self, snapshot_id: str) -> Snapshot | None:
        """A snapshot by its id."""
        if self.scope.see_snapshot(snapshot_id) < Sight.REDACTED:
            return None  # before anything of it is read: a stranger waits as long as for nothing
        return self._tell_snapshot(
            self._all.get_snapshot(snapshot_id) or self.received.snapshots.get(snapshot_id)
        )

    def load_snapshots_by_id(self, ids: Iterable[str]) -> list[Snapshot]:
        """The snapshots with these ids that are seen."""
        wanted = list(ids)
        self.scope.owners.prepare()
        seen = [one for one in wanted if self.scope.see_snapshot(one) >= Sight.REDACTED]
        found = self._all.load_snapshots_by_id(seen)
        found += [self.received.snapshots[one] for one in wanted if one in self.received.snapshots]
        return [shown for shown in map(self._tell_snapshot, found) if shown is not None]

    def load_snapshots(
        self, *, run_id: str | None = None, listing_key: str | None = None, shop_key: str | None = None
    ) -> list[Snapshot]:
        """Snapshots in order of capture."""
        wanted = {"run_id": run_id, "listing_key": listing_key, "shop_key": shop_key}
        places = self.scope.owners.find_snapshots(**wanted) or [_NOTHING]
        is_seen = any(self.scope.see("snapshot", *place) >= Sight.REDACTED for place in places)
        found = self._all.load_snapshots(**wanted) if is_seen else []
        found += [
            one
            for one in self.received.snapshots.values()
            if run_id in {None, one.run_id}
            and listing_key in {None, one.listing_key}
            and shop_key in {None, one.shop_key}
        ]
        return [shown for shown in map(self._tell_snapshot, found) if shown is not None]

    def get_finding(self, finding_id: str) -> Finding | None:
        """A finding by its id."""
        owner = self.scope.owners.get_finding_owner(finding_id)
        if self.scope.see("finding", finding_id, owner) < Sight.REDACTED:
            return None
        return self._tell_finding(self._all.get_finding(finding_id) or self.received.findings.get(finding_id))

    def load_findings_by_id(self, ids: Iterable[str]) -> list[Finding]:
        """The findings with these ids that are seen."""
        wanted = list(ids)
        self._owners |= dict(self.scope.owners.find_findings())
        seen = [
            one
            for one in wanted
            if one in self._owners and self.scope.see("finding", one, self._owners[one]) >= Sight.REDACTED
        ]
        found = self._all.load_findings_by_id(seen)
        found += [self.received.findings[one] for one in wanted if one in self.received.findings]
        return [shown for shown in map(self._tell_finding, found) if shown is not None]

    def load_findings(
        self, *, lead_id: str | None = None, snapshot_id: str | None = None, run_id: str | None = None
    ) -> list[Finding]:
        """Findings in the order in which they were found."""
        wanted = {"lead_id": lead_id, "snapshot_id": snapshot_id, "run_id": run_id}
        places = self.scope.owners.find_findings(**wanted) or [_NOTHING]
        self._owners |= dict(places)
        is_seen = any(self.scope.see("finding", *place) >= Sight.REDACTED for place in places)
        found = self._all.load_findings(**wanted) if is_seen else []
        found += [
            one
            for one in self.received.findings.values()
            if lead_id in {None, one.lead_id}
            and snapshot_id in {None, one.snapshot_id}
            and run_id in {None, one.run_id}
        ]
        return [shown for shown in map(self._tell_finding, found) if shown is not None]

    def get_pick(self, pick_id: str) -> Pick | None:
        """A pick by its id."""
        return self._show_pick(self._all.get_pick(pick_id))

    def load_picks(self, *, lead_id: str | None = None, run_id: str | None = None) -> list[Pick]:
        """Picks, the newest first and then by score."""
        found = map(self._show_pick, self._all.load_picks(lead_id=lead_id, run_id=run_id))
        return [pick for pick in found if pick is not None]

    def load_reviews(self, *, lead_id: str | None = None, check: str | None = None) -> list[Review]:
        """Reviews that people of the own office gave, in order of time."""
        found = self._all.load_reviews(lead_id=lead_id, check=check)
        return [one for one in found if self._sees_word("review", one.review_id, one.by)]

    def load_assignments(self, lead_id: str | None = None) -> list[Assignment]:
        """Who was to look at a lead, as people of the own office said, in order of time."""
        found = self._all.load_assignments(lead_id)
        return [one for one in found if self._sees_word("assignment", one.assignment_id, one.by)]

    def load_leads(
        self, wanted: LeadFilter, *, order: LeadOrder = LeadOrder.GRAVEST, limit: int = -1, offset: int = 0
    ) -> list[Lead]:
        """The leads that are wanted, derived from what is seen."""
        query = lead_table.make_query(wanted, order)
        rows = self._lead_rows(query.limit(limit).offset(offset) if limit >= 0 else query)
        for row in rows:
            self._note("finding", row.latest_id, self._get_latest_owner(row))
        return [Lead(**{name: getattr(row, name) for name in Lead.model_fields}) for row in rows]

    def count_leads(self, wanted: LeadFilter) -> int:
        """How many leads are wanted."""
        return int(self._lead_rows(lead_table.make_count_query(wanted))[0][0])

    def get_lead(self, lead_id: str) -> Lead | None:
        """A lead by its id."""
        rows = self._lead_rows(select(t.leads).where(t.leads.c.lead_id == lead_id))
        return Lead(**{name: getattr(rows[0], name) for name in Lead.model_fields}) if rows else None

    def load_place(self, wanted: LeadFilter, order: LeadOrder, lead_id: str) -> Place:
        """Where a lead stands among those that are wanted and seen."""
        return super().load_place(wanted, order, lead_id)

    def count_leads_by_day(self) -> list[tuple[LeadKind, str, date, int]]:
        """(kind, code, day, number) of the leads that are seen."""
        return super().count_leads_by_day()

    def load_facets(self, wanted: LeadFilter) -> dict[str, dict[str, int]]:
        """What people can choose leads by, among those that are seen."""
        queries = lead_table.make_facet_queries(wanted)
        return {name: {row[0]: row[1] for row in self._lead_rows(query)} for name, query in queries.items()}

    def load_open_run(self, job_key: str) -> RunRecord | None:
        """The unfinished run of a job."""
        run = self._all.load_open_run(job_key)
        return run if run is not None and self.scope.sees_run(run.run.run_id) else None

    def load_run(self, run_id: str) -> RunRecord | None:
        """A run by its id."""
        return self._all.load_run(run_id) if self.scope.sees_run(run_id) else None

    def load_runs(self, command: str | None = None) -> list[RunRecord]:
        """All runs of the own office, newest first."""
        return [run for run in self._all.load_runs(command) if self.scope.sees_run(run.run.run_id)]

    def load_run_lines(self, run_ids: Iterable[str]) -> list[RunLine]:
        """Some runs with all that the ledger covers of them."""
        return self._all.load_run_lines([one for one in run_ids if self.scope.sees_run(one)])

    def load_targets(self, run_id: str, state: str | None = None) -> list[Target]:
        """The targets of a run in the order in which they were found."""
        return self._all.load_targets(run_id, state) if self.scope.sees_run(run_id) else []

    def count_targets(self, run_ids: Collection[str]) -> dict[str, Counter[str]]:
        """By run of the own office, how many targets ended how; those still waiting are `pending`."""
        return self._all.count_targets([one for one in run_ids if self.scope.sees_run(one)])

    def load_tallies(self, run_id: str) -> list[tuple[str, str, str, int]]:
        """(check, status, detail, number) of a run."""
        return self._all.load_tallies(run_id) if self.scope.sees_run(run_id) else []

    def find_last_run(self) -> str | None:
        """The run of the own office that kept a snapshot last."""
        runs = [snapshot.run_id for snapshot in self.load_snapshots() if self.scope.sees_run(snapshot.run_id)]
        return runs[-1] if runs else None

    def get_location(self, sha256: str) -> Location | None:
        """Where the bytes of an artefact lie, when a snapshot that is seen in full shows it."""
        sightings = self.scope.owners.find_sightings(sha256) or [_NOTHING]
        owners = [owner for one, owner in sightings if self.scope.see("snapshot", one, owner) is Sight.FULL]
        if not owners:
            return None
        self._note("artefact", sha256, self._prefer_own(owners))
        return self._all.get_location(sha256)

    def find_sightings(self, sha256: str, run_id: str | None = None) -> list[str]:
        """The snapshots that hold an artefact."""
        found = self._all.find_sightings(sha256, run_id)
        places = dict(self.scope.owners.find_sightings(sha256))
        return [one for one in found if self.scope.see("snapshot", one, places.get(one)) is Sight.FULL]

    def get_reading(self, sha256: str, reader_version: str | None = None) -> PictureReading | None:
        """What was read in a picture."""
        return self._all.get_reading(sha256, reader_version) if self.sees_artefact(sha256) else None

    def iter_documents(self) -> Iterator[Document]:
        """Every document that was read in a picture that is seen."""
        for document in self._all.iter_documents():
            if self.sees_artefact(document.sha256):
                yield document

    def sees_artefact(self, sha256: str) -> bool:
        """Whether a snapshot that is seen in full shows these bytes."""
        sightings = self.scope.owners.find_sightings(sha256)
        return any(self.scope.see("snapshot", *place) is Sight.FULL for place in sightings)

    def is_received(self, one: str) -> bool:
        """Whether a snapshot or finding came in a parcel."""
        return one in self.received.offices

    def is_redacted(self, noun: str, one: str) -> bool:
        """Whether of a snapshot or finding only a redacted copy is seen."""
        owners = self.scope.owners
        owner = owners.get_finding_owner(one) if noun == "finding" else owners.get_snapshot_owner(one)
        return self.scope.see(noun, one, owner) is Sight.REDACTED

    def sees_price(self, snapshot_id: str | None) -> bool:
        """Whether a price of the history is seen: with its snapshot; an imported one as the workspace's."""
        if snapshot_id is None:
            return self.scope.see("history", "-", self.scope.owners.office_id) is Sight.FULL
        return self.scope.see_snapshot(snapshot_id) >= Sight.REDACTED

    def find_priced(self) -> list[str]:
        """The snapshots whose prices are seen, asked for at once."""
        owners = self.scope.owners
        owned = [*owners.find_snapshots(), *owners.parcels.items()]
        # Of the own office all is seen or nothing: who goes through many asks that once.
        own = {owner: self.scope.see("snapshot", "-", owner) for owner in {owner for _, owner in owned}}
        shared = {one for noun, one in self.scope.world.covers if noun == "snapshot"}
        return [
            one
            for one, owner in owned
            if (own[owner] if one not in shared else self.scope.see("snapshot", one, owner)) >= Sight.REDACTED
        ]

    def load_facts(self, noun: str) -> dict[str, str]:
        """The facts of one noun: of keys, registers, settings, nothing of what was captured."""
        return self._all.load_facts(noun)

    def get_fact(self, noun: str, subject: str) -> str | None:
        """The body of a fact."""
        return self._all.get_fact(noun, subject)

    def load_price_digests(self) -> dict[str, str]:
        """The digest of each file of the price history, for opening it."""
        return self._all.load_price_digests()

    def get_last_moment(self) -> str | None:
        """The moment of the last entry of the ledger, for the clock."""
        return self._all.get_last_moment()

    @contextmanager
    def read(self) -> Iterator[Any]:
        """Nothing: plain SQL asks no rights, so what is not overridden here is refused."""
        raise PermissionError("records were to be read without asking the rights")
        yield

    def _tell_snapshot(self, snapshot: Snapshot | None) -> Snapshot | None:
        """A snapshot as it is seen; one of another office is noted as read."""
        seen = self._show_snapshot(snapshot)
        if seen is not None and snapshot is not None:
            self._note("snapshot", seen.snapshot_id, self._get_owner(snapshot))
        return seen

    def _tell_finding(self, finding: Finding | None) -> Finding | None:
        """A finding as it is seen; one of another office is noted as read."""
        seen = self._show_finding(finding)
        if seen is not None and finding is not None:
            self._note("finding", seen.finding_id, self._get_finding_owner(finding))
        return seen

    def _get_owner(self, snapshot: Snapshot) -> str | None:
        """The office of a snapshot: by its run, unless it came in a parcel."""
        if self.received.snapshots.get(snapshot.snapshot_id) is snapshot:
            return self.received.offices[snapshot.snapshot_id]
        return self.scope.owners.get_run_owner(snapshot.run_id)

    def _get_finding_owner(self, finding: Finding) -> str | None:
        """The office of a finding: by its snapshot, unless it came in a parcel."""
        if self.received.findings.get(finding.finding_id) is finding:
            return self.received.offices[finding.finding_id]
        if finding.finding_id not in self._owners:
            self._owners[finding.finding_id] = self.scope.owners.get_snapshot_owner(finding.snapshot_id)
        return self._owners[finding.finding_id]

    def _note(self, noun: str, one: str, owner: str | None) -> None:
        viewer = self.scope.viewer
        if not isinstance(viewer, rights.Machine) and owner != viewer.office_id:
            self.shown[noun, one] = None

    def _show_snapshot(self, snapshot: Snapshot | None) -> Snapshot | None:
        if snapshot is None:
            return None
        sight = self.scope.see("snapshot", snapshot.snapshot_id, self._get_owner(snapshot))
        if sight < Sight.REDACTED:
            return None
        return snapshot if sight is Sight.FULL else redact_snapshot(snapshot)

    def _show_finding(self, finding: Finding | None) -> Finding | None:
        sight = (
            Sight.NOTHING
            if finding is None
            else self.scope.see("finding", finding.finding_id, self._get_finding_owner(finding))
        )
        if finding is None or sight < Sight.REDACTED:
            return None
        return finding if sight is Sight.FULL else redact_finding(finding)

    def _show_pick(self, pick: Pick | None) -> Pick | None:
        """A pick of the own office, without what it was compared with that is not seen."""
        if pick is None:
            return None
        owner = self.scope.owners.get_snapshot_owner(pick.snapshot_id)
        if self.scope.see("pick", pick.pick_id, owner) is not Sight.FULL:
            return None
        return pick.model_copy(update={"compared": tuple(filter(self._sees_compared, pick.compared))})

    def _sees_compared(self, one: Compared) -> bool:
        if one.snapshot_id is None:
            return self.sees_price(None)
        return self.scope.see_snapshot(one.snapshot_id) is Sight.FULL

    def _sees_word(self, noun: str, one: str, by: str) -> bool:
        return self.scope.see(noun, one, self.scope.owners.get_author_office(by)) is Sight.FULL

    def _prefer_own(self, owners: list[str | None]) -> str | None:
        viewer = self.scope.viewer
        own = None if isinstance(viewer, rights.Machine) else viewer.office_id
        return own if own in owners else owners[0]

    def _get_latest_owner(self, row: Any) -> str | None:
        """The office that owns the newest finding of a lead; a pick is always the own office's."""
        if row.kind == LeadKind.PICK and not isinstance(self.scope.viewer, rights.Machine):
            return self.scope.viewer.office_id
        return self.scope.owners.get_finding_owner(row.latest_id)

    def _lead_rows(self, query: Any) -> list[Any]:
        if self._leads is None:
            self._leads = self._get_leads()
        return self._leads.load_rows(query)

    def _get_leads(self) -> SeenLeads:
        """The leads of what is seen, derived anew when anything of that changed."""
        scope = self.scope
        places = scope.owners.find_findings()
        self._owners |= dict(places)
        sights = [(one, scope.see("finding", one, owner)) for one, owner in places]
        received = [*self.received.findings.values()]
        sights += [
            (one.finding_id, scope.see("finding", one.finding_id, self._get_finding_owner(one)))
            for one in received
        ]
        picks, reviews, assignments = self.load_picks(), self.load_reviews(), self.load_assignments()
        seen = (
            tuple((one, sight) for one, sight in sights if sight >= Sight.REDACTED),
            tuple(pick.pick_id for pick in picks),
            tuple(review.review_id for review in reviews),
            tuple(one.assignment_id for one in assignments),
        )

        def derive() -> SeenLeads:
            every = [*self._all.load_findings(), *received]
            return derive_leads(
                findings=filter(None, map(self._show_finding, every)),
                picks=reversed(picks),
                reviews=reviews,
                assignments=assignments,
            )

        return get_seen_leads(self._all, seen, derive)


def open_scope(book: CaseBook, viewer: Viewer, world: World, at: datetime) -> Workspace:
    """The workspace of a case book as somebody may see it at a moment; itself where that is all of it.

    Raises:
        VerificationError: a parcel that was taken in is missing or was changed.
    """
    workspace = book.workspace
    if rights.sees_everything(world, viewer, book.office_id):
        return workspace
    received = load_received(book, world)
    owners = Owners(
        records=workspace.records, world=world, office_id=book.office_id, parcels=received.offices
    )
    scope = Scope(viewer=viewer, world=world, owners=owners, at=at)
    records = ScopedRecords(workspace.records, scope, received)
    return Workspace(root=workspace.root, store=workspace.store, records=records)
