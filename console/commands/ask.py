"""`netpatrol ask`: whether any office knows a number, as far as it may say so."""

import click

from cases.casework import require
from cases.rights import Deed
from config.errors import ExitCode
from console.output import print_json, print_table
from console.session import Session, pass_session
from patrols.asking import ask_number


@click.command("ask")
@click.argument("number")
@click.option("--as", "by", required=True, metavar="LOGIN", help="经办人 / who asks.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an answer.")
@pass_session
def command(session: Session, number: str, *, by: str, as_json: bool) -> int:
    """问询号码 / ask whether the own office, or one that shares with it, knows a number."""
    workspace = session.open()
    book, index = session.open_book(workspace), session.open_index(workspace)
    user = require(book.load_world(), by, Deed.READ)
    index.update()
    answers = ask_number(book, index, number, user, at=session.clock.now())
    if as_json:
        for answer in answers:
            print_json(answer)
        return ExitCode.DONE
    words = session.words
    headers = [words(f"col_{name}") for name in ("asked", "office", "known", "case")]
    rows = (
        (one.number, one.office_id, words("known_yes" if one.known else "known_no"), one.case_id)
        for one in answers
    )
    print_table(headers, rows)
    return ExitCode.DONE
