"""`netpatrol user`: the people who work at the desk and with the API."""

import sys
from collections.abc import Iterable

import click

from cases.accounts import check_password, set_password
from cases.model import Role, User
from cases.people import add_token, add_user, disable_user, revoke_token
from config.errors import ExitCode, ItemError
from console.naming import name_of
from console.output import print_json, print_table
from console.session import Session, pass_session
from console.text import format_time


@click.group("user")
def command() -> None:
    """人员 / the people who work at the desk and with the API."""


_by_stdin = click.option(
    "--password-stdin",
    is_flag=True,
    help="从标准输入读口令 / read the password from the first line of stdin.",
)


@command.command("add")
@click.argument("login")
@click.option("--office", required=True, metavar="ID", help="所在机关 / the office.")
@click.option(
    "--role", "roles", required=True, multiple=True, type=click.Choice([role.value for role in Role])
)
@click.option("--name", help="姓名 / the name that acts print; the login when not given.")
@_by_stdin
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def add(  # noqa: PLR0913 -- the options of the command
    session: Session,
    login: str,
    *,
    office: str,
    roles: tuple[str, ...],
    name: str | None,
    password_stdin: bool,
    as_json: bool,
) -> int:
    """登记人员 / add a user with a password."""
    password = _read_password(session, login, from_stdin=password_stdin)
    book = session.open_book(session.open(create=True))
    kinds = tuple(map(Role, roles))
    now = session.clock.now()
    user = add_user(book, login, office_id=office, roles=kinds, name=name or login, at=now)
    set_password(book, login, password, at=session.clock.now())
    _print(session, [user], as_json=as_json)
    return ExitCode.DONE


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a user.")
@pass_session
def list_users(session: Session, *, as_json: bool) -> int:
    """列出人员 / every user."""
    _print(session, session.open_book(session.open()).load_world().users.values(), as_json=as_json)
    return ExitCode.DONE


@command.command("disable")
@click.argument("login")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def disable(session: Session, login: str, *, as_json: bool) -> int:
    """停用 / shut a user out at once: sessions and tokens open nothing any more."""
    book = session.open_book(session.open())
    _print(session, [disable_user(book, login, at=session.clock.now())], as_json=as_json)
    return ExitCode.DONE


@command.command("password")
@click.argument("login")
@_by_stdin
@pass_session
def password(session: Session, login: str, *, password_stdin: bool) -> int:
    """设口令 / set a user's password; open sessions end, a lock is lifted."""
    new = _read_password(session, login, from_stdin=password_stdin)
    set_password(session.open_book(session.open()), login, new, at=session.clock.now())
    click.echo(session.words("password_set", login=login))
    return ExitCode.DONE


@command.command("token")
@click.argument("login")
@click.option("--days", type=int, default=30, show_default=True, help="有效天数 / how long it lives.")
@click.option("--name", default="", help="用途 / what it is for.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def token(session: Session, login: str, *, days: int, name: str, as_json: bool) -> int:
    """令牌 / make an API token; it is shown this once and never again."""
    made = add_token(session.open_book(session.open()), login, name=name, days=days, at=session.clock.now())
    facts = {"token_id": made.token_id, "token": made.token, "expires_at": made.expires_at.isoformat()}
    if as_json:
        print_json(facts)
    else:
        click.echo(session.words("token_made", **{**facts, "expires_at": format_time(made.expires_at)}))
    return ExitCode.DONE


@command.command("token-revoke")
@click.argument("token_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def token_revoke(session: Session, token_id: str, *, as_json: bool) -> int:
    """撤销令牌 / take an API token back at once."""
    gone = revoke_token(session.open_book(session.open()), token_id, at=session.clock.now())
    if as_json:
        print_json({"token_id": gone.token_id, "token": None, "expires_at": gone.expires_at.isoformat()})
    else:
        click.echo(session.words("token_revoked", token_id=gone.token_id, login=gone.login))
    return ExitCode.DONE


def _read_password(session: Session, login: str, *, from_stdin: bool) -> str:
    """The password from the terminal or the first line of stdin, never from the arguments."""
    if from_stdin:
        new = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        new = str(
            click.prompt(session.words("password_ask"), hide_input=True, confirmation_prompt=True, err=True)
        )
    else:
        raise ItemError("no password was given; work on a terminal, or use --password-stdin")
    check_password(login, new)
    return new


def _print(session: Session, users: Iterable[User], *, as_json: bool) -> None:
    if as_json:
        for user in users:
            print_json(user)
        return
    headers = [session.words(f"col_{name}") for name in ("login", "called", "office", "roles", "state")]
    rows = (
        (
            one.login,
            one.name,
            one.office_id,
            ", ".join(name_of("role", role, session.words) for role in one.roles),
            session.words("user_disabled" if one.disabled else "user_active"),
        )
        for one in users
    )
    print_table(headers, rows)
