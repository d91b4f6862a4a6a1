"""`netpatrol hold`: what is kept whatever the rules of retention say."""

import click

from cases.book import MACHINE
from cases.retention import hold, lift
from config.errors import ExitCode
from console.output import print_json
from console.session import Session, pass_session
from console.text import format_time


@click.group("hold")
def command() -> None:
    """保全 / keep captures from being purged."""


_as = click.option("--as", "by", required=True, metavar="LOGIN", help="经办人 / who does it.")
_why = click.option("--why", required=True, metavar="TEXT", help="理由 / why, for the ledger.")
_as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a thing that is held.")


@command.command("add")
@click.argument("one", metavar="ID")
@_as
@_why
@_as_json
@pass_session
def add(session: Session, one: str, *, by: str, why: str, as_json: bool) -> int:
    """设置保全 / keep what a lead, finding or snapshot of the own office rests on."""
    hold(session.open_book(session.open()), one, by=by, why=why, at=session.clock.now())
    return _print(session, as_json=as_json)


@command.command("lift")
@click.argument("one", metavar="ID")
@_as
@_why
@_as_json
@pass_session
def lift_(session: Session, one: str, *, by: str, why: str, as_json: bool) -> int:
    """解除保全 / end a hold of the own office; the rules of retention count again."""
    lift(session.open_book(session.open()), one, by=by, why=why, at=session.clock.now())
    return _print(session, as_json=as_json)


@command.command("list")
@_as_json
@pass_session
def list_(session: Session, *, as_json: bool) -> int:
    """查看保全 / what is held, by whom and since when."""
    return _print(session, as_json=as_json)


def _print(session: Session, *, as_json: bool) -> int:
    for (one, office), since in session.open_book(session.open()).load_world().holds.items():
        if as_json:
            print_json({"id": one, "since": since.isoformat(), "office": office})
        else:
            click.echo(session.words("held", id=one, since=format_time(since), office=office or MACHINE))
    return ExitCode.DONE
