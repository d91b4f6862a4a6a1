"""A process with everything it started: its memory, its end; Chromium leaves its parent's process group."""

import contextlib
import os
import signal
from pathlib import Path

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def kill_tree(pid: int) -> None:
    """Kill a process and all its descendants, the youngest first."""
    for one in reversed(find_descendants(pid)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(one, signal.SIGKILL)


def find_descendants(pid: int) -> list[int]:
    """A process and its descendants, parents before children."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            parent = int(path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    found = [pid]
    for one in found:
        found.extend(children.get(one, []))
    return found


def takes_more(pid: int, limit: int) -> bool:
    """Whether a process and its descendants take more than so many bytes of memory together.

    What several share counts for each of them in `statm`, which is quick to read, and in parts in
    `smaps_rollup`, which is not: asked for only when the former is too much.
    """
    family = find_descendants(pid)
    return sum(map(_measure_resident, family)) > limit and sum(map(_measure_own, family)) > limit


def _measure_resident(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES
    return 0


def _measure_own(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
