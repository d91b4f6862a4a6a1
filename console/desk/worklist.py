"""The work list: leads to choose from, to give to people, to review many at a time, and to take along."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, Field

from cases.rights import Deed
from console.assigning import assign_leads
from console.desk.visit import get_visit
from console.lead_sheet import make_lead_sheet
from console.reviewing import add_review
from console.session import Session
from console.spreadsheet import MEDIA_TYPE
from evidence.finding import ReviewVerdict, Severity
from evidence.lead import OPEN, LeadFilter, LeadKind, LeadOrder
from evidence.workspace import Workspace

PAGE_SIZE = 50
MAX_MARKED = 500


class WorkForm(BaseModel):
    """What the work list asks; empty fields ask nothing."""

    kind: LeadKind = LeadKind.FINDING
    code: str = ""
    status: str = ""
    severity: Severity | Literal[""] = ""
    platform: str = ""
    verdict: str = OPEN
    assignee: str = ""
    text: str = Field("", max_length=200)
    order: LeadOrder = LeadOrder.GRAVEST
    page: int = Field(1, ge=1, le=100_000)

    @property
    def wanted(self) -> LeadFilter:
        """The same as a filter."""
        return LeadFilter(
            kind=self.kind,
            code=self.code or None,
            status=self.status or None,
            severity=Severity(self.severity) if self.severity else None,
            platform=self.platform or None,
            verdict=self.verdict or None,
            assignee=self.assignee or None,
            text=self.text.strip() or None,
        )

    def make_query(self, **changes: Any) -> str:
        """The same as the query of an address, with some fields changed."""
        return urlencode({**self.model_dump(mode="json"), **changes})


class MarkForm(BaseModel):
    """What is to be done with the leads that were ticked: `deed` is a verdict, or `assign`."""

    leads: list[str] = Field(default_factory=list, max_length=MAX_MARKED)
    deed: ReviewVerdict | Literal["assign"]
    by: str = ""
    to: str = ""
    note: str = ""


def make_router(session: Session, templates: Jinja2Templates) -> APIRouter:
    """The routes over the workspace of a session."""
    router = APIRouter(default_response_class=HTMLResponse)

    @router.get("/leads")
    def show_leads(request: Request, form: Annotated[WorkForm, Query()], by: str = "") -> Response:
        context = _make_context(get_visit(request).workspace, form) | {"by": by}
        return templates.TemplateResponse(request, "leads.html", context)

    @router.get("/leads.xlsx")
    def take_leads(request: Request, form: Annotated[WorkForm, Query()]) -> Response:
        leads = get_visit(request).workspace.records.load_leads(form.wanted, order=form.order)
        data = make_lead_sheet(leads, session.words)
        headers = {"Content-Disposition": 'attachment; filename="netpatrol-leads.xlsx"'}
        return Response(data, media_type=MEDIA_TYPE, headers=headers)

    @router.post("/leads/marks")
    def mark(
        request: Request, form: Annotated[WorkForm, Query()], marked: Annotated[MarkForm, Form()]
    ) -> Response:
        now, visit = session.clock.now(), get_visit(request)
        workspace, by = visit.workspace, visit.sign(marked.by)
        visit.require(Deed.ADD if marked.deed == "assign" else Deed.REVIEW)
        if marked.deed == "assign":
            assign_leads(workspace, marked.leads, to=marked.to, by=by, now=now)
        else:
            for lead_id in dict.fromkeys(marked.leads):
                add_review(workspace, lead_id, marked.deed, by=by, note=marked.note, now=now)
        return RedirectResponse(f"/leads?{form.make_query(by=marked.by)}", status_code=303)

    return router


def _make_context(workspace: Workspace, form: WorkForm) -> dict[str, Any]:
    records, wanted = workspace.records, form.wanted
    total = records.count_leads(wanted)
    offset = (form.page - 1) * PAGE_SIZE
    return {
        "form": form,
        "leads": records.load_leads(wanted, order=form.order, limit=PAGE_SIZE, offset=offset),
        "total": total,
        "pages": max(1, -(-total // PAGE_SIZE)),
        "facets": records.load_facets(wanted),
        "verdicts": [OPEN, *ReviewVerdict],
        "severities": list(Severity),
    }
