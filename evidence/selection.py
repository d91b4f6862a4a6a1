"""Which records belong to a matter: what a colleague needs to check a finding without asking back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from config.errors import ItemError
from evidence import comparison, tombstone
from evidence.assembly import find_later_screenshot
from evidence.comparison import Comparison
from evidence.document import PictureReading
from evidence.finding import Finding, Review
from evidence.records import Records
from evidence.snapshot import Snapshot


@dataclass(slots=True)
class Selection:
    """Records chosen for a bundle, each kept once, by id."""

    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    readings: dict[str, PictureReading] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)
    comparisons: dict[str, Comparison] = field(default_factory=dict)


def select_records(records: Records, ids: Iterable[str]) -> Selection:
    """The snapshots, readings, findings and reviews behind some ids.

    Args:
        records: of the workspace.
        ids: snapshots, findings or leads.

    Raises:
        ItemError: an id is not in this workspace.
    """
    chosen = Selection()
    for one in ids:
        findings = _find_findings(records, one)
        for finding in findings:
            _add_finding(records, chosen, finding)
        snapshot = records.get_snapshot(one)
        if snapshot is not None:
            _add_snapshot(records, chosen, snapshot)
        elif not findings:
            raise ItemError(f"{one!r} is no snapshot, finding or lead of this workspace; check the id")
    for held in find_comparisons(records, chosen.snapshots):
        second = records.get_snapshot(held.second)
        if second is not None:
            chosen.comparisons[held.comparison_id] = held
            _add_snapshot(records, chosen, second)
    return chosen


def holds_evidence(records: Records, one: str) -> bool:
    """Whether an id is a snapshot, finding or lead of this workspace."""
    return records.get_snapshot(one) is not None or bool(_find_findings(records, one))


def find_objects(records: Records, snapshots: Iterable[Snapshot]) -> list[str]:
    """The WARC files of some snapshots, and those in which bytes lie that they only refer to, in order.

    What was purged is left out.
    """
    found: set[str] = set()
    purged = records.load_facts(tombstone.NOUN)
    for snapshot in snapshots:
        if snapshot.warc_sha256 not in purged:
            found.add(snapshot.warc_sha256)
        for artefact in snapshot.artefacts:
            location = records.get_location(artefact.sha256)
            if location is not None:
                found.add(location.object_sha256)
    return sorted(found)


def iter_shown(records: Records, finding: Finding) -> Iterator[Snapshot]:
    """The captures that a finding shows: its own, a later picture of that page, those with its places."""
    main = records.get_snapshot(finding.snapshot_id)
    if main is None:
        return
    yield main
    later = find_later_screenshot(records, main)
    if later is not None:
        yield later
    for digest in dict.fromkeys(locator.sha256 for locator in finding.locators):
        seen = records.find_sightings(digest, main.run_id) or records.find_sightings(digest)[:1]
        found = (records.get_snapshot(snapshot_id) for snapshot_id in seen)
        yield from (snapshot for snapshot in found if snapshot is not None)


def iter_shown_by_shop(records: Records, finding: Finding) -> Iterator[Snapshot]:
    """Of what a finding shows what is of its own shop: where else a picture is seen is another's matter."""
    shown = list(iter_shown(records, finding))
    yield from (each for each in shown if each.shop_key in {None, shown[0].shop_key})


def find_comparisons(records: Records, firsts: Iterable[str]) -> list[Comparison]:
    """Of each first capture the newest second one that bears it out, else the newest."""
    every = map(Comparison.model_validate_json, records.load_facts(comparison.NOUN).values())
    wanted = set(firsts)
    held = sorted(
        (one for one in every if one.first in wanted), key=lambda one: (one.agrees, one.compared_at)
    )
    return list({one.first: one for one in held}.values())


def _find_findings(records: Records, one: str) -> list[Finding]:
    finding = records.get_finding(one)
    if finding is not None:
        return [finding]
    return records.load_findings(lead_id=one) or records.load_findings(snapshot_id=one)


def _add_finding(records: Records, chosen: Selection, finding: Finding) -> None:
    chosen.findings[finding.finding_id] = finding
    for review in records.load_reviews(lead_id=finding.lead_id):
        chosen.reviews[review.review_id] = review
    for snapshot in iter_shown(records, finding):
        _add_snapshot(records, chosen, snapshot)


def _add_snapshot(records: Records, chosen: Selection, snapshot: Snapshot) -> None:
    if snapshot.snapshot_id in chosen.snapshots:
        return
    chosen.snapshots[snapshot.snapshot_id] = snapshot
    for artefact in snapshot.artefacts:
        reading = records.get_reading(artefact.sha256)
        if reading is not None:
            chosen.readings[f"{reading.sha256}@{reading.reader_version}"] = reading
