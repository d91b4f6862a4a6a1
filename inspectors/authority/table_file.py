"""Rows of the files that officers have: CSV in UTF-8 or GB18030, XLSX, JSON lines."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from config.errors import ItemError

MAX_UNPACKED_BYTES = 500_000_000
"""An xlsx is a zip; one that unpacks to more than this is refused."""

Row = tuple[int, dict[str, str]]
"""The row's number in the file (as a spreadsheet shows it) and its cells by header."""


def iter_rows(path: Path, data: bytes) -> Iterator[Row]:
    """The rows of a table file, with cells as text.

    Raises:
        ItemError: the bytes are none of the forms.
    """
    suffix = path.suffix.lower()
    if data[:2] == b"PK" or suffix in {".xlsx", ".xlsm"}:
        return _iter_xlsx(path, data)
    text = _decode(path, data)
    if suffix in {".jsonl", ".ndjson", ".json"}:
        return _iter_json_lines(path, text)
    return _iter_csv(path, text)


def _decode(path: Path, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ItemError(f"{path.name!r} is neither UTF-8 nor GB18030 text nor XLSX; save it as CSV UTF-8")


def _iter_csv(path: Path, text: str) -> Iterator[Row]:
    delimiter = "\t" if "\t" in text.split("\n", 1)[0] else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=False)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not any(header):
            raise ItemError(f"{path.name!r} has no header row; the first line must name the columns")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=False))
    except csv.Error as exc:
        raise ItemError(f"{path.name!r} line {reader.line_num}: {exc}; save it again as CSV") from exc


def _iter_json_lines(path: Path, text: str) -> Iterator[Row]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            loaded = json.loads(line)
        except json.JSONDecodeError as exc:
            raise ItemError(
                f"{path.name!r} line {number} is no JSON: {exc.msg}; write one object a line"
            ) from exc
        if not isinstance(loaded, dict):
            raise ItemError(f"{path.name!r} line {number} is no JSON object; write one object a line")
        yield number, {key: _as_text(value) for key, value in loaded.items()}


def _iter_xlsx(path: Path, data: bytes) -> Iterator[Row]:
    book = _open_book(path, data)
    sheet = book.worksheets[0]
    rows = sheet.iter_rows(values_only=True)
    header = [_as_text(cell) for cell in next(rows, ())]
    if not any(header):
        raise ItemError(f"{path.name!r} has no header row; the first row must name the columns")
    for number, cells in enumerate(rows, start=2):
        texts = [_as_text(cell) for cell in cells]
        if any(texts):
            yield number, dict(zip(header, texts, strict=False))


def _open_book(path: Path, data: bytes) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked <= MAX_UNPACKED_BYTES:
            return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as exc:
        raise ItemError(
            f"{path.name!r} is no readable XLSX ({type(exc).__name__}); save it again or as CSV"
        ) from exc
    raise ItemError(f"{path.name!r} unpacks to {unpacked} bytes, more than {MAX_UNPACKED_BYTES}; split it")


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
