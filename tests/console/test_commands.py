"""The commands on the demo's workspace: what they print is the contract's, and moves what it should."""

from pathlib import Path
from typing import Any

import pytest

from tests.console.conftest import Call

pytestmark = pytest.mark.browser

Finding = dict[str, Any]
FINDING_KEYS = {
    "finding_id", "lead_id", "code", "status", "severity", "summary", "listing", "snapshot_id", "claimed",
    "authority", "locators", "legal_basis", "confidence", "precision", "captured_at", "found_at", "check",
}  # fmt: skip


@pytest.fixture
def borrowed(call: Call, demo_workspace: Path) -> Finding:
    """The finding against the shop with the borrowed licence."""
    hits = call("-w", demo_workspace, "search", "--code", "SUBJ-003", "--json").objects[:-1]
    return next(hit for hit in hits if hit["check"]["name"] == "licence_matches_register")


def test_a_finding_has_the_contracts_keys(borrowed: Finding) -> None:
    assert borrowed.keys() >= FINDING_KEYS


def test_a_finding_shows_number_and_name_in_the_picture(borrowed: Finding) -> None:
    locators = borrowed["locators"]
    assert isinstance(locators, list)
    assert [(one["kind"], len(one["box"])) for one in locators] == [("image", 4), ("image", 4)]


def test_a_number_fragment_finds_the_lead(call: Call, demo_workspace: Path, borrowed: Finding) -> None:
    authority = borrowed["authority"]
    assert isinstance(authority, dict)
    hits = call("-w", demo_workspace, "search", authority["key"][4:12], "--json").objects
    assert borrowed["finding_id"] in [hit.get("finding_id") for hit in hits]


def test_a_review_moves_the_precision(call: Call, demo_workspace: Path, borrowed: Finding) -> None:
    lead = str(borrowed["lead_id"])
    done = call("-w", demo_workspace, "review", lead, "rejected", "--by", "李明", "--json")
    shown = call("-w", demo_workspace, "show", str(borrowed["finding_id"]), "--json").objects[0]
    assert done.objects[0]["precision"] == shown["precision"]
    assert (shown["precision"]["reviewed"], shown["precision"]["confirmed"]) == (1, 0)


def test_a_lead_is_bundled_and_verified_and_a_changed_byte_named(
    call: Call, demo_workspace: Path, borrowed: Finding, tmp_path: Path
) -> None:
    made = call("-w", demo_workspace, "bundle", str(borrowed["finding_id"]), "--out", "lead.wacz")
    whole = call("verify", "lead.wacz", "--json")
    data = bytearray((tmp_path / "lead.wacz").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "lead.wacz").write_bytes(data)
    changed = call("verify", "lead.wacz", "--json")
    assert (made.code, whole.code, changed.code) == (0, 0, 5)
    assert changed.objects[0]["problems"][0]["path"].startswith("archive/")


def test_the_index_is_rebuilt_with_the_same_ids(call: Call, demo_workspace: Path) -> None:
    before = call("-w", demo_workspace, "search", "--limit", "1000", "--json").objects[:-1]
    (demo_workspace / "index.db").unlink()
    state = call("-w", demo_workspace, "index", "rebuild", "--json").objects[0]
    after = call("-w", demo_workspace, "search", "--limit", "1000", "--json").objects[:-1]
    assert (state["missing"], state["extra"], state["stale"]) == (0, 0, 0)
    assert before == after


def test_inspecting_again_adds_no_finding(call: Call, demo_workspace: Path) -> None:
    first = call("-w", demo_workspace, "inspect", "--json").objects
    total = call("-w", demo_workspace, "search", "--noun", "finding", "--json").objects[-1]["total"]
    assert total == len({finding["finding_id"] for finding in first}) > 0


def test_the_blind_spots_are_told_on_request(call: Call, demo_workspace: Path) -> None:
    told = call("-w", demo_workspace, "inspect", "--json", "--verbose").objects
    assert {one["status"] for one in told} >= {"fail", "pass", "skip"}


def test_a_listing_shows_its_timeline(call: Call, demo_workspace: Path) -> None:
    hits = call("-w", demo_workspace, "search", "--noun", "snapshot", "--limit", "100", "--json").objects[:-1]
    listing = next(hit for hit in hits if hit["kind"] == "listing" and hit["outcome"] == "found")
    shown = call("-w", demo_workspace, "show", f"jishi:{listing['listing_id']}", "--json").objects[0]
    assert [sighting["snapshot_id"] for sighting in shown["timeline"]] == [listing["snapshot_id"]]


def test_the_store_verifies(call: Call, demo_workspace: Path) -> None:
    assert call("-w", demo_workspace, "verify", "--store").code == 0


def test_a_lookup_answers_with_the_version(call: Call, demo_workspace: Path, borrowed: Finding) -> None:
    side = borrowed["authority"]
    assert isinstance(side, dict)
    found = call(
        "-w", demo_workspace, "authority", "lookup", "market_entities", side["key"], "--json"
    ).objects[0]
    assert (found["state"], found["version"], found["record"]["name"]) == (
        "found",
        side["version"],
        side["value"],
    )
