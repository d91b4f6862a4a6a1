"""Runs as the desk shows them: what was reached, what was not, where checks were blind, what was picked."""

from collections import Counter
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from config.catalogue import load_obligations
from console.desk.charts import Chart, draw_offers, draw_prices
from console.desk.timeline import keep_visible
from console.desk.views import make_review_context
from console.desk.visit import get_visit
from console.desk.worklist import WorkForm, find_round
from console.session import Session
from evidence.pick import Pick, PickKind
from evidence.precision import load_precision
from evidence.prices import open_price_history, take_main
from evidence.records import RunRecord
from evidence.workspace import RESUMED_WITHIN, Workspace
from evidence.writer import OPEN
from inspectors.registry import Spec, find_uncovered_codes, load_checks, load_market_checks

SHOWN_TARGETS = 200
SHOWN_RUNS = 100
_REACHED = {"found", "absent"}


def make_router(session: Session, templates: Jinja2Templates) -> APIRouter:
    """The routes over the workspace of a session."""
    router = APIRouter(default_response_class=HTMLResponse)

    def refuse(noun: str, one: str) -> HTTPException:
        return HTTPException(404, session.words("desk_no_such", noun=session.words(f"noun_{noun}"), id=one))

    @router.get("/runs")
    def show_runs(request: Request) -> Response:
        visit = get_visit(request)
        workspace = visit.workspace
        runs = [run for run in workspace.records.load_runs() if run.command in {"crawl", "patrol"}]
        runs = runs[:SHOWN_RUNS]
        outcomes = workspace.records.count_targets([run.run.run_id for run in runs])
        shown = [(run, outcomes[run.run.run_id], tell_state(run, visit.at)) for run in runs]
        return templates.TemplateResponse(request, "runs.html", {"runs": shown})

    @router.get("/runs/{run_id}")
    def show_run(request: Request, run_id: str) -> Response:
        visit = get_visit(request)
        run = visit.workspace.records.load_run(run_id)
        if run is None:
            raise refuse("run", run_id)
        context = _make_run_context(visit.workspace, run) | {"state": tell_state(run, visit.at)}
        return templates.TemplateResponse(request, "run.html", context)

    @router.get("/picks/{pick_id}")
    def show_pick(request: Request, pick_id: str, form: Annotated[WorkForm, Query()]) -> Response:
        workspace = get_visit(request).workspace
        pick = workspace.records.get_pick(pick_id)
        if pick is None:
            raise refuse("pick", pick_id)
        context = {
            "pick": pick,
            "snapshot": workspace.records.get_snapshot(pick.snapshot_id),
            "chart": draw_pick(workspace, pick),
            "form": form,
            "round": find_round(request, form, pick.lead_id),
        }
        context |= make_review_context(workspace, pick)
        return templates.TemplateResponse(request, "pick.html", context)

    @router.get("/checks")
    def show_checks(request: Request) -> Response:
        workspace = get_visit(request).workspace
        return templates.TemplateResponse(request, "checks.html", _make_checks_context(workspace))

    return router


def draw_pick(workspace: Workspace, pick: Pick) -> Chart | None:
    """The chart behind a pick: its offers on one axis, or the listing's own prices over time."""
    if pick.kind in {PickKind.PRICE_LOW, PickKind.PRICE_HIGH}:
        return draw_offers(pick)
    if pick.kind is PickKind.NOVEL or pick.listing.listing_id is None:
        return None
    series = open_price_history(workspace).load_series(
        pick.listing.platform, pick.listing.listing_id, until=pick.captured_at
    )
    series = keep_visible(workspace, series)
    band = (pick.low, pick.high) if pick.low is not None and pick.high is not None else None
    return draw_prices(take_main(series), band, pick)


def tell_state(run: RunRecord, at: datetime) -> str | None:
    """Of a run that did not come to its end: `unfinished`, `abandoned` or `refused`; None of any other."""
    if run.state == OPEN:
        return "unfinished" if at - run.run.started_at <= RESUMED_WITHIN else "abandoned"
    summary = run.summary or {}
    return next((one for one in ("refused", "abandoned") if one in summary), None)


def _make_run_context(workspace: Workspace, run: RunRecord) -> dict[str, Any]:
    records, run_id = workspace.records, run.run.run_id
    targets = records.load_targets(run_id)
    missed = [target for target in targets if target.outcome not in _REACHED]
    tallies = records.load_tallies(run_id)
    return {
        "run": run,
        "outcomes": Counter(target.outcome or target.state for target in targets),
        "reasons": Counter(
            (target.outcome or target.state, target.reason) for target in missed
        ).most_common(),
        "missed": missed[:SHOWN_TARGETS],
        "missed_total": len(missed),
        "blind": sorted(
            (row for row in tallies if row[1] == "skip"), key=lambda row: (-row[3], row[0], row[2])
        ),
        "errors": [row for row in tallies if row[1] == "error"],
        "verdicts": _count_verdicts(tallies),
        "codes": {spec.name: spec.code for spec in _list_checks()},
        "picks": records.load_picks(run_id=run_id),
    }


def _list_checks() -> list[Spec]:
    return [*load_checks(), *load_market_checks()]


def _count_verdicts(tallies: list[tuple[str, str, str, int]]) -> dict[str, Counter[str]]:
    counted: dict[str, Counter[str]] = {}
    for check, status, _, number in tallies:
        counted.setdefault(check, Counter())[status] += number
    return dict(sorted(counted.items()))


def _make_checks_context(workspace: Workspace) -> dict[str, Any]:
    declared = _list_checks()
    specs = sorted(declared, key=lambda spec: (spec.code, spec.name))
    return {
        "checks": [(spec, load_precision(workspace.records, spec.name)) for spec in specs],
        "obligations": load_obligations(),
        "uncovered": find_uncovered_codes(),
    }
