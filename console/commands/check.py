"""`netpatrol check`: the checks, and what they would say of listings in a file."""

from collections.abc import Iterator
from pathlib import Path

import click

from config.catalogue import load_obligations
from config.errors import ExitCode, ItemError
from console.output import print_json, print_table, say
from console.rejected import iter_rejected
from console.session import Session, pass_session
from evidence.clock import make_shanghai_day
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import Library, open_library
from inspectors.registry import (
    MarketSpec,
    Spec,
    find_uncovered_codes,
    load_checks,
    load_market_checks,
)
from inspectors.trying import choose_checks, describe_goods, describe_try, make_exhibit, parse_row, try_row

MAX_LINE_CHARS = 20_000_000


@click.group("check")
def command() -> None:
    """检查项 / the checks: list them, try them on listings in a file."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_session
def list_(session: Session, *, as_json: bool) -> int:
    """列出检查项 / list the checks and the obligations they look for."""
    specs: list[Spec] = sorted(
        (*load_checks(), *load_market_checks()), key=lambda spec: (spec.code, spec.name)
    )
    if as_json:
        for spec in specs:
            print_json(_describe(spec))
        return ExitCode.DONE
    words, obligations = session.words, load_obligations()
    headers = [words("col_code"), words("col_check"), words("col_severity"), words("col_title")]
    checked = ((spec.code, spec.name, words(f"severity_{spec.severity}")) for spec in specs)
    unchecked = ((code, words("no_check"), None) for code in find_uncovered_codes())
    print_table(headers, ((*row, obligations[row[0]]["name_zh"]) for row in (*checked, *unchecked)))
    return ExitCode.DONE


@command.command("try")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--code", "codes", multiple=True, help="只试这些代码 / only checks with this code.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_session
def try_(session: Session, file: Path, codes: tuple[str, ...], *, as_json: bool) -> int:
    """试检查 / what the checks would say of the listings in FILE (JSON lines); nothing is written."""
    specs = choose_checks(codes)
    now = session.clock.now()
    authority = Authority(library=_open_registers(session), at=make_shanghai_day(now))
    bad = 0
    for number, line in _iter_lines(file):
        try:
            exhibit = make_exhibit(parse_row(line), now)
        except ItemError as exc:
            bad += 1
            say(session.words("tried_rejected", row=number, reason=session.words.explain(exc)))
            continue
        listing = exhibit.listing
        assert listing is not None  # noqa: S101 -- made here
        findings = [describe_try(one, listing) for one in try_row(exhibit, specs, authority, now)]
        if as_json:
            print_json({"row": number, "goods": describe_goods(listing), "findings": findings})
        else:
            _print_row(session, number, listing.title or "", findings)
    return ExitCode.INCOMPLETE if bad else ExitCode.DONE


@command.command("rejected")
@pass_session
def rejected(session: Session) -> int:
    """被驳回的线索 / rejected leads as labelled cases (JSON lines) for bench.words."""
    for row in iter_rejected(session.open().records):
        print_json(row)
    return ExitCode.DONE


def _open_registers(session: Session) -> Library:
    """The registers of the workspace; none where there is no workspace yet."""
    if session.has_workspace:
        return open_library(session.open())
    return Library(session.root)


def _print_row(session: Session, number: int, title: str, findings: list[dict[str, object]]) -> None:
    for one in findings:
        status = session.words(f"status_{one['status']}")
        click.echo(f"{number}\t{status}\t{one['code']}\t{one['summary']}")
    if not findings:
        click.echo(f"{number}\t-\t-\t{title[:60]}")


def _iter_lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold something, each with its number, counted from 1."""
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            for number, line in enumerate(iter(lambda: lines.readline(MAX_LINE_CHARS), ""), start=1):
                if line.strip():
                    yield number, line
    except OSError as exc:
        raise ItemError(f"{str(file)!r} cannot be read: {exc.strerror}; check the path") from exc


def _describe(spec: Spec) -> dict[str, object]:
    obligation = load_obligations()[spec.code]
    return {
        "code": spec.code,
        "check": spec.name,
        "version": spec.version,
        "severity": spec.severity.value,
        "title": spec.title,
        "name_zh": obligation["name_zh"],
        "legal_basis": obligation["legal_basis"],
        "looks_at": spec.table if isinstance(spec, MarketSpec) else spec.scope.value,
        "needs": [] if isinstance(spec, MarketSpec) else list(spec.needs),
    }
