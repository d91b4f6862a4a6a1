"""`netpatrol patrol`: the patrols of netpatrol.toml."""

import click

from config.errors import ExitCode
from console.output import print_findings, print_json, print_table, say
from console.session import Session, pass_session
from patrols.patrol import PatrolResult, get_patrol, run_patrol


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
        headers = [words(f"col_{name}") for name in ("patrol", "target", "canaries", "url")]
        rows = ((p.name, p.coverage_target, len(p.canaries), ", ".join(p.targets)) for p in patrols)
        print_table(headers, rows)
    return ExitCode.DONE


@command.command("run")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def run(session: Session, name: str, *, as_json: bool) -> int:
    """运行 / run a patrol; the same command again resumes one that was stopped."""
    patrol = get_patrol(session.settings, name)
    workspace = session.open(create=True)
    with session.work(workspace, "patrol", patrol.model_dump(mode="json")) as shift:
        result = run_patrol(shift, patrol, session.open_index(workspace))
    if as_json:
        print_json(result.as_json())
    else:
        print_result(session, result)
    return result.exit_code


def print_result(session: Session, result: PatrolResult) -> None:
    """What a patrol found, and whether that may be believed."""
    words = session.words
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
