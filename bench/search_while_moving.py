"""How long searches take while an index is moved to a new version, against the quiet before and after.

python -m bench.search_while_moving --snapshots 5000    (on the server of NETPATROL_TEST_ELASTICSEARCH)

A writer goes on writing all the time. The ratio is that of the 95th percentiles of the same searches.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bench.index_writing import fill
from bench.search_server import reach_server
from config.settings import SearchSettings
from evidence.workspace import open_workspace
from index.elastic import open_elastic
from index.families import Family, Place
from index.migration import Migration
from index.outbox import Outbox
from index.query import make_query
from index.searcher import SearchIndex
from tests.conftest import write_key_file
from tests.index.evidence import keep, make_snapshot

_QUERIES = [make_query(text) for text in ("不锈钢", "国家认证", "10012", "水壶 1")]
_FEWEST = 200


def take_searches(index: SearchIndex, until: Callable[[], bool]) -> list[float]:
    """Seconds of searches in turns, at least 200 of them, until told to stop."""
    taken: list[float] = []
    while len(taken) < _FEWEST or not until():
        begun = time.perf_counter()
        index.search(_QUERIES[len(taken) % len(_QUERIES)])
        taken.append(time.perf_counter() - begun)
    return taken


def get_p95(taken: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(taken, n=20)[-1]


def main() -> None:
    """Fill, measure in the quiet, while moving, and in the quiet again."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--snapshots", type=int, default=5_000)
    number: int = parser.parse_args().snapshots
    url, admin = reach_server()
    with tempfile.TemporaryDirectory(prefix="netpatrol-moving-") as folder:
        region, key_file = f"m{os.getpid()}", write_key_file(admin, Path(folder))
        settings = SearchSettings(backend="elasticsearch", url=url, api_key_file=key_file, region=region)
        workspace, backend = open_workspace(Path(folder) / "ws", create=True), open_elastic(settings)
        fill(workspace, number)
        index = SearchIndex(workspace, backend, region=region)
        index.update()
        outbox = Outbox(workspace.root, backend.target)
        migration = Migration(client=backend.client, outbox=outbox, host="server")
        over = threading.Event()

        def write() -> None:
            each = 1_000_000
            while not over.wait(0.2):
                keep(workspace, make_snapshot(each, "新"))
                index.update()
                each += 1

        writer = threading.Thread(target=write)
        writer.start()
        try:
            before = take_searches(index, lambda: True)
            place = Place(family=Family.SNAPSHOTS, region=region)
            mover = threading.Thread(target=migration.run, args=(place,))
            mover.start()
            moving = take_searches(index, lambda: not mover.is_alive())
            mover.join()
            after = take_searches(index, lambda: True)
        finally:
            over.set()
            writer.join()
        state = index.check()
        found = admin.indices.get(index=f"netpatrol-*-{region}-v*", expand_wildcards=["open", "hidden"])
        admin.indices.delete(index=list(found))
    quiet = get_p95(before + after)
    print(
        f"{len(moving)} searches while moving {number} snapshots, p95 {get_p95(moving) / quiet:.2f} of quiet"
    )
    print(f"index and evidence agree: {state.ok}")


if __name__ == "__main__":
    main()
