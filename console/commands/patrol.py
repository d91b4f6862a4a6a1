"""`netpatrol patrol`: the patrols of netpatrol.toml."""

import time
from datetime import datetime, timedelta

import click

from config.errors import BusyError, ConfigError, ExitCode, NetpatrolError
from config.settings import PatrolSettings
from console.output import print_findings, print_json, print_table, say
from console.session import Session, pass_session
from console.text import format_time
from crawlers.orders import find_places
from evidence.workspace import Workspace
from patrols.capture import make_job
from patrols.patrol import PatrolResult, get_patrol, run_patrol
from patrols.schedule import find_next

_NAP_S = 30.0
_TRY_AGAIN = timedelta(minutes=5)


@click.group("patrol")
def command() -> None:
    """巡查 / patrols declared in netpatrol.toml."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a patrol.")
@pass_session
def list_(session: Session, *, as_json: bool) -> int:
    """列出 / list the patrols."""
    patrols = session.settings.patrol
    if as_json:
        for patrol in patrols:
            print_json(patrol)
    elif not patrols:
        say(session.words("patrol_none"))
    else:
        words = session.words
        headers = [words(f"col_{name}") for name in ("patrol", "schedule", "target", "canaries", "url")]
        rows = (
            (p.name, p.schedule, p.coverage_target, len(p.canaries), ", ".join(p.targets)) for p in patrols
        )
        print_table(headers, rows)
    return ExitCode.DONE


@command.command("run")
@click.argument("name")
@click.option("--fresh", is_flag=True, help="重新开始 / begin anew, also where a run was left unfinished.")
@click.option(
    "--as", "by", metavar="LOGIN", help="经办人 / who starts it; their office owns what it captures."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def run(session: Session, name: str, *, fresh: bool, by: str | None, as_json: bool) -> int:
    """运行 / run a patrol; the same command again resumes one that was stopped."""
    patrol = get_patrol(session.settings, name)
    workspace = session.open(create=True)
    result = _run(session, workspace, patrol, fresh=fresh, by=by)
    if as_json:
        print_json(result.as_json())
    else:
        print_result(session, result)
    return result.exit_code


@command.command("start")
@pass_session
def start(session: Session) -> int:
    """按时间表运行 / keep the schedule: run each patrol when it is due, until Ctrl-C."""
    workspace = session.open(create=True)
    tried: dict[str, datetime] = {}
    waiting: dict[str, datetime] = {}
    while True:
        due = find_next(session.settings.patrol, workspace.records, session.clock.now(), tried, waiting)
        if due is None:
            raise ConfigError(session.words("schedule_none"))
        say(session.words("schedule_next", patrol=due.patrol.name, at=format_time(due.at)))
        while session.clock.now() < due.at:
            time.sleep(min(_NAP_S, max(0.0, (due.at - session.clock.now()).total_seconds())))
        waiting.pop(due.patrol.name, None)
        tried[due.patrol.name] = session.clock.now()
        if not _run_due(session, workspace, due.patrol):
            waiting[due.patrol.name] = session.clock.now() + _TRY_AGAIN


def _run_due(session: Session, workspace: Workspace, patrol: PatrolSettings) -> bool:
    """Run a patrol that is due; whatever becomes of it, the schedule goes on.

    Returns:
        False where it could not begin because somebody else is at its targets.
    """
    try:
        print_result(session, _run(session, workspace, patrol))
    except BusyError as exc:
        minutes = _TRY_AGAIN // timedelta(minutes=1)
        said = session.words.explain(exc)
        say(session.words("patrol_waits", patrol=patrol.name, message=said, minutes=minutes))
        return False
    except Exception as exc:  # noqa: BLE001 -- one patrol's trouble is its own
        said = (
            session.words.explain(exc) if isinstance(exc, NetpatrolError) else f"{type(exc).__name__}: {exc}"
        )
        say(session.words("patrol_failed", patrol=patrol.name, message=said))
    return True


def _run(
    session: Session,
    workspace: Workspace,
    patrol: PatrolSettings,
    *,
    fresh: bool = False,
    by: str | None = None,
) -> PatrolResult:
    """Run a patrol; nobody else visits its targets meanwhile."""
    job = patrol.model_dump(mode="json", exclude={"office"})
    places = find_targets(session, patrol)
    held = session.work(workspace, "patrol", job, fresh=fresh, by=by, office=patrol.office, places=places)
    with held as shift:
        return run_patrol(shift, patrol, session.open_index(workspace))


def find_targets(session: Session, patrol: PatrolSettings) -> frozenset[str]:
    """What nobody else may visit while a patrol is at it."""
    return find_places(make_job(session.settings, patrol.targets))


def _print_picks(session: Session, result: PatrolResult) -> None:
    words, picks = session.words, result.picking.picks
    if picks:
        say(words("picks_title", number=len(picks)))
        headers = [words(f"col_{name}") for name in ("kind", "score", "summary", "pick")]
        rows = ((words(f"pick_{p.kind}"), f"{p.score:.1f}", p.summary, p.pick_id) for p in picks)
        print_table(headers, rows)
    blind = {reason: number for reason, number in (result.picking.cannot_tell or {}).items() if number}
    if blind:
        say(
            words(
                "picks_blind",
                reasons="; ".join(f"{words.reason(code)} {number}" for code, number in blind.items()),
            )
        )


def print_result(session: Session, result: PatrolResult) -> None:
    """What a patrol found, and whether that may be believed."""
    words = session.words
    _print_picks(session, result)
    findings = result.inspection.findings
    print_findings(words, findings)
    fails = sum(finding.status == "fail" for finding in findings)
    met = sum(canary.found for canary in result.canaries)
    facts = {"patrol": result.patrol, "coverage": f"{result.coverage:.1%}", "target": f"{result.target:.1%}"}
    counts = {"canaries": f"{met}/{len(result.canaries)}", "fails": fails, "unsures": len(findings) - fails}
    say(words("patrol_done", **facts, **counts))
    if result.coverage < result.target:
        say(words("patrol_below", coverage=facts["coverage"], target=facts["target"]))
    for canary in result.canaries:
        if not canary.found:
            named = {"listing_id": canary.canary.listing_id, "code": canary.canary.code}
            say(words("patrol_canary_missed", **named))
