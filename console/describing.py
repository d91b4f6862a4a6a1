"""What is known about one id: the objects that `show` prints and the desk shows."""

from typing import Any

from console.session import describe_finding
from evidence.finding import Finding
from evidence.precision import load_precision
from evidence.snapshot import Snapshot
from evidence.workspace import Workspace


def describe(workspace: Workspace, one: str) -> dict[str, Any] | None:
    """The snapshot, finding, pick, lead or listing with this id, or None."""
    records = workspace.records
    snapshot = records.get_snapshot(one)
    if snapshot is not None:
        return describe_snapshot(workspace, snapshot)
    finding = records.get_finding(one)
    if finding is not None:
        return describe_finding_with_evidence(workspace, finding)
    pick = records.get_pick(one)
    if pick is not None:
        return pick.model_dump(mode="json")
    findings = records.load_findings(lead_id=one)
    if findings:
        return describe_lead(workspace, findings)
    snapshots = records.load_snapshots(listing_key=one)
    return describe_listing(workspace, one, snapshots) if snapshots else None


def describe_finding_with_evidence(workspace: Workspace, finding: Finding) -> dict[str, Any]:
    """A finding with the places of the artefacts that it points to."""
    return describe_finding(workspace, finding) | {"evidence": locate(workspace, finding)}


def describe_snapshot(workspace: Workspace, snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot with its artefacts' places, what was read in its pictures, and its findings."""
    records = workspace.records
    documents: list[Any] = []
    for digest in dict.fromkeys(artefact.sha256 for artefact in snapshot.artefacts):
        reading = records.get_reading(digest)
        documents.extend(
            document.model_dump(mode="json") for document in (reading.documents if reading else ())
        )
    found = records.load_findings(snapshot_id=snapshot.snapshot_id)
    tombstone = records.get_purge(snapshot)
    return snapshot.model_dump(mode="json") | {
        "purged": None if tombstone is None else tombstone.line,
        "artefacts": [
            artefact.model_dump(mode="json") | _place(workspace, artefact.sha256)
            for artefact in snapshot.artefacts
        ],
        "documents": documents,
        "findings": [describe_finding(workspace, finding) for finding in found],
    }


def describe_lead(workspace: Workspace, findings: list[Finding]) -> dict[str, Any]:
    """A lead: every time it was seen, and what officers said of it."""
    records = workspace.records
    last = findings[-1]
    precision = load_precision(records, last.check.name)
    reviews = records.load_reviews(lead_id=last.lead_id)
    return {
        "lead_id": last.lead_id,
        "code": last.code,
        "check": last.check.model_dump(mode="json"),
        "summary": last.summary,
        "findings": [describe_finding(workspace, finding) for finding in findings],
        "reviews": [review.model_dump(mode="json") for review in reviews],
        "precision": precision.model_dump(mode="json"),
    }


def describe_listing(workspace: Workspace, listing_key: str, snapshots: list[Snapshot]) -> dict[str, Any]:
    """A listing's timeline: every sighting with what it showed, oldest first."""
    sightings = []
    for snapshot in snapshots:
        listing = snapshot.listing.model_dump(mode="json") if snapshot.listing else {}
        found = workspace.records.load_findings(snapshot_id=snapshot.snapshot_id)
        sightings.append(
            {
                "snapshot_id": snapshot.snapshot_id,
                "captured_at": snapshot.captured_at.isoformat(),
                "outcome": snapshot.outcome,
                "reason": snapshot.reason,
                "title": listing.get("title"),
                "price": listing.get("price"),
                "availability": listing.get("availability"),
                "findings": [finding.finding_id for finding in found],
            }
        )
    return {"listing": listing_key, "url": snapshots[-1].url, "timeline": sightings}


def locate(workspace: Workspace, finding: Finding) -> list[dict[str, Any]]:
    """Where the artefacts that a finding points to lie in the store."""
    return [
        {"artefact": locator.artefact, "sha256": locator.sha256} | _place(workspace, locator.sha256)
        for locator in finding.locators
    ]


def _place(workspace: Workspace, digest: str) -> dict[str, Any]:
    location = workspace.records.get_location(digest)
    if location is None:
        return {}
    return {"warc_sha256": location.object_sha256, "offset": location.offset, "length": location.length}
