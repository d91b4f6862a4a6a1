"""`netpatrol records`: the record database made again from the evidence, brought to a server, claimed."""

from dataclasses import asdict
from functools import partial

import click

from config.errors import ExitCode
from console.output import print_json, say
from console.session import Session, pass_session
from evidence.moving import claim_records, move_records
from evidence.rebuilding import rebuild_records


@click.group("records")
def command() -> None:
    """记录数据库 / the record database."""


@command.command("rebuild")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def rebuild(session: Session, *, as_json: bool) -> int:
    """重建 / put a damaged database aside and make snapshots and runs again from what is sealed."""
    words = session.words
    tell = partial(_say_explained, session)
    done = rebuild_records(session.root, now=session.started_at, tell=tell)
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(words("rebuilt", **asdict(done)))
    return ExitCode.INCOMPLETE if done.damaged or done.unknown else ExitCode.DONE


@command.command("move")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def move(session: Session, *, as_json: bool) -> int:
    """移至数据库 / bring the records of the workspace's own file to the PostgreSQL of records.url."""
    moved = move_records(session.root, now=session.started_at)
    if as_json:
        print_json(asdict(moved))
    else:
        click.echo(session.words("moved", **asdict(moved)))
    return ExitCode.DONE


@command.command("claim")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def claim(session: Session, *, as_json: bool) -> int:
    """认领 / let this folder hold the records on the server: the one that held them is gone."""
    database = claim_records(session.root, now=session.started_at)
    if as_json:
        print_json({"database": database, "folder": str(session.root)})
    else:
        click.echo(session.words("claimed", database=database, folder=session.root))
    return ExitCode.DONE


def _say_explained(session: Session, text: str) -> None:
    say(session.words.explain(text))
