"""What an act is about: the case, the two officers, and the evidence as the workspace holds it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.model import ActKind, Case, Item, Office, User
from config.errors import ItemError
from evidence.finding import Finding, ReviewVerdict
from evidence.records import Records
from evidence.selection import Selection, select_records
from evidence.snapshot import Role, Snapshot
from evidence.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of a case's evidence list with what stands behind it, newest sighting last.

    Of a lead only the findings and snapshots that the case holds itself: what was added to the lead later, or
    taken out of the case, is not in it. `verdict` is what a person said of the lead last.
    """

    item: Item
    findings: tuple[Finding, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    said: str = ""
    verdict: ReviewVerdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A snapshot as papers describe it: what was asked for, from which address it came, what fell short."""

    snapshot: Snapshot
    info: dict[str, Any]
    code_version: str

    @property
    def peers(self) -> tuple[str, ...]:
        """The network addresses that answered."""
        found = (one.get("peer_address") for one in self.info.get("resources", ()))
        return tuple(dict.fromkeys(str(one) for one in found if one))

    def list_problems(self, name_reason: Callable[[str], str]) -> tuple[str, ...]:
        """What could not be taken, or was cut."""
        cut = (
            f"{one['url']}：未完整（{name_reason(one['truncated'])}）"
            for one in self.info.get("resources", ())
            if one.get("truncated")
        )
        return (*map(str, self.info.get("problems", ())), *cut)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An act as it is asked for: whose, by which officers, to whom, when, under which number.

    An empty `to` is what the form of the kind says; `to_office` is the office that it names, if it is one.
    """

    kind: ActKind
    number: str
    office: Office
    officer: User
    second: User | None
    to: str
    at: datetime
    to_office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """All that the paper of an act may say; `name_reason` names why a page was not had in words."""

    case: Case
    order: Order
    lines: tuple[Line, ...]
    sightings: tuple[Sighting, ...]
    name_reason: Callable[[str], str]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The newest finding of each lead, in the order of the list."""
        found = sorted(self._listed, key=lambda one: (one.captured_at, one.finding_id))
        newest = {finding.lead_id: finding for finding in found}
        return tuple(newest[lead_id] for lead_id in dict.fromkeys(one.lead_id for one in self._listed))

    @property
    def _listed(self) -> list[Finding]:
        return [finding for line in self.lines for finding in line.findings]

    def get_verdict(self, lead_id: str) -> ReviewVerdict | None:
        """What a person said of a lead last; None where nobody did."""
        said = (line.verdict for line in self.lines for one in line.findings if one.lead_id == lead_id)
        return next((verdict for verdict in said if verdict is not None), None)

    def get_source(self, finding: Finding) -> str | None:
        """The office that shared a finding; None for the own office's."""
        owners = (line.item.owner for line in self.lines if line.item.id == finding.finding_id)
        owner = next(owners, None)
        return owner if owner not in {None, self.order.office.office_id} else None


def gather_lines(records: Records, case: Case) -> tuple[Line, ...]:
    """The evidence that a case holds now.

    Raises:
        ItemError: something that it lists is not in this workspace any more.
    """
    held = {item.id for item in case.held_items}
    return tuple(_make_line(records, item, held) for item in case.held_items)


def gather_sightings(workspace: Workspace, lines: tuple[Line, ...]) -> tuple[Sighting, ...]:
    """Each snapshot behind some evidence once, in the order of capture."""
    once = {one.snapshot_id: one for line in lines for one in line.snapshots}
    found = sorted(once.values(), key=lambda one: (one.captured_at, one.snapshot_id))
    return tuple(
        Sighting(
            snapshot=one, info=_read_info(workspace, one), code_version=_find_version(workspace.records, one)
        )
        for one in found
    )


def _make_line(records: Records, item: Item, held: set[str]) -> Line:
    pick = records.get_pick(item.id) or next(iter(records.load_picks(lead_id=item.id)), None)
    if pick is not None:
        snapshot = records.get_snapshot(pick.snapshot_id) if pick.snapshot_id in held else None
        return Line(item=item, snapshots=(snapshot,) if snapshot else (), said=pick.summary)
    try:
        chosen = select_records(records, [item.id])
    except ItemError:
        chosen = Selection()
    if not chosen.findings and not chosen.snapshots:
        raise ItemError(
            f"{item.id!r} of the case is not in this workspace; take it off with `netpatrol case remove`"
        )
    findings = [one for one in chosen.findings.values() if one.finding_id in held]
    snapshots = [one for one in chosen.snapshots.values() if one.snapshot_id in held]
    leads = {one.lead_id for one in findings}
    reviews = [review for lead_id in leads for review in records.load_reviews(lead_id=lead_id)]
    verdict = max(reviews, key=lambda one: one.reviewed_at).verdict if reviews else None
    if verdict is ReviewVerdict.REJECTED:
        raise ItemError(
            f"lead {findings[0].lead_id!r} was rejected; take it off with `netpatrol case remove`"
        )
    return Line(
        item=item,
        findings=tuple(sorted(findings, key=lambda one: (one.captured_at, one.finding_id))),
        snapshots=tuple(sorted(snapshots, key=lambda one: (one.captured_at, one.snapshot_id))),
        verdict=verdict,
    )


def _read_info(workspace: Workspace, snapshot: Snapshot) -> dict[str, Any]:
    for artefact in _iter_infos(snapshot):
        said = json.loads(workspace.read_artefact(artefact))
        return said if isinstance(said, dict) else {}
    return {}


def _iter_infos(snapshot: Snapshot) -> Iterator[str]:
    return (one.sha256 for one in snapshot.artefacts if one.role is Role.PAGEINFO)


def _find_version(records: Records, snapshot: Snapshot) -> str:
    run = records.load_run(snapshot.run_id)
    return run.run.code_version if run is not None else ""
