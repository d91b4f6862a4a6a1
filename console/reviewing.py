"""Reviewing, as the command and the desk both do it."""

from dataclasses import dataclass
from datetime import datetime

from config.errors import ItemError
from evidence.finding import Finding, Precision, Review, ReviewVerdict, make_review_id
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
    """Keep an officer's word on a lead, named by its id or by that of one of its findings.

    Raises:
        ItemError: there is no such lead, or the name or note cannot be used.
    """
    name, said = by.strip(), (note or "").strip() or None
    if not name or len(name) > MAX_NAME:
        raise ItemError(f"{by!r} is no name of a reviewer; give 1 to {MAX_NAME} characters with --by")
    if said is not None and len(said) > MAX_NOTE:
        raise ItemError(f"the note has {len(said)} characters; at most {MAX_NOTE} are kept")
    finding = _find(workspace, lead)
    review = Review(
        review_id=make_review_id(finding.lead_id, verdict, name, now),
        lead_id=finding.lead_id,
        finding_id=finding.finding_id,
        check=finding.check.name,
        verdict=verdict,
        by=name,
        note=said,
        reviewed_at=now,
    )
    with workspace.records.write(now) as writer:
        writer.add_review(review)
    precision = load_precision(workspace.records, finding.check.name)
    return Reviewed(review=review, precision=precision)


def _find(workspace: Workspace, lead: str) -> Finding:
    finding = workspace.records.get_finding(lead)
    if finding is not None:
        return finding
    found = workspace.records.load_findings(lead_id=lead)
    if not found:
        raise ItemError(f"{lead!r} is no lead or finding of this workspace; `netpatrol search` lists them")
    return found[-1]
