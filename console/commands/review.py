"""`netpatrol review`: an officer's word on a lead, and what it does to the check's precision."""

import click

from config.errors import ExitCode
from console.output import print_json
from console.reviewing import add_review
from console.session import Session, pass_session
from evidence.finding import ReviewVerdict


@click.command("review")
@click.argument("lead", metavar="LEAD|FINDING")
@click.argument("verdict", type=click.Choice([verdict.value for verdict in ReviewVerdict]))
@click.option("--by", "by", required=True, help="复核人 / who says so.")
@click.option("--note", help="说明 / why.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def command(session: Session, lead: str, verdict: str, by: str, note: str | None, *, as_json: bool) -> int:
    """复核线索 / say whether a lead is right."""
    workspace = session.open()
    done = add_review(workspace, lead, ReviewVerdict(verdict), by=by, note=note, now=session.clock.now())
    if as_json:
        print_json(
            {
                "lead_id": done.review.lead_id,
                "finding_id": done.review.finding_id,
                "verdict": done.review.verdict,
                "precision": done.precision.model_dump(mode="json"),
            }
        )
        return ExitCode.DONE
    words, precision = session.words, done.precision
    interval = "" if precision.low is None else words("interval", low=precision.low, high=precision.high)
    facts = {"verdict": words(f"verdict_{verdict}"), "by": by, "check": done.review.check}
    counts = {"reviewed": precision.reviewed, "confirmed": precision.confirmed, "interval": interval}
    click.echo(words("reviewed", **facts, **counts))
    return ExitCode.DONE
