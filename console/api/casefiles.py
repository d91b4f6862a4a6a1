"""Case files, as the API gives them."""

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from cases.acting import ActRequest
from cases.casework import add_items, close_case, open_case, remove_items
from cases.model import ActKind, Case, HistoryEntry
from cases.viewing import list_cases, see_case, see_history
from config.errors import MissingError
from console.api.asked import Asked, Id, Paging, cut_page, get_user
from console.api.problems import NOTHING
from console.describing import describe
from console.desk.acts import answer_act, answer_paper, complete
from console.desk.visit import Visit, get_session, get_visit
from patrols.relating import RelatedLead, find_related


class NewCase(Asked):
    """A case to be opened on leads, findings or snapshots."""

    title: str
    ids: list[str] = Field(default_factory=list, max_length=500)


class NewItems(Asked):
    """What is to be listed in a case."""

    ids: list[str] = Field(min_length=1, max_length=500)
    proves: str | None = None


class GoneItems(Asked):
    """What is to be taken out of a case's list."""

    ids: list[str] = Field(min_length=1, max_length=500)


class NewAct(Asked):
    """An act to be printed; `to` is an office or whoever else it goes to."""

    kind: ActKind
    second: str | None = Field(default=None, max_length=80)
    to: str = Field(default="", max_length=200)
    ending: Literal["docx", "pdf"] = "docx"


class CasePage(BaseModel):
    """A page of cases."""

    items: list[Case]
    total: int
    capped: bool
    next: str | None


class RelatedPage(BaseModel):
    """Other leads that may be of the operator of a case."""

    items: list[RelatedLead]
    total: int
    capped: bool
    next: str | None


class HistoryPage(BaseModel):
    """A page of a case's history."""

    items: list[HistoryEntry]
    total: int
    capped: bool
    next: str | None


router = APIRouter(tags=["cases"])


@router.get("/cases")
def get_cases(request: Request, paging: Annotated[Paging, Query()]) -> CasePage:
    """The cases of the own office, and those that others share with it."""
    visit = get_visit(request)
    cases = list_cases(visit.world, visit.viewer, visit.at)
    items, following = cut_page(cases, paging)
    visit.note_cases(items)
    return CasePage(items=items, total=len(cases), capped=False, next=following)


@router.post("/cases", status_code=201)
def post_case(request: Request, asked: NewCase) -> Case:
    """Open a case."""
    visit = get_visit(request)
    return open_case(visit.book, asked.title, asked.ids, by=get_user(visit).login, at=visit.at)


@router.get("/cases/{case_id}")
def get_case(request: Request, case_id: Id) -> Case:
    """A case as you may see it."""
    return _see(get_visit(request), case_id)


@router.post("/cases/{case_id}/items", status_code=201)
def post_items(request: Request, case_id: Id, asked: NewItems) -> Case:
    """List more evidence."""
    visit = get_visit(request)
    by = get_user(visit).login
    return add_items(visit.book, case_id, asked.ids, by=by, proves=asked.proves, at=visit.at)


@router.post("/cases/{case_id}/removals", status_code=201)
def post_removals(request: Request, case_id: Id, asked: GoneItems) -> Case:
    """Take evidence out of the list; the entries stay."""
    visit = get_visit(request)
    return remove_items(visit.book, case_id, asked.ids, by=get_user(visit).login, at=visit.at)


@router.post("/cases/{case_id}/acts", response_class=Response)
def post_act(request: Request, case_id: Id, asked: NewAct) -> Response:
    """Print an act and keep it in the case's history; the answer is the file."""
    visit = get_visit(request)
    wanted = ActRequest(
        kind=asked.kind,
        by=get_user(visit).login,
        second=asked.second,
        to=asked.to,
        name=f"{asked.kind}.{asked.ending}",
    )
    return answer_act(get_session(request), visit, case_id, wanted)


@router.get("/cases/{case_id}/acts/{act_id}", response_class=Response)
def get_paper(request: Request, case_id: Id, act_id: Id) -> Response:
    """The paper of an act of the own office's case, byte for byte as it was printed."""
    return answer_paper(get_session(request), get_visit(request), case_id, act_id)


@router.post("/cases/{case_id}/close")
def post_close(request: Request, case_id: Id) -> Case:
    """Close a case."""
    visit = get_visit(request)
    return close_case(visit.book, case_id, by=get_user(visit).login, at=visit.at)


@router.get("/cases/{case_id}/history")
def get_history(request: Request, case_id: Id, paging: Annotated[Paging, Query()]) -> HistoryPage:
    """What was done to a case, in order."""
    visit = get_visit(request)
    lines = see_history(visit.world, visit.viewer, case_id, visit.at)
    if lines is None:
        raise MissingError(NOTHING)
    items, following = cut_page(lines, paging)
    return HistoryPage(items=items, total=len(lines), capped=False, next=following)


@router.get("/cases/{case_id}/related")
def get_related(request: Request, case_id: Id, paging: Annotated[Paging, Query()]) -> RelatedPage:
    """Other leads that may be of the same operator, for the case's own office: a tie is no finding."""
    visit = get_visit(request)
    case = see_case(visit.world, visit.viewer, case_id, visit.at)
    if case is None or visit.user is None or case.office_id != visit.user.office_id:
        raise MissingError(NOTHING)
    found = find_related(visit.workspace, get_session(request).open_index(visit.book.workspace), case)
    items, following = cut_page(found, paging)
    return RelatedPage(items=items, total=len(found), capped=False, next=following)


@router.get("/cases/{case_id}/export")
def export_case(request: Request, case_id: Id) -> Response:
    """A case with the records of its evidence list, as you may see them, as a download."""
    visit = get_visit(request)
    case = _see(visit, case_id)
    records = [describe(visit.workspace, item.id) for item in case.held_items]
    _keep(visit, "export", case_id)
    content = {"case": case.model_dump(mode="json"), "records": [one for one in records if one]}
    headers = {"Content-Disposition": f'attachment; filename="case-{quote(case.case_id)}.json"'}
    return JSONResponse(content, headers=headers)


def _see(visit: Visit, case_id: str) -> Case:
    case = see_case(visit.world, visit.viewer, case_id, visit.at)
    if case is None:
        raise MissingError(NOTHING)
    visit.note_cases([case])
    return complete(visit, case)


def _keep(visit: Visit, did: str, case_id: str) -> None:
    with visit.book.write(visit.at) as deeds:
        deeds.add(did, "case", case_id, by=visit.user)
