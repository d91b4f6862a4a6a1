"""`netpatrol show`: one matter with everything known about it and where its evidence lies."""

import click

from cases.acting import complete_case
from cases.rights import Machine
from cases.viewing import see_case
from config.errors import ExitCode, ItemError
from console.commands.case import print_case
from console.describing import describe
from console.field_rows import iter_rows
from console.output import print_json, print_table
from console.session import Session, pass_session
from evidence.clock import make_shanghai_day
from evidence.workspace import Workspace
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import open_library


@click.command("show")
@click.argument("ids", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object an id.")
@pass_session
def command(session: Session, ids: tuple[str, ...], *, as_json: bool) -> int:
    """查看 / show a snapshot, finding, lead, case or listing (PLATFORM:LISTING_ID)."""
    workspace = session.open()
    for one in ids:
        described = describe(workspace, one)
        if described is None and _show_case(session, workspace, one, as_json=as_json):
            continue
        if described is None:
            raise ItemError(
                f"{one!r} is no snapshot, finding, lead, listing or case of this workspace; "
                "`netpatrol search` lists ids"
            )
        if as_json:
            print_json(described)
        else:
            words = session.words
            print_table([words("col_field"), words("col_value")], iter_rows(described, words))
    return ExitCode.DONE


def _show_case(session: Session, workspace: Workspace, one: str, *, as_json: bool) -> bool:
    """Print the case with this id, if there is one, as `case show` does."""
    book, now = session.open_book(workspace), session.clock.now()
    world = book.load_world()
    case = see_case(world, Machine(), one, now)
    if case is None:
        return False
    registers = Authority(library=open_library(workspace), at=make_shanghai_day(now))
    whole = complete_case(case, workspace.records, world, registers)
    print_case(session, book, whole, None, as_json=as_json)
    return True
