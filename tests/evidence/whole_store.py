"""A small store with at least one row in every table, and plain SQL on it behind the program's back."""

import sqlite3
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from evidence.document import PictureReading
from evidence.event import make_event
from evidence.finding import (
    Check,
    Finding,
    FindingListing,
    Review,
    ReviewVerdict,
    Severity,
    Status,
    make_finding_id,
    make_lead_id,
    make_review_id,
)
from evidence.lead import Assignment, make_assignment_id
from evidence.pick import Pick, PickKind, make_pick_id
from evidence.prices import Observation, keep_price_file
from evidence.snapshot import Outcome
from evidence.workspace import Workspace, open_workspace
from evidence.writer import Target
from tests.evidence.conftest import NOW, make_capture

CHECK = Check(name="some_check", version="1")


def make_store(root: Path) -> Workspace:
    """A finished crawl of two targets with findings, words of officers and prices; and an unfinished one."""
    workspace = open_workspace(root, create=True, now=NOW)
    run = workspace.begin_run("crawl", "job", "digest", NOW, settings="{}")
    urls = [f"http://shop.example/item/{number}" for number in (1, 2, 3)]
    with workspace.records.write(NOW) as writer:
        writer.add_targets(run.run_id, [Target(url=url, purpose="listing") for url in urls[:2]])
        writer.add_targets(run.run_id, [Target(url=urls[2], purpose="listing", found_on=urls[0])])
    captures = [make_capture(number) for number in (1, 2)]
    first, _ = (workspace.seal(run, one, target_url=url) for one, url in zip(captures, urls, strict=False))
    listing = FindingListing(platform="jishi", listing_id="1", url=urls[0], title="壶", shop=None)
    lead = make_lead_id(CHECK.name, "jishi:1", "fact")
    finding = Finding(
        finding_id=make_finding_id(lead, first.snapshot_id, (), CHECK),
        lead_id=lead,
        code="AD-001",
        status=Status.FAIL,
        severity=Severity.HIGH,
        summary="疑似",
        listing=listing,
        snapshot_id=first.snapshot_id,
        claimed=None,
        authority=None,
        locators=(),
        legal_basis=(),
        confidence=1.0,
        captured_at=NOW,
        found_at=NOW,
        run_id=run.run_id,
        check=CHECK,
    )
    pick = Pick(
        pick_id=make_pick_id("lead-p", first.snapshot_id, CHECK),
        lead_id="lead-p",
        kind=PickKind.NOVEL,
        listing=listing,
        snapshot_id=first.snapshot_id,
        summary="new",
        score=3.0,
        factors=(),
        compared=(),
        captured_at=NOW,
        found_at=NOW,
        run_id=run.run_id,
        check=CHECK,
    )
    with workspace.records.write(NOW + timedelta(minutes=5)) as writer:
        writer.settle_target(run.run_id, urls[2], Outcome.NOT_ATTEMPTED, "budget")
        writer.add_reading(PictureReading(sha256="0" * 64, reader_version="r1"), run.run_id)
        writer.add_finding(finding)
        writer.add_pick(pick)
        writer.put_tallies(run.run_id, {("some_check", "pass", ""): 3, ("some_check", "skip", "title"): 1})
        writer.finish_run(run.run_id, {"coverage": 0.6})
        writer.add_review(_make_review(lead))
        writer.add_assignment(_make_assignment(lead))
        writer.add_event(make_event("open", "case", "c1", {"title": "壶"}, by="li", office_id="gz", at=NOW))
    price = Observation(
        platform="jishi",
        listing_id="1",
        sku="",
        kind="price",
        moment=NOW,
        amount=Decimal("9.90"),
        currency="CNY",
        source="seen",
    )
    keep_price_file(workspace, run.run_id, [price], NOW + timedelta(minutes=6))
    workspace.begin_run("crawl", "other", "digest", NOW + timedelta(minutes=7))
    return workspace


def run_sql(workspace: Workspace, *statements: str) -> None:
    """Change the record database as an attacker with sqlite3 would."""
    with sqlite3.connect(workspace.root / "records.db") as connection:
        for statement in statements:
            connection.execute(statement)


def _make_review(lead: str) -> Review:
    return Review(
        review_id=make_review_id(lead, ReviewVerdict.CONFIRMED, "李明", NOW),
        lead_id=lead,
        finding_id=None,
        check=CHECK.name,
        verdict=ReviewVerdict.CONFIRMED,
        by="李明",
        note=None,
        reviewed_at=NOW,
    )


def _make_assignment(lead: str) -> Assignment:
    return Assignment(
        assignment_id=make_assignment_id(lead, "王芳", "李明", NOW),
        lead_id=lead,
        to="王芳",
        by="李明",
        assigned_at=NOW,
    )
