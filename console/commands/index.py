"""`netpatrol index`: the search side: how it stands, made anew, compared with the evidence."""

from dataclasses import asdict

import click

from config.errors import ExitCode
from console.output import print_json
from console.session import Session, pass_session


@click.group("index")
def command() -> None:
    """检索索引 / the search index: status, rebuild, check."""


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def status(session: Session, *, as_json: bool) -> int:
    """现状 / how many documents it holds, and what is still to be written."""
    return _report(session, "status", as_json=as_json)


@command.command("rebuild")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def rebuild(session: Session, *, as_json: bool) -> int:
    """重建 / drop it and make it anew from the evidence, with the same ids."""
    return _report(session, "rebuild", as_json=as_json)


@command.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def check(session: Session, *, as_json: bool) -> int:
    """核对 / compare it with the evidence: what is missing, extra or stale."""
    return _report(session, "check", as_json=as_json)


def _report(session: Session, action: str, *, as_json: bool) -> int:
    index = session.open_index(session.open())
    report = asdict(getattr(index, action)())
    if as_json:
        print_json(report)
    else:
        click.echo(session.words("index_report", **report))
    differs = action == "check" and any(report[name] for name in ("missing", "extra", "stale"))
    return ExitCode.INCOMPLETE if differs else ExitCode.DONE
