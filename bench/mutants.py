"""Changes one place of important code at a time and looks whether the tests notice (mutation testing).

python -m bench.mutants --sample 200 --seed 1 [--group evidence]

The mutants are those of Cosmic Ray's operators, but for annotations and dataclasses. A copy of the last
commit is changed, never the working tree. The tests of a group run once with coverage; then each mutant is
run against those that reach its line, one of each function first, until one fails. What takes five times
as long as it should is killed.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import cosmic_ray.plugins
import pytest
from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import use_mutation
from coverage import CoverageData

ROOT = Path(__file__).parent.parent
_POSTGRES = "not postgres and not elasticsearch"
_SLOWEST = 5.0  # times as long as the tests take without a change
_LEAST_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change: the occurrence-th place of a file that an operator can change."""

    group: str
    file: str
    line: int
    operator: str
    occurrence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which tests reach which line of which file, and how long each takes in seconds."""

    tests: dict[tuple[str, int], set[str]]
    seconds: dict[str, float]

    def choose(self, mutant: Mutant) -> list[str]:
        """The tests that reach a mutant, quickest first and one of each function before its further rows."""
        found = self.tests.get((mutant.file, mutant.line)) or set(self.seconds)
        ordered = sorted(found, key=lambda test: (self.seconds.get(test, 0.0), test))
        firsts = {test.partition("[")[0]: test for test in reversed(ordered)}
        return [*dict.fromkeys(chain(sorted(firsts.values(), key=ordered.index), ordered))]


def list_mutants(tree: Path, group: str, patterns: list[str]) -> Iterator[Mutant]:
    """Every mutant of the files of a group."""
    for path in sorted(found for pattern in patterns for found in tree.glob(pattern)):
        untold = _find_untold(path)
        nodes = list(ast_nodes(get_ast_from_path(path)))
        for name in sorted(cosmic_ray.plugins.operator_names()):
            operator = cosmic_ray.plugins.get_operator(name)
            if operator.arguments() or name.endswith("NoOp"):
                continue
            places = (place for node in nodes for place in operator().mutation_positions(node))
            for occurrence, (start, _) in enumerate(places):
                if start not in untold:
                    file = str(path.relative_to(tree))
                    yield Mutant(group=group, file=file, line=start[0], operator=name, occurrence=occurrence)


def _find_untold(path: Path) -> set[tuple[int, int]]:
    """The (line, column) of what no test can tell apart: annotations, and how a dataclass is made."""
    found: set[tuple[int, int]] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        parts = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        parts += [one for one in getattr(node, "decorator_list", ()) if "dataclass" in ast.dump(one)]
        for part in parts:
            if isinstance(part, ast.expr) and part.end_lineno is not None and part.end_col_offset is not None:
                found |= {
                    (line, column)
                    for line in range(part.lineno, part.end_lineno + 1)
                    for column in range(part.col_offset, part.end_col_offset + 1)
                }
    return found


def measure_reach(tree: Path, tests: list[str]) -> Reach:
    """Run the tests of a group once, unchanged.

    Raises:
        RuntimeError: one of them fails.
    """
    (tree / "coveragerc").write_text(f"[run]\nsource = {tree}\ndata_file = {tree}/coverage.db\n")
    call = ["-m", "pytest", "-p", "bench.mutant_contexts", "-p", "no:xdist", "-x", "-m", _POSTGRES, *tests]
    said = tree / "unchanged.txt"
    done = _run(tree, ["-m", "coverage", "run", "--rcfile", "coveragerc", *call], timeout_s=3600, said=said)
    if done != 0:
        why = [line for line in said.read_text().splitlines() if line.startswith(("FAILED", "ERROR"))]
        raise RuntimeError(f"the tests {tests} fail without any change: {why or done}")
    data = CoverageData(str(tree / "coverage.db"))
    data.read()
    reached: dict[tuple[str, int], set[str]] = {}
    for name in data.measured_files():
        file = str(Path(name).relative_to(tree))
        for line, contexts in data.contexts_by_lineno(name).items():
            reached[file, line] = {test for test in contexts if test}
    lines = (tree / "seconds.txt").read_text().splitlines()
    seconds = {name: float(value) for value, _, name in (line.partition(" ") for line in lines)}
    return Reach(tests=reached, seconds=seconds)


def try_mutant(tree: Path, mutant: Mutant, reach: Reach) -> bool:
    """Whether a test noticed.

    Raises:
        RuntimeError: no test ran.
    """
    tests = reach.choose(mutant)
    operator = cosmic_ray.plugins.get_operator(mutant.operator)()
    limit_s = max(_LEAST_S, _SLOWEST * sum(reach.seconds.get(test, 0.0) for test in tests))
    with use_mutation(tree / mutant.file, operator, mutant.occurrence):
        command = ["-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "-x", *tests]
        done = _run(tree, command, timeout_s=limit_s)
    if done in {pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED}:
        raise RuntimeError(f"none of the tests {tests} ran against {mutant}")
    return done != 0


def _run(tree: Path, command: list[str], *, timeout_s: float, said: Path = Path(os.devnull)) -> int:
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=tree,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        return process.wait(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        return -9


def _copy_tree(target: Path) -> None:
    """The last commit, without what is not in it."""
    packed = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(target)], input=packed.stdout, check=True)


def main() -> int:
    """Try a sample of mutants and print how each ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--group", action="append", help="only this group of bench/mutants.toml")
    parser.add_argument("--minutes", type=float, default=24 * 60.0, help="stop after so many")
    asked = parser.parse_args()
    groups = tomllib.loads((ROOT / "bench" / "mutants.toml").read_text(encoding="utf-8"))
    chosen = {name: facts for name, facts in groups.items() if not asked.group or name in asked.group}
    end = time.monotonic() + asked.minutes * 60
    tree = Path(tempfile.mkdtemp(prefix="mutants-"))
    try:
        _copy_tree(tree)
        every = [one for name, facts in chosen.items() for one in list_mutants(tree, name, facts["files"])]
        sample = random.Random(asked.seed).sample(every, min(asked.sample, len(every)))  # noqa: S311 -- a sample
        needed = dict.fromkeys(mutant.group for mutant in sample)
        reaches = {name: measure_reach(tree, chosen[name]["tests"]) for name in needed}
        killed = tried = 0
        for mutant in sample:
            if time.monotonic() > end:
                break
            is_killed = try_mutant(tree, mutant, reaches[mutant.group])
            tried, killed = tried + 1, killed + is_killed
            state = "killed  " if is_killed else "SURVIVED"
            print(f"{state} {mutant.file}:{mutant.line} {mutant.operator} #{mutant.occurrence}", flush=True)
        print(f"{killed} of {tried} killed ({len(every)} mutants there are, seed {asked.seed})")
    finally:
        shutil.rmtree(tree, ignore_errors=True)
    return 0 if killed == tried else 1


if __name__ == "__main__":
    sys.exit(main())
