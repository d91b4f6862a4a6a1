"""Case files at the desk: the list with the inbox, one case, its acts; each by the rights of who asks."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from cases.acting import ActRequest
from cases.casework import add_items, close_case, list_own_evidence, may_second, open_case
from cases.model import ActKind, Case, Share, ShareState
from cases.rights import Deed, may
from cases.sharing import list_inbox
from cases.viewing import list_cases, see_case
from config.errors import RightError, ServiceError
from console.desk.acts import answer_act, answer_paper, complete
from console.desk.visit import Visit, get_visit
from console.itemising import tell_items
from console.session import Session
from patrols.relating import RelatedLead, find_related


def make_router(session: Session, templates: Jinja2Templates) -> APIRouter:
    """The routes over the case book of a session."""
    router = APIRouter(default_response_class=HTMLResponse)

    def show(request: Request, name: str, context: dict[str, Any]) -> Response:
        return templates.TemplateResponse(request, name, context)

    def relate(visit: Visit, case: Case) -> tuple[RelatedLead, ...]:
        try:
            return find_related(visit.workspace, session.open_index(visit.book.workspace), case)
        except ServiceError:
            return ()  # the search server is away: the case is there all the same

    @router.get("/cases")
    def show_cases(request: Request) -> Response:
        visit = get_visit(request)
        cases = list_cases(visit.world, visit.viewer, visit.at)
        visit.note_cases(cases)
        return show(request, "cases.html", {"cases": cases, "offers": _list_offers(visit)})

    @router.get("/cases/{case_id}")
    def show_case(request: Request, case_id: str) -> Response:
        visit = get_visit(request)
        case = load_seen_case(session, visit, case_id)
        is_own = visit.user is not None and case.office_id == visit.user.office_id
        offices = [one for one in visit.world.offices.values() if one.office_id != case.office_id]
        colleagues = [
            one
            for one in visit.world.users.values()
            if visit.user is not None and may_second(one, visit.user)
        ]
        office_id = visit.user.office_id if visit.user is not None else None
        context = {
            "case": case,
            "is_own": is_own,
            "kinds": list(ActKind),
            "offices": offices,
            "groups": [one for one in visit.world.groups.values() if office_id in one.offices],
            "may_share": is_own and may(visit.viewer, Deed.SHARE),
            "may_close": is_own and may(visit.viewer, Deed.CLOSE),
            "own_ids": list_own_evidence(case) if is_own else [],
            "may_bundle": may(visit.viewer, Deed.EXPORT),
            "told": tell_items(visit.workspace.records, case.items, session.words),
            "related": relate(visit, case) if is_own else (),
        }
        return show(request, "case.html", context | {"colleagues": colleagues})

    @router.post("/cases")
    def open_(
        request: Request,
        lead: Annotated[str, Form(max_length=200)],
        title: Annotated[str, Form(max_length=400)] = "",
        case: Annotated[str, Form(max_length=80)] = "",
    ) -> Response:
        visit = get_visit(request)
        by = require_user(visit)
        if case:
            done = add_items(visit.book, case, [lead], by=by, at=visit.at)
        else:
            done = open_case(visit.book, title, [lead], by=by, at=visit.at)
        return RedirectResponse(f"/cases/{done.case_id}", status_code=303)

    @router.post("/cases/{case_id}/acts")
    def act(
        request: Request,
        case_id: str,
        kind: Annotated[ActKind, Form()],
        ending: Annotated[str, Form(pattern="^(docx|pdf)$")],
        second: Annotated[str, Form(max_length=80)] = "",
        to: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        visit = get_visit(request)
        asked = ActRequest(
            kind=kind, by=require_user(visit), second=second or None, to=to.strip(), name=f"{kind}.{ending}"
        )
        return answer_act(session, visit, case_id, asked)

    @router.get("/cases/{case_id}/acts/{act_id}")
    def take_paper(request: Request, case_id: str, act_id: str) -> Response:
        return answer_paper(session, get_visit(request), case_id, act_id)

    @router.post("/cases/{case_id}/close")
    def close(request: Request, case_id: str) -> Response:
        visit = get_visit(request)
        close_case(visit.book, case_id, by=require_user(visit), at=visit.at)
        return RedirectResponse(f"/cases/{case_id}", status_code=303)

    return router


def load_seen_case(session: Session, visit: Visit, case_id: str) -> Case:
    """A case as the visitor sees it; that of another office is noted as read.

    Raises:
        HTTPException: there is none for them.
    """
    case = see_case(visit.world, visit.viewer, case_id, visit.at)
    if case is None:
        raise HTTPException(404, session.words("desk_no_such", noun=session.words("col_case"), id=case_id))
    if visit.user is not None and case.office_id != visit.user.office_id:
        visit.others.append(case_id)
    return complete(visit, case)


def list_open_cases(visit: Visit) -> list[Case]:
    """The open cases of the own office, in which a lead may be listed."""
    if visit.user is None:
        return []
    cases = list_cases(visit.world, visit.viewer, visit.at)
    return [case for case in cases if case.office_id == visit.user.office_id and case.status == "open"]


def _list_offers(visit: Visit) -> list[Share]:
    if visit.user is None or not may(visit.user, Deed.ANSWER):
        return []
    offers = list_inbox(visit.world, visit.user, at=visit.at)
    return [one for one in offers if one.state is ShareState.OFFERED]


def require_user(visit: Visit) -> str:
    """The login in whose name a deed is kept.

    Raises:
        RightError: the workspace has no users: a case needs somebody who answers for it.
    """
    if visit.user is None:
        raise RightError("a case needs somebody who answers for it; make a user with `netpatrol user add`")
    return visit.user.login
