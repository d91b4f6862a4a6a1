"""`netpatrol backup`: a copy of the workspace, key and all."""

from dataclasses import asdict
from pathlib import Path

import click

from config.errors import ExitCode
from console.output import print_json
from console.session import Session, pass_session
from evidence.backup import back_up
from evidence.office_key import is_on_token


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def command(session: Session, folder: Path, *, as_json: bool) -> int:
    """备份 / copy the workspace to FOLDER; again to the same folder copies what is new."""
    copied = back_up(session.open(), folder)
    if as_json:
        print_json(asdict(copied))
    else:
        said = "backed_up_without_key" if is_on_token(session.root) else "backed_up"
        click.echo(session.words(said, **asdict(copied)))
    return ExitCode.DONE
