"""The soak sees memory that grows, and none where it is flat or only wobbles."""

import subprocess
import sys

import pytest

from bench.soak import MOST_GROWTH_MB, Peaks, find_growth


@pytest.mark.parametrize(
    ("peaks_mb", "grows"),
    [
        ([300, 301, 299, 300, 302, 300], False),
        ([300, 340, 300, 345, 300, 341], False),
        ([300, 310, 320, 330, 340, 350], True),
        ([60, 65, 70, 75, 80, 85], True),
        ([60, 60 + MOST_GROWTH_MB, 60], False),
        ([600, 600 + 2 * MOST_GROWTH_MB], False),
        ([600, 700], True),
        ([350, 340, 330, 320], False),
    ],
)
def test_growth_is_told_from_wobbling(peaks_mb: list[float], grows: bool) -> None:
    assert (find_growth(peaks_mb) is not None) == grows


def test_the_memory_of_a_process_that_it_started_is_counted_by_kind() -> None:
    program = "held = bytes([1]) * 90_000_000; print(len(held), flush=True); input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", program], **pipes) as child:  # type: ignore[call-overload]
        child.stdout.readline()
        peaks = Peaks()
        peaks.sample()
        child.communicate(b"\n")
    taken = peaks.take()
    assert taken["worker"] > 90
    assert taken["netpatrol"] > 10
    assert peaks.take() == {}
