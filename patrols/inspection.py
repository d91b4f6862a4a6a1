"""The inspecting stage: every check over every exhibit, every market check over its table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from evidence.assembly import iter_exhibits
from evidence.clock import make_shanghai_day
from evidence.exhibit import Exhibit
from evidence.finding import Finding
from evidence.prices import open_price_history
from evidence.snapshot import Snapshot
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import open_library
from inspectors.judge import Judged, Moment, count_verdicts, judge, judge_market
from inspectors.market.tables import make_table
from inspectors.registry import load_checks, load_market_checks
from patrols.prices import mend_prices
from patrols.stage import Progress, Shift

_KEPT_AT_ONCE = 100  # exhibits


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What inspecting gave: every verdict, the findings among them, and registers that could not be asked."""

    judged: tuple[Judged, ...]
    exhibits: int
    damaged: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The fail and unsure verdicts as findings, the gravest first."""
        found = [one.finding for one in self.judged if one.finding is not None]
        return tuple(sorted(found, key=_rank))

    @property
    def errors(self) -> int:
        """How many verdicts are crashes or accusations that broke the rules; and damaged registers."""
        return sum(one.verdict.status == "error" for one in self.judged) + len(self.damaged)


def inspect_snapshots(shift: Shift, snapshots: Iterable[Snapshot], at: date | None = None) -> Inspection:
    """Judge some snapshots and keep findings and tallies.

    Args:
        shift: the work this belongs to.
        snapshots: of one or more runs.
        at: the day as of which registers are asked; the run's day when not given.
    """
    mend_prices(shift.workspace, shift.now(), partial(shift.say, "inspect"))
    exhibits = list(_iter_exhibits(shift, snapshots))
    authority = Authority(library=open_library(shift.workspace), at=at or make_shanghai_day(shift.now()))
    moment = Moment(found_at=shift.now(), run_id=shift.run.run_id)
    judged: list[Judged] = []
    kept = 0
    for number, exhibit in enumerate(exhibits, start=1):
        for spec in load_checks():
            judged.extend(judge(spec, exhibit, authority, moment))
        if number % _KEPT_AT_ONCE == 0:
            kept = _keep_findings(shift, judged, kept)
        shift.tell(Progress(stage="inspect", done=number, total=len(exhibits)))
    for run_id in dict.fromkeys(exhibit.snapshot.run_id for exhibit in exhibits):
        population = [exhibit for exhibit in exhibits if exhibit.snapshot.run_id == run_id]
        for market in load_market_checks():
            rows = make_table(market.table, population)
            judged.extend(judge_market(market, rows, authority, moment))
    for problem in authority.damaged.values():
        shift.say("inspect", problem)
    inspection = Inspection(judged=tuple(judged), exhibits=len(exhibits), damaged=tuple(authority.damaged))
    _keep(shift, inspection)
    return inspection


def _iter_exhibits(shift: Shift, snapshots: Iterable[Snapshot]) -> Iterator[Exhibit]:
    """The exhibits of each office with the price history of that office alone."""
    owned: dict[str | None, list[Snapshot]] = {}
    for snapshot in snapshots:
        owned.setdefault(shift.owner_of(snapshot.run_id), []).append(snapshot)
    for owner, its in owned.items():
        history = open_price_history(shift.workspace, partial(_is_of, shift, owner))
        yield from iter_exhibits(shift.workspace.records, its, history)


def _is_of(shift: Shift, owner: str | None, run_id: str) -> bool:
    return shift.owner_of(run_id) == owner


def _keep_findings(shift: Shift, judged: list[Judged], kept: int) -> int:
    """Keep the findings among the verdicts from number `kept` on; stopped later, these stay."""
    with shift.workspace.records.write(shift.now()) as writer:
        for one in judged[kept:]:
            if one.finding is not None:
                writer.add_finding(one.finding)
    return len(judged)


def _keep(shift: Shift, inspection: Inspection) -> None:
    with shift.workspace.records.write(shift.now()) as writer:
        for finding in inspection.findings:
            writer.add_finding(finding)
        writer.put_tallies(shift.run.run_id, count_verdicts(inspection.judged))


def _rank(finding: Finding) -> tuple[int, int, str, str]:
    return (finding.status == "unsure", finding.severity.rank, finding.code, finding.finding_id)
