"""Kills the search server and the writer again and again during bulk writing; what is lost, what is doubled?

python -m bench.index_kills --server 30 --writer 30    (starts a server of its own, and stops it)
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch

from config.settings import SearchSettings
from evidence.workspace import Workspace, open_workspace
from index.elastic import open_elastic
from index.outbox import Outbox
from index.projection import Indexed
from index.searcher import IndexState, open_index
from tests.conftest import write_key_file
from tests.index.evidence import keep, make_finding, make_snapshot

ROOT = Path(__file__).parent.parent
_PER_KILL = 60  # snapshots, each with a finding, a lead and a listing


@dataclass(slots=True, kw_only=True)
class Bench:
    """A workspace that grows, the server, and the moments of the kills."""

    workspace: Workspace
    settings: SearchSettings
    admin: Elasticsearch
    chance: random.Random
    made: int = 0
    cut_short: int = 0
    log: list[str] = field(default_factory=list)

    def grow(self) -> None:
        """Keep more evidence, so that there is something to write."""
        for number in range(self.made, self.made + _PER_KILL):
            snapshot = make_snapshot(number, f"水壶 {number}")
            keep(self.workspace, snapshot, make_finding(snapshot, claimed=f"2019{number:08}"))
        self.made += _PER_KILL

    def start_writer(self) -> subprocess.Popen[str]:
        """A process that brings the index up to the evidence in small batches and says when each begins."""
        command = [sys.executable, "-m", "bench.index_kills_writer", str(self.workspace.root)]
        return subprocess.Popen(
            [*command, self.settings.model_dump_json()], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    def wait_for_batch(self, writer: subprocess.Popen[str]) -> None:
        """Wait until one of the batches is on its way, and a random moment more."""
        assert writer.stdout is not None
        for _ in range(self.chance.randint(1, 10)):
            if not writer.stdout.readline():
                return
        time.sleep(self.chance.uniform(0.0, 0.05))

    def kill_server(self) -> None:
        """Kill the server in the middle of a batch, start it again, and let the writer end as it does."""
        self.grow()
        writer = self.start_writer()
        self.wait_for_batch(writer)
        self.cut_short += writer.poll() is None
        call_server("crash")
        writer.communicate(timeout=300)
        if writer.returncode not in {0, 7}:
            self.log.append(f"writer ended with {writer.returncode}")

    def kill_writer(self) -> None:
        """Kill the writer in the middle of a batch."""
        self.grow()
        writer = self.start_writer()
        self.wait_for_batch(writer)
        self.cut_short += writer.poll() is None
        writer.send_signal(signal.SIGKILL)
        writer.communicate()

    def reconcile(self) -> IndexState:
        """Write what is left, and compare every document with the evidence."""
        index = open_index(self.workspace, self.settings)
        index.update()
        state = index.check()
        waiting = Outbox(self.workspace.root, open_elastic(self.settings).target).count_waiting()
        if waiting or index.load_troubles():
            self.log.append(f"{waiting} wait, {len(index.load_troubles())} set aside")
        for noun in (Indexed.SNAPSHOT, Indexed.FINDING, Indexed.LEAD, Indexed.LISTING):
            there = int(self.admin.count(index=f"netpatrol-{noun}s-{self.settings.region}")["count"])
            if there != self.made:
                self.log.append(f"{there} {noun}s of {self.made}")
        return state


def call_server(command: str) -> str:
    """What `deploy/elasticsearch-test.sh` prints about the server of this bench."""
    environment = os.environ | {"NETPATROL_TEST_SERVER": "kills"}
    major = os.environ.get("NETPATROL_TEST_MAJOR", "8")
    script = [ROOT / "deploy" / "elasticsearch-test.sh", command, major]
    done = subprocess.run(script, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def open_bench(folder: Path, address: str, seed: int) -> Bench:
    """A bench in an empty folder, on the server at an address with name and password."""
    parts = urlsplit(address)
    url = f"{parts.scheme}://{parts.hostname}:{parts.port}"
    admin = Elasticsearch(url, basic_auth=(parts.username or "", parts.password or ""), request_timeout=60)
    key_file = write_key_file(admin, folder)
    settings = SearchSettings(backend="elasticsearch", url=url, api_key_file=key_file, region="kills")
    workspace = open_workspace(folder / "ws", create=True)
    chance = random.Random(seed)  # noqa: S311 -- moments, not secrets
    return Bench(workspace=workspace, settings=settings, admin=admin, chance=chance)


def run(folder: Path, *, server: int, writer: int, seed: int) -> tuple[Bench, IndexState]:
    """Kill the server and the writer so many times in turns, then reconcile."""
    address = call_server("start")
    try:
        bench = open_bench(folder, address, seed)
        open_elastic(bench.settings).ensure()
        kills = [bench.kill_server] * server + [bench.kill_writer] * writer
        bench.chance.shuffle(kills)
        for number, kill in enumerate(kills, 1):
            kill()
            print(f"{number}/{len(kills)} {kill.__name__}", file=sys.stderr, flush=True)
        return bench, bench.reconcile()
    finally:
        call_server("stop")


def main() -> None:
    """Kill, reconcile, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", type=int, default=30)
    parser.add_argument("--writer", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="netpatrol-kills-") as folder:
        bench, state = run(Path(folder), server=asked.server, writer=asked.writer, seed=asked.seed)
    print(f"{asked.server} kills of the server, {asked.writer} of the writer, {bench.cut_short} in mid-work")
    print(f"{4 * bench.made} documents: lost {state.missing}, extra {state.extra}, stale {state.stale}")
    print("reconciled" if state.ok and not bench.log else f"not reconciled: {bench.log}")
    sys.exit(0 if state.ok and not bench.log else 1)


if __name__ == "__main__":
    main()
