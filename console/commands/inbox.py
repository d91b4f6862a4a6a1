"""`netpatrol inbox`: what other offices offered, to accept or to reject."""

from pathlib import Path

import click

from cases.casework import require
from cases.delivery import take_parcel
from cases.model import ShareState
from cases.rights import Deed
from cases.sharing import answer_share, list_inbox
from config.errors import ExitCode
from console.session import Session, pass_session
from console.sharing_tables import print_shares


@click.group("inbox")
def command() -> None:
    """收件箱 / what other offices offered."""


_by = click.option("--as", "by", required=True, metavar="LOGIN", help="经办人 / who does it.")
_as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a share.")


@command.command("list")
@_by
@_as_json
@pass_session
def list_(session: Session, *, by: str, as_json: bool) -> int:
    """列出 / what is offered to the office of a user now, with its answers."""
    world = session.open_book(session.open()).load_world()
    user = require(world, by, Deed.ANSWER)
    print_shares(session, list_inbox(world, user, at=session.clock.now()), as_json=as_json)
    return ExitCode.DONE


@command.command("accept")
@click.argument("share")
@_by
@_as_json
@pass_session
def accept(session: Session, share: str, *, by: str, as_json: bool) -> int:
    """接收 / accept a share: the own office sees its fields from now on."""
    return _answer(session, share, ShareState.ACCEPTED, by=by, as_json=as_json)


@command.command("reject")
@click.argument("share")
@_by
@_as_json
@pass_session
def reject(session: Session, share: str, *, by: str, as_json: bool) -> int:
    """拒收 / reject a share: the own office sees nothing of it."""
    return _answer(session, share, ShareState.REJECTED, by=by, as_json=as_json)


@command.command("take")
@click.argument("file", type=click.Path(path_type=Path))
@_by
@_as_json
@pass_session
def take(session: Session, file: Path, *, by: str, as_json: bool) -> int:
    """收取 / take in a parcel of an office whose key is trusted; then accept or reject its share."""
    book = session.open_book(session.open())
    print_shares(session, [take_parcel(book, file, by=by, at=session.clock.now())], as_json=as_json)
    return ExitCode.DONE


def _answer(session: Session, share: str, state: ShareState, *, by: str, as_json: bool) -> int:
    book = session.open_book(session.open())
    print_shares(session, [answer_share(book, share, state, by=by, at=session.clock.now())], as_json=as_json)
    return ExitCode.DONE
