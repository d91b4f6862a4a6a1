"""The authority's registers of the larger markets: rows by register, and the files they are exported to."""

from __future__ import annotations

import csv
from pathlib import Path

from openpyxl import Workbook

from demo.tables import load_table

Row = dict[str, str]


class RegisterBook:
    """Rows by register, in the order in which they came about."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {name: [] for name in load_table("register_files")["registers"]}

    def add(self, register: str, **values: str) -> Row:
        """Adds a row and returns it; later changes of the row are changes of the register."""
        row = dict(values)
        self.rows[register].append(row)
        return row

    def find(self, register: str, column: str, value: str) -> Row | None:
        """The first row with this value in a column."""
        return next((row for row in self.rows[register] if row.get(column) == value), None)

    def write(self, folder: Path) -> dict[str, Path]:
        """Stores every register that has rows in its own format; returns the files by register."""
        folder.mkdir(parents=True, exist_ok=True)
        return {name: self._write_one(name, folder) for name, rows in self.rows.items() if rows}

    def _write_one(self, name: str, folder: Path) -> Path:
        form = load_table("register_files")["registers"][name]
        columns: dict[str, str] = form["columns"]
        ordered = sorted(self.rows[name], key=lambda row: [row.get(column, "") for column in columns])
        lines = [list(columns.values()), *([row.get(column, "") for column in columns] for row in ordered)]
        path = folder / f"{name}.{form['format']}"
        if form["format"] == "xlsx":
            _write_sheet(path, lines, name)
        else:
            with path.open("w", encoding=form.get("encoding", "utf-8"), newline="") as file:
                csv.writer(file).writerows(lines)
        return path


def _write_sheet(path: Path, lines: list[list[str]], name: str) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    for line in lines:
        sheet.append(line)
    book.save(path)
