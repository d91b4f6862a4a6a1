"""An older workspace is upgraded in place, after a copy."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.errors import ConfigError
from evidence.workspace import open_workspace

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def set_version(path: Path, version: int) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(version),))


def test_a_workspace_of_schema_1_gets_its_table_of_picks(tmp_path: Path) -> None:
    open_workspace(tmp_path, create=True, now=NOW)
    path = tmp_path / "records.db"
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE picks")
    set_version(path, 1)
    assert open_workspace(tmp_path, now=NOW).records.load_picks() == []
    assert (tmp_path / "records.v1.20260301T000000.db").exists()


def test_an_upgraded_workspace_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    for name in ("new", "old"):
        open_workspace(tmp_path / name, create=True, now=NOW)
    old = tmp_path / "old" / "records.db"
    with sqlite3.connect(old) as connection:
        connection.execute("DROP TABLE picks")
    set_version(old, 1)
    open_workspace(tmp_path / "old", now=NOW)
    columns = [
        sqlite3.connect(tmp_path / name / "records.db").execute("PRAGMA table_info(picks)").fetchall()
        for name in ("new", "old")
    ]
    assert columns[0] == columns[1]


def test_a_newer_workspace_is_refused(tmp_path: Path) -> None:
    open_workspace(tmp_path, create=True, now=NOW)
    set_version(tmp_path / "records.db", 99)
    with pytest.raises(ConfigError, match="newer"):
        open_workspace(tmp_path)
