"""Parsers at the edge: whatever comes in, they answer or raise one of our errors, and nothing else."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import table_file
from config.errors import ItemError, NetpatrolError
from config.table_file import TableFile
from config.table_rows import iter_rows
from crawlers.guard import is_public, parse_allowed
from crawlers.politeness import parse_retry_after
from crawlers.target_list import load_target_list
from evidence.cdxj import make_key
from sites.address import AddressError, make_absolute, parse_place
from sites.charset import decode_page, decode_text

URL_TEXT = st.text(alphabet=st.sampled_from("http:/[]@%.#?&=aA0１／。％\\ \t\r\n\0:~é店\u202e"), max_size=40)
HOSTILE_URLS = st.one_of(
    URL_TEXT,
    URL_TEXT.map(lambda text: f"http://{text}"),
    URL_TEXT.map(lambda text: f"https://a.example/{text}"),
    st.text(max_size=60),
)
CHARSETS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["zlib", "undefined", "idna", "base64", "hex", "uu", "rot13", "utf-16"]),
)


@settings(max_examples=400, deadline=None)
@given(HOSTILE_URLS)
def test_addresses_are_read_or_refused(url: str) -> None:
    try:
        place = parse_place(url)
    except AddressError:
        place = None
    assert place is None or (place.host and 0 <= place.port < 65536)
    absolute = make_absolute(url, "http://shop.example/a")
    assert absolute is None or absolute.startswith(("http://", "https://"))
    assert " " not in make_key(url)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_hosts_are_judged(text: str) -> None:
    assert is_public(text) in {True, False}
    with contextlib.suppress(NetpatrolError):
        parse_allowed(text)


@settings(max_examples=300, deadline=None)
@given(CHARSETS, CHARSETS, st.binary(max_size=200))
def test_pages_are_decoded_or_refused(head: str, meta: str, rest: bytes) -> None:
    body = f'<html><meta charset="{meta}"><title>'.encode("utf-8", "replace") + rest
    text, charset = decode_page(body, f"text/html; charset={head}")
    assert isinstance(text, str)
    assert charset
    assert isinstance(decode_text(rest, f"application/json; charset={head}"), str)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_what_a_host_asks_to_wait_is_a_number_or_nothing(header: bytes) -> None:
    seconds = parse_retry_after(header, datetime(2026, 3, 1, tzinfo=UTC))
    assert seconds is None or seconds >= 0


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([".csv", ".jsonl", ".xlsx", ".txt"]), st.binary(max_size=300))
def test_tables_are_read_or_refused(suffix: str, data: bytes) -> None:
    read_all(TableFile(name=f"x{suffix}", data=data))


JSON_LINES = (
    '{"a": "\\ud800"}',
    '{"\\udfff": 1}',
    '{"a": ' + "9" * 5000 + "}",
    '{"a": ' + "[" * 100_000 + "}",
    '{"a": 1e999}',
    '{"a": {"b": [null, {"c": NaN}]}}',
)


@pytest.mark.parametrize("line", JSON_LINES)
def test_lines_of_json_that_break_parsers_cost_one_line(line: str) -> None:
    for cells in read_all(TableFile(name="x.jsonl", data=line.encode())):
        json.dumps(cells, ensure_ascii=False).encode()


def make_workbook(change: dict[str, tuple[bytes, bytes]]) -> bytes:
    """A workbook with something in one of its parts replaced."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["uscc", "name"])
    sheet.append(["91330106MA27XK1234", 12])
    plain = io.BytesIO()
    book.save(plain)
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            old, new = change.get(info.filename, (b"", b""))
            assert not old or old in data, data
            target.writestr(info, data.replace(old, new) if old else data)
    return out.getvalue()


SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
WORKBOOKS: dict[str, Any] = {
    "a number that is none": {SHEET: (b"<v>12</v>", b"<v>1x2</v>")},
    "a string that is not there": {SHEET: (b'<c r="B2" t="n"><v>12</v>', b'<c r="B2" t="s"><v>999</v>')},
    "a string index that is none": {SHEET: (b'<c r="B2" t="n"><v>12</v>', b'<c r="B2" t="s"><v>x</v>')},
    "a date that is none": {SHEET: (b'<c r="B2" t="n"><v>12</v>', b'<c r="B2" t="d"><v>2026-99-99</v>')},
    "a cell nowhere": {SHEET: (b'r="B2"', b'r="99999999999B"')},
    "a huge number": {SHEET: (b"<v>12</v>", b"<v>" + b"9" * 5000 + b"</v>")},
    "a broken sheet": {SHEET: (b"</sheetData>", b"")},
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks_with_bad_cells_are_read_or_refused(name: str, tmp_path: Any) -> None:
    data = make_workbook(WORKBOOKS[name])
    read_all(TableFile(name="x.xlsx", data=data))
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    with contextlib.suppress(ItemError):
        load_target_list(path)


def read_all(file: TableFile) -> list[dict[str, str]]:
    with contextlib.suppress(ItemError):
        return [cells for _, cells in iter_rows(file)]
    return []


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = TableFile(name="x.xlsx", data=make_workbook({}))
    monkeypatch.setattr(table_file, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(ItemError, match="unpacks to"):
        list(iter_rows(file))
