"""A small version of bench.index_kills: server and writer are killed in mid-work, on their own server."""

from pathlib import Path

import pytest

from bench.index_kills import run


@pytest.mark.elasticsearch
def test_killed_in_mid_work_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    bench, state = run(tmp_path, server=1, writer=2, seed=3)
    assert bench.cut_short == 3
    assert (state.missing, state.extra, state.stale, bench.log) == (0, 0, 0, [])
