"""`netpatrol index`: the search side: how it stands, made anew, compared with the evidence."""

from dataclasses import asdict

import click

from config.errors import ExitCode
from console.output import print_json
from console.session import Session, pass_session
from index.broken import drop_broken
from index.searcher import IndexState, SearchIndex


@click.group("index")
def command() -> None:
    """检索索引 / the search index: status, rebuild, check."""


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def status(session: Session, *, as_json: bool) -> int:
    """现状 / how many documents it holds, and how many are still to be written."""
    return _report(session, _open(session).status(), as_json=as_json)


@command.command("rebuild")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def rebuild(session: Session, *, as_json: bool) -> int:
    """重建 / drop it and make it anew from the evidence, with the same ids."""
    workspace = session.open()
    drop_broken(workspace.root)
    index = session.open_index(workspace)
    index.rebuild()
    return _report(session, index.check(), as_json=as_json)


@command.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def check(session: Session, *, as_json: bool) -> int:
    """核对 / compare it with the evidence: what is missing, extra or stale."""
    return _report(session, _open(session).check(), as_json=as_json)


def _open(session: Session) -> SearchIndex:
    return session.open_index(session.open())


def _report(session: Session, state: IndexState, *, as_json: bool) -> int:
    if as_json:
        print_json(asdict(state))
    else:
        facts = {name: "–" if value is None else value for name, value in asdict(state).items()}
        click.echo(session.words("index_report", **facts))
    return ExitCode.DONE if state.ok else ExitCode.INCOMPLETE
