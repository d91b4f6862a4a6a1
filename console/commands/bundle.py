"""`netpatrol bundle`: one file that another office can check offline."""

from dataclasses import asdict
from pathlib import Path

import click

from config.errors import ExitCode
from config.settings import get_code_version
from console.output import print_json
from console.session import Session, pass_session
from evidence.bundle import write_bundle


@click.command("bundle")
@click.argument("ids", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="FILE.wacz")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def command(session: Session, ids: tuple[str, ...], out: Path, *, as_json: bool) -> int:
    """打包证据 / write snapshots, findings or leads with all that proves them into one WACZ file."""
    workspace = session.open()
    software = f"netpatrol {get_code_version()}"
    bundled = write_bundle(workspace, ids, out, now=session.clock.now(), software=software)
    if as_json:
        print_json(asdict(bundled))
    else:
        click.echo(session.words("bundled", **asdict(bundled), size=bundled.size_bytes))
    return ExitCode.DONE
