"""The demo's score: what counts as found, as falsely accused, as a needless doubt."""

from datetime import UTC, datetime
from typing import Any

import pytest

from console.scoring.findings import score_findings
from console.scoring.outcomes import score_outcomes
from crawlers.job import ListingResult
from evidence.finding import Check, Finding, FindingListing, Severity, Status
from evidence.listing import Shop

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TRUTH: dict[str, Any] = {
    "expected": [
        {"code": "CERT-003", "platform": "a", "subject": "listing", "listing_id": "1", "status": "fail"},
        {"code": "PRIC-003", "platform": "a", "subject": "listing", "listing_id": "2", "status": "unsure"},
        {
            "code": "FOOD-001",
            "platform": "b",
            "subject": "shop",
            "shop_id": "s",
            "listing_ids": ["3"],
            "status": "fail",
        },
    ],
    "also": [{"code": "CERT-004", "platform": "a", "subject": "listing", "listing_id": "1"}],
    "look_alikes": [{"code": "CERT-003", "platform": "a", "subject": "listing", "listing_id": "9"}],
}


def make_finding(
    code: str, platform: str, listing_id: str | None, status: str = "fail", shop: str = "s"
) -> Finding:
    return Finding(
        finding_id=f"{code}{platform}{listing_id}{status}",
        lead_id="lead",
        code=code,
        status=Status(status),
        severity=Severity.LOW,
        summary="words",
        listing=FindingListing(
            platform=platform, listing_id=listing_id, url="http://a.example/", title=None, shop=Shop(id=shop)
        ),
        snapshot_id="snap",
        claimed=None,
        authority=None,
        locators=(),
        legal_basis=(),
        confidence=1.0,
        captured_at=NOW,
        found_at=NOW,
        run_id="run",
        check=Check(name="some_check", version="1"),
    )


@pytest.mark.parametrize(
    ("finding", "found", "false", "needless"),
    [
        (make_finding("CERT-003", "a", "1"), 1, 0, 0),
        (make_finding("CERT-003", "a", "1", "unsure"), 0, 0, 0),
        (make_finding("CERT-003", "b", "1"), 0, 1, 0),
        (make_finding("CERT-003", "b", "1", "unsure"), 0, 0, 1),
        (make_finding("PRIC-003", "a", "2", "unsure"), 1, 0, 0),
        (make_finding("PRIC-003", "a", "2"), 0, 1, 0),
        (make_finding("FOOD-001", "b", None), 1, 0, 0),
        (make_finding("FOOD-001", "b", "3"), 1, 0, 0),
        (make_finding("FOOD-001", "b", "4"), 0, 1, 0),
        (make_finding("CERT-004", "a", "1"), 0, 0, 0),
        (make_finding("CERT-003", "a", "9"), 0, 1, 0),
    ],
)
def test_a_finding_counts_as_it_should(finding: Finding, found: int, false: int, needless: int) -> None:
    got = score_findings(TRUTH, [finding])
    assert (got.found, len(got.falsely_accused), len(got.needless)) == (found, false, needless)


def test_only_an_accused_look_alike_is_not_spared() -> None:
    accused = score_findings(TRUTH, [make_finding("CERT-003", "a", "9")])
    doubted = score_findings(TRUTH, [make_finding("CERT-003", "a", "9", "unsure")])
    assert (accused.spared, doubted.spared, doubted.alike) == (0, 1, 1)


def test_outcomes_are_compared_by_platform_and_path() -> None:
    truth = {
        "platforms": [{"host": "a.localhost", "platform": "a"}],
        "listings": [
            {"platform": "a", "path": "/1", "outcome": "found", "or_else": ["blocked"]},
            {"platform": "a", "path": "/2", "outcome": "absent"},
        ],
    }
    results = [
        ListingResult(url="http://a.localhost:1/1", outcome="blocked"),
        ListingResult(url="http://b.localhost:1/2", outcome="absent"),
    ]
    got = score_outcomes(truth, results)
    assert (got.right, got.total) == (1, 2)
