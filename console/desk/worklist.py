"""The work list: leads to choose from, to give to people, to review many at a time, and to take along."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from cases.rights import Deed
from console.assigning import assign_leads
from console.desk.visit import get_visit
from console.lead_sheet import make_lead_sheet
from console.reviewing import MAX_NAME, add_review
from console.session import Session
from console.spreadsheet import MEDIA_TYPE
from evidence.finding import ReviewVerdict, Severity
from evidence.lead import OPEN, Lead, LeadFilter, LeadKind, LeadOrder, Place
from evidence.workspace import Workspace

PAGE_SIZE = 50
MAX_MARKED = 500
_KEYS = (
    ("j ↓", "desk_key_down"),
    ("k ↑", "desk_key_up"),
    ("Enter", "desk_key_open"),
    ("x", "desk_key_tick"),
)


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
    by: str = Field("", max_length=MAX_NAME)

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
    def show_leads(request: Request, form: Annotated[WorkForm, Query()], said: str = "") -> Response:
        workspace = get_visit(request).workspace
        context = _make_context(workspace, form) | {"said": find_said(workspace, said)}
        return templates.TemplateResponse(request, "leads.html", context)

    @router.get("/leads/{lead_id}")
    def show_lead(request: Request, lead_id: str) -> Response:
        lead = get_visit(request).workspace.records.get_lead(lead_id)
        if lead is None:
            raise HTTPException(
                404, session.words("desk_no_such", noun=session.words("noun_lead"), id=lead_id)
            )
        place = "findings" if lead.kind is LeadKind.FINDING else "picks"
        return RedirectResponse(f"/{place}/{lead.latest_id}", status_code=303)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A lead as one of a list that somebody works through: where it stands, and what was decided last."""

    form: WorkForm
    place: Place
    total: int
    said: Lead | None

    @property
    def number(self) -> int | None:
        """The lead's number in the list; None when it is not (or no longer) in it."""
        is_in = self.total == self.place.passed + self.place.left + 1
        return self.place.passed + 1 if is_in else None

    def link(self, lead: Lead) -> str:
        """The address of another lead of the list."""
        return f"{get_address(lead)}?{self.form.make_query(page=1)}"

    def link_list(self, lead_id: str) -> str:
        """The address of the list, at a lead."""
        page = self.place.passed // PAGE_SIZE + 1
        return f"/leads?{self.form.make_query(page=page)}#{lead_id}"

    def link_after(self, lead_id: str) -> str:
        """Where to go once the lead was decided: the next one, or the list when it was the last."""
        said = urlencode({"said": lead_id})
        if self.place.after is not None:
            return f"{self.link(self.place.after)}&{said}"
        return f"/leads?{self.form.make_query(page=1)}&{said}"


def find_round(request: Request, form: WorkForm, lead_id: str) -> Round | None:
    """The list from which somebody came to a lead; None when it was reached from elsewhere."""
    if "kind" not in request.query_params:
        return None
    workspace = get_visit(request).workspace
    return Round(
        form=form,
        place=workspace.records.load_place(form.wanted, form.order, lead_id),
        total=workspace.records.count_leads(form.wanted),
        said=find_said(workspace, request.query_params.get("said", "")),
    )


def find_said(workspace: Workspace, lead_id: str) -> Lead | None:
    """The lead that was decided a moment ago."""
    return workspace.records.get_lead(lead_id) if lead_id else None


def get_address(lead: Lead) -> str:
    """The page of a lead's newest sighting."""
    return f"/{'findings' if lead.kind is LeadKind.FINDING else 'picks'}/{lead.latest_id}"


def _make_context(workspace: Workspace, form: WorkForm) -> dict[str, Any]:
    records, wanted = workspace.records, form.wanted
    total = records.count_leads(wanted)
    offset = (form.page - 1) * PAGE_SIZE
    return {
        "form": form,
        "leads": records.load_leads(wanted, order=form.order, limit=PAGE_SIZE, offset=offset),
        "total": total,
        "pages": max(1, -(-total // PAGE_SIZE)),
        "facets": _load_facets(workspace, wanted),
        "verdicts": [OPEN, *ReviewVerdict],
        "severities": list(Severity),
        "keys": _KEYS,
    }


def _load_facets(workspace: Workspace, wanted: LeadFilter) -> dict[str, dict[str, int]]:
    """By column, each value that leads of this kind have, with the number that choosing it would give."""
    every = workspace.records.load_facets(LeadFilter(kind=wanted.kind))
    given = workspace.records.load_facets(wanted)
    return {name: {value: given[name].get(value, 0) for value in values} for name, values in every.items()}
