"""What a search hit becomes before it is shown: the record itself, with what only the records know."""

from typing import Any

from evidence.precision import make_precision
from evidence.workspace import Workspace
from index.query import Hit


def fill_hit(workspace: Workspace, hit: Hit) -> dict[str, Any]:
    """A hit as `search --json` prints it; a finding carries its check's precision as of now."""
    source = dict(hit.source)
    if hit.noun == "finding":
        reviews = workspace.records.load_reviews(check=source["check"]["name"])
        source["precision"] = make_precision(reviews).model_dump(mode="json")
    return source
