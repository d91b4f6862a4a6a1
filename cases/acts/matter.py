"""What an act is about: the case, the two officers, and the evidence as the workspace holds it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.model import ActKind, Case, Item, Office, User
from config.errors import ItemError
from evidence.finding import Finding
from evidence.records import Records
from evidence.selection import select_records
from evidence.snapshot import Role, Snapshot
from evidence.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of a case's evidence list with what stands behind it, newest sighting last."""

    item: Item
    findings: tuple[Finding, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    said: str = ""


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

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be taken, or was cut."""
        cut = (
            f"{one['url']}：未完整（{one['truncated']}）"
            for one in self.info.get("resources", ())
            if one.get("truncated")
        )
        return (*map(str, self.info.get("problems", ())), *cut)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An act as it is asked for: whose, by which officers, to whom, when, under which number.

    An empty `to` is what the form of the kind says.
    """

    kind: ActKind
    number: str
    office: Office
    officer: User
    second: User | None
    to: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """All that the paper of an act may say."""

    case: Case
    order: Order
    lines: tuple[Line, ...]
    sightings: tuple[Sighting, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The newest finding of each lead, in the order of the list."""
        newest = {finding.lead_id: finding for line in self.lines for finding in line.findings}
        return tuple(newest.values())


def gather_lines(records: Records, case: Case) -> tuple[Line, ...]:
    """The evidence that a case holds now.

    Raises:
        ItemError: something that it lists is not in this workspace any more.
    """
    return tuple(_make_line(records, item) for item in case.held_items)


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


def _make_line(records: Records, item: Item) -> Line:
    pick = records.get_pick(item.id) or next(iter(records.load_picks(lead_id=item.id)), None)
    if pick is not None:
        snapshot = records.get_snapshot(pick.snapshot_id)
        return Line(item=item, snapshots=(snapshot,) if snapshot else (), said=pick.summary)
    chosen = select_records(records, [item.id])
    findings = sorted(chosen.findings.values(), key=lambda one: (one.captured_at, one.finding_id))
    snapshots = sorted(chosen.snapshots.values(), key=lambda one: (one.captured_at, one.snapshot_id))
    if not findings and not snapshots:
        raise ItemError(
            f"{item.id!r} of the case is not in this workspace; take it off with `netpatrol case remove`"
        )
    return Line(item=item, findings=tuple(findings), snapshots=tuple(snapshots))


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
