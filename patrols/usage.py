"""What each stage of a patrol took: time, processor time, and the memory of its largest process."""

import resource
import sys
import time
from dataclasses import dataclass

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2): kilobytes on Linux, bytes on macOS


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one stage took.

    Args:
        seconds: by the clock.
        cpu_s: of this process and of those it started and waited for, user and system.
        peak_bytes: the largest process waited for so far, which an earlier stage may have started.
    """

    seconds: float
    cpu_s: float
    peak_bytes: int


class Laps:
    """Takes what was used since the stage before."""

    def __init__(self) -> None:
        self.stages: dict[str, Usage] = {}
        self._clock_s, self._cpu_s = time.monotonic(), _measure_cpu_s()

    def take(self, stage: str) -> None:
        """A stage has ended."""
        clock_s, cpu_s = time.monotonic(), _measure_cpu_s()
        self.stages[stage] = Usage(
            seconds=round(clock_s - self._clock_s, 2),
            cpu_s=round(cpu_s - self._cpu_s, 2),
            peak_bytes=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _RSS_UNIT,
        )
        self._clock_s, self._cpu_s = clock_s, cpu_s


def _measure_cpu_s() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)
