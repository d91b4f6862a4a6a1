"""Leads, listings, runs and cases as tables for Kibana: pure functions from evidence to documents.

The desk draws the same from the records, so the embedded backend keeps none of these.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cases.clocks import list_clocks
from cases.model import Case, CaseStatus
from evidence.finding import Finding
from evidence.lead import Lead, LeadKind
from evidence.noun import make_canonical_json, make_digest
from evidence.records import RunRecord
from evidence.snapshot import Snapshot
from evidence.writer import Target
from index.projection import Indexed, make_regions, write_moment

_LISTING_SUFFIX = ".listing"
_LEAD_FIELDS = (
    *("kind", "code", "status", "severity", "platform", "listing_id", "shop", "title", "summary"),
    *("latest_id", "verdict", "assignee", "sightings"),
)
_VERDICT_FIELDS = {"skip": "skipped", "fail": "failed", "unsure": "unsure", "error": "errors"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDocument:
    """One row of a table: `fields` stand under `netpatrol`, `envelope` holds what ECS has names for.

    `noun` is an `Indexed`, or `share`. `revision` is the ledger position up to which it is current; a later
    one replaces it.
    """

    id: str
    noun: str
    at: str
    revision: int
    envelope: dict[str, Any]
    fields: dict[str, Any]
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        """Derive the content hash."""
        said = [self.id, self.noun, self.at, self.envelope, self.fields]
        object.__setattr__(self, "hash", make_digest(make_canonical_json(said)))


def make_listing_id(snapshot_id: str) -> str:
    """The id of what a snapshot says of its listing; its own id is the snapshot's document."""
    return snapshot_id + _LISTING_SUFFIX


def get_snapshot_id(listing_id: str) -> str:
    """The snapshot that a listing document was made from."""
    return listing_id.removesuffix(_LISTING_SUFFIX)


def is_tabled(snapshot: Snapshot) -> bool:
    """Whether a snapshot shows a listing whose fields were read."""
    return snapshot.listing is not None and snapshot.listing.listing_id is not None


def tabulate_lead(lead: Lead, snapshot: Snapshot | None, revision: int) -> TableDocument:
    """A lead as it stands now.

    Args:
        lead: the lead.
        snapshot: that of its newest sighting, for the region that the page states.
        revision: the ledger position up to which the evidence was read.
    """
    page = "findings" if lead.kind is LeadKind.FINDING else "picks"
    return TableDocument(
        id=lead.lead_id,
        noun=Indexed.LEAD,
        at=write_moment(lead.last_seen),
        revision=revision,
        envelope={"rule": {"id": lead.code, "name": lead.check_name}, "url": {"full": lead.url}},
        fields={name: getattr(lead, name) for name in _LEAD_FIELDS}
        | {
            "check": lead.check_name,
            "page": f"{page}/{lead.latest_id}",
            "regions": list(make_regions(snapshot.listing if snapshot else None)),
            "first_seen": write_moment(lead.first_seen),
            "last_seen": write_moment(lead.last_seen),
        },
    )


def tabulate_listing(snapshot: Snapshot, revision: int) -> TableDocument:
    """What a page said of its listing at the moment of its capture, for prices over time.

    Args:
        snapshot: one for which `is_tabled` holds.
        revision: the ledger position up to which the evidence was read.
    """
    listing = snapshot.listing
    if listing is None:
        raise ValueError(f"snapshot {snapshot.snapshot_id!r} shows no listing")
    shop, price, list_price = listing.shop, listing.price, listing.list_price
    return TableDocument(
        id=make_listing_id(snapshot.snapshot_id),
        noun=Indexed.LISTING,
        at=write_moment(snapshot.captured_at),
        revision=revision,
        envelope={"url": {"full": snapshot.url}},
        fields={
            "snapshot_id": snapshot.snapshot_id,
            "page": f"snapshots/{snapshot.snapshot_id}",
            "run_id": snapshot.run_id,
            "platform": snapshot.platform,
            "listing_id": listing.listing_id,
            "shop": (shop.name or shop.id) if shop else None,
            "regions": list(make_regions(listing)),
            "brand": listing.brand,
            "model": listing.model,
            "category": listing.category,
            "title": listing.title,
            "availability": listing.availability,
            "currency": price.currency if price else None,
            "price": _get_float(price.amount if price else None),
            "list_price": _get_float(list_price.amount if list_price else None),
        },
    )


def name_missed(summary: Mapping[str, Any]) -> list[str]:
    """The canaries that a run should have found and did not, each by code and listing."""
    canaries = summary.get("canaries") or ()
    return [f"{one['code']} {one['listing_id']}" for one in canaries if not one["found"]]


def tabulate_run(
    record: RunRecord, targets: Iterable[Target], tallies: Iterable[tuple[str, str, str, int]], revision: int
) -> TableDocument:
    """A run as it stands now: what it reached, what it did not, and which checks were blind.

    Args:
        record: the run.
        targets: all its targets.
        tallies: (check, status, detail, number) of its verdicts.
        revision: the ledger position up to which the evidence was read.
    """
    summary, counted = record.summary or {}, list(tallies)
    outcomes = Counter(str(target.outcome or "pending") for target in targets)
    verdicts = Counter[str]()
    for _, status, _, number in counted:
        verdicts[status] += number
    coverage, target = summary.get("coverage"), summary.get("target")
    missed = name_missed(summary)
    return TableDocument(
        id=record.run.run_id,
        noun=Indexed.RUN,
        at=write_moment(record.run.started_at),
        revision=revision,
        envelope={},
        fields={
            "page": f"runs/{record.run.run_id}",
            "command": record.command,
            "patrol": summary.get("patrol"),
            "state": record.state,
            "code_version": record.run.code_version,
            "coverage": coverage,
            "target": target,
            "below_target": None if coverage is None or target is None else coverage < target,
            "exit": summary.get("exit"),
            "targets": outcomes.total(),
            "picks": len(summary.get("picks", ())),
            "outcomes": dict(sorted(outcomes.items())),
            "blind": sorted({check for check, status, _, number in counted if status == "skip" and number}),
            "canaries_missed": missed,
            **{name: verdicts[status] for status, name in _VERDICT_FIELDS.items()},
        },
    )


def tabulate_case(case: Case, findings: Collection[Finding], revision: int) -> TableDocument:
    """A case as it stands now: whose it is, against whom, how much it holds, what is due next.

    Args:
        case: the case with its history.
        findings: those that it holds, itself or by their lead.
        revision: the ledger position up to which the evidence was read.
    """
    due = min((clock.due for clock in list_clocks(case) if clock.met_at is None), default=None)
    is_closed = case.status is CaseStatus.CLOSED
    closed_at = next((line.at for line in reversed(case.history) if line.did == "case close"), None)
    return TableDocument(
        id=case.case_id,
        noun=Indexed.CASE,
        at=write_moment(case.opened_at),
        revision=revision,
        envelope={},
        fields={
            "page": f"cases/{case.case_id}",
            "title": case.title,
            "status": case.status,
            "office_id": case.office_id,
            "opened_by": case.opened_by,
            "operator": case.operator.name,
            "uscc": case.operator.uscc,
            "shop": case.operator.shop,
            "codes": sorted({finding.code for finding in findings}),
            "numbers": sorted({finding.authority.key for finding in findings if finding.authority}),
            "items": len(case.held_items),
            "acts": len(case.acts),
            "opened_at": write_moment(case.opened_at),
            "due_at": None if due is None or is_closed else due.isoformat(),
            "closed_at": write_moment(closed_at) if is_closed and closed_at is not None else None,
        },
    )


def _get_float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
