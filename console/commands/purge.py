"""`netpatrol purge`: the bytes of captures that the rules of retention let go."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import click

from cases.book import CaseBook
from cases.model import User
from cases.retention import Ruling, Watch, begin_watch, require_purger, rule_snapshots
from config.errors import ExitCode, ItemError
from console.output import print_json, print_table, say
from console.session import Session, pass_session
from console.text import format_time
from evidence.purge import Order, Purged, purge_snapshots


@click.command("purge")
@click.option(
    "--run", "is_run", is_flag=True, help="执行清除 / do it; without it only what would go is said."
)
@click.option("--as", "by", metavar="LOGIN", help="经办人 / who does it; a login where there are users.")
@click.option("--why", default="", metavar="TEXT", help="理由 / why, for the ledger.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a capture, then the counts.")
@pass_session
def command(session: Session, *, is_run: bool, by: str | None, why: str, as_json: bool) -> int:
    """到期清除 / remove the bytes of captures that are due; what is known of them stays, with a tombstone."""
    workspace, now = session.open(), session.clock.now()
    book = session.open_book(workspace)
    user = _check_purger(book, by, why) if is_run else None
    if not any(session.settings.retention.model_dump().values()):
        say(session.words("purge_no_rules"))
    watch = begin_watch(book)
    rulings = rule_snapshots(book, session.settings.retention, at=now, by=user)
    due = [ruling for ruling in rulings if ruling.due is not None and ruling.due <= now]
    _print_due(session, due, as_json=as_json)
    kept = Counter(str(ruling.retention) for ruling in rulings if ruling not in due)
    done = _purge(watch, due, Order(by=by or "", why=why.strip(), at=now)) if is_run else None
    if as_json:
        facts: dict[str, Any] = {"snapshots": 0, "objects": 0, "freed_bytes": 0, "refused": ()}
        facts |= asdict(done) if done is not None else {}
        facts["refused"] = [{"snapshot_id": one, "reason": why_not} for one, why_not in facts["refused"]]
        print_json({"due": len(due), "run": is_run, "kept": kept, **facts})
    else:
        _print_counts(session, len(due), kept, done)
    return ExitCode.INCOMPLETE if done is not None and done.refused else ExitCode.DONE


def _check_purger(book: CaseBook, by: str | None, why: str) -> User | None:
    if not (by or "").strip():
        raise ItemError("a purge needs who does it; name a login with --as")
    return require_purger(book.load_world(), by or "", why)


def _purge(watch: Watch, due: list[Ruling], order: Order) -> Purged:
    rules = {ruling.snapshot_id: ruling.rule for ruling in due}

    def find_still_due(some: Iterable[str]) -> set[str]:
        return set(some) - watch.find_touched()

    return purge_snapshots(watch.book.workspace, rules, order, find_still_due)


def _print_due(session: Session, due: list[Ruling], *, as_json: bool) -> None:
    if as_json:
        for ruling in due:
            print_json(ruling)
        return
    words = session.words
    headers = [words(name) for name in ("noun_snapshot", "col_url", "col_captured", "desk_rule", "col_due")]
    rows = (
        (one.snapshot_id, one.url, format_time(one.captured_at), one.rule, one.due and format_time(one.due))
        for one in due
    )
    if due:
        print_table(headers, rows)


def _print_counts(session: Session, due: int, kept: Counter[str], done: Purged | None) -> None:
    words = session.words
    for name, number in kept.items():
        click.echo(words("purge_kept", reason=words(f"retention_{name}"), number=number))
    if done is None:
        click.echo(words("purge_would", number=due))
        return
    for one, reason in done.refused:
        say(f"{one}: {words.explain(reason)}")
    click.echo(words("purge_done", number=done.snapshots, objects=done.objects, size=done.freed_bytes))
