"""One write transaction over the record database: what is kept, and the ledger entries for it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from evidence import lead_table, rows, tombstone
from evidence import tables as t
from evidence.clock import Run
from evidence.document import PictureReading
from evidence.event import Event
from evidence.finding import Finding, Review
from evidence.lead import Assignment
from evidence.ledger import GENESIS, Act, is_step_back, make_entry_hash
from evidence.noun import Noun, make_digest
from evidence.pick import Pick
from evidence.snapshot import Snapshot
from evidence.tombstone import Buried
from evidence.warc import Placed

OPEN, FINISHED = "open", "finished"
PENDING, DONE = "pending", "done"
_AT_ONCE = 500  # values in one query


# Made once: building a statement costs more than SQLite takes to run it.
_LAST_ENTRY = select(t.ledger.c.seq, t.ledger.c.hash, t.ledger.c.at).order_by(t.ledger.c.seq.desc()).limit(1)
_ADD_ENTRY = insert(t.ledger)
_ADD = {noun: insert(table) for noun, (table, _, _) in rows.BODIES.items()}
_HAS = {
    noun: select(func.count())
    .select_from(table)
    .where(*(column == bindparam(column.name) for column in table.primary_key.columns))
    for noun, (table, _, _) in rows.BODIES.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing a run has to visit."""

    url: str
    purpose: str
    depth: int = 0
    found_on: str | None = None
    state: str = PENDING
    outcome: str | None = None
    reason: str | None = None
    snapshot_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The last entry of the ledger."""

    seq: int
    hash: str
    at: str


class Writer:
    """One transaction: what is kept in it, and the ledger entries for that, appear together or not at all."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at.isoformat()
        self._tail: Tail | None = None
        self.entries = 0

    @property
    def connection(self) -> Connection:
        """The transaction itself, for tables of other rooms in the same database."""
        return self._connection

    @property
    def tail(self) -> Tail:
        """The last entry as this transaction leaves it."""
        if self._tail is None:
            last = self._connection.execute(_LAST_ENTRY).first()
            self._tail = (
                Tail(seq=last.seq, hash=last.hash, at=last.at) if last else Tail(seq=0, hash=GENESIS, at="")
            )
        return self._tail

    def start_run(self, run: Run, command: str, job_key: str) -> None:
        """Keep a run that begins."""
        row = rows.make_run_row(run, command, job_key)
        self._connection.execute(insert(t.runs).values(**row, state=OPEN))
        self.note(Act.START, "run", run.run_id, rows.digest_rows([row], rows.RUN_COLUMNS), run.run_id)

    def finish_run(self, run_id: str, summary: dict[str, Any]) -> None:
        """Close a run with its summary."""
        body = json.dumps(summary, ensure_ascii=False, sort_keys=True)
        self._connection.execute(
            update(t.runs).where(t.runs.c.run_id == run_id).values(state=FINISHED, summary=body)
        )
        self.note(Act.FINISH, "run", run_id, make_digest(body), run_id)

    def add_targets(self, run_id: str, found: Iterable[Target], *, first_position: int | None = None) -> int:
        """Add targets that the run does not know yet; returns how many were new.

        Args:
            run_id: the run.
            found: what was found, in order.
            first_position: where they stand among the run's targets; asked of the records when not given.
        """
        if first_position is None:
            query = select(func.count()).select_from(t.targets).where(t.targets.c.run_id == run_id)
            first_position = int(self._connection.scalar(query) or 0)
        distinct = {target.url: target for target in reversed(list(found))}
        known = self._find_known(run_id, list(distinct))
        fresh = [target for target in reversed(distinct.values()) if target.url not in known]
        if not fresh:
            return 0
        added: list[rows.Row] = [
            {"run_id": run_id, "position": first_position + number}
            | {name: getattr(target, name) for name in rows.TARGET_COLUMNS[1:] if name != "position"}
            for number, target in enumerate(fresh)
        ]
        digest = rows.digest_rows(added, rows.TARGET_COLUMNS)
        seq = self.note(Act.ADD, "targets", run_id, digest, run_id)
        self._connection.execute(insert(t.targets), [{**row, "entry": seq} for row in added])
        return len(added)

    def settle_target(
        self, run_id: str, url: str, outcome: str, reason: str | None = None, snapshot_id: str | None = None
    ) -> None:
        """Mark a target as dealt with; nothing happens to one that the run does not have."""
        settled = {"outcome": outcome, "reason": reason, "snapshot_id": snapshot_id}
        same = (t.targets.c.run_id == run_id, t.targets.c.url == url)
        if not self._connection.execute(
            update(t.targets).where(*same).values(state=DONE, **settled)
        ).rowcount:
            return
        row = {"run_id": run_id, "url": url, **settled}
        self.note(Act.SETTLE, "target", url, rows.digest_rows([row], rows.SETTLED_COLUMNS), run_id)

    def add_locations(
        self, object_sha256: str, placed: Iterable[Placed], media_types: Mapping[str, str], run_id: str
    ) -> None:
        """Keep where the bytes of artefacts lie in an object; bytes that have a place already keep it."""
        every = {one.sha256: one for one in reversed(list(placed))}
        query = select(t.locations.c.sha256).where(t.locations.c.sha256.in_(list(every)))
        held = set(self._connection.scalars(query)) if every else set()
        new: list[rows.Row] = [
            {
                "sha256": one.sha256,
                "object_sha256": object_sha256,
                "offset": one.offset,
                "length": one.length,
                "url": one.url,
                "date": one.date,
                "media_type": media_types.get(one.sha256, "application/warc-fields"),
            }
            for one in sorted(every.values(), key=lambda one: one.sha256)
            if one.sha256 not in held
        ]
        if new:
            self._connection.execute(insert(t.locations), new)
            digest = rows.digest_rows(new, rows.LOCATION_COLUMNS)
            self.note(Act.PLACE, "locations", object_sha256, digest, run_id)

    def add_snapshot(self, snapshot: Snapshot) -> bool:
        """Keep a snapshot; False when it was there already."""
        if not self._append("snapshot", snapshot, snapshot.snapshot_id, snapshot.run_id):
            return False
        sightings = rows.make_sighting_rows(snapshot)
        if sightings:
            self._connection.execute(insert(t.sightings), sightings)
        return True

    def add_reading(self, reading: PictureReading, run_id: str | None) -> bool:
        """Keep what a reader saw in a picture; False when this reader version read it before."""
        return self._append("reading", reading, f"{reading.sha256}@{reading.reader_version}", run_id)

    def add_finding(self, finding: Finding) -> bool:
        """Keep a finding; False when the same one was there already."""
        is_new = self._append("finding", finding, finding.finding_id, finding.run_id)
        if is_new:
            lead_table.see_finding(self._connection, finding)
        return is_new

    def add_pick(self, pick: Pick) -> bool:
        """Keep a pick; False when the same one was there already."""
        is_new = self._append("pick", pick, pick.pick_id, pick.run_id)
        if is_new:
            lead_table.see_pick(self._connection, pick)
        return is_new

    def add_review(self, review: Review) -> bool:
        """Keep an officer's word on a lead."""
        is_new = self._append("review", review, review.review_id, None)
        if is_new:
            lead_table.see_review(self._connection, review)
        return is_new

    def add_assignment(self, assignment: Assignment) -> bool:
        """Keep who is to look at a lead."""
        is_new = self._append("assignment", assignment, assignment.assignment_id, None)
        if is_new:
            lead_table.see_assignment(self._connection, assignment)
        return is_new

    def add_event(self, event: Event) -> bool:
        """Keep what somebody did to people, cases or shares."""
        return self._append("event", event, event.event_id, None)

    def add_fact(self, noun: str, subject: str, body: str, run_id: str | None = None) -> bool:
        """Keep a small fact that others rest on (settings, a register's version, a key), once a subject."""
        same = (t.facts.c.noun == noun, t.facts.c.subject == subject)
        if self._connection.scalar(select(func.count()).select_from(t.facts).where(*same)):
            return False
        self._connection.execute(insert(t.facts).values(noun=noun, subject=subject, body=body))
        self.note(Act.KEEP, noun, subject, make_digest(body), run_id)
        return True

    def bury(self, buried: Buried, placed: Iterable[Placed]) -> None:
        """Keep a tombstone: its object has no places any more, what stays of it lies in its remainder.

        Args:
            buried: the tombstone.
            placed: where the remainder holds what stays.
        """
        named = buried.tombstone.object_sha256
        same = t.locations.c.object_sha256 == named
        held = {
            row["sha256"]: dict(row)
            for row in self._connection.execute(select(t.locations).where(same)).mappings()
        }
        stay = {one.sha256: one for one in placed}
        self._connection.execute(delete(t.locations).where(same))
        self.note(Act.PLACE, "locations", named, rows.digest_rows([], rows.LOCATION_COLUMNS))
        moved: list[rows.Row] = [
            {
                **held[one.sha256],
                "object_sha256": buried.remainder,
                "offset": one.offset,
                "length": one.length,
            }
            for one in sorted(stay.values(), key=lambda one: one.sha256)
        ]
        if moved:
            self._connection.execute(insert(t.locations), moved)
            self.note(
                Act.PLACE, "locations", buried.remainder, rows.digest_rows(moved, rows.LOCATION_COLUMNS)
            )
        body = buried.as_json()
        self._connection.execute(insert(t.facts).values(noun=tombstone.NOUN, subject=named, body=body))
        self.note(Act.PURGE, tombstone.NOUN, named, make_digest(body))

    def find_unplaced(self, digests: Iterable[str]) -> set[str]:
        """Which of some artefacts have no place in any object."""
        every = set(digests)
        held: set[str] = set()
        wanted = sorted(every)
        for start in range(0, len(wanted), _AT_ONCE):
            some = t.locations.c.sha256.in_(wanted[start : start + _AT_ONCE])
            held.update(self._connection.scalars(select(t.locations.c.sha256).where(some)))
        return every - held

    def put_tallies(self, run_id: str, counts: Mapping[tuple[str, str, str], int]) -> None:
        """Keep how often checks ended in a status in a run (its blind spots), in place of older counts.

        Args:
            run_id: the run.
            counts: numbers by check, status and detail.
        """
        counted: list[rows.Row] = [
            {"check_name": check, "status": status, "detail": detail, "number": number}
            for (check, status, detail), number in sorted(counts.items())
        ]
        self._connection.execute(delete(t.tallies).where(t.tallies.c.run_id == run_id))
        if counted:
            self._connection.execute(insert(t.tallies), [{**row, "run_id": run_id} for row in counted])
        self.note(Act.COUNT, "tallies", run_id, rows.digest_rows(counted, rows.TALLY_COLUMNS), run_id)

    def note(self, action: str, noun: str, subject: str, digest: str, run_id: str | None = None) -> int:
        """Add one entry to the ledger; returns its number."""
        if self.tail.at and is_step_back(self.tail.at, self._at):
            self._chain(Act.CLOCK, "time", self.tail.at, make_digest(self._at), None)
        return self._chain(action, noun, subject, digest, run_id)

    def _chain(self, action: str, noun: str, subject: str, digest: str, run_id: str | None) -> int:
        entry: dict[str, Any] = {
            "seq": self.tail.seq + 1,
            "at": self._at,
            "action": str(action),
            "noun": noun,
            "subject": subject,
            "digest": digest,
            "run_id": run_id,
            "previous": self.tail.hash,
        }
        digest = make_entry_hash(entry)
        self._connection.execute(_ADD_ENTRY, {**entry, "hash": digest})
        self._tail = Tail(seq=entry["seq"], hash=digest, at=self._at)
        self.entries += 1
        return self._tail.seq

    def _append(self, noun: str, record: Noun, subject: str, run_id: str | None) -> bool:
        row = rows.BODIES[noun][2](record)
        if self._connection.scalar(_HAS[noun], row):
            return False
        self._connection.execute(_ADD[noun], row)
        self.note(Act.KEEP, noun, subject, make_digest(row["body"]), run_id)
        return True

    def _find_known(self, run_id: str, urls: list[str]) -> set[str]:
        known: set[str] = set()
        for start in range(0, len(urls), _AT_ONCE):
            same = (t.targets.c.run_id == run_id, t.targets.c.url.in_(urls[start : start + _AT_ONCE]))
            known.update(self._connection.scalars(select(t.targets.c.url).where(*same)))
        return known
