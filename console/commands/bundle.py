"""`netpatrol bundle`: one file that another office can check offline."""

from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path

import click

from cases.casework import list_own_evidence
from cases.world import World
from config.errors import ExitCode, ItemError
from config.settings import get_code_version
from console.output import print_json
from console.session import Session, pass_session
from evidence.bundle import write_bundle
from evidence.selection import holds_evidence
from evidence.workspace import Workspace


@click.command("bundle")
@click.argument("ids", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="FILE.wacz")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def command(session: Session, ids: tuple[str, ...], out: Path, *, as_json: bool) -> int:
    """打包证据 / write snapshots, findings, leads or a case with all that proves them into one WACZ file."""
    workspace = session.open()
    software = f"netpatrol {get_code_version()}"
    load_world = cache(lambda: session.open_book(workspace).load_world())
    wanted = dict.fromkeys(part for one in ids for part in _resolve(workspace, one, load_world))
    bundled = write_bundle(workspace, wanted, out, now=session.clock.now(), software=software)
    if as_json:
        print_json(asdict(bundled))
    else:
        click.echo(session.words("bundled", **asdict(bundled), size=bundled.size_bytes))
    return ExitCode.DONE


def _resolve(workspace: Workspace, one: str, load_world: Callable[[], World]) -> list[str]:
    """What an id stands for: a case for what it holds of its own office, anything else for itself.

    The cases are looked at only for what is no evidence: their server may be down.

    Raises:
        ItemError: the case holds nothing that could be bundled.
    """
    if holds_evidence(workspace.records, one):
        return [one]
    case = load_world().cases.get(one)
    if case is None:
        return [one]
    held = list_own_evidence(case)
    if not held:
        raise ItemError(
            f"case {one!r} holds no finding or snapshot of its own office; "
            "list some with `netpatrol case add`"
        )
    return held
