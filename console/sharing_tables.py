"""Shares as commands print them."""

from collections.abc import Iterable

from cases.model import Share
from console.output import print_json, print_table
from console.session import Session
from console.text import format_time


def print_shares(session: Session, shares: Iterable[Share], *, as_json: bool) -> None:
    """Shares as JSON lines, or as a table for people."""
    if as_json:
        for share in shares:
            print_json(share)
        return
    words = session.words
    headers = [
        words(f"col_{name}") for name in ("share", "case", "group", "fields", "office", "state", "until")
    ]
    rows = (
        (
            one.share_id,
            one.case_id,
            one.group_id,
            words(f"fields_{one.fields}"),
            one.from_office,
            words(f"share_{one.state}"),
            format_time(one.until) if one.until else None,
        )
        for one in shares
    )
    print_table(headers, rows)
