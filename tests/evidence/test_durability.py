"""What is acknowledged is on disk, and what a server says forges no record."""

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from evidence.database import make_sqlite_engine
from evidence.snapshot import Role
from evidence.store import ObjectStore
from evidence.warc import make_warc
from tests.evidence.conftest import make_capture


def test_an_object_is_synced_before_it_has_its_name_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    sync, replace = os.fsync, Path.replace

    def note_sync(descriptor: int) -> None:
        happened.append("folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "file")  # noqa: PTH112
        sync(descriptor)

    def note_replace(self: Path, target: Path) -> Path:
        happened.append("name")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "replace", note_replace)
    ObjectStore(root=tmp_path).write(b"evidence")
    assert happened == ["file", "name", "folder"]


def test_every_commit_of_the_records_is_synced(tmp_path: Path) -> None:
    with make_sqlite_engine(tmp_path / "records.db").connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


HOSTILE = "b\r\nWARC/1.1\r\nWARC-Type: response\0"


def test_no_header_forges_a_record_or_a_line() -> None:
    capture = make_capture(1)
    page = replace(
        capture.exchanges[0],
        request_headers=(("X-Sent", HOSTILE), ("X-\r\nSent", "a")),
        response_headers=(("X-Got", HOSTILE), ("X-\r\nGot", "a")),
    )
    data = make_warc(replace(capture, exchanges=(page,)), lambda _: None, "test", "run").data
    records = [(one.rec_type, one.http_headers) for one in ArchiveIterator(io.BytesIO(data))]
    assert [kind for kind, _ in records] == ["warcinfo", "response", "request", "resource"]
    for _, head in records:
        lines = [] if head is None else [part for header in head.headers for part in header]
        assert all("\n" not in part and "\r" not in part and "\0" not in part for part in lines)
        assert all(not part.startswith("WARC") for part in lines)


def test_the_request_is_kept_with_its_host_and_its_body() -> None:
    capture = make_capture(1)
    page = replace(
        capture.exchanges[0], method="POST", request_body=b"q=1", url="http://u@shop.example:81/a?b"
    )
    data = make_warc(replace(capture, exchanges=(page,)), lambda _: None, "test", "run").data
    request = next(one for one in ArchiveIterator(io.BytesIO(data)) if one.rec_type == "request")
    assert request.http_headers.get_header("Host") == "shop.example:81"
    assert request.content_stream().read() == b"q=1"


@pytest.mark.parametrize("why", [None, "length", "disconnect"])
def test_a_cut_body_says_why(why: str | None) -> None:
    capture = make_capture(1)
    page = replace(capture.exchanges[0], truncated=why, role=Role.PAGE)
    data = make_warc(replace(capture, exchanges=(page,)), lambda _: None, "test", "run").data
    response = next(one for one in ArchiveIterator(io.BytesIO(data)) if one.rec_type == "response")
    assert response.rec_headers.get_header("WARC-Truncated") == why
