"""docs/crawling.md names what a user meets."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.outcomes import _FAILURES
from evidence.snapshot import Outcome
from sites.platform import Platform
from tests.crawlers.test_answers import ROWS

TEXT = (Path(__file__).parents[2] / "docs" / "crawling.md").read_text(encoding="utf-8")
REASONS = {reason for _, (_, reason) in ROWS.values()} | {reason for _, (_, reason) in _FAILURES}


@pytest.mark.parametrize("reason", sorted(reason for reason in REASONS if reason and reason != "http_302"))
def test_every_reason_is_explained(reason: str) -> None:
    assert f"`{reason}`" in TEXT


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_explained(outcome: Outcome) -> None:
    assert f"`{outcome}`" in TEXT


@pytest.mark.parametrize("name", sorted(set(Platform.model_fields) - {"name"}))
def test_every_key_of_a_platform_file_is_named(name: str) -> None:
    assert f"`{name}`" in TEXT
