"""Rows of the record database as they follow from the nouns: written so, and compared with so."""

from collections.abc import Callable, Iterable
from typing import Any

from evidence import tables as t
from evidence.clock import Run
from evidence.document import PictureReading
from evidence.event import Event
from evidence.finding import Finding, Review
from evidence.lead import Assignment
from evidence.noun import Noun, make_canonical_json, make_digest
from evidence.pick import Pick
from evidence.snapshot import Snapshot

Row = dict[str, Any]

RUN_COLUMNS = ("run_id", "command", "job_key", "code_version", "settings_digest", "started_at")
TARGET_COLUMNS = ("run_id", "url", "purpose", "depth", "found_on", "position", "state", "outcome", "reason")
SETTLED_COLUMNS = ("run_id", "url", "outcome", "reason", "snapshot_id")
LOCATION_COLUMNS = ("sha256", "object_sha256", "offset", "length", "url", "date", "media_type")
TALLY_COLUMNS = ("check_name", "status", "detail", "number")


def digest_rows(rows: Iterable[Row], columns: tuple[str, ...]) -> str:
    """The digest of some columns of rows, in the order given."""
    return make_digest(make_canonical_json([[row[name] for name in columns] for row in rows]))


def make_run_row(run: Run, command: str, job_key: str) -> Row:
    """The columns of a run that never change."""
    return {
        "run_id": run.run_id,
        "command": command,
        "job_key": job_key,
        "code_version": run.code_version,
        "settings_digest": run.settings_digest,
        "started_at": run.started_at.isoformat(),
    }


def make_snapshot_row(snapshot: Snapshot) -> Row:
    """The row of a snapshot."""
    return {
        "snapshot_id": snapshot.snapshot_id,
        "run_id": snapshot.run_id,
        "platform": snapshot.platform,
        "kind": snapshot.kind,
        "listing_key": snapshot.listing_key,
        "shop_key": snapshot.shop_key,
        "outcome": snapshot.outcome,
        "captured_at": snapshot.captured_at.isoformat(),
        "body": snapshot.as_json(),
    }


def make_sighting_rows(snapshot: Snapshot) -> list[Row]:
    """The rows that say which artefacts a snapshot holds."""
    same = {"snapshot_id": snapshot.snapshot_id, "run_id": snapshot.run_id}
    return [
        {"sha256": digest, **same}
        for digest in dict.fromkeys(artefact.sha256 for artefact in snapshot.artefacts)
    ]


def make_reading_row(reading: PictureReading) -> Row:
    """The row of what a reader saw in a picture."""
    return {"sha256": reading.sha256, "reader_version": reading.reader_version, "body": reading.as_json()}


def make_finding_row(finding: Finding) -> Row:
    """The row of a finding."""
    return {
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


def make_pick_row(pick: Pick) -> Row:
    """The row of a pick."""
    return {
        "pick_id": pick.pick_id,
        "lead_id": pick.lead_id,
        "run_id": pick.run_id,
        "kind": pick.kind,
        "check_name": pick.check.name,
        "found_at": pick.found_at.isoformat(),
        "body": pick.as_json(),
    }


def make_review_row(review: Review) -> Row:
    """The row of an officer's word."""
    return {
        "review_id": review.review_id,
        "lead_id": review.lead_id,
        "check_name": review.check,
        "verdict": review.verdict,
        "reviewed_at": review.reviewed_at.isoformat(),
        "body": review.as_json(),
    }


def make_assignment_row(assignment: Assignment) -> Row:
    """The row of who is to look at a lead."""
    return {
        "assignment_id": assignment.assignment_id,
        "lead_id": assignment.lead_id,
        "assigned_at": assignment.assigned_at.isoformat(),
        "body": assignment.as_json(),
    }


def make_event_row(event: Event) -> Row:
    """The row of what somebody did."""
    return {
        "event_id": event.event_id,
        "noun": event.noun,
        "subject": event.subject,
        "did": event.did,
        "by": event.by,
        "at": event.at.isoformat(),
        "body": event.as_json(),
    }


BODIES: dict[str, tuple[Any, type[Noun], Callable[[Any], Row]]] = {
    "snapshot": (t.snapshots, Snapshot, make_snapshot_row),
    "reading": (t.readings, PictureReading, make_reading_row),
    "finding": (t.findings, Finding, make_finding_row),
    "pick": (t.picks, Pick, make_pick_row),
    "review": (t.reviews, Review, make_review_row),
    "assignment": (t.assignments, Assignment, make_assignment_row),
    "event": (t.events, Event, make_event_row),
}
"""By noun of the ledger: the table that holds its bodies, its model, and how a row follows from it."""


def make_subject(noun: str, row: Any) -> str:
    """The subject under which the ledger knows a row (a mapping) of one of these tables."""
    return ("@" if noun == "reading" else "").join(
        str(row[column.name]) for column in BODIES[noun][0].primary_key.columns
    )
