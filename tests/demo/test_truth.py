"""The truth file says what the brief of the market promises."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from demo.market import make_market
from demo.model import Market
from demo.truth import make_truth, write_truth

OUTCOMES = {"found": 22, "absent": 2, "blocked": 3, "unreadable": 2, "not_attempted": 1}


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_the_outcomes_are_counted(seed: int) -> None:
    truth = make_truth(make_market(seed))
    assert Counter(row["outcome"] for row in truth["listings"]) == OUTCOMES


def test_only_found_listings_have_facts(market: Market) -> None:
    for row in make_truth(market)["listings"]:
        assert (row["price"] is not None) == (row["outcome"] == "found")


def test_the_expected_fails_are_named(market: Market) -> None:
    expected = Counter((row["code"], row["check"], row["canary"]) for row in make_truth(market)["expected"])
    assert expected == {
        ("SUBJ-001", "licence_displayed", False): 1,
        ("SUBJ-003", "licence_matches_register", False): 1,
        ("SUBJ-003", "licence_picture_reused", False): 1,
        ("AD-001", "absolute_terms", False): 1,
        ("AD-001", "absolute_terms", True): 1,
    }


def test_look_alikes_can_all_be_found(market: Market) -> None:
    truth = make_truth(market)
    found = {row["listing_id"] for row in truth["listings"] if row["outcome"] == "found"}
    listings = {row["listing_id"] for row in truth["look_alikes"] if "listing_id" in row}
    assert len(listings) >= 5
    assert listings <= found


def test_the_file_holds_the_same_truth(market: Market, tmp_path: Path) -> None:
    write_truth(market, tmp_path / "truth.json")
    assert json.loads((tmp_path / "truth.json").read_text("utf-8")) == make_truth(market)
