"""What a target costs when many wait: `python -m bench.frontier [--targets 200000]`.

Adds targets of one site, takes each and settles it, all through the records of a workspace in a temporary
folder. Prints the CPU time of the last tenth of the targets as a ratio of that of the first, the share of the
whole in which a killed run takes its targets up again, and the memory of the process.
"""

import argparse
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from crawlers.frontier import Frontier
from crawlers.job import Limits
from evidence.clock import Run
from evidence.workspace import Workspace, open_workspace
from evidence.writer import Target
from sites.purpose import Purpose

_PAGE = 40
"""So many new targets a list brings."""
_AT = datetime(2026, 3, 1, tzinfo=UTC)


def main() -> None:
    """Measure and print three lines."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--targets", type=int, default=200_000)
    most: int = parser.parse_args().targets
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_workspace(Path(folder) / "ws", create=True, now=_AT)
        run = workspace.begin_run("crawl", "bench", "", _AT)
        frontier = _make_frontier(workspace, run)
        tenth = max(_PAGE, most // 10)
        added = [_add(frontier, start, start + tenth) for start in range(0, most, tenth)]
        taken = [_take(frontier, tenth) for _ in range(10)]
        begun = time.process_time()
        _make_frontier(workspace, run).load()
        resumed = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole = sum(added) + sum(taken)
    print(f"adding one of the last tenth costs {added[-1] / added[0]:.2f} times one of the first")
    print(f"taking one of the last tenth costs {taken[-1] / taken[0]:.2f} times one of the first")
    print(f"resuming costs {resumed / whole:.3f} of adding and taking all ({resumed:.1f} CPU seconds)")
    print(f"memory {memory:.0f} MB with {most} targets")


def _make_frontier(workspace: Workspace, run: Run) -> Frontier:
    return Frontier(workspace=workspace, run=run, now=lambda: _AT, max_listings=None, limits=Limits())


def _add(frontier: Frontier, start: int, end: int) -> float:
    """The CPU seconds in which targets are added, a page of a list at a time."""
    begun = time.process_time()
    for first in range(start, end, _PAGE):
        urls = (f"http://shop.example/goods/{number}.html" for number in range(first, first + _PAGE))
        found_on = f"http://shop.example/list/{first}"
        frontier.add(Target(url=url, purpose=Purpose.LISTING, depth=2, found_on=found_on) for url in urls)
    return time.process_time() - begun


def _take(frontier: Frontier, count: int) -> float:
    """The CPU seconds in which targets are taken and said to be dealt with."""
    begun = time.process_time()
    for _ in range(count):
        target = frontier.take()
        if target is not None:
            frontier.settled(target, was_listing=True)
    return time.process_time() - begun


main()
