"""Files of the price history that were lost or changed are derived again from what is sealed."""

import json
from collections.abc import Callable
from datetime import datetime

from config.errors import ItemError, VerificationError
from config.table_file import TableFile
from evidence.prices import iter_observations, keep_price_file, open_price_history
from evidence.workspace import Workspace
from patrols.history import read_history


def mend_prices(workspace: Workspace, now: datetime, say: Callable[[str], None]) -> int:
    """Derive broken files of the price history again, one line each; returns how many were mended."""
    mended = 0
    for name in open_price_history(workspace).find_broken():
        try:
            _derive(workspace, name, now)
        except (ItemError, VerificationError) as exc:
            say(f"the prices {name!r} are lost: {exc}")
        else:
            mended += 1
            say(f"the prices {name!r} were missing or changed; they were derived again from what is sealed")
    return mended


def _derive(workspace: Workspace, name: str, now: datetime) -> None:
    if name.startswith("run-"):
        observations = iter_observations(workspace.records.load_snapshots(run_id=name))
        keep_price_file(workspace, name, observations, now)
        return
    body = workspace.records.get_fact("history", name)
    if body is None:
        raise VerificationError("the file that they came from is not named; import it again")
    held = json.loads(body)
    file = TableFile(name=held["file"], data=workspace.store.read(held["source_sha256"]))
    keep_price_file(workspace, name, read_history(file, held["source"])[0], now)
