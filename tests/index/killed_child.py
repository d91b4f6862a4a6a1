"""A process that updates or rebuilds an index and kills itself at a given call: run by test_searcher.py."""

import json
import os
import signal
import sys
from pathlib import Path

from config.settings import SearchSettings
from evidence.workspace import open_workspace
from index import searcher
from index.elastic import ElasticBackend
from index.embedded import EmbeddedBackend
from index.outbox import Outbox

CLASSES = {"outbox": Outbox, "embedded": EmbeddedBackend, "elasticsearch": ElasticBackend}


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
    getattr(searcher.open_index(open_workspace(Path(folder)), settings), work)()


if __name__ == "__main__":
    main()
