"""`netpatrol key`: the office's own signing key, and the keys of other offices that are trusted."""

from pathlib import Path

import click

from config.errors import ExitCode, ItemError
from console.output import print_json
from console.session import Session, pass_session
from evidence.trust import load_trusted, trust_key


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
        try:
            out.write_bytes(own.public_pem)
        except OSError as exc:
            raise ItemError(f"{str(out)!r} cannot be written: {exc.strerror}; name another file") from exc
    for key_id in {own.key_id: None, **load_trusted(workspace)}:
        if as_json:
            print_json({"key_id": key_id, "own": key_id == own.key_id})
        else:
            click.echo(session.words("key_own" if key_id == own.key_id else "key_trusted", key_id=key_id))
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
