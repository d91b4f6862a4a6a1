"""Reviewing, as the command and the desk both do it."""

from dataclasses import dataclass
from datetime import datetime

from config.errors import ItemError
from evidence.finding import Finding, Precision, Review, ReviewVerdict, make_review_id
from evidence.pick import Pick
from evidence.precision import load_precision
from evidence.workspace import Workspace

MAX_NOTE = 2000
MAX_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A review that was kept, and the precision of its check after it."""

    review: Review
    precision: Precision


def add_review(
    workspace: Workspace, lead: str, verdict: ReviewVerdict, *, by: str, note: str | None, now: datetime
) -> Reviewed:
    """Keep an officer's word on a lead, named by its id or by that of one of its findings or picks.

    Raises:
        ItemError: there is no such lead, or the name or note cannot be used.
    """
    name, said = by.strip(), (note or "").strip() or None
    if not name or len(name) > MAX_NAME:
        raise ItemError(f"{by!r} is no name of a reviewer; give 1 to {MAX_NAME} characters with --by")
    if said is not None and len(said) > MAX_NOTE:
        raise ItemError(f"the note has {len(said)} characters; at most {MAX_NOTE} are kept")
    held = _find(workspace, lead)
    finding_id = held.finding_id if isinstance(held, Finding) else None
    review = Review(
        review_id=make_review_id(held.lead_id, verdict, name, now),
        lead_id=held.lead_id,
        finding_id=finding_id,
        check=held.check.name,
        verdict=verdict,
        by=name,
        note=said,
        reviewed_at=now,
    )
    with workspace.records.write(now) as writer:
        writer.add_review(review)
    precision = load_precision(workspace.records, held.check.name)
    return Reviewed(review=review, precision=precision)


def _find(workspace: Workspace, lead: str) -> Finding | Pick:
    records = workspace.records
    held = records.get_finding(lead) or records.get_pick(lead)
    if held is not None:
        return held
    found = records.load_findings(lead_id=lead)
    picks = records.load_picks(lead_id=lead)
    if not found and not picks:
        raise ItemError(f"{lead!r} is no lead or finding of this workspace; `netpatrol search` lists them")
    return found[-1] if found else picks[0]
