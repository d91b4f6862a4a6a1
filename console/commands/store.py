"""`netpatrol store`: what was captured and waits to be brought to the object store."""

import click

from config.errors import ExitCode, NetpatrolError
from console.output import print_json
from console.session import Session, pass_session


@click.group("store")
def command() -> None:
    """对象存储 / the object store of netpatrol.toml."""


_as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@command.command("status")
@_as_json
@pass_session
def status(session: Session, *, as_json: bool) -> int:
    """状态 / how many objects wait, and for where."""
    return _print(session, 0, as_json=as_json)


@command.command("send")
@_as_json
@pass_session
def send(session: Session, *, as_json: bool) -> int:
    """发送 / bring what waits to the object store; each object is read back before it is removed here."""
    try:
        sent = session.open().store.send()
    except NetpatrolError:
        _print(session, 0, as_json=as_json)
        raise
    return _print(session, sent, as_json=as_json)


def _print(session: Session, sent: int, *, as_json: bool) -> int:
    url, waiting = session.settings.store.url, len(session.open().store.list_waiting())
    if as_json:
        print_json({"url": url, "sent": sent, "waiting": waiting})
    elif url is None:
        click.echo(session.words("store_none"))
    else:
        click.echo(session.words("store_status", url=url, sent=sent, waiting=waiting))
    return ExitCode.DONE
