"""Documents a second: our writer with its outbox against the client's own streaming_bulk, in turns.

python -m bench.index_writing --snapshots 1000    (on the server that NETPATROL_TEST_ELASTICSEARCH names)

Both make the same documents from the same evidence. The baseline sends them and looks at nothing but what the
client reports: no outbox, no place in the ledger, no content hashes, no look for a migration.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from elasticsearch.helpers import streaming_bulk

from bench.search_server import reach_server
from config.settings import SearchSettings
from evidence.workspace import Workspace, open_workspace
from index.elastic import ElasticBackend, open_elastic
from index.elastic_layout import make_body
from index.following import Documents, iter_rows
from index.searcher import SearchIndex
from tests.conftest import write_key_file
from tests.index.evidence import keep, make_finding, make_reading, make_snapshot

_ROUNDS = 5
_TEXT = "本品采用食品级不锈钢材质经国家认证检测合格请放心选购支持七天无理由退货" * 8


def fill(workspace: Workspace, number: int) -> None:
    """Snapshots with a page's text and a picture's, each with a finding."""
    for each in range(number):
        sha256 = f"{each:064x}"
        snapshot = make_snapshot(each, f"水壶 {each}", pictures=[sha256], description=f"{each} {_TEXT}")
        keep(workspace, make_reading(sha256, f"证书 {each}", _TEXT), snapshot, make_finding(snapshot))


def iter_actions(workspace: Workspace, backend: ElasticBackend) -> Iterator[dict[str, Any]]:
    """The same documents as the client's helper takes them."""
    for row in iter_rows(workspace.records, backend.nouns):
        document = Documents(workspace.records).load(row)
        place = backend.get_place(document.noun)
        action = {"_op_type": "index", "_index": place.alias, "_id": document.id}
        yield {**action, "_source": make_body(document, backend.region)}


def write_by_helper(workspace: Workspace, backend: ElasticBackend) -> int:
    """What the client does by itself."""
    return sum(ok for ok, _ in streaming_bulk(backend.client, iter_actions(workspace, backend)))


def write_by_us(workspace: Workspace, backend: ElasticBackend) -> int:
    """What `netpatrol` does."""
    return SearchIndex(workspace, backend, region=backend.region).update().written


def measure(work: Callable[[Workspace, ElasticBackend], int], root: Path, settings: SearchSettings) -> float:
    """Documents a second into an index that is empty before and dropped after."""
    workspace, backend = open_workspace(root), open_elastic(settings)
    for path in root.glob("index-outbox.db*"):
        path.unlink()
    backend.ensure()
    begun = time.perf_counter()
    written = work(workspace, backend)
    taken_s = time.perf_counter() - begun
    backend.client.indices.delete(index=[backend.get_place(noun).name_index(1) for noun in backend.nouns])
    return written / taken_s


def main() -> None:
    """Measure in turns and print the ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--snapshots", type=int, default=1_000)
    number: int = parser.parse_args().snapshots
    url, admin = reach_server()
    with tempfile.TemporaryDirectory(prefix="netpatrol-writing-") as folder:
        key, region = write_key_file(admin, Path(folder)), f"w{os.getpid()}"
        settings = SearchSettings(backend="elasticsearch", url=url, api_key_file=key, region=region)
        root = Path(folder) / "ws"
        fill(open_workspace(root, create=True), number)
        pairs = [
            (measure(write_by_us, root, settings), measure(write_by_helper, root, settings))
            for _ in range(_ROUNDS + 1)
        ][1:]  # the first warms up
    ratios = sorted(ours / helper for ours, helper in pairs)
    rates = [statistics.median(side) for side in zip(*pairs, strict=True)]
    speeds = f"ours {rates[0]:.0f}, streaming_bulk {rates[1]:.0f} a second"
    print(f"{4 * number} documents, {_ROUNDS} rounds: {speeds}")
    print(f"ratio {statistics.median(ratios):.2f} (lowest {ratios[0]:.2f}, highest {ratios[-1]:.2f})")


if __name__ == "__main__":
    main()
