"""Sharing at the desk: previewed, offered, withdrawn, and what others offered answered."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, Field

from cases.model import Fields, ShareState
from cases.sharing import answer_share, make_share, withdraw_share
from console.desk.casefiles import load_seen_case, require_user
from console.desk.visit import get_visit
from console.itemising import tell_items
from console.session import Session
from evidence.clock import parse_moment


class ShareForm(BaseModel):
    """What of a case is offered to whom; `step` is the preview, or the offer itself."""

    step: Literal["preview", "offer"] = "preview"
    group: str = Field(max_length=200)
    fields: Fields
    items: list[str] = Field(default_factory=list, max_length=2_000)
    number: str = Field("", max_length=200)
    until: str = Field("", max_length=40)


def make_router(session: Session, templates: Jinja2Templates) -> APIRouter:
    """The routes over the shares of a workspace."""
    router = APIRouter(default_response_class=HTMLResponse)

    @router.post("/cases/{case_id}/shares")
    def share(request: Request, case_id: str, asked: Annotated[ShareForm, Form()]) -> Response:
        visit = get_visit(request)
        by, is_preview = require_user(visit), asked.step == "preview"
        made, previews = make_share(
            visit.book,
            case_id,
            group=asked.group,
            shown=asked.fields,
            items=asked.items,
            number=asked.number.strip() or None,
            until=parse_moment(asked.until) if asked.until else None,
            by=by,
            at=visit.at,
            preview=is_preview,
        )
        if not is_preview:
            return RedirectResponse(f"/cases/{case_id}#shares", status_code=303)
        case = load_seen_case(session, visit, case_id)
        context = {
            "case": case,
            "told": tell_items(visit.workspace.records, case.held_items, session.words),
            "asked": asked,
            "share": made,
            "previews": previews,
        }
        return templates.TemplateResponse(request, "share.html", context)

    @router.post("/shares/{share_id}/withdraw")
    def withdraw(request: Request, share_id: str) -> Response:
        visit = get_visit(request)
        share = withdraw_share(visit.book, share_id, by=require_user(visit), at=visit.at)
        return RedirectResponse(f"/cases/{share.case_id}#shares", status_code=303)

    @router.post("/inbox/{share_id}")
    def answer(request: Request, share_id: str, state: Annotated[ShareState, Form()]) -> Response:
        visit = get_visit(request)
        share = answer_share(visit.book, share_id, state, by=require_user(visit), at=visit.at)
        is_taken = share.state is ShareState.ACCEPTED
        return RedirectResponse(f"/cases/{share.case_id}" if is_taken else "/cases", status_code=303)

    return router
