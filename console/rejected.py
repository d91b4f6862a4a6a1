"""Rejected leads as labelled cases: what was said, of what, and why an officer found it lawful."""

from collections.abc import Iterator

from evidence.finding import ReviewVerdict
from evidence.records import Records


def iter_rejected(records: Records) -> Iterator[dict[str, str]]:
    """The leads whose last word is `rejected`, in order of their reviews.

    Yields:
        Rows that `bench.words` replays: `title`, `category`, `text` (what was accused, as quoted), `code`,
        `check`, `says` (always `pass`), `because` (the officer's note) and `lead_id`. Leads without a quoted
        text, such as picks, are left out.
    """
    last = {review.lead_id: review for review in records.load_reviews()}
    for lead_id, review in last.items():
        if review.verdict is not ReviewVerdict.REJECTED:
            continue
        findings = records.load_findings(lead_id=lead_id)
        finding = next((one for one in findings if one.finding_id == review.finding_id), None)
        if finding is None or not finding.claimed:
            continue
        snapshot = records.get_snapshot(finding.snapshot_id)
        listing = snapshot.listing if snapshot else None
        yield {
            "title": finding.listing.title or "",
            "category": (listing.category if listing else None) or "",
            "text": finding.claimed,
            "code": finding.code,
            "check": review.check,
            "says": "pass",
            "because": review.note or "",
            "lead_id": lead_id,
        }
