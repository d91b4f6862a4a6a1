"""The desk's pages: search, one finding, one snapshot, reviews, and the captured bytes behind them."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from cases.rights import Deed, may
from config.catalogue import load_obligations
from console.describing import describe_snapshot
from console.desk.casefiles import list_open_cases
from console.desk.views import (
    SHOWN_TYPES,
    find_shot,
    make_pictures,
    make_quotes,
    make_review_context,
    make_searched,
    read_format,
)
from console.desk.visit import Visit, get_visit
from console.desk.worklist import WorkForm, find_round
from console.naming import load_labels
from console.reviewing import add_review
from console.session import Session, describe_finding
from crawlers.rereading import find_page
from evidence.finding import Finding, ReviewVerdict
from evidence.pick import Pick
from evidence.warc import SealedBody
from evidence.workspace import Workspace
from index.query import make_query
from patrols.searching import fill_hits, list_cases_for, search_for

PAGE_SIZE = 20
_SUFFIXES = {
    "application/json": ".json",
    "application/pdf": ".pdf",
    "multipart/related": ".mhtml",
    "text/html": ".html.txt",  # opened from the disk it would run its scripts
    "text/plain": ".txt",
}
"""What a captured artefact is called when it is downloaded; of any other type `.bin`."""


class SearchForm(BaseModel):
    """What the search form asks; empty fields ask nothing."""

    text: str = ""
    noun: str = "finding"
    code: str = ""
    status: str = ""
    platform: str = ""
    since: str = ""
    until: str = ""
    after: str = ""


def make_router(session: Session, templates: Jinja2Templates) -> APIRouter:
    """The routes over the workspace of a session."""
    router = APIRouter(default_response_class=HTMLResponse)

    def refuse(noun: str, one: str) -> HTTPException:
        return HTTPException(404, session.words("desk_no_such", noun=session.words(f"noun_{noun}"), id=one))

    def load_finding(workspace: Workspace, finding_id: str) -> Finding:
        finding = workspace.records.get_finding(finding_id)
        if finding is None:
            raise refuse("finding", finding_id)
        return finding

    @router.get("/")
    def show_search(request: Request, form: Annotated[SearchForm, Query()]) -> Response:
        context = _make_search_context(session, get_visit(request), form)
        return templates.TemplateResponse(request, "search.html", context)

    @router.get("/results")
    def show_results(request: Request, form: Annotated[SearchForm, Query()]) -> Response:
        context = _make_search_context(session, get_visit(request), form)
        return templates.TemplateResponse(request, "_results.html", context)

    @router.get("/findings/{finding_id}")
    def show_finding(request: Request, finding_id: str, form: Annotated[WorkForm, Query()]) -> Response:
        visit = get_visit(request)
        workspace = visit.workspace
        finding = load_finding(workspace, finding_id)
        context = _make_finding_context(workspace, finding)
        is_own = visit.owns(finding_id)
        deeds = {"may_bundle": may(visit.viewer, Deed.EXPORT), "may_crawl": may(visit.viewer, Deed.CRAWL)}
        context |= {name: allowed and is_own for name, allowed in deeds.items()}
        context["foreign"] = visit.find_owner(finding_id) if any(deeds.values()) and not is_own else None
        context["open_cases"] = list_open_cases(visit)
        context["form"] = form
        context["round"] = find_round(request, form, finding.lead_id)
        return templates.TemplateResponse(request, "finding.html", context)

    @router.post("/leads/{one}/reviews")
    def review(
        request: Request,
        one: str,
        form: Annotated[WorkForm, Query()],
        verdict: Annotated[ReviewVerdict, Form()],
        by: Annotated[str, Form()] = "",
        note: Annotated[str, Form()] = "",
    ) -> Response:
        visit = get_visit(request)
        visit.require(Deed.REVIEW)
        workspace = visit.workspace
        done = add_review(workspace, one, verdict, by=visit.sign(by), note=note, now=session.clock.now())
        round_ = find_round(request, form.model_copy(update={"by": by}), done.review.lead_id)
        if round_ is not None:
            return RedirectResponse(round_.link_after(done.review.lead_id), status_code=303)
        held = workspace.records.get_finding(one) or workspace.records.get_pick(one)
        if held is None:
            return RedirectResponse("/leads", status_code=303)
        if "hx-request" not in request.headers:
            return RedirectResponse(f"{_get_place(held)}?{urlencode({'by': by})}", status_code=303)
        context = make_review_context(workspace, held) | {"form": form.model_copy(update={"by": by})}
        return templates.TemplateResponse(request, "_reviews.html", context)

    @router.get("/snapshots/{snapshot_id}")
    def show_snapshot(request: Request, snapshot_id: str) -> Response:
        workspace = get_visit(request).workspace
        snapshot = workspace.records.get_snapshot(snapshot_id)
        if snapshot is None:
            raise refuse("snapshot", snapshot_id)
        described = describe_snapshot(workspace, snapshot)
        context: dict[str, Any] = {"snapshot": described, "listing_key": snapshot.listing_key}
        context["shot"] = find_shot(workspace, snapshot)
        page = find_page(snapshot)
        context["has_page"] = page is not None and workspace.records.get_location(page.sha256) is not None
        return templates.TemplateResponse(request, "snapshot.html", context)

    @router.get("/artefacts/{sha256}")
    def show_artefact(request: Request, sha256: str) -> Response:
        workspace = get_visit(request).workspace
        records = workspace.records
        if records.get_location(sha256) is None and records.find_purge(sha256) is None:
            raise refuse("artefact", sha256)
        return make_artefact_response(workspace.read_sealed(sha256), sha256)

    return router


def _get_place(held: Finding | Pick) -> str:
    return f"/findings/{held.finding_id}" if isinstance(held, Finding) else f"/picks/{held.pick_id}"


def make_artefact_response(sealed: SealedBody, sha256: str) -> Response:
    """Captured bytes: pictures are shown, anything else is only downloaded, so no captured script runs."""
    data, said = sealed.payload, (sealed.content_type or "").partition(";")[0].strip().lower()
    shown = SHOWN_TYPES.get(read_format(data) or "")
    if shown is not None:
        return Response(data, media_type=shown)
    headers = {
        "Content-Disposition": f'attachment; filename="{sha256}{_SUFFIXES.get(said, ".bin")}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(data, media_type="application/octet-stream", headers=headers)


def _make_search_context(session: Session, visit: Visit, form: SearchForm) -> dict[str, Any]:
    workspace, index = visit.workspace, session.open_index(visit.book.workspace)
    index.update()
    query = make_query(
        form.text,
        labels=load_labels(),
        noun=form.noun or None,
        code=form.code.strip() or None,
        status=form.status or None,
        platform=form.platform.strip() or None,
        since=form.since or None,
        until=form.until or None,
        after=form.after or None,
        limit=PAGE_SIZE,
    )
    cases = list_cases_for(query, visit.world, visit.viewer, visit.at)
    page = search_for(workspace, index, query, cases)
    found = {hit.id for hit in page.hits}
    visit.note_cases(case for case in cases if case.case_id in found)
    hits = fill_hits(workspace, page.hits)
    leads = (workspace.records.get_lead(hit["lead_id"]) for hit in hits if "lead_id" in hit)
    reviews = {lead.lead_id: lead.verdict for lead in leads if lead is not None}
    return {"form": form, "page": page, "hits": hits, "reviews": reviews}


def _make_finding_context(workspace: Workspace, finding: Finding) -> dict[str, Any]:
    snapshot = workspace.records.get_snapshot(finding.snapshot_id)
    sightings = workspace.records.load_findings(lead_id=finding.lead_id)
    return {
        "finding": describe_finding(workspace, finding),
        "obligation": load_obligations()[finding.code],
        "pictures": make_pictures(workspace, finding),
        "quotes": make_quotes(snapshot, finding),
        "searched": make_searched(finding),
        "shot": find_shot(workspace, snapshot),
        "snapshot": snapshot,
        "sightings": sightings,
    } | make_review_context(workspace, finding)
