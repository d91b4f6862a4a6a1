"""Rows by header, from the files that officers have: CSV in UTF-8 or GB18030, XLSX, JSON lines.

Tables made in an office have a title, a date or a note above the header, and at times a sheet before the one
that counts: the header is the row that names the columns, not the first one.
"""

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from config.errors import ItemError
from config.table_file import TableFile, count_sheets, decode_table, iter_sheet_rows

Row = tuple[int, dict[str, str]]
"""The row's number in the file (as a spreadsheet shows it) and its cells by header."""

_HEADER_WITHIN = 30
"""Rows among which the header is sought."""

_NOTE = re.compile(r"[(\uff08\[][^()\uff08\uff09\[\]]*[)\uff09\]]$")
_TEXT_FORMULA = re.compile(r'="(.*)"')


def iter_rows(file: TableFile, known: Collection[str] = ()) -> Iterator[Row]:
    """The rows of a table file, with cells as text.

    Args:
        file: the table.
        known: names of columns. The row that holds most of them is the header; where none does, or none is
            given, it is the first row of at least two cells, or of one when there is no other.

    Raises:
        ItemError: the bytes are none of the forms, or hold no header.
    """
    if file.is_workbook:
        return _iter_xlsx(file, known)
    text = decode_table(file)
    if file.suffix in {".jsonl", ".ndjson", ".json"}:
        return _iter_json_lines(file, text)
    return _iter_csv(file, text, known)


def fold_header(text: str, known: Collection[str]) -> str:
    """The name of a column without breaks and blanks, and without a note in brackets where that is known."""
    plain = "".join(text.split()).lstrip("*").rstrip("*:\uff1a")
    if plain in known:
        return plain
    short = _NOTE.sub("", plain)
    return short if short in known else text.strip()


def _iter_csv(file: TableFile, text: str, known: Collection[str]) -> Iterator[Row]:
    head = text.splitlines()[:_HEADER_WITHIN]
    reader = csv.reader(io.StringIO(text), delimiter=_find_delimiter(head, known), strict=False)
    try:
        numbered = ((reader.line_num, [_as_text(cell) for cell in cells]) for cells in reader)
        yield from _iter_below_header(file, numbered, known)
    except csv.Error as exc:
        raise ItemError(f"{file.name!r} line {reader.line_num}: {exc}; save it again as CSV") from exc


def _find_delimiter(lines: Sequence[str], known: Collection[str]) -> str:
    """The sign that parts the columns: by it a line names most known ones; else the most frequent in a line.

    Cells hold lists too: a line may have more of the sign that parts those.
    """

    def weigh(sign: str) -> tuple[int, int]:
        named = (
            {fold_header(cell.strip().strip('"'), known) for cell in line.split(sign)} & set(known)
            for line in lines
        )
        return max(map(len, named), default=0), max((line.count(sign) for line in lines), default=0)

    return max(",\t;", key=weigh)


def _iter_below_header(
    file: TableFile, numbered: Iterator[tuple[int, list[str]]], known: Collection[str]
) -> Iterator[Row]:
    """The rows below the header, each with its number; a header printed again is left out."""
    seen: list[tuple[int, list[str]]] = []
    for row in numbered:
        seen.append(row)
        if len(seen) >= _HEADER_WITHIN:
            break
    place = _find_header([cells for _, cells in seen], known)
    if place is None:
        raise ItemError(f"{file.name!r} has no header row; the first row must name the columns")
    header = [fold_header(cell, known) for cell in seen[place][1]]
    for number, cells in (*seen[place + 1 :], *numbered):
        if any(cells) and cells != seen[place][1]:
            yield number, {name: cell for name, cell in zip(header, cells, strict=False) if name or cell}


def _find_header(rows: Sequence[Sequence[str]], known: Collection[str]) -> int | None:
    counts = [len({fold_header(cell, known) for cell in row} & set(known)) for row in rows]
    if any(counts):
        return counts.index(max(counts))
    filled = [sum(bool(cell) for cell in row) for row in rows]
    places = [place for place, count in enumerate(filled) if count >= 2] or [
        place for place, count in enumerate(filled) if count
    ]
    return places[0] if places else None


def _iter_json_lines(file: TableFile, text: str) -> Iterator[Row]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            loaded = json.loads(line)
        except (ValueError, RecursionError) as exc:  # also a number of thousands of digits, half a surrogate
            said = exc.msg if isinstance(exc, json.JSONDecodeError) else type(exc).__name__
            raise ItemError(
                f"{file.name!r} line {number} is no JSON: {said}; write one object a line"
            ) from exc
        if not isinstance(loaded, dict):
            raise ItemError(f"{file.name!r} line {number} is no JSON object; write one object a line")
        yield number, {_mend(key): _mend(_as_text(value)) for key, value in loaded.items()}


def _iter_xlsx(file: TableFile, known: Collection[str]) -> Iterator[Row]:
    """The rows of the sheet whose header holds most known names; of the first sheet where none does."""
    best, most = 0, 0
    for number in range(count_sheets(file)) if known else ():
        for cells in islice(iter_sheet_rows(file, number), _HEADER_WITHIN):
            found = len({fold_header(_as_text(cell), known) for cell in cells} & set(known))
            if found > most:
                best, most = number, found
    rows = enumerate(iter_sheet_rows(file, best), start=1)
    yield from _iter_below_header(
        file, ((number, [_as_text(cell) for cell in cells]) for number, cells in rows), known
    )


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(_as_text(part) for part in value)
    if isinstance(value, dict):
        return ";".join(f"{key}={_as_text(part)}" for key, part in value.items())
    if hasattr(value, "date") and hasattr(value, "isoformat"):
        return str(value.date().isoformat())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    # How a spreadsheet is told to keep a long number as text: ="123" or '123.
    formula = _TEXT_FORMULA.fullmatch(text)
    return formula[1].strip() if formula else text.removeprefix("'")


def _mend(text: str) -> str:
    """Text without halves of surrogate pairs, which JSON can write and nothing can keep."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
