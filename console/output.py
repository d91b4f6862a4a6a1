"""Output: JSON lines and tables on stdout, progress on stderr."""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from console.text import Words, clean
from evidence.finding import Finding
from patrols.stage import Progress, Tell

_LONGEST_AT = 60
_QUIET_S = 5.0  # without a terminal: a line now and then


def print_json(value: Any) -> None:
    """One JSON object on one line of stdout."""
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    click.echo(json.dumps(plain, ensure_ascii=False, default=str))


_LONGEST_CELL = 600


def print_table(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """A table for people; cells are text from outside and are cleaned."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cut(clean("" if cell is None else str(cell)))) for cell in row))
    console = Console(file=sys.stdout, soft_wrap=False)
    if not console.is_terminal:
        console = Console(file=sys.stdout, width=200)
    console.print(table)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"


def print_findings(words: Words, findings: Iterable[Finding]) -> None:
    """A table of findings for people, in the order given."""
    headers = [words(f"col_{name}") for name in ("status", "severity", "code", "summary", "finding")]
    rows = (
        (words(f"status_{f.status}"), words(f"severity_{f.severity}"), f.code, f.summary, f.finding_id)
        for f in findings
    )
    print_table(headers, rows)


def say(text: str) -> None:
    """A line for people on stderr."""
    click.echo(text, err=True)


@contextmanager
def show_progress(words: Words) -> Iterator[Tell]:
    """Someone to tell how far a stage is: bars on a terminal, a line now and then elsewhere."""
    if not sys.stderr.isatty():
        yield _make_line_teller(words)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def tell(progress: Progress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bars.add_task(words(f"stage_{progress.stage}"), total=None)
            bars.update(
                tasks[progress.stage],
                description=_describe(words, progress),
                completed=progress.done,
                total=progress.total,
            )
            if progress.note:
                bars.console.print(Text(words.explain(progress.note)))

        yield tell


def _describe(words: Words, progress: Progress) -> str:
    """What a stage does now; what comes from outside is no markup here."""
    at = "" if progress.at is None else f" {clean(progress.at)[-_LONGEST_AT:]}"
    return escape(f"{words(f'stage_{progress.stage}')}{at}")


def _make_line_teller(words: Words) -> Tell:
    last: dict[str, float] = {}
    lines: dict[str, str] = {}

    def tell(progress: Progress) -> None:
        if progress.at is not None:
            return
        if progress.note:
            say(words.explain(progress.note))
        ended = progress.total is not None and progress.done >= progress.total
        moment = time.monotonic()
        if ended or moment - last.get(progress.stage, 0.0) > _QUIET_S:
            last[progress.stage] = moment
            total = "?" if progress.total is None else str(progress.total)
            line = f"{words(f'stage_{progress.stage}')} {progress.done}/{total}"
            if line != lines.get(progress.stage):
                say(line)
            lines[progress.stage] = line

    return tell
