"""The desk's page that shows a captured page again, and the harmless document in its frame."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from console.desk.policy import FRAMING_POLICY
from console.desk.visit import get_visit
from console.session import Session
from crawlers.replay.document import POLICY, Replay, make_replay
from evidence.snapshot import Snapshot

MOST_NAMED = 200
"""How many missing resources are listed; of the rest the number is said."""


def make_router(session: Session, templates: Jinja2Templates) -> APIRouter:
    """The routes over the workspace of a session."""
    router = APIRouter(default_response_class=HTMLResponse)

    def load(request: Request, snapshot_id: str) -> tuple[Snapshot, Replay]:
        workspace = get_visit(request).workspace
        snapshot = workspace.records.get_snapshot(snapshot_id)
        if snapshot is None:
            noun = session.words("noun_snapshot")
            raise HTTPException(404, session.words("desk_no_such", noun=noun, id=snapshot_id))
        replay = make_replay(workspace, snapshot)
        if replay is None:
            raise HTTPException(404, session.words("desk_replay_none"))
        return snapshot, replay

    @router.get("/snapshots/{snapshot_id}/replay")
    def show_replay(request: Request, snapshot_id: str) -> Response:
        snapshot, replay = load(request, snapshot_id)
        context = {
            "snapshot": snapshot,
            "page": replay.page,
            "missing": replay.missing[:MOST_NAMED],
            "missing_count": len(replay.missing),
        }
        headers = {"Content-Security-Policy": FRAMING_POLICY}
        return templates.TemplateResponse(request, "replay.html", context, headers=headers)

    @router.get("/snapshots/{snapshot_id}/replay/page")
    def show_page(request: Request, snapshot_id: str) -> Response:
        _, replay = load(request, snapshot_id)
        headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
        return HTMLResponse(replay.html, headers=headers)

    return router
