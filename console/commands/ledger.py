"""`netpatrol ledger`: who did and read what of people, cases and shares."""

import click

from cases.rights import Machine
from cases.viewing import iter_ledger
from config.errors import ExitCode
from console.naming import name_of, tell_touched
from console.output import print_json, print_table
from console.session import Session, pass_session
from console.text import format_time
from index.query import make_query


@click.command("ledger")
@click.option("--since", metavar="D", help="起始日期 / on or after this Shanghai day.")
@click.option("--about", metavar="ID", help="关于 / only what names this id.")
@click.option("--by", metavar="LOGIN", help="何人所为 / only what this login did.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an entry.")
@pass_session
def command(session: Session, *, since: str | None, about: str | None, by: str | None, as_json: bool) -> int:
    """台账 / who did and read what."""
    events = session.open_book(session.open()).load_events()
    start = make_query(since=since).since if since else None
    entries = iter_ledger(events, Machine(), since=start, about=about, by=by)
    if as_json:
        for entry in entries:
            print_json(entry)
        return ExitCode.DONE
    headers = [session.words(f"col_{name}") for name in ("at", "login", "office", "deed", "what")]
    rows = (
        (
            format_time(one.at),
            one.by,
            one.office_id,
            name_of("deed", f"{one.noun} {one.did}", session.words),
            tell_touched(one.what, session.words),
        )
        for one in entries
    )
    print_table(headers, rows)
    return ExitCode.DONE
