"""One write transaction over the record database: what is kept, and the ledger entries for it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from evidence import lead_table
from evidence import tables as t
from evidence.clock import Run
from evidence.document import PictureReading
from evidence.finding import Finding, Review
from evidence.lead import Assignment
from evidence.ledger import GENESIS, make_entry_hash
from evidence.noun import make_digest
from evidence.pick import Pick
from evidence.snapshot import Snapshot
from evidence.warc import Location

OPEN, FINISHED = "open", "finished"
PENDING, DONE = "pending", "done"


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


class Writer:
    """One transaction: what is kept in it, and the ledger entries for that, appear together or not at all."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at.isoformat()

    def start_run(self, run: Run, command: str, job_key: str) -> None:
        """Keep a run that begins."""
        self._connection.execute(
            insert(t.runs).values(
                run_id=run.run_id,
                command=command,
                job_key=job_key,
                code_version=run.code_version,
                settings_digest=run.settings_digest,
                started_at=run.started_at.isoformat(),
                state=OPEN,
            )
        )
        self.note("start", "run", run.run_id, make_digest(run.as_json()), run.run_id)

    def finish_run(self, run_id: str, summary: dict[str, Any]) -> None:
        """Close a run with its summary."""
        body = json.dumps(summary, ensure_ascii=False, sort_keys=True)
        self._connection.execute(
            update(t.runs).where(t.runs.c.run_id == run_id).values(state=FINISHED, summary=body)
        )
        self.note("finish", "run", run_id, make_digest(body), run_id)

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
        names = ("url", "purpose", "depth", "found_on", "state", "outcome", "reason")
        distinct = {target.url: target for target in reversed(list(found))}
        rows = [
            {"run_id": run_id, "position": first_position + number}
            | {name: getattr(target, name) for name in names}
            for number, target in enumerate(reversed(distinct.values()))
        ]
        if not rows:
            return 0
        # A target that is there already stays as it is: both databases know this form.
        result = self._connection.execute(_insert_missing(self._connection), rows)
        return max(0, result.rowcount)

    def settle_target(
        self, run_id: str, url: str, outcome: str, reason: str | None = None, snapshot_id: str | None = None
    ) -> None:
        """Mark a target as dealt with."""
        self._connection.execute(
            update(t.targets)
            .where(t.targets.c.run_id == run_id, t.targets.c.url == url)
            .values(state=DONE, outcome=outcome, reason=reason, snapshot_id=snapshot_id)
        )

    def add_location(self, sha256: str, location: Location, media_type: str) -> None:
        """Keep where the bytes of an artefact lie; the first place stays."""
        if self._connection.scalar(select(t.locations.c.sha256).where(t.locations.c.sha256 == sha256)):
            return
        self._connection.execute(
            insert(t.locations).values(
                sha256=sha256,
                object_sha256=location.object_sha256,
                offset=location.offset,
                length=location.length,
                url=location.url,
                date=location.date,
                media_type=media_type,
            )
        )

    def add_snapshot(self, snapshot: Snapshot) -> bool:
        """Keep a snapshot; False when it was there already."""
        body = snapshot.as_json()
        row = {
            "snapshot_id": snapshot.snapshot_id,
            "run_id": snapshot.run_id,
            "platform": snapshot.platform,
            "kind": snapshot.kind,
            "listing_key": snapshot.listing_key,
            "shop_key": snapshot.shop_key,
            "outcome": snapshot.outcome,
            "captured_at": snapshot.captured_at.isoformat(),
            "body": body,
        }
        if not self._append(t.snapshots, row, "snapshot", snapshot.snapshot_id, snapshot.run_id):
            return False
        same = {"snapshot_id": snapshot.snapshot_id, "run_id": snapshot.run_id}
        digests = dict.fromkeys(artefact.sha256 for artefact in snapshot.artefacts)
        if digests:
            self._connection.execute(insert(t.sightings), [{"sha256": digest, **same} for digest in digests])
        return True

    def add_reading(self, reading: PictureReading, run_id: str | None) -> bool:
        """Keep what a reader saw in a picture; False when this reader version read it before."""
        row = {"sha256": reading.sha256, "reader_version": reading.reader_version, "body": reading.as_json()}
        subject = f"{reading.sha256}@{reading.reader_version}"
        return self._append(t.readings, row, "reading", subject, run_id)

    def add_finding(self, finding: Finding) -> bool:
        """Keep a finding; False when the same one was there already."""
        row = {
            "finding_id": finding.finding_id,
            "lead_id": finding.lead_id,
            "snapshot_id": finding.snapshot_id,
            "run_id": finding.run_id,
            "code": finding.code,
            "check_name": finding.check.name,
            "status": finding.status,
            "found_at": finding.found_at.isoformat(),
            "body": finding.as_json(),
        }
        is_new = self._append(t.findings, row, "finding", finding.finding_id, finding.run_id)
        if is_new:
            lead_table.see_finding(self._connection, finding)
        return is_new

    def add_pick(self, pick: Pick) -> bool:
        """Keep a pick; False when the same one was there already."""
        row = {
            "pick_id": pick.pick_id,
            "lead_id": pick.lead_id,
            "run_id": pick.run_id,
            "kind": pick.kind,
            "check_name": pick.check.name,
            "found_at": pick.found_at.isoformat(),
            "body": pick.as_json(),
        }
        is_new = self._append(t.picks, row, "pick", pick.pick_id, pick.run_id)
        if is_new:
            lead_table.see_pick(self._connection, pick)
        return is_new

    def add_review(self, review: Review) -> bool:
        """Keep an officer's word on a lead."""
        row = {
            "review_id": review.review_id,
            "lead_id": review.lead_id,
            "check_name": review.check,
            "verdict": review.verdict,
            "reviewed_at": review.reviewed_at.isoformat(),
            "body": review.as_json(),
        }
        is_new = self._append(t.reviews, row, "review", review.review_id, None)
        if is_new:
            lead_table.see_review(self._connection, review)
        return is_new

    def add_assignment(self, assignment: Assignment) -> bool:
        """Keep who is to look at a lead."""
        row = {
            "assignment_id": assignment.assignment_id,
            "lead_id": assignment.lead_id,
            "assigned_at": assignment.assigned_at.isoformat(),
            "body": assignment.as_json(),
        }
        is_new = self._append(t.assignments, row, "assignment", assignment.assignment_id, None)
        if is_new:
            lead_table.see_assignment(self._connection, assignment)
        return is_new

    def add_tally(self, run_id: str, check: str, status: str, detail: str, number: int) -> None:
        """Keep how often a check ended in a status in a run (its blind spots)."""
        key = {"run_id": run_id, "check_name": check, "status": status, "detail": detail}
        same = [t.tallies.c[name] == value for name, value in key.items()]
        if self._connection.scalar(select(t.tallies.c.number).where(*same)) is None:
            self._connection.execute(insert(t.tallies).values(**key, number=number))
        else:
            self._connection.execute(update(t.tallies).where(*same).values(number=number))

    def _append(self, table: Any, row: dict[str, Any], noun: str, subject: str, run_id: str | None) -> bool:
        keys = [column == row[column.name] for column in table.primary_key.columns]
        if self._connection.scalar(select(func.count()).select_from(table).where(*keys)):
            return False
        self._connection.execute(insert(table).values(**row))
        self.note("keep", noun, subject, make_digest(row["body"]), run_id)
        return True

    def note(self, action: str, noun: str, subject: str, digest: str, run_id: str | None = None) -> None:
        """Add one entry to the ledger."""
        last = self._connection.execute(
            select(t.ledger.c.seq, t.ledger.c.hash).order_by(t.ledger.c.seq.desc()).limit(1)
        ).first()
        entry: dict[str, Any] = {
            "seq": last.seq + 1 if last else 1,
            "at": self._at,
            "action": action,
            "noun": noun,
            "subject": subject,
            "digest": digest,
            "run_id": run_id,
            "previous": last.hash if last else GENESIS,
        }
        self._connection.execute(insert(t.ledger).values(**entry, hash=make_entry_hash(entry)))


def _insert_missing(connection: Connection) -> Any:
    """An insert into the targets that leaves those be which are there."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(t.targets).on_conflict_do_nothing(index_elements=["run_id", "url"])
