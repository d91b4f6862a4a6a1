"""`netpatrol key`: the office's own signing key, and the keys of other offices that are trusted."""

from pathlib import Path

import click

from cases.casework import require
from cases.rights import Deed
from config.errors import ExitCode, ItemError
from config.whole_file import refuse_present
from console.output import print_json, say
from console.session import Session, pass_session
from console.text import format_time
from evidence.clock import parse_moment
from evidence.key_change import load_known, load_revoked, revoke_key, rotate_key
from evidence.trust import trust_key
from evidence.verification import KeyState
from evidence.workspace import Workspace


@click.group("key")
def command() -> None:
    """密钥 / the office's signing key and the keys of other offices."""


@command.command("show")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="公钥文件 / write the public half."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a key.")
@pass_session
def show(session: Session, *, out: Path | None, as_json: bool) -> int:
    """查看 / the ids of this office's key and of the trusted ones, to compare by phone."""
    workspace = session.open()
    own = workspace.records.head.key
    if out is not None:
        refuse_present(out)
        try:
            out.write_bytes(own.public_pem)
        except OSError as exc:
            raise ItemError(f"{str(out)!r} cannot be written: {exc.strerror}; name another file") from exc
    revoked, before = load_revoked(workspace.records), workspace.records.load_facts("key")
    for key_id in {own.key_id: None, **load_known(workspace.records)}:
        state = KeyState.RETIRED if key_id in before else KeyState.TRUSTED
        state = KeyState.CURRENT if key_id == own.key_id else state
        state = KeyState.REVOKED if key_id in revoked else state
        if as_json:
            since = revoked[key_id].isoformat() if key_id in revoked else None
            print_json({"key_id": key_id, "own": key_id == own.key_id, "state": state, "revoked_at": since})
        else:
            click.echo(f"{session.words(f'key_state_{state}')} {key_id}")
    return ExitCode.DONE


@command.command("trust")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def trust(session: Session, file: Path, *, as_json: bool) -> int:
    """信任 / accept bundles that are signed with the key in FILE (PEM), once its id was compared."""
    key_id = trust_key(session.open(create=True), file, now=session.clock.now())
    if as_json:
        print_json({"key_id": key_id, "own": False})
    else:
        click.echo(session.words("key_trusted", key_id=key_id))
    return ExitCode.DONE


_by = click.option("--as", "by", required=True, metavar="NAME", help="经办人 / who does it, for the ledger.")
_why = click.option("--why", required=True, metavar="TEXT", help="理由 / why, for the ledger.")


def _open_for(session: Session, by: str) -> Workspace:
    """The workspace, when `by` may change its keys: an administrator, where there are users."""
    workspace = session.open()
    world = session.open_book(workspace).load_world()
    if world.users:
        require(world, by, Deed.MANAGE)
    return workspace


@command.command("rotate")
@_by
@_why
@click.option(
    "--file", "in_file", is_flag=True, help="新密钥存于文件 / make the new key in a file, not on the token."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def rotate(session: Session, *, by: str, why: str, in_file: bool, as_json: bool) -> int:
    """换用新密钥 / let a new key sign from now on; the old one signs for it, then it is destroyed."""
    workspace = _open_for(session, by)
    changed = rotate_key(workspace, by=by, why=why, now=session.clock.now(), in_file=in_file)
    if as_json:
        print_json({"old": changed.old, "new": changed.new, "at": changed.at})
    else:
        click.echo(session.words("key_rotated", old=changed.old, new=changed.new))
    if in_file and session.settings.key.token is not None:
        say(session.words("key_in_file"))
    return ExitCode.DONE


@command.command("revoke")
@click.argument("key_id")
@click.option(
    "--since", metavar="DATE|TIME", help="自何时失控 / since when it is out of hand; now if not given."
)
@_by
@_why
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def revoke(session: Session, key_id: str, *, since: str | None, by: str, why: str, as_json: bool) -> int:
    """吊销 / accept nothing that a key signed, but what a time stamp shows to be from before."""
    now = session.clock.now()
    moment = parse_moment(since) if since is not None else now
    revoked = revoke_key(_open_for(session, by), key_id, since=moment, by=by, why=why, now=now)
    if as_json:
        print_json({"key_id": key_id, "revoked_at": revoked.since.isoformat()})
    else:
        click.echo(session.words("key_revoked", key_id=key_id, since=format_time(revoked.since)))
    return ExitCode.DONE
