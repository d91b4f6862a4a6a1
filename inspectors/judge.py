"""Judging: runs a check on an exhibit and turns its verdicts into findings, or refuses them.

A `fail` that breaks the rules of docs/contracts/nouns.md ("may say fail only if") becomes an `error`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.catalogue import load_obligations
from evidence.document import ReadingStatus
from evidence.exhibit import STANDS_FOR_SHOP, Exhibit
from evidence.finding import (
    Finding,
    FindingListing,
    RegisterState,
    Severity,
    Status,
    Verdict,
    make_finding_id,
    make_lead_id,
)
from evidence.listing import PageKind
from evidence.snapshot import Snapshot
from inspectors.authority.lookup import Authority
from inspectors.registry import CheckSpec, MarketSpec, Scope, Spec

_SUSPECTED = "疑似"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict after the rules, and the finding it makes (for fail and unsure)."""

    check: str
    snapshot_id: str | None
    verdict: Verdict
    finding: Finding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When and in which run judging happens."""

    found_at: datetime
    run_id: str


def judge(spec: CheckSpec, exhibit: Exhibit, authority: Authority, moment: Moment) -> list[Judged]:
    """What one check says of one exhibit; empty when it does not look at such pages."""
    if (exhibit.snapshot.kind in STANDS_FOR_SHOP) != (spec.scope is Scope.SHOP):
        return []
    missing = tuple(need for need in spec.needs if not exhibit.has(need))
    if missing:
        return [_make_silent(spec, exhibit.snapshot, Verdict(status=Status.SKIP, missing=missing))]
    authority.asked.clear()
    try:
        verdicts = list(spec.function(exhibit, authority)) or [Verdict(status=Status.PASS)]
    except Exception as exc:  # noqa: BLE001 -- a crash is this check's `error`, the others go on
        return [_make_silent(spec, exhibit.snapshot, _make_error(exc))]
    subject = make_subject_key(exhibit.snapshot, spec.scope)
    versions = tuple(f"{name}@{version}" for name, version in authority.asked.items())
    return [make_judged(spec, verdict, exhibit.snapshot, subject, versions, moment) for verdict in verdicts]


def judge_market(spec: MarketSpec, rows: list[Any], authority: Authority, moment: Moment) -> list[Judged]:
    """What one market check says of the groups in its table."""
    authority.asked.clear()
    try:
        groups = list(spec.function(rows, authority))
    except Exception as exc:  # noqa: BLE001 -- a crash is this check's `error`, the others go on
        return [_make_silent(spec, None, _make_error(exc))]
    versions = tuple(f"{name}@{version}" for name, version in authority.asked.items())
    return [make_judged(spec, one.verdict, one.snapshot, one.group_key, versions, moment) for one in groups]


def make_judged(
    spec: Spec,
    verdict: Verdict,
    snapshot: Snapshot,
    subject: str,
    register_versions: tuple[str, ...],
    moment: Moment,
) -> Judged:
    """The verdict after the rules, with its finding where it makes one."""
    refused = _find_breach(spec, verdict)
    if refused is not None:
        verdict = Verdict(status=Status.ERROR, summary=f"fail refused: {refused}")
    if verdict.status not in {Status.FAIL, Status.UNSURE}:
        return _make_silent(spec, snapshot, verdict)
    lead_id = make_lead_id(spec.name, subject, verdict.fact)
    finding = Finding(
        finding_id=make_finding_id(lead_id, snapshot.snapshot_id, register_versions, spec.check),
        lead_id=lead_id,
        code=spec.code,
        status=verdict.status,
        severity=_lower(spec, verdict),
        summary=_word_summary(verdict),
        listing=_make_finding_listing(snapshot),
        snapshot_id=snapshot.snapshot_id,
        claimed=verdict.claimed,
        authority=verdict.authority,
        locators=verdict.locators,
        legal_basis=verdict.law or tuple(load_obligations()[spec.code]["legal_basis"]),
        confidence=verdict.confidence,
        captured_at=snapshot.captured_at,
        found_at=moment.found_at,
        run_id=moment.run_id,
        check=spec.check,
    )
    return Judged(check=spec.name, snapshot_id=snapshot.snapshot_id, verdict=verdict, finding=finding)


def make_subject_key(snapshot: Snapshot, scope: Scope) -> str:
    """What a lead is about: the listing, or the shop."""
    if scope is Scope.SHOP and snapshot.shop_key is not None:
        return f"shop:{snapshot.shop_key}"
    return snapshot.listing_key


def _word_summary(verdict: Verdict) -> str:
    """The summary; 疑似 is said of a fail only, so that a doubt never reads as a suspicion."""
    if verdict.status is Status.FAIL or not verdict.summary.startswith(_SUSPECTED):
        return verdict.summary
    told = verdict.summary.removeprefix(_SUSPECTED)
    return told.removeprefix("：") if told.startswith("：") else f"可能{told}"


def _make_silent(spec: Spec, snapshot: Snapshot | None, verdict: Verdict) -> Judged:
    snapshot_id = snapshot.snapshot_id if snapshot else None
    return Judged(check=spec.name, snapshot_id=snapshot_id, verdict=verdict, finding=None)


def _make_error(exc: Exception) -> Verdict:
    return Verdict(status=Status.ERROR, summary=f"{type(exc).__name__}: {exc}")


def _find_breach(spec: Spec, verdict: Verdict) -> str | None:
    if verdict.status is not Status.FAIL:
        return None
    if not verdict.locators:
        return "it shows no place"
    if not verdict.fact:
        return "it names no fact"
    unread = [reading for reading in verdict.rests_on if reading.status is not ReadingStatus.READ]
    if unread:
        return f"it rests on the value {unread[0].raw!r}, which is {unread[0].status}"
    needs_document = isinstance(spec, CheckSpec) and any(need.startswith("document.") for need in spec.needs)
    if needs_document and not verdict.rests_on:
        return "it needs a document but names no value it rests on"
    return _find_register_breach(verdict)


def _find_register_breach(verdict: Verdict) -> str | None:
    side = verdict.authority
    if side is None:
        return None
    if side.version is None or side.state in {RegisterState.UNAVAILABLE, RegisterState.AMBIGUOUS}:
        return f"register {side.register!r} was {side.state}"
    return None


def _lower(spec: Spec, verdict: Verdict) -> Severity:
    """The gravest severity allowed: the check's, the code's, and medium for one negative look-up."""
    ceilings = [spec.severity, Severity(load_obligations()[spec.code]["severity"])]
    if verdict.severity is not None:
        ceilings.append(verdict.severity)
    if verdict.authority is not None and verdict.authority.state is RegisterState.NOT_FOUND:
        ceilings.append(Severity.MEDIUM)
    return max(ceilings, key=lambda severity: severity.rank)


def _make_finding_listing(snapshot: Snapshot) -> FindingListing:
    listing = snapshot.listing
    return FindingListing(
        platform=snapshot.platform,
        listing_id=snapshot.listing_id if snapshot.kind is PageKind.LISTING else None,
        url=snapshot.url,
        title=listing.title if listing else None,
        shop=listing.shop if listing else None,
    )


def count_verdicts(judged: Iterable[Judged]) -> dict[tuple[str, str, str], int]:
    """How often each (check, status, detail) came: what was checked, and the blind spots."""
    counts: dict[tuple[str, str, str], int] = {}
    for one in judged:
        detail = ",".join(one.verdict.missing)
        if one.verdict.status is Status.ERROR:
            detail = one.verdict.summary
        key = (one.check, one.verdict.status.value, detail)
        counts[key] = counts.get(key, 0) + 1
    return counts
