"""`make bench`: measures every ratio in one run and writes docs/benchmarks.md."""

import importlib
import os
import platform
from pathlib import Path

from bench.measuring import Ratio

MODULES = ("sealing", "browsers", "capturing", "crawling", "verifying")
_PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_HEAD = """# Benchmarks

Written by `make bench`. Each figure is the ratio of CPU time, ours to the named baseline, both measured in
turns in the same run (median, lowest and highest of the rounds). Below 1 ours is cheaper. Absolute times are
not given: they say more about the machine than about the program.

"""


def main() -> None:
    """Measure, print and write."""
    rows = []
    for name in MODULES:
        ratio: Ratio = importlib.import_module(f"bench.{name}").measure()
        rows.append(_make_row(ratio))
        print(rows[-1])
    table = "| what | baseline | ratio | lowest–highest | rounds | on |\n|---|---|---|---|---|---|\n"
    machine = f"\nMachine: {os.cpu_count()} CPUs, {platform.machine()}, Python {platform.python_version()}.\n"
    _PAGE.write_text(_HEAD + table + "\n".join(rows) + "\n" + machine, encoding="utf-8")


def _make_row(ratio: Ratio) -> str:
    spread = f"{ratio.low:.2f}–{ratio.high:.2f}"
    return (
        f"| {ratio.name} | {ratio.baseline} | {ratio.median:.2f} | {spread} | {ratio.rounds} | {ratio.note} |"
    )


main()
