"""What search hits become before they are shown: the records themselves, with what only the records know."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from evidence.precision import load_precision
from evidence.workspace import Workspace
from index.query import Hit


def fill_hits(workspace: Workspace, hits: Iterable[Hit]) -> list[dict[str, Any]]:
    """The hits as `search --json` prints them; findings carry their check's precision as of now."""

    @cache  # a page of hits names few checks
    def get_precision(check: str) -> dict[str, Any]:
        return load_precision(workspace.records, check).model_dump(mode="json")

    return [
        dict(hit.source) | {"precision": get_precision(hit.source["check"]["name"])}
        if hit.noun == "finding"
        else dict(hit.source)
        for hit in hits
    ]
