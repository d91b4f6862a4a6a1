"""`netpatrol restore`: a workspace from its backup."""

from dataclasses import asdict
from pathlib import Path

import click

from config.errors import ExitCode
from console.output import print_json
from console.session import Session, pass_session
from evidence.backup import restore
from evidence.verify_store import verify_store


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def command(session: Session, folder: Path, *, as_json: bool) -> int:
    """恢复 / make the workspace from the backup in FOLDER, and verify it."""
    copied = restore(folder, session.root)
    result = verify_store(session.open())
    if as_json:
        print_json(asdict(copied) | {"ok": result.ok})
    else:
        click.echo(session.words("restored", **asdict(copied)))
        if not result.ok:
            click.echo(session.words("not_verified", file=result.file))
    return ExitCode.DONE if result.ok else ExitCode.VERIFICATION
