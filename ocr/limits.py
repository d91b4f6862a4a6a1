"""What one picture may cost a reading process: processor time and memory, never the time on the wall.

A busy machine then reads the same as a quiet one, only later.
"""

from __future__ import annotations

import math
import os
import resource
from pathlib import Path

CPU_S = 900.0
"""Processor time for one picture or PDF: thirty pages at thirty seconds, five times what such pages take."""

START_CPU_S = 300.0
"""Processor time for loading the models."""

MEMORY_BYTES = 8 << 30
"""Address space of a reading process; at work it maps about 3 GB, of which 1 GB is used."""


def bound_memory(most: int = MEMORY_BYTES) -> None:
    """Has this process fail with MemoryError, instead of taking the machine with it, when it wants more."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def bound_cpu(seconds: float) -> None:
    """Has the system end this process with SIGXCPU after so much more processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(used.ru_utime + used.ru_stime + seconds)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def measure_cpu(pid: int) -> float | None:
    """Processor time that a process has used, in seconds; None where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except (OSError, ValueError):
        return None
    # utime, stime and those of ended children (proc(5)).
    return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")
