"""Targets from a list file: txt, csv or xlsx; a bad row costs one line, the rest goes on."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from config.table_file import TableFile, decode_table, iter_sheet_rows, load_table_file, open_workbook
from sites.address import InvalidUrlError, parse_place

_MOST_ROWS = 1_000_000
_MOST_PROBLEMS = 200

Row = tuple[int, list[str]]


def load_target_list(path: Path) -> tuple[tuple[str, ...], list[str]]:
    """The web addresses in a file, and one line for each row that holds none.

    In tables it is the column with the most addresses; a heading above it is no bad row.

    Raises:
        ItemError: the file cannot be read at all.
    """
    file = load_table_file(path)
    if file.is_workbook:
        rows = list(_iter_sheets(file))
    elif file.suffix == ".csv":
        rows = list(_iter_csv(decode_table(file)))
    else:
        rows = [(number, [line.strip()]) for number, line in enumerate(decode_table(file).splitlines(), 1)]
    return _pick(file.name, rows)


def _pick(name: str, rows: list[Row]) -> tuple[tuple[str, ...], list[str]]:
    column = _find_column(rows)
    targets: dict[str, None] = {}
    problems: list[str] = []
    seen_first = False
    for number, cells in rows:
        text = cells[column].strip() if column < len(cells) else ""
        if not any(cell.strip() for cell in cells) or text.startswith("#"):
            continue
        if _is_address(text):
            targets.setdefault(text)
        elif seen_first or column == len(cells) == 0 or len(cells) == 1:
            problems.append(
                f"{name} row {number}: {text[:100]!r} is no web address; write http://… or https://…"
            )
        seen_first = True
    left = len(problems) - _MOST_PROBLEMS
    return tuple(targets), [
        *problems[:_MOST_PROBLEMS],
        *([f"{name}: and {left} more rows like these"] if left > 0 else []),
    ]


def _find_column(rows: list[Row]) -> int:
    counts: dict[int, int] = {}
    for _, cells in rows:
        for column, cell in enumerate(cells):
            if _is_address(cell.strip()):
                counts[column] = counts.get(column, 0) + 1
    return max(counts, key=lambda column: (counts[column], -column)) if counts else 0


def _is_address(text: str) -> bool:
    try:
        parse_place(text)
    except InvalidUrlError:
        return False
    return not any(char.isspace() for char in text)


def _iter_csv(text: str) -> Iterator[Row]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            yield reader.line_num, [f"unreadable row: {exc}"]
            continue
        yield reader.line_num, cells


def _iter_sheets(file: TableFile) -> Iterator[Row]:
    for sheet in range(max(1, len(open_workbook(file).worksheets))):
        for number, cells in enumerate(islice(iter_sheet_rows(file, sheet), _MOST_ROWS), start=1):
            yield number, ["" if cell is None else str(cell) for cell in cells]
