"""What was captured, found and said, as the API gives it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from cases.rights import Deed
from config.errors import MissingError
from console.api.asked import Asked, Id, Paging
from console.api.problems import NOTHING
from console.assigning import assign_leads
from console.describing import (
    describe_finding_with_evidence,
    describe_lead,
    describe_listing,
    describe_snapshot,
)
from console.desk.pages import make_artefact_response
from console.desk.visit import get_session, get_visit
from console.naming import load_labels
from console.reviewing import add_review
from evidence.finding import ReviewVerdict, Severity
from evidence.lead import Lead, LeadFilter, LeadKind, LeadOrder
from index.query import make_query
from patrols.searching import count_facets, fill_hits, list_cases_for, search_for


class ResultPage(BaseModel):
    """A page of a list; `next` is the `after` of the page behind it."""

    items: list[dict[str, Any]]
    total: int
    capped: bool
    next: str | None


class FoundPage(ResultPage):
    """A page of hits; `facets`, where asked for, counts all of them by kind, code, status, severity…"""

    facets: dict[str, dict[str, int]] | None = None


class SearchAsked(Asked):
    """The filters of a search, as those of `netpatrol search`."""

    q: str = ""
    code: str | None = None
    status: str | None = None
    region: str | None = None
    platform: str | None = None
    since: str | None = None
    until: str | None = None
    noun: str | None = None
    limit: int = Field(20, ge=1, le=1000)
    after: str | None = None
    facets: bool = False


class LeadsAsked(Paging):
    """The filters of the work list; `verdict` may be `open`, `assignee` `-` for nobody."""

    kind: LeadKind | None = None
    code: str | None = None
    status: str | None = None
    severity: Severity | None = None
    platform: str | None = None
    verdict: str | None = None
    assignee: str | None = None
    text: str | None = Field(None, max_length=200)
    order: LeadOrder = LeadOrder.GRAVEST

    @property
    def wanted(self) -> LeadFilter:
        """The same as a filter."""
        names = LeadFilter.__dataclass_fields__
        return LeadFilter(**{name: getattr(self, name) for name in names})


class ReviewAsked(Asked):
    """An officer's word on a lead."""

    verdict: ReviewVerdict
    note: str | None = None


class AssignmentAsked(Asked):
    """Who is to look at a lead; nobody with an empty `to`."""

    to: str


router = APIRouter(tags=["evidence"])


@router.get("/search")
def search(request: Request, asked: Annotated[SearchAsked, Query()]) -> FoundPage:
    """Findings, snapshots and cases by words, numbers and fragments of numbers, newest first."""
    visit = get_visit(request)
    index = get_session(request).open_index(visit.book.workspace)
    index.update()
    filters = asked.model_dump(exclude={"q", "facets"})
    query = make_query(asked.q, labels=load_labels(), **filters)
    cases = list_cases_for(query, visit.world, visit.viewer, visit.at)
    page = search_for(visit.workspace, index, query, cases)
    found = {hit.id for hit in page.hits}
    visit.note_cases(case for case in cases if case.case_id in found)
    hits = fill_hits(visit.workspace, page.hits)
    facets = count_facets(visit.workspace, index, query, cases) if asked.facets else None
    return FoundPage(items=hits, total=page.total, capped=page.capped, next=page.next, facets=facets)


@router.get("/leads")
def list_leads(request: Request, asked: Annotated[LeadsAsked, Query()]) -> ResultPage:
    """Leads by the filters of the work list, one for each matter."""
    records, wanted = get_visit(request).workspace.records, asked.wanted
    total = records.count_leads(wanted)
    found = records.load_leads(wanted, order=asked.order, limit=asked.limit, offset=asked.after)
    end = asked.after + asked.limit
    items = [lead.model_dump(mode="json") for lead in found]
    return ResultPage(items=items, total=total, capped=False, next=str(end) if end < total else None)


@router.get("/leads/{lead_id}")
def get_lead(request: Request, lead_id: Id) -> dict[str, Any]:
    """A lead: every time it was seen, and what officers said of it."""
    workspace = get_visit(request).workspace
    findings = workspace.records.load_findings(lead_id=lead_id)
    if findings:
        return describe_lead(workspace, findings)
    picks = workspace.records.load_picks(lead_id=lead_id)
    if not picks:
        raise MissingError(NOTHING)
    reviews = workspace.records.load_reviews(lead_id=lead_id)
    return {
        "lead_id": lead_id,
        "picks": [pick.model_dump(mode="json") for pick in picks],
        "reviews": [review.model_dump(mode="json") for review in reviews],
    }


@router.post("/leads/{lead_id}/reviews", status_code=201)
def review(request: Request, lead_id: Id, asked: ReviewAsked) -> dict[str, Any]:
    """Say whether a lead is right."""
    visit = get_visit(request)
    visit.require(Deed.REVIEW)
    if visit.workspace.records.get_lead(lead_id) is None:
        raise MissingError(NOTHING)
    by = visit.sign("-")
    done = add_review(visit.workspace, lead_id, asked.verdict, by=by, note=asked.note, now=visit.at)
    precision = done.precision.model_dump(mode="json")
    named = {"lead_id": done.review.lead_id, "finding_id": done.review.finding_id}
    return named | {"verdict": done.review.verdict, "precision": precision}


@router.post("/leads/{lead_id}/assignments", status_code=201)
def assign(request: Request, lead_id: Id, asked: AssignmentAsked) -> Lead:
    """Give a lead to a person."""
    visit = get_visit(request)
    visit.require(Deed.ADD)
    if visit.workspace.records.get_lead(lead_id) is None:
        raise MissingError(NOTHING)
    now = visit.at
    assign_leads(visit.workspace, [lead_id], to=asked.to, by=visit.sign("-"), now=now)
    lead = visit.book.workspace.records.get_lead(lead_id)
    if lead is None:
        raise MissingError(NOTHING)
    return lead.model_copy(update={"assignee": asked.to.strip() or None})


@router.get("/findings/{finding_id}")
def get_finding(request: Request, finding_id: Id) -> dict[str, Any]:
    """A finding, and where its evidence lies."""
    workspace = get_visit(request).workspace
    finding = workspace.records.get_finding(finding_id)
    if finding is None:
        raise MissingError(NOTHING)
    return describe_finding_with_evidence(workspace, finding)


@router.get("/snapshots/{snapshot_id}")
def get_snapshot(request: Request, snapshot_id: Id) -> dict[str, Any]:
    """A snapshot with its artefacts, what was read in its pictures, and its findings."""
    workspace = get_visit(request).workspace
    snapshot = workspace.records.get_snapshot(snapshot_id)
    if snapshot is None:
        raise MissingError(NOTHING)
    return describe_snapshot(workspace, snapshot)


@router.get("/listings/{listing_key:path}")
def get_listing(request: Request, listing_key: Id) -> dict[str, Any]:
    """A listing's timeline, oldest sighting first."""
    workspace = get_visit(request).workspace
    snapshots = workspace.records.load_snapshots(listing_key=listing_key)
    if not snapshots:
        raise MissingError(NOTHING)
    return describe_listing(workspace, listing_key, snapshots)


@router.get("/artefacts/{sha256}", response_class=Response)
def get_artefact(request: Request, sha256: Id) -> Response:
    """The captured bytes: pictures as such, anything else as a download."""
    workspace = get_visit(request).workspace
    records = workspace.records
    if records.get_location(sha256) is None and records.find_purge(sha256) is None:
        raise MissingError(NOTHING)
    return make_artefact_response(workspace.read_sealed(sha256), sha256)


@router.get("/documents/{document_id}")
def get_document(request: Request, document_id: Id) -> dict[str, Any]:
    """A document that was read in a picture."""
    for document in get_visit(request).workspace.records.iter_documents():
        if document.document_id == document_id:
            return document.model_dump(mode="json")
    raise MissingError(NOTHING)


@router.get("/stats")
def get_stats(request: Request) -> dict[str, Any]:
    """How many leads there are by kind, code, status, severity, platform and assignee."""
    records = get_visit(request).workspace.records
    counts: dict[str, Any] = {"leads": {}, "facets": {}}
    for kind in LeadKind:
        wanted = LeadFilter(kind=kind)
        counts["leads"][kind] = records.count_leads(wanted)
        counts["facets"][kind] = records.load_facets(wanted)
    return counts | {"runs": len(records.load_runs())}
