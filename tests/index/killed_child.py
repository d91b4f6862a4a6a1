"""A process that updates, rebuilds or moves an index and kills itself at a given call: run by tests."""

import json
import os
import signal
import sys
from pathlib import Path

from config.settings import SearchSettings
from evidence.workspace import open_workspace
from index import searcher
from index.elastic import ElasticBackend, open_elastic
from index.embedded import EmbeddedBackend
from index.families import Family, Place
from index.migration import Migration
from index.outbox import Outbox

CLASSES = {
    "migration": Migration,
    "outbox": Outbox,
    "embedded": EmbeddedBackend,
    "elasticsearch": ElasticBackend,
}


def arm(owner: type, method: str, call: int) -> None:
    """Die before the given call (1 is the first) of a method."""
    original = getattr(owner, method)
    calls = iter(range(1, 1_000_000))

    def dying(self: object, *args: object, **options: object) -> object:
        if next(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(self, *args, **options)

    setattr(owner, method, dying)


def main() -> None:
    folder, settings_json, work, point, call = sys.argv[1:]
    settings = SearchSettings.model_validate(json.loads(settings_json))
    room, method = point.split(".")
    arm(CLASSES[settings.backend if room == "backend" else room], method, int(call))
    vars(searcher)["_BATCH"] = 10
    workspace = open_workspace(Path(folder))
    if work == "migrate":
        backend = open_elastic(settings)
        outbox = Outbox(workspace.root, backend.target)
        migration = Migration(client=backend.client, outbox=outbox, host=backend.host)
        migration.run(Place(family=Family.SNAPSHOTS, region=settings.region))
        return
    getattr(searcher.open_index(workspace, settings), work)()


if __name__ == "__main__":
    main()
