"""`netpatrol crawl`: capture what a platform, shop, list or listing shows."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from config.errors import ExitCode, ItemError
from console.output import print_json, print_table, say
from console.session import Session, pass_session
from console.text import Words
from crawlers.job import BrowserUse, CrawlResult, ListingResult
from crawlers.orders import find_places
from crawlers.results import UNLEARNED, UNSEEN
from crawlers.target_list import load_target_list
from evidence.snapshot import Outcome
from patrols.capture import capture, make_job
from patrols.indexing import update_index
from patrols.picking import keep_prices


@click.command("crawl")
@click.argument("targets", nargs=-1, metavar="TARGET…")
@click.option(
    "--list",
    "list_file",
    type=click.Path(path_type=Path),
    help="网址清单 / txt, csv or xlsx.",
)
@click.option("--platform", help="平台 / platform for --keyword and --shop.")
@click.option("--keyword", "keywords", multiple=True, help="关键词 / search the platform for this.")
@click.option("--shop", help="店铺 / the shop's id on the platform.")
@click.option("--browser", type=click.Choice([use.value for use in BrowserUse]), default="auto")
@click.option("--max-listings", type=click.IntRange(1), help="最多商品数 / stop after so many listings.")
@click.option("--delay", "delay_s", type=click.FloatRange(0), help="间隔秒数 / pause between two requests.")
@click.option(
    "--allow-host",
    "allow_hosts",
    multiple=True,
    metavar="HOST:PORT",
    help="允许的内网地址 / private address to allow.",
)
@click.option("--fresh", is_flag=True, help="重新开始 / begin anew, also where a run was left unfinished.")
@click.option(
    "--as", "by", metavar="LOGIN", help="经办人 / who starts it; their office owns what it captures."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a listing, then the counts.")
@pass_session
def command(  # noqa: PLR0913 -- one parameter an option
    session: Session,
    /,
    targets: tuple[str, ...],
    list_file: Path | None,
    browser: str,
    *,
    as_json: bool,
    fresh: bool,
    by: str | None,
    keywords: tuple[str, ...],
    **asked: Any,
) -> int:
    """采集 / capture listings, shops and licences as sealed evidence; run again to resume."""
    listed, bad = _load_list(session, list_file)
    every = (*targets, *listed)
    if not every and not (asked["platform"] and (keywords or asked["shop"])):
        raise click.UsageError(
            "nothing to crawl: name a TARGET, a --list FILE, or --platform with --keyword or --shop"
        )
    workspace = session.open(create=True)
    job = make_job(session.settings, every, browser=BrowserUse(browser), keywords=keywords, **asked)
    places = find_places(job)
    with session.work(workspace, "crawl", job.as_data(), fresh=fresh, by=by, places=places) as shift:
        result = capture(shift, job)
        keep_prices(shift, workspace.records.load_snapshots(run_id=shift.run.run_id))
        service = update_index(shift, session.open_index(workspace))
        if not result.interrupted:
            shift.finish({"counts": result.counts, "coverage": result.coverage})
    _print_result(session, result, as_json=as_json)
    return _decide(result, bad) or service


def _load_list(session: Session, path: Path | None) -> tuple[tuple[str, ...], int]:
    if path is None:
        return (), 0
    targets, problems = load_target_list(path)
    for problem in problems:
        say(session.words.explain(problem))
    if not targets:
        raise ItemError(f"{str(path)!r} holds no web address that can be used; write one a line")
    return targets, len(problems)


def _decide(result: CrawlResult, bad_rows: int) -> ExitCode:
    if result.interrupted:
        return ExitCode.INTERRUPTED
    known = result.counts.get("found", 0) + result.counts.get("absent", 0)
    if not known:
        return ExitCode.INPUT
    return ExitCode.INCOMPLETE if bad_rows or result.coverage < 1 else ExitCode.DONE


def _print_result(session: Session, result: CrawlResult, *, as_json: bool) -> None:
    if as_json:
        for listing in result.listings:
            print_json(listing)
        print_json({"run_id": result.run_id, "counts": result.counts, "coverage": result.coverage})
        return
    words = session.words
    headers = [words(f"col_{name}") for name in ("outcome", "reason", "title", "url")]
    print_table(
        headers,
        (
            (_name_outcome(words, one), words.reason(one.reason), one.title, one.url)
            for one in result.listings
        ),
    )
    counts = ", ".join(
        f"{words(f'outcome_{name}')} {number}" for name, number in result.counts.items() if number
    )
    say(words("crawl_counts", run_id=result.run_id, counts=counts, coverage=f"{result.coverage:.1%}"))
    for note in result.notes:
        name, _, value = note.partition(":")
        if name == UNSEEN:
            say(words("crawl_unseen", count=value))
        elif name == UNLEARNED:
            say(words("crawl_unlearned", url=value))
    if result.counts.get("found") or result.counts.get("absent"):
        say(words("crawl_next", call=session.call, run_id=result.run_id))
    sold = next((one.url for one in result.listings if one.outcome == Outcome.FOUND), None)
    if sold:
        say(words("crawl_table", call=session.call, host=urlsplit(sold).netloc))


def _name_outcome(words: Words, one: ListingResult) -> str:
    """How a page ended, and whether something of it is missing."""
    said = words(f"outcome_{one.outcome}")
    return words("crawl_partial", outcome=said) if one.partial else said
