"""`netpatrol show`: one matter with everything known about it and where its evidence lies."""

import click

from config.errors import ExitCode, ItemError
from console.describing import describe
from console.field_rows import iter_rows
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
            words = session.words
            print_table([words("col_field"), words("col_value")], iter_rows(described, words))
    return ExitCode.DONE
