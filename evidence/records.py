"""The append-only records: snapshots, readings, findings, reviews, and the ledger that counts them."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, bindparam, func, select
from sqlalchemy.exc import DatabaseError

from config.errors import VerificationError
from evidence import lead_table, rows, tombstone
from evidence import tables as t
from evidence.clock import Run
from evidence.database import Database
from evidence.document import Document, PictureReading
from evidence.event import Event
from evidence.finding import Finding, Review
from evidence.head import HeadFile
from evidence.lead import Assignment, Lead, LeadFilter, LeadKind, LeadOrder, Place
from evidence.ledger import Act, Entry
from evidence.pick import Pick
from evidence.run_line import RunLine, make_run_line
from evidence.snapshot import Snapshot
from evidence.tombstone import Buried, Tombstone
from evidence.warc import Location
from evidence.writer import OPEN, Target, Writer

_AT_ONCE = 500
_HASH_OF = select(t.ledger.c.hash).where(t.ledger.c.seq == bindparam("number"))
_KEY_NOW = (
    select(t.ledger.c.subject)
    .where(t.ledger.c.noun == "key", t.ledger.c.action == Act.KEEP)
    .order_by(t.ledger.c.seq.desc())
    .limit(1)
)
_LOCATION_OF = select(t.locations).where(t.locations.c.sha256 == bindparam("sha256"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A run as the database knows it."""

    run: Run
    command: str
    state: str
    summary: dict[str, Any] | None


class Records:
    """The record database of a workspace, and the signed head of its ledger."""

    def __init__(self, database: Database, head: HeadFile) -> None:
        self.database = database
        self.head = head

    @contextmanager
    def write(self, at: datetime) -> Iterator[Writer]:
        """A transaction whose ledger entries carry the moment `at` of the run's clock.

        Raises:
            RunAbortedError: the database cannot be written (disk full, read-only) or was moved away; nothing
                of it is kept.
            ServiceError: the database's server does not answer; nothing of it is kept.
            VerificationError: the ledger does not reach its signed head; nothing of it is kept.
        """
        try:
            with self.database.engine.execution_options(writes=True).begin() as connection:
                self.database.check()
                self._check_head(connection)
                writer = Writer(connection, at)
                yield writer
                key_id = connection.scalar(_KEY_NOW)
                if writer.entries and key_id is not None:
                    self.head.sign_with(key_id)
        except DatabaseError as exc:
            raise self.database.explain(exc, writes=True) from exc
        if writer.entries:
            self.head.write(writer.tail.seq, writer.tail.hash, writer.tail.at)

    def _check_head(self, connection: Connection) -> None:
        """Never sign a ledger that lost entries which were signed before."""
        head = self.head.read()
        if head is None and not connection.scalar(_HASH_OF, {"number": 2}):
            return  # made a moment ago: the ledger holds its key and nothing else
        held = connection.scalar(_HASH_OF, {"number": head.entries}) if head else None
        if head is None or held != head.hash:
            raise VerificationError(
                "the ledger does not hold what its signed head names, so nothing is written; "
                "`netpatrol verify --store` says more, and a backup helps"
            )

    def _rows(self, query: Any, values: dict[str, Any] | None = None) -> list[Any]:
        with self.read() as connection:
            return list(connection.execute(query, values))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads and sees one state throughout.

        Raises:
            ServiceError: the database's server does not answer.
            VerificationError: the database is damaged.
        """
        try:
            with self.database.engine.connect() as connection:
                yield connection
        except DatabaseError as exc:
            raise self.database.explain(exc, writes=False) from exc

    def _bodies(self, query: Any) -> list[str]:
        return [row[0] for row in self._rows(query)]

    def load_open_run(self, job_key: str) -> RunRecord | None:
        """The unfinished run of a job, to be resumed."""
        query = select(t.runs).where(t.runs.c.job_key == job_key, t.runs.c.state == OPEN)
        found = self._rows(query.order_by(t.runs.c.started_at.desc()).limit(1))
        return _make_run_record(found[0]) if found else None

    def load_run(self, run_id: str) -> RunRecord | None:
        """A run by its id."""
        found = self._rows(select(t.runs).where(t.runs.c.run_id == run_id))
        return _make_run_record(found[0]) if found else None

    def load_runs(self, command: str | None = None) -> list[RunRecord]:
        """All runs, newest first."""
        query = select(t.runs).order_by(t.runs.c.started_at.desc())
        return [_make_run_record(row) for row in self._rows(query) if command in {None, row.command}]

    def has_kept(self, run_id: str) -> bool:
        """Whether a run has kept or settled anything yet; its targets and its settings alone are nothing."""
        begun = t.ledger.c.action.in_((Act.START, Act.ADD)) | (t.ledger.c.noun == "settings")
        return bool(self._rows(select(t.ledger.c.seq).where(t.ledger.c.run_id == run_id, ~begun).limit(1)))

    def load_run_lines(self, run_ids: Iterable[str]) -> list[RunLine]:
        """Some runs with all that the ledger covers of them."""
        query = select(t.runs).where(t.runs.c.run_id.in_(list(run_ids))).order_by(t.runs.c.started_at)
        return [make_run_line(row._mapping) for row in self._rows(query)]  # noqa: SLF001 -- SQLAlchemy's

    def load_targets(self, run_id: str, state: str | None = None) -> list[Target]:
        """The targets of a run in the order in which they were found."""
        query = select(t.targets).where(t.targets.c.run_id == run_id).order_by(t.targets.c.position)
        found = self._rows(query if state is None else query.where(t.targets.c.state == state))
        names = Target.__dataclass_fields__
        return [Target(**{name: getattr(row, name) for name in names}) for row in found]

    def count_targets(self, run_ids: Collection[str]) -> dict[str, Counter[str]]:
        """By run, how many targets ended how; those still waiting are `pending`."""
        how, c = func.coalesce(t.targets.c.outcome, t.targets.c.state), t.targets.c
        query = select(c.run_id, how.label("how"), func.count().label("number"))
        query = query.where(c.run_id.in_(run_ids)).group_by(c.run_id, how).order_by(func.min(c.position))
        counted: dict[str, Counter[str]] = {run_id: Counter() for run_id in run_ids}
        for row in self._rows(query):
            counted[row.run_id][row.how] = row.number
        return counted

    def get_location(self, sha256: str) -> Location | None:
        """Where the bytes of an artefact lie."""
        found = self._rows(_LOCATION_OF, {"sha256": sha256})
        if not found:
            return None
        row = found[0]
        return Location(
            object_sha256=row.object_sha256, offset=row.offset, length=row.length, url=row.url, date=row.date
        )

    def find_sightings(self, sha256: str, run_id: str | None = None) -> list[str]:
        """The snapshots (of one run where asked) that hold an artefact."""
        query = select(t.sightings.c.snapshot_id).where(t.sightings.c.sha256 == sha256)
        if run_id is not None:
            query = query.where(t.sightings.c.run_id == run_id)
        return self._bodies(query.order_by(t.sightings.c.snapshot_id))

    def get_snapshot(self, snapshot_id: str) -> Snapshot | None:
        """A snapshot by its id."""
        bodies = self._bodies(select(t.snapshots.c.body).where(t.snapshots.c.snapshot_id == snapshot_id))
        return Snapshot.model_validate_json(bodies[0]) if bodies else None

    def load_snapshots_by_id(self, ids: Iterable[str]) -> list[Snapshot]:
        """The snapshots with these ids that there are, some hundred at a time."""
        return [
            Snapshot.model_validate_json(body) for body in self._load_by_id(t.snapshots.c.snapshot_id, ids)
        ]

    def _load_by_id(self, column: Column[str], ids: Iterable[str]) -> Iterator[str]:
        left = list(dict.fromkeys(ids))
        for start in range(0, len(left), _AT_ONCE):
            yield from self._bodies(
                select(column.table.c.body).where(column.in_(left[start : start + _AT_ONCE]))
            )

    def load_snapshots(
        self, *, run_id: str | None = None, listing_key: str | None = None, shop_key: str | None = None
    ) -> list[Snapshot]:
        """Snapshots in order of capture, of one run, listing or shop where asked."""
        query = select(t.snapshots.c.body).order_by(t.snapshots.c.captured_at, t.snapshots.c.snapshot_id)
        wanted = {"run_id": run_id, "listing_key": listing_key, "shop_key": shop_key}
        for name, value in wanted.items():
            if value is not None:
                query = query.where(t.snapshots.c[name] == value)
        return [Snapshot.model_validate_json(body) for body in self._bodies(query)]

    def get_reading(self, sha256: str, reader_version: str | None = None) -> PictureReading | None:
        """What was read in a picture: by one reader version, or by the one kept last."""
        query = select(t.readings.c.body).where(t.readings.c.sha256 == sha256)
        if reader_version is not None:
            query = query.where(t.readings.c.reader_version == reader_version)
        bodies = self._bodies(query.order_by(t.readings.c.reader_version.desc()).limit(1))
        return PictureReading.model_validate_json(bodies[0]) if bodies else None

    def iter_documents(self) -> Iterator[Document]:
        """Every document that was read in a picture."""
        for body in self._bodies(select(t.readings.c.body).order_by(t.readings.c.sha256)):
            yield from PictureReading.model_validate_json(body).documents

    def get_finding(self, finding_id: str) -> Finding | None:
        """A finding by its id."""
        bodies = self._bodies(select(t.findings.c.body).where(t.findings.c.finding_id == finding_id))
        return Finding.model_validate_json(bodies[0]) if bodies else None

    def load_findings_by_id(self, ids: Iterable[str]) -> list[Finding]:
        """The findings with these ids that there are, some hundred at a time."""
        return [Finding.model_validate_json(body) for body in self._load_by_id(t.findings.c.finding_id, ids)]

    def load_findings(
        self, *, lead_id: str | None = None, snapshot_id: str | None = None, run_id: str | None = None
    ) -> list[Finding]:
        """Findings in the order in which they were found."""
        query = select(t.findings.c.body).order_by(t.findings.c.found_at, t.findings.c.finding_id)
        wanted = {"lead_id": lead_id, "snapshot_id": snapshot_id, "run_id": run_id}
        for name, value in wanted.items():
            if value is not None:
                query = query.where(t.findings.c[name] == value)
        return [Finding.model_validate_json(body) for body in self._bodies(query)]

    def load_picks(self, *, lead_id: str | None = None, run_id: str | None = None) -> list[Pick]:
        """Picks, the newest first and then by score."""
        query = select(t.picks.c.body)
        wanted = {"lead_id": lead_id, "run_id": run_id}
        for name, value in wanted.items():
            if value is not None:
                query = query.where(t.picks.c[name] == value)
        picks = [Pick.model_validate_json(body) for body in self._bodies(query)]
        return sorted(picks, key=lambda pick: (-pick.found_at.timestamp(), -pick.score, pick.pick_id))

    def get_pick(self, pick_id: str) -> Pick | None:
        """A pick by its id."""
        bodies = self._bodies(select(t.picks.c.body).where(t.picks.c.pick_id == pick_id))
        return Pick.model_validate_json(bodies[0]) if bodies else None

    def load_reviews(self, *, lead_id: str | None = None, check: str | None = None) -> list[Review]:
        """Reviews in order of time."""
        query = select(t.reviews.c.body).order_by(t.reviews.c.reviewed_at, t.reviews.c.review_id)
        if lead_id is not None:
            query = query.where(t.reviews.c.lead_id == lead_id)
        if check is not None:
            query = query.where(t.reviews.c.check_name == check)
        return [Review.model_validate_json(body) for body in self._bodies(query)]

    def load_leads(
        self, wanted: LeadFilter, *, order: LeadOrder = LeadOrder.GRAVEST, limit: int = -1, offset: int = 0
    ) -> list[Lead]:
        """The leads that are wanted, in order; all of them without a limit."""
        query = lead_table.make_query(wanted, order)
        found = self._rows(query.limit(limit).offset(offset) if limit >= 0 else query)
        return [Lead(**{name: getattr(row, name) for name in Lead.model_fields}) for row in found]

    def count_leads(self, wanted: LeadFilter) -> int:
        """How many leads are wanted."""
        return int(self._rows(lead_table.make_count_query(wanted))[0][0])

    def get_lead(self, lead_id: str) -> Lead | None:
        """A lead by its id."""
        found = self._rows(select(t.leads).where(t.leads.c.lead_id == lead_id))
        return Lead(**{name: getattr(found[0], name) for name in Lead.model_fields}) if found else None

    def load_place(self, wanted: LeadFilter, order: LeadOrder, lead_id: str) -> Place:
        """Where a lead stands among those that are wanted; it need not be one of them."""
        sides = {}
        for is_before in (True, False):
            query = lead_table.make_beside_query(wanted, order, lead_id, before=is_before)
            found = self._lead_rows(query.limit(1))
            number = self._lead_rows(select(func.count()).select_from(query.order_by(None).subquery()))
            near = Lead(**{name: getattr(found[0], name) for name in Lead.model_fields}) if found else None
            sides[is_before] = (near, int(number[0][0]))
        return Place(
            before=sides[True][0], after=sides[False][0], passed=sides[True][1], left=sides[False][1]
        )

    def count_leads_by_day(self) -> list[tuple[LeadKind, str, date, int]]:
        """(kind, code, Shanghai day on which they were first seen, number) of all leads, in order of days."""
        found = self._lead_rows(lead_table.make_day_query())
        return [(LeadKind(row[0]), row[1], date.fromisoformat(row[2]), row[3]) for row in found]

    def _lead_rows(self, query: Any) -> list[Any]:
        return self._rows(query)

    def load_facets(self, wanted: LeadFilter) -> dict[str, dict[str, int]]:
        """What people can choose leads by: column, value, and how many are wanted with it in that column."""
        queries = lead_table.make_facet_queries(wanted)
        return {name: {row[0]: row[1] for row in self._rows(query)} for name, query in queries.items()}

    def load_assignments(self, lead_id: str | None = None) -> list[Assignment]:
        """Who was to look at a lead, or at any, in order of time."""
        query = select(t.assignments.c.body)
        if lead_id is not None:
            query = query.where(t.assignments.c.lead_id == lead_id)
        bodies = self._bodies(query.order_by(t.assignments.c.assigned_at))
        return [Assignment.model_validate_json(body) for body in bodies]

    def load_events(self, after: int = 0) -> list[tuple[int, Event]]:
        """What people did, each with the number of its ledger entry, after such a number, in order."""
        kept = (t.ledger.c.noun == "event", t.ledger.c.action == Act.KEEP, t.ledger.c.seq > after)
        query = select(t.ledger.c.seq, t.events.c.body).where(*kept).order_by(t.ledger.c.seq)
        found = self._rows(query.join(t.events, t.events.c.event_id == t.ledger.c.subject))
        return [(row.seq, Event.model_validate_json(row.body)) for row in found]

    def load_tallies(self, run_id: str) -> list[tuple[str, str, str, int]]:
        """(check, status, detail, number) of a run."""
        query = select(t.tallies).where(t.tallies.c.run_id == run_id)
        return [(row.check_name, row.status, row.detail, row.number) for row in self._rows(query)]

    def iter_entries(self, after: int = 0, batch: int = 1000) -> Iterator[Entry]:
        """Ledger entries after a position, in order."""
        while True:
            query = select(t.ledger).where(t.ledger.c.seq > after).order_by(t.ledger.c.seq).limit(batch)
            found = self._rows(query)
            for row in found:
                yield _make_entry(row)
            if len(found) < batch:
                return
            after = found[-1].seq

    def load_entries_for(self, subjects: Iterable[str]) -> list[Entry]:
        """The ledger entries about some subjects, in order; asked for some hundred at a time."""
        left = list(dict.fromkeys(subjects))
        found = [
            row
            for start in range(0, len(left), _AT_ONCE)
            for row in self._rows(
                select(t.ledger).where(t.ledger.c.subject.in_(left[start : start + _AT_ONCE]))
            )
        ]
        return [_make_entry(row) for row in sorted(found, key=lambda row: row.seq)]

    def load_facts(self, noun: str) -> dict[str, str]:
        """The bodies of the facts of one noun by subject, in the order in which they were kept."""
        kept = (
            t.ledger.c.noun == noun,
            t.ledger.c.action.in_((Act.KEEP, Act.PURGE)),
            t.ledger.c.subject == t.facts.c.subject,
        )
        query = select(t.facts.c.subject, t.facts.c.body).where(t.facts.c.noun == noun, *kept)
        return {row.subject: row.body for row in self._rows(query.order_by(t.ledger.c.seq))}

    def get_fact(self, noun: str, subject: str) -> str | None:
        """The body of a fact."""
        same = (t.facts.c.noun == noun, t.facts.c.subject == subject)
        bodies = self._bodies(select(t.facts.c.body).where(*same))
        return bodies[0] if bodies else None

    def load_tombstones(self) -> dict[str, Buried]:
        """What was purged, by object, in the order in which it was."""
        return {
            one: Buried.model_validate_json(body) for one, body in self.load_facts(tombstone.NOUN).items()
        }

    def find_purge(self, sha256: str) -> Tombstone | None:
        """The tombstone under which the bytes of an artefact lie; None where they were not purged."""
        if self.get_location(sha256) is not None:
            return None
        for snapshot_id in self.find_sightings(sha256):
            found = self.get_purge(self.get_snapshot(snapshot_id))
            if found is not None:
                return found
        return None

    def get_purge(self, snapshot: Snapshot | None) -> Tombstone | None:
        """The tombstone of a snapshot's WARC file; None where it was not purged."""
        body = self.get_fact(tombstone.NOUN, snapshot.warc_sha256) if snapshot is not None else None
        return Buried.model_validate_json(body).tombstone if body is not None else None

    def load_price_digests(self) -> dict[str, str]:
        """The digest of each file of the price history, as it was written last."""
        query = select(t.ledger.c.subject, t.ledger.c.digest).where(t.ledger.c.noun == "prices")
        return {row.subject: row.digest for row in self._rows(query.order_by(t.ledger.c.seq))}

    def get_last_seq(self) -> int:
        """The number of the last entry of the ledger; 0 where there is none."""
        return int(self._rows(select(func.max(t.ledger.c.seq)))[0][0] or 0)

    def get_last_moment(self) -> str | None:
        """The moment of the last entry of the ledger."""
        found = self._bodies(select(t.ledger.c.at).order_by(t.ledger.c.seq.desc()).limit(1))
        return found[0] if found else None

    def find_last_run(self) -> str | None:
        """The run that kept a snapshot last, by the ledger's order and not by any clock."""
        query = select(t.ledger.c.run_id).where(t.ledger.c.noun == "snapshot", t.ledger.c.run_id.is_not(None))
        found = self._bodies(query.order_by(t.ledger.c.seq.desc()).limit(1))
        return found[0] if found else None

    def get_body(self, noun: str, subject: str) -> str:
        """The stored JSON of a snapshot, reading, finding or review, as the ledger's digest covers it.

        Raises:
            VerificationError: the ledger names something that the tables do not hold.
        """
        table, keys = _find_table(noun, subject)
        same = [table.c[name] == value for name, value in keys.items()]
        bodies = self._bodies(select(table.c.body).where(*same))
        if not bodies:
            raise VerificationError(
                f"{noun} {subject!r} is in the ledger but not in the records; restore from a backup"
            )
        return bodies[0]


def _find_table(noun: str, subject: str) -> tuple[Any, dict[str, str]]:
    table = rows.BODIES[noun][0]
    if noun == "reading":
        sha256, _, version = subject.partition("@")
        return table, {"sha256": sha256, "reader_version": version}
    return table, {f"{noun}_id": subject}


def _make_run_record(row: Any) -> RunRecord:
    run = Run(
        run_id=row.run_id,
        code_version=row.code_version,
        settings_digest=row.settings_digest,
        started_at=datetime.fromisoformat(row.started_at),
    )
    summary = json.loads(row.summary) if row.summary else None
    return RunRecord(run=run, command=row.command, state=row.state, summary=summary)


def _make_entry(row: Any) -> Entry:
    return Entry(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's documented mapping of a row
