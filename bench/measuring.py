"""Ratios measured in one run: ours and the named baseline take turns, so a noisy machine hits both."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """How much CPU time ours takes of what the baseline takes (below 1: ours is cheaper)."""

    name: str
    baseline: str
    median: float
    low: float
    high: float
    rounds: int
    note: str = ""


def measure_ratio(
    name: str,
    ours: Callable[[], object],
    baseline_name: str,
    baseline: Callable[[], object],
    *,
    rounds: int = 7,
    note: str = "",
) -> Ratio:
    """The median, lowest and highest ratio of CPU seconds over interleaved rounds, after one warm-up."""
    ours()
    baseline()
    return sum_up(
        name, baseline_name, (_take_cpu_s(ours) / _take_cpu_s(baseline) for _ in range(rounds)), note
    )


def sum_up(name: str, baseline: str, ratios: Iterable[float], note: str = "") -> Ratio:
    """The ratio over some rounds, each measured in turn."""
    found = sorted(ratios)
    return Ratio(
        name=name,
        baseline=baseline,
        median=statistics.median(found),
        low=found[0],
        high=found[-1],
        rounds=len(found),
        note=note,
    )


def _take_cpu_s(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
