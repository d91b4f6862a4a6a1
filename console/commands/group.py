"""`netpatrol group`: the groups of offices that share with one another."""

from collections.abc import Iterable

import click

from cases.model import Group
from cases.people import add_group, join_group, leave_group
from config.errors import ExitCode
from console.output import print_json, print_table
from console.session import Session, pass_session


@click.group("group")
def command() -> None:
    """共享组 / groups of offices that share with one another."""


@command.command("add")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def add(session: Session, name: str, *, as_json: bool) -> int:
    """新建共享组 / add a group, empty at first."""
    book = session.open_book(session.open(create=True))
    _print(session, [add_group(book, name, at=session.clock.now())], as_json=as_json)
    return ExitCode.DONE


@command.command("join")
@click.argument("group")
@click.argument("office")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def join(session: Session, group: str, office: str, *, as_json: bool) -> int:
    """加入共享组 / put an office into a group."""
    book = session.open_book(session.open())
    _print(session, [join_group(book, group, office, at=session.clock.now())], as_json=as_json)
    return ExitCode.DONE


@command.command("leave")
@click.argument("group")
@click.argument("office")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def leave(session: Session, group: str, office: str, *, as_json: bool) -> int:
    """退出共享组 / take an office out of a group; what it got or gave through it closes at once."""
    book = session.open_book(session.open())
    _print(session, [leave_group(book, group, office, at=session.clock.now())], as_json=as_json)
    return ExitCode.DONE


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a group.")
@pass_session
def list_groups(session: Session, *, as_json: bool) -> int:
    """列出共享组 / every group with its offices."""
    _print(session, session.open_book(session.open()).load_world().groups.values(), as_json=as_json)
    return ExitCode.DONE


def _print(session: Session, groups: Iterable[Group], *, as_json: bool) -> None:
    if as_json:
        for group in groups:
            print_json(group)
        return
    headers = [session.words(f"col_{name}") for name in ("group", "called", "offices")]
    print_table(headers, ((one.group_id, one.name, ", ".join(one.offices)) for one in groups))
