"""Table files that people hand in (CSV, XLSX, JSON lines), read whole and within limits."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.errors import ItemError

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_BYTES = 1_000_000_000
MAX_UNPACKED_BYTES = 500_000_000
"""An xlsx is a zip and can hold a thousand times its size; one that unpacks to more than this is refused."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """The bytes of a table file with its name, which error lines give."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        """The lower-case suffix, such as `.csv`."""
        return Path(self.name).suffix.lower()

    @property
    def is_workbook(self) -> bool:
        """Whether it is an XLSX workbook, whatever it is called."""
        return self.data.startswith(b"PK\x03\x04") or self.suffix in {".xlsx", ".xlsm"}


def load_table_file(path: Path) -> TableFile:
    """The table file at `path`.

    Raises:
        ItemError: it cannot be read, or is larger than any table of ours.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ItemError(f"{path.name!r} has {size} bytes, more than {MAX_BYTES}; split it")
        return TableFile(name=path.name, data=path.read_bytes())
    except OSError as exc:
        raise ItemError(f"{str(path)!r} cannot be read: {exc.strerror}; check the path") from exc


def decode_table(file: TableFile) -> str:
    """The text of a CSV, JSON-lines or plain text file: UTF-8, UTF-16 with its mark, or GB18030.

    Raises:
        ItemError: it is none of these.
    """
    marked = [charset for mark, charset in _MARKS if file.data.startswith(mark)]
    for charset in (*marked, "utf-8", "gb18030"):
        try:
            text = file.data.decode(charset)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ItemError(f"{file.name!r} is neither UTF-8 nor GB18030 text nor XLSX; save it as CSV UTF-8")


def open_workbook(file: TableFile) -> Workbook:
    """The workbook for reading row by row, formulas as the values last shown.

    Raises:
        ItemError: it is no workbook, or unpacks to too much.
    """
    import openpyxl  # noqa: PLC0415 -- slow to load, and most files are none

    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked <= MAX_UNPACKED_BYTES:
            return openpyxl.load_workbook(io.BytesIO(file.data), read_only=True, data_only=True)
    except Exception as exc:  # a hostile workbook fails in as many ways as its zip and XML parsers have
        raise ItemError(
            f"{file.name!r} is no readable XLSX ({type(exc).__name__}); save it again or as CSV"
        ) from exc
    raise ItemError(f"{file.name!r} unpacks to {unpacked} bytes, more than {MAX_UNPACKED_BYTES}; split it")


def count_sheets(file: TableFile) -> int:
    """How many sheets a workbook has.

    Raises:
        ItemError: it is no workbook.
    """
    return len(open_workbook(file).worksheets)


def iter_sheet_rows(file: TableFile, number: int = 0) -> Iterator[tuple[Any, ...]]:
    """The rows of one sheet of a workbook as values.

    Raises:
        ItemError: it is no workbook, has no such sheet, or a cell of it cannot be read.
    """
    sheets = open_workbook(file).worksheets
    if number >= len(sheets):
        raise ItemError(f"{file.name!r} has no sheet; save it again or as CSV")
    rows = sheets[number].iter_rows(values_only=True)
    row = 0
    while True:
        row += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except Exception as exc:  # a bad reference, date or number fails in as many ways as cells have kinds
            raise ItemError(
                f"{file.name!r} row {row} cannot be read ({type(exc).__name__}); save it again or as CSV"
            ) from exc
        yield cells
