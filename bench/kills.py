"""Kills a patrol again and again at random moments, lets it finish, and looks for anything lost or doubled.

python -m bench.kills --kills 20 --seed 1
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from config.settings import SearchSettings
from demo.market import make_market
from demo.model import Market
from demo.registers import write_market_entities
from demo.server import Site, serve
from evidence.noun import make_canonical_json
from evidence.verify_store import verify_store
from evidence.workspace import Workspace, open_workspace
from index.searcher import open_index
from patrols.registers import import_register_file

ROOT = Path(__file__).parent.parent
_NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is left when a patrol has ended, in a form that two patrols of one market share."""

    targets: dict[str, str]
    leads: frozenset[str]
    doubled: tuple[str, ...]
    problems: tuple[str, ...]
    runs: int


def run_patrol(root: Path, market: Market, kill_after_s: list[float]) -> Outcome:
    """Run the patrol to its end after killing it once for each delay in seconds."""
    with serve(market) as site:
        _prepare(root, market, site)
        for delay_s in kill_after_s:
            process = _start(root)
            time.sleep(delay_s)
            _kill(process)
        code = _start(root).wait(timeout=600)
    if code != 0:
        raise RuntimeError(f"the patrol ended with code {code}: {(root / 'log.txt').read_text()[-500:]}")
    return _look_at(open_workspace(root))


def _prepare(root: Path, market: Market, site: Site) -> None:
    root.mkdir(parents=True)
    place = urlsplit(site.named_url).netloc
    lines = ["[crawl]", "delay_s = 0.0", f'allow_hosts = ["{place}"]', "[[patrol]]", 'name = "kills"']
    lines += [f'targets = ["http://{place}/"]', "coverage_target = 0.7"]
    (root / "netpatrol.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_market_entities(market, root / "register.csv")
    workspace = open_workspace(root, create=True, now=_NOW)
    import_register_file(workspace, "market_entities", root / "register.csv", now=_NOW, source="demo")


def _start(root: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "console", "-w", str(root)]
    with (root / "log.txt").open("ab") as log:
        return subprocess.Popen(
            [*command, "patrol", "run", "kills"],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the patrol and wait until the children it leaves behind have noticed and gone."""
    children = find_descendants(process.pid)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    left = [pid for pid in children if Path(f"/proc/{pid}").exists()]
    if left:
        raise RuntimeError(f"processes {left} outlived the patrol that was killed")


def find_descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    found: list[int] = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == pid:
            found += [int(folder.name), *find_descendants(int(folder.name))]
    return found


def _look_at(workspace: Workspace) -> Outcome:
    records = workspace.records
    runs = [record.run.run_id for record in records.load_runs("patrol")]
    snapshots = [s for run_id in runs for s in records.load_snapshots(run_id=run_id)]
    # Twice means twice in one run (a patrol that ended before its kill begins anew) and as the same kind (a
    # page with a finding is pictured once more).
    seen = Counter((snapshot.run_id, snapshot.url, snapshot.kind) for snapshot in snapshots)
    twice = [url for (_, url, _), number in seen.items() if number > 1]
    targets = {
        urlsplit(target.url).path + urlsplit(target.url).query: str(target.outcome)
        for run_id in runs
        for target in records.load_targets(run_id)
    }
    state = open_index(workspace, SearchSettings()).check()
    problems = [f"{p.path}: {p.problem}" for p in verify_store(workspace).problems]
    if not state.ok:
        problems.append(f"index: {make_canonical_json([state.missing, state.extra, state.stale])}")
    leads = frozenset(finding.lead_id for finding in records.load_findings() if finding.status == "fail")
    return Outcome(
        targets=targets,
        leads=leads,
        doubled=tuple(twice),
        problems=tuple(problems),
        runs=len(runs),
    )


def main() -> None:
    """Compare a patrol that was killed with one that was left in peace."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    market = make_market(asked.seed)
    chance = random.Random(asked.seed)  # noqa: S311 -- moments, not secrets
    with tempfile.TemporaryDirectory(prefix="netpatrol-kills-") as folder:
        begun = time.monotonic()
        calm = run_patrol(Path(folder) / "calm", market, [])
        whole_s = time.monotonic() - begun
        delays = [chance.uniform(0.3, max(2.0, whole_s * 0.5)) for _ in range(asked.kills)]
        killed = run_patrol(Path(folder) / "killed", market, delays)
    print(f"{asked.kills} kills between {min(delays):.1f} and {max(delays):.1f} s of {whole_s:.1f} s")
    print(f"lost {len(calm.targets.items() - killed.targets.items())} of {len(calm.targets)} targets")
    print(f"leads lost {len(calm.leads - killed.leads)}, added {len(killed.leads - calm.leads)}")
    print(f"snapshots doubled {len(killed.doubled)}, problems {list(killed.problems)}, runs {killed.runs}")
    sys.exit(0 if (calm.targets, calm.leads, (), ()) == _sum_up(killed) else 1)


def _sum_up(outcome: Outcome) -> tuple[object, ...]:
    return outcome.targets, outcome.leads, outcome.doubled, outcome.problems


if __name__ == "__main__":
    main()
