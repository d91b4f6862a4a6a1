"""A listing's timeline: every sighting with its price and its leads, and the price over time."""

from collections.abc import Iterable

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from cases.scoped_records import ScopedRecords
from console.describing import describe_listing
from console.desk.charts import draw_prices
from console.desk.visit import get_visit
from console.session import Session
from evidence.prices import Observation, open_price_history, take_main
from evidence.workspace import Workspace


def make_router(session: Session, templates: Jinja2Templates) -> APIRouter:
    """The routes over the workspace of a session."""
    router = APIRouter(default_response_class=HTMLResponse)

    @router.get("/listings/{listing_key:path}")
    def show_listing(request: Request, listing_key: str) -> Response:
        workspace = get_visit(request).workspace
        snapshots = workspace.records.load_snapshots(listing_key=listing_key)
        if not snapshots:
            raise HTTPException(
                404, session.words("desk_no_such", noun=session.words("noun_listing"), id=listing_key)
            )
        platform, _, listing_id = listing_key.partition(":")
        series = keep_visible(workspace, open_price_history(workspace).load_series(platform, listing_id))
        context = describe_listing(workspace, listing_key, snapshots) | {
            "chart": draw_prices(take_main(series)),
            "prices": len(series),
        }
        return templates.TemplateResponse(request, "listing.html", context)

    return router


def keep_visible(workspace: Workspace, series: Iterable[Observation]) -> list[Observation]:
    """The prices of snapshots that are seen; imported ones are of the office of the workspace."""
    records = workspace.records
    if not isinstance(records, ScopedRecords):
        return list(series)
    return [one for one in series if records.sees_price(one.snapshot_id)]
