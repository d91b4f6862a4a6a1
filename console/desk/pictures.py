"""Where a captured picture, or one that looks like it, was seen."""

from itertools import islice

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from console.desk.visit import get_visit
from console.session import Session
from evidence.records import Records
from evidence.snapshot import Snapshot
from index.pictures.library import PictureLibrary

MOST_ALIKE = 50


def make_router(session: Session, templates: Jinja2Templates) -> APIRouter:
    """The routes over the captured pictures."""
    router = APIRouter(default_response_class=HTMLResponse)
    words = session.words

    @router.get("/pictures/{sha256}")
    def show_alike(request: Request, sha256: str) -> Response:
        workspace = get_visit(request).workspace
        records = workspace.records
        if records.get_location(sha256) is None and records.find_purge(sha256) is None:
            raise HTTPException(404, words("desk_no_such", noun=words("noun_artefact"), id=sha256))
        found = PictureLibrary(workspace).find(workspace.read_artefact(sha256))
        # What only others captured stays unsaid: it has no sightings for who asks.
        alike = ((one, _find_seen(records, one.sha256)) for one in found if records.get_location(one.sha256))
        context = {"sha256": sha256, "alike": list(islice((one for one in alike if one[1]), MOST_ALIKE))}
        return templates.TemplateResponse(request, "pictures.html", context)

    return router


def _find_seen(records: Records, sha256: str) -> list[Snapshot]:
    """The snapshots that hold a picture, as far as who asks sees them."""
    found = (records.get_snapshot(one) for one in records.find_sightings(sha256))
    return [one for one in found if one is not None]
