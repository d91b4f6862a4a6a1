"""A writer for bench.index_kills: updates the index in small batches and says on stdout when each begins."""

import sys
from pathlib import Path

from config.errors import NetpatrolError
from config.settings import SearchSettings
from evidence.workspace import open_workspace
from index import searcher
from index.elastic import ElasticBackend

_BATCH = 10


def main() -> int:
    """Update; the exit code is that of the command line."""
    folder, settings_json = sys.argv[1:]
    vars(searcher)["_BATCH"] = _BATCH
    write = ElasticBackend.write

    def telling(self: ElasticBackend, *args: object, **options: object) -> object:
        print("batch", flush=True)
        return write(self, *args, **options)  # type: ignore[arg-type]

    setattr(ElasticBackend, "write", telling)  # noqa: B010 -- mypy refuses the assignment
    index = searcher.open_index(
        open_workspace(Path(folder)), SearchSettings.model_validate_json(settings_json)
    )
    try:
        index.update()
    except NetpatrolError as exc:
        print(exc, file=sys.stderr, flush=True)
        return int(exc.exit_code)
    return 0


if __name__ == "__main__":
    sys.exit(main())
