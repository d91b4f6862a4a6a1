"""An older workspace is upgraded in place, after a copy."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.errors import ConfigError
from evidence.lead import LeadFilter
from evidence.ledger import GENESIS, make_entry_hash
from evidence.verify_store import verify_store
from evidence.workspace import open_workspace
from tests.evidence.whole_store import make_store, run_sql

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ADDED = {
    1: ("events", "picks", "assignments", "leads"),
    2: ("events", "assignments", "leads"),
    3: ("events",),
}
"""By schema version: the tables that it did not have yet."""


def make_old(folder: Path, version: int) -> Path:
    open_workspace(folder, create=True, now=NOW)
    path = folder / "records.db"
    (folder / "ledger-head.json").unlink()
    with sqlite3.connect(path) as connection:
        # What version 4 brought: the facts, and entries for everything.
        connection.execute("DROP TABLE facts")
        connection.execute("DROP INDEX ledger_by_noun")
        connection.execute("ALTER TABLE targets DROP COLUMN entry")
        connection.execute("DELETE FROM ledger")
        for table in ADDED[version]:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(version),))
    return path


def test_a_workspace_of_version_4_keeps_its_ledger_and_gains_the_history_of_people(tmp_path: Path) -> None:
    root = tmp_path / "ws"
    open_workspace(root, create=True, now=NOW).begin_run("crawl", "job", "digest", NOW)
    with sqlite3.connect(root / "records.db") as connection:
        connection.execute("DROP TABLE events")
        connection.execute("UPDATE meta SET value = '4' WHERE key = 'schema_version'")
        before = connection.execute("SELECT count(*) FROM ledger").fetchone()
    workspace = open_workspace(root, now=NOW)
    assert (workspace.records.load_events(), verify_store(workspace).ok) == ([], True)
    with sqlite3.connect(root / "records.db") as connection:
        assert connection.execute("SELECT count(*) FROM ledger").fetchone() == before


def read_schema(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(path) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            # But for the default that a column needs which is added to rows that are there.
            name: [(*row[1:4], row[5]) for row in connection.execute(f"PRAGMA table_info({name})").fetchall()]
            for name in tables
        }
        indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
        return found | {"": connection.execute(indexes).fetchall()}


@pytest.mark.parametrize("version", sorted(ADDED))
def test_an_upgraded_workspace_has_the_tables_of_a_new_one(tmp_path: Path, version: int) -> None:
    old = make_old(tmp_path / "old", version)
    open_workspace(tmp_path / "old", now=NOW)
    open_workspace(tmp_path / "new", create=True, now=NOW)
    assert verify_store(open_workspace(tmp_path / "old")).ok
    assert read_schema(old) == read_schema(tmp_path / "new" / "records.db")


def test_an_upgrade_makes_a_copy_first(tmp_path: Path) -> None:
    make_old(tmp_path, 1)
    assert open_workspace(tmp_path, now=NOW).records.load_leads(LeadFilter()) == []
    assert (tmp_path / "records.v1.20260301T000000.db").exists()


def test_a_newer_workspace_is_refused(tmp_path: Path) -> None:
    open_workspace(tmp_path, create=True, now=NOW)
    with sqlite3.connect(tmp_path / "records.db") as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(ConfigError, match="newer"):
        open_workspace(tmp_path)


def test_what_an_older_version_wrote_without_entries_gets_them(tmp_path: Path) -> None:
    root = make_store(tmp_path / "ws").root
    with sqlite3.connect(root / "records.db") as connection:
        connection.execute("DROP TABLE facts")
        connection.execute("DROP TABLE events")
        connection.execute("DROP INDEX ledger_by_noun")
        connection.execute("ALTER TABLE targets DROP COLUMN entry")
        kept = "action = 'keep' AND noun NOT IN ('key', 'settings', 'event')"
        entries = connection.execute(f"SELECT * FROM ledger WHERE {kept} OR action = 'finish' ORDER BY seq")
        names = [column[0] for column in entries.description]
        plain = [dict(zip(names, row, strict=True)) for row in entries]
        connection.execute("DELETE FROM ledger")
        last = GENESIS
        for number, entry in enumerate(plain, 1):
            entry |= {"seq": number, "previous": last}
            last = entry["hash"] = make_entry_hash(entry)
            connection.execute(
                f"INSERT INTO ledger VALUES ({', '.join('?' * len(names))})", list(entry.values())
            )
        connection.execute("UPDATE meta SET value = '3'")
    (root / "ledger-head.json").unlink()
    assert verify_store(open_workspace(root, now=NOW)).problems == ()
    run_sql(open_workspace(root), "UPDATE targets SET reason = 'x' WHERE reason = 'budget'")
    assert not verify_store(open_workspace(root)).ok
