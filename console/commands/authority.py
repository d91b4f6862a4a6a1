"""`netpatrol authority`: registers in, versions listed, keys looked up."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from config.errors import ExitCode, ItemError
from console.naming import name_of
from console.output import print_json, print_table, say
from console.session import Session, pass_session
from evidence.clock import make_shanghai_day, parse_date
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import open_library
from patrols.registers import import_register_file


@click.group("authority")
def command() -> None:
    """登记数据 / authority registers: import, list, look up."""


@command.command("import")
@click.argument("register")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--as-of", "as_of", help="数据日期 / the day whose state the file shows (default: today).")
@click.option("--source", default="", help="来源 / where the file comes from.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def import_(
    session: Session, register: str, file: Path, as_of: str | None, source: str, *, as_json: bool
) -> int:
    """导入登记数据 / import FILE (CSV, XLSX, JSON lines) as a new version of REGISTER."""
    workspace = session.open(create=True)
    day = parse_date(as_of) if as_of else None
    imported = import_register_file(
        workspace, register, file, now=session.clock.now(), source=source, as_of=day
    )
    if as_json:
        plain = asdict(imported) | {"rejected": [asdict(row) for row in imported.rejected]}
        plain.pop("fact")
        print_json(plain)
    else:
        facts = asdict(imported) | {"rejected": len(imported.rejected)}
        click.echo(session.words("imported", **facts))
    for row in imported.rejected:
        say(session.words("rejected_row", row=row.row, reason=session.words.explain(row.reason)))
    return ExitCode.INCOMPLETE if imported.rejected else ExitCode.DONE


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_session
def list_(session: Session, *, as_json: bool) -> int:
    """列出版本 / list the imported versions."""
    versions = open_library(session.open()).load_versions()
    if as_json:
        for facts in versions:
            print_json(asdict(facts))
    elif not versions:
        say(session.words("no_registers"))
    else:
        words = session.words
        headers = [words(f"col_{key}") for key in ("register", "called", "version", "as_of", "rows")]
        rows = (
            (f.register, name_of("register", f.register, words), f.version, f.as_of, f.rows) for f in versions
        )
        print_table(headers, rows)
    return ExitCode.DONE


@command.command("lookup")
@click.argument("register")
@click.argument("terms", nargs=-1, required=True, metavar="KEY|COLUMN=VALUE…")
@click.option("--at", "at", help="截至日期 / the day as of which the register is asked.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def lookup(session: Session, register: str, terms: tuple[str, ...], at: str | None, *, as_json: bool) -> int:
    """查询 / look up a key, or rows by COLUMN=VALUE."""
    workspace = session.open()
    day = parse_date(at) if at else make_shanghai_day(session.clock.now())
    authority = Authority(library=open_library(workspace), at=day)
    columns = {name: value for name, equals, value in (term.partition("=") for term in terms) if equals}
    if columns and len(columns) != len(terms):
        raise ItemError(f"{' '.join(terms)!r} mixes a key with COLUMN=VALUE; give one key, or only columns")
    match = authority.find_by(register, **columns) if columns else authority.find(register, ";".join(terms))
    if as_json:
        plain = asdict(match)
        plain.pop("matches")
        plain["record"] = match.record or _agree(match.records)
        print_json(plain)
    else:
        words = session.words
        click.echo(f"{register} {match.key}: {words(f'state_{match.state}')} ({match.version or '-'})")
        rows = (match.record or {}).items()
        print_table([words("col_field"), words("col_value")], rows)
    return ExitCode.DONE


def _agree(records: tuple[dict[str, Any], ...]) -> dict[str, Any] | None:
    """What all rows under an ambiguous key say alike; None where there are none."""
    first = records[0] if records else {}
    same = {name: value for name, value in first.items() if all(row.get(name) == value for row in records)}
    return same or None
