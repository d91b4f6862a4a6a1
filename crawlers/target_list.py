"""Targets from a list file: txt, csv or xlsx; a bad row costs one line, the rest goes on."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from config.errors import ItemError
from crawlers.guard import InvalidUrlError, parse_place

_MOST_BYTES = 50_000_000
_MOST_UNPACKED_BYTES = 400_000_000  # a zip can hold a thousand times its size
_MOST_ROWS = 1_000_000
_MOST_PROBLEMS = 200

Row = tuple[int, list[str]]


def load_target_list(path: Path) -> tuple[tuple[str, ...], list[str]]:
    """The web addresses in a file, and one line for each row that holds none.

    In tables it is the column with the most addresses; a heading above it is no bad row.

    Raises:
        ItemError: the file cannot be read at all.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ItemError(f"{str(path)!r} has more than {_MOST_BYTES} bytes; split the list")
        data = path.read_bytes()
    except OSError as exc:
        raise ItemError(f"{str(path)!r} cannot be read: {exc.strerror}; check the path") from exc
    kind = path.suffix.lower()
    if data.startswith(b"PK\x03\x04") or kind == ".xlsx":
        rows = list(_iter_sheet(path, data))
    elif kind == ".csv":
        rows = list(_iter_csv(_decode(data)))
    else:
        rows = [(number, [line.strip()]) for number, line in enumerate(_decode(data).splitlines(), start=1)]
    return _pick(path, rows)


def _pick(path: Path, rows: list[Row]) -> tuple[tuple[str, ...], list[str]]:
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
                f"{path.name} row {number}: {text[:100]!r} is no web address; write http://… or https://…"
            )
        seen_first = True
    left = len(problems) - _MOST_PROBLEMS
    return tuple(targets), [
        *problems[:_MOST_PROBLEMS],
        *([f"{path.name}: and {left} more rows like these"] if left > 0 else []),
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


def _decode(data: bytes) -> str:
    for mark, charset in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(charset, "replace")
    for charset in ("utf-8", "gb18030"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _iter_csv(text: str) -> Iterator[Row]:
    clean = text.replace("\0", "")
    first = clean.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(clean), delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            yield reader.line_num, [f"unreadable row: {exc}"]
            continue
        yield reader.line_num, cells


def _iter_sheet(path: Path, data: bytes) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _MOST_UNPACKED_BYTES:
                raise ItemError(
                    f"{str(path)!r} unpacks to more than {_MOST_UNPACKED_BYTES} bytes; split the list"
                )
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        for sheet in book.worksheets:
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_row=_MOST_ROWS), start=1):
                yield number, ["" if cell is None else str(cell) for cell in cells]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as exc:
        raise ItemError(
            f"{str(path)!r} is no xlsx workbook that can be read: {exc}; save it again or as csv"
        ) from exc
