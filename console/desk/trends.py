"""Charts over time: leads and picks by week, coverage and blind spots by run, the record of each check."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates

from console.desk.bars import Bars, draw_bars
from console.desk.charts import Chart, draw_shares
from console.desk.tallies import (
    MOST_LEADS,
    compare_models,
    count_verdicts,
    draw_week_prices,
    find_regions,
    load_newest_leads,
    load_week_prices,
    tally,
)
from console.desk.visit import get_visit
from console.lead_sheet import name_code
from console.session import Session
from console.text import format_time
from evidence.finding import Precision
from evidence.lead import LeadKind
from evidence.listing import Listing
from evidence.precision import load_precision
from evidence.snapshot import Outcome
from evidence.workspace import Workspace
from index.tables import name_missed
from inspectors.registry import Spec, load_checks, load_market_checks

WEEKS = 26
RUNS = 60
_MOST_CODES = 7
_BLIND_RUNS = 10
MOST_LISTINGS = 5_000
_OUTCOMES = (*Outcome, "pending")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """What was first seen in each week, by code: the columns are weeks by their Monday."""

    weeks: tuple[date, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    chart: Bars | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPoint:
    """A run: how much it reached of what it was to, how its targets ended, and where it saw nothing.

    `blind` is how often each check could not judge, `canaries_missed` what was there and was not found.
    """

    run_id: str
    name: str
    started: str
    coverage: float
    target: float | None
    blind: Counter[str]
    outcomes: Counter[str]
    canaries_missed: tuple[str, ...]


def make_router(session: Session, templates: Jinja2Templates) -> APIRouter:
    """The routes over the workspace of a session."""
    router = APIRouter(default_response_class=HTMLResponse)

    @router.get("/trends")
    def show_trends(request: Request) -> Response:
        visit = get_visit(request)
        counted = visit.workspace.records.count_leads_by_day()
        other = session.words("trend_others")
        runs = load_run_points(visit.workspace)
        newest = load_newest_leads(visit.workspace)
        prices = load_week_prices(visit.workspace, visit.day, WEEKS)
        context: dict[str, Any] = {
            "leads": count_weeks(counted, LeadKind.FINDING, visit.day, other),
            "picks": count_weeks(counted, LeadKind.PICK, visit.day, other),
            "runs": runs[::-1],
            "coverage": draw_runs(runs),
            "blind": count_blind(runs),
            "outcomes": draw_outcomes(runs, session.words),
            "missed": count_missed(runs),
            "models": compare_models(load_listings(visit.workspace, runs)),
            "shops": tally((lead.shop, lead) for lead in newest if lead.shop),
            "platforms": tally((lead.platform, lead) for lead in newest),
            "regions": tally(find_regions(visit.workspace, newest)),
            "assignees": tally((lead.assignee, lead) for lead in newest if lead.assignee),
            "most_leads": MOST_LEADS,
            "prices": prices[::-1],
            "price_chart": draw_week_prices(prices),
            "quality": load_quality(visit.workspace),
            "verdicts": count_verdicts(newest),
            "name_row": lambda code: code if code == other else name_code(code, session.words),
        }
        return templates.TemplateResponse(request, "trends.html", context)

    return router


def count_weeks(
    counted: Iterable[tuple[LeadKind, str, date, int]], kind: LeadKind, day: date, other: str
) -> Weeks:
    """The leads of a kind by week and code, for the weeks up to a day; the rarer codes are put together."""
    last = day - timedelta(days=day.weekday())
    weeks = tuple(last - timedelta(weeks=back) for back in reversed(range(WEEKS)))
    places = {week: number for number, week in enumerate(weeks)}
    by_code: dict[str, list[int]] = {}
    for its_kind, code, seen, number in counted:
        place = places.get(seen - timedelta(days=seen.weekday()))
        if its_kind is kind and place is not None:
            by_code.setdefault(code, [0] * WEEKS)[place] += number
    ordered = sorted(by_code.items(), key=lambda row: (-sum(row[1]), row[0]))
    rows = [(code, tuple(numbers)) for code, numbers in ordered[:_MOST_CODES]]
    rest = [numbers for _, numbers in ordered[_MOST_CODES:]]
    if rest:
        rows.append((other, tuple(map(sum, zip(*rest, strict=True)))))
    first = next((number for number in range(WEEKS) if any(row[1][number] for row in rows)), WEEKS)
    kept = slice(min(first, WEEKS - 1), WEEKS)
    rows = [(code, numbers[kept]) for code, numbers in rows]
    labels = [f"{week:%m-%d}" for week in weeks[kept]]
    return Weeks(weeks=weeks[kept], rows=tuple(rows), chart=draw_bars(labels, rows))


def load_run_points(workspace: Workspace) -> list[RunPoint]:
    """The runs that say how much they reached, the oldest first."""
    runs = ((record, record.summary or {}) for record in workspace.records.load_runs())
    told = ((record, summary) for record, summary in runs if summary.get("coverage") is not None)
    last = list(islice((one for one in told if one[0].command in {"crawl", "patrol"}), RUNS))
    outcomes = workspace.records.count_targets([record.run.run_id for record, _ in last])
    points = []
    for record, summary in last:
        blind: Counter[str] = Counter()
        for check, status, _, number in workspace.records.load_tallies(record.run.run_id):
            blind[check] += number if status == "skip" else 0
        points.append(
            RunPoint(
                run_id=record.run.run_id,
                name=summary.get("patrol") or record.command,
                started=record.run.started_at.isoformat(),
                coverage=float(summary["coverage"]),
                target=float(summary["target"]) if summary.get("target") is not None else None,
                blind=blind,
                outcomes=outcomes[record.run.run_id],
                canaries_missed=tuple(name_missed(summary)),
            )
        )
    return points[::-1]


def count_blind(points: list[RunPoint]) -> list[tuple[str, int]]:
    """(check, number): what the last runs could not judge for want of something, the most often first."""
    counted = sum((point.blind for point in points[-_BLIND_RUNS:]), Counter[str]())
    return [(check, number) for check, number in counted.most_common(_MOST_CODES) if number]


def count_missed(points: list[RunPoint]) -> list[tuple[str, str, int]]:
    """(canary, patrol, number): what the last runs should have found and did not, the most often first."""
    counted = Counter((one, point.name) for point in points for one in point.canaries_missed)
    return [(canary, patrol, number) for (canary, patrol), number in counted.most_common(_MOST_CODES)]


def load_listings(workspace: Workspace, points: list[RunPoint]) -> list[Listing]:
    """What the newest run showed that is small enough to be compared while somebody waits."""
    few = (point for point in reversed(points) if 0 < point.outcomes[Outcome.FOUND] <= MOST_LISTINGS)
    point = next(few, None)
    if point is None:
        return []
    snapshots = workspace.records.load_snapshots(run_id=point.run_id)
    return [one.listing for one in snapshots if one.listing is not None]


def draw_outcomes(points: list[RunPoint], words: Callable[[str], str]) -> tuple[tuple[str, ...], Bars | None]:
    """How the targets of each run ended: the names of the rows, each outcome in its own, and the bars."""
    rows = [(words(f"outcome_{outcome}"), [one.outcomes[outcome] for one in points]) for outcome in _OUTCOMES]
    labels = [format_time(one.started)[5:10] for one in points]
    return tuple(name for name, _ in rows), draw_bars(labels, rows)


def draw_runs(points: list[RunPoint]) -> Chart | None:
    """Coverage by run."""
    return draw_shares(
        [(one.coverage, f"{format_time(one.started)} · {one.name} · {one.coverage:.0%}") for one in points],
        [f"{format_time(one.started)[5:10]}" for one in points],
        [one.coverage < one.target if one.target is not None else False for one in points],
    )


def load_quality(workspace: Workspace) -> list[tuple[str, str, Precision]]:
    """(code, check, record) of the checks that officers reviewed leads of, the most reviewed first."""
    reviewed = Counter(review.check for review in workspace.records.load_reviews())
    specs: list[Spec] = [*load_checks(), *load_market_checks()]
    codes = {spec.name: spec.code for spec in specs}
    return [
        (codes.get(check, check), check, load_precision(workspace.records, check))
        for check, _ in reviewed.most_common()
    ]
