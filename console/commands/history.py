"""`netpatrol history`: price history from elsewhere."""

from pathlib import Path

import click

from config.errors import ExitCode
from console.output import print_json, say
from console.session import Session, pass_session
from patrols.history import import_history


@click.group("history")
def command() -> None:
    """价格历史 / price history."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--source", default="", help="来源 / where the file comes from (default: its name).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def import_(session: Session, file: Path, source: str, *, as_json: bool) -> int:
    """导入 / take the prices of FILE (platform, listing_id, sku, date, amount, currency) into the history."""
    workspace = session.open(create=True)
    report = import_history(workspace, file, now=session.clock.now(), source=source)
    rejected = [{"row": row, "reason": reason} for row, reason in report.rejected]
    if as_json:
        print_json({"rows": report.rows, "rejected": rejected})
    else:
        click.echo(session.words("history_imported", rows=report.rows, rejected=len(rejected)))
    for row, reason in report.rejected:
        say(session.words("rejected_row", row=row, reason=session.words.explain(reason)))
    return ExitCode.INCOMPLETE if rejected else ExitCode.DONE
