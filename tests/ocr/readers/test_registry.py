"""Rules that hold for every reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ocr.readers
from ocr.readers import Reader, load_readers

CONTRACT = Path(__file__).parents[3] / "docs" / "contracts" / "readings.md"


def test_every_file_in_the_folder_is_one_reader() -> None:
    files = {path.stem for path in Path(ocr.readers.__file__).parent.glob("*.py")} - {"__init__"}
    assert {reader.read.__module__.rpartition(".")[2] for reader in load_readers()} == files
    assert len(load_readers()) == len(files)


@pytest.mark.parametrize("reader", load_readers(), ids=lambda reader: reader.kind)
def test_a_reader_returns_the_fields_of_the_contract(reader: Reader) -> None:
    rows = re.findall(r"^\| (\w[\w, ]*?)(?: \(.+\))? \| (.+) \|$", CONTRACT.read_text("utf-8"), re.MULTILINE)
    (row,) = [fields for kinds, fields in rows if reader.kind in kinds.split(", ")]
    assert list(reader.fields) == re.sub(r" \(.*?\)", "", row).split(", ")


@pytest.mark.parametrize("reader", load_readers(), ids=lambda reader: reader.kind)
def test_key_fields_and_rows_name_known_fields(reader: Reader) -> None:
    assert {field for group in reader.key_fields for field in group} <= set(reader.fields)
    assert set(reader.rows) <= set(reader.words)
