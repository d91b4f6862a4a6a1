"""Rows by header, from the files that officers have: CSV in UTF-8 or GB18030, XLSX, JSON lines."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from config.errors import ItemError
from config.table_file import TableFile, decode_table, iter_sheet_rows

Row = tuple[int, dict[str, str]]
"""The row's number in the file (as a spreadsheet shows it) and its cells by header."""


def iter_rows(file: TableFile) -> Iterator[Row]:
    """The rows of a table file, with cells as text.

    Raises:
        ItemError: the bytes are none of the forms.
    """
    if file.is_workbook:
        return _iter_xlsx(file)
    text = decode_table(file)
    if file.suffix in {".jsonl", ".ndjson", ".json"}:
        return _iter_json_lines(file, text)
    return _iter_csv(file, text)


def _iter_csv(file: TableFile, text: str) -> Iterator[Row]:
    delimiter = "\t" if "\t" in text.split("\n", 1)[0] else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=False)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not any(header):
            raise ItemError(f"{file.name!r} has no header row; the first line must name the columns")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=False))
    except csv.Error as exc:
        raise ItemError(f"{file.name!r} line {reader.line_num}: {exc}; save it again as CSV") from exc


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


def _iter_xlsx(file: TableFile) -> Iterator[Row]:
    rows = iter_sheet_rows(file)
    header = [_as_text(cell) for cell in next(rows, ())]
    if not any(header):
        raise ItemError(f"{file.name!r} has no header row; the first row must name the columns")
    for number, cells in enumerate(rows, start=2):
        texts = [_as_text(cell) for cell in cells]
        if any(texts):
            yield number, dict(zip(header, texts, strict=False))


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
    return str(value).strip()


def _mend(text: str) -> str:
    """Text without halves of surrogate pairs, which JSON can write and nothing can keep."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
