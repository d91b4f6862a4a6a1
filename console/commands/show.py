"""`netpatrol show`: one matter with everything known about it and where its evidence lies."""

from typing import Any

import click

from config.errors import ExitCode, ItemError
from console.describing import describe
from console.output import print_json, print_table
from console.session import Session, pass_session


@click.command("show")
@click.argument("ids", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object an id.")
@pass_session
def command(session: Session, ids: tuple[str, ...], *, as_json: bool) -> int:
    """查看 / show a snapshot, finding, lead or listing (PLATFORM:LISTING_ID)."""
    workspace = session.open()
    for one in ids:
        described = describe(workspace, one)
        if described is None:
            raise ItemError(
                f"{one!r} is no snapshot, finding, lead or listing of this workspace; "
                "`netpatrol search` lists ids"
            )
        if as_json:
            print_json(described)
        else:
            print_table([session.words("col_field"), session.words("col_value")], flatten(described))
    return ExitCode.DONE


def flatten(value: Any, path: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [row for key, inner in value.items() for row in flatten(inner, f"{path}.{key}".lstrip("."))]
    if isinstance(value, list):
        return [row for number, inner in enumerate(value) for row in flatten(inner, f"{path}[{number}]")]
    return [] if value is None else [(path, value)]
