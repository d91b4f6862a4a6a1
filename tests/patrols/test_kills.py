"""A patrol that is killed goes on where it was: nothing lost, nothing doubled (bench/kills.py kills more)."""

from pathlib import Path

import pytest

from bench.kills import run_patrol
from demo.market import make_market


@pytest.mark.browser
def test_a_patrol_killed_at_several_moments_ends_as_one_left_in_peace(tmp_path: Path) -> None:
    market = make_market(3)
    calm = run_patrol(tmp_path / "calm", market, [])
    killed = run_patrol(tmp_path / "killed", market, [1.5, 3.0, 5.0, 8.0, 2.0])
    assert (killed.targets, killed.leads) == (calm.targets, calm.leads)
    assert (killed.doubled, killed.problems, killed.runs) == ((), (), 1)
