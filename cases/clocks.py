"""The periods that run in a case: from when, until when, by which rule, and whether they were kept."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from cases.model import Act, ActKind, Case, CaseStatus, Clock
from cases.workdays import add_days, add_working_days
from config.yaml_text import parse_yaml
from evidence.clock import make_shanghai_day

BEYOND = "（到期日超出国务院已公布的放假安排，按周一至周五推算，公布后会变动）"
_PASSES_ON = frozenset({ActKind.TRANSFER, ActKind.POLICE_REFERRAL})


def list_clocks(case: Case) -> tuple[Clock, ...]:
    """The periods of a case, the next due first; a kept one has `met_at`."""
    clocks = [_make_clock("filing_decision", case.opened_at, _find_decision(case))]
    clocks += [
        _make_clock("assistance_reply", act.at, act.answered_at)
        for act in case.acts
        if act.kind is ActKind.ASSISTANCE
    ]
    return tuple(sorted(clocks, key=lambda clock: (clock.met_at is not None, clock.due)))


def _find_decision(case: Case) -> datetime | None:
    """When the office decided what becomes of the lead: it passed it on or closed the case."""
    moments = [act.at for act in _iter_passed_on(case)]
    if case.status is CaseStatus.CLOSED:
        moments += [entry.at for entry in case.history if entry.did == "case close"]
    return min(moments, default=None)


def _iter_passed_on(case: Case) -> Iterator[Act]:
    return (act for act in case.acts if act.kind in _PASSES_ON)


def _make_clock(what: str, start: datetime, met_at: datetime | None) -> Clock:
    spec = _load()[what]
    day = make_shanghai_day(start)
    due = (add_working_days if spec["working"] else add_days)(day, spec["days"])
    return Clock(
        what=what,
        from_=day,
        due=due.day,
        days=spec["days"],
        working=spec["working"],
        rule=f"{spec['rule']}：{spec['note']}" + ("" if due.announced else BEYOND),
        met_at=met_at,
    )


@cache
def _load() -> dict[str, dict[str, Any]]:
    specs: dict[str, dict[str, Any]] = parse_yaml(
        (Path(__file__).parent / "clocks.yaml").read_text(encoding="utf-8")
    )
    return specs
