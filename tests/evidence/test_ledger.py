"""When a clock had gone back, so that the ledger says so."""

import pytest

from evidence.ledger import is_step_back


@pytest.mark.parametrize(
    ("before", "now", "back"),
    [
        ("2026-03-01T08:10:00+00:00", "2026-03-01T08:04:59+00:00", True),
        ("2026-03-01T08:10:00+00:00", "2026-03-01T08:05:00+00:00", False),
        ("2026-03-01T08:10:00+00:00", "2026-03-01T16:04:00+08:00", True),
        ("2026-03-01T08:10:00+00:00", "2026-03-01T16:09:00+08:00", False),
        ("2026-03-01T08:10:00+00:00", "2027-03-01T08:10:00+00:00", False),
        ("2026-03-02T08:00:00", "2026-03-01T08:00:00+00:00", True),
        ("x", "y", False),
        ("y", "x", True),
    ],
)
def test_only_more_than_minutes_are_a_step_back(before: str, now: str, back: bool) -> None:
    assert is_step_back(before, now) == back
