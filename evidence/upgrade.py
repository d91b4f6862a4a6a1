"""Bringing the record database of an older workspace up to this code, after a copy of it."""

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from config.errors import ConfigError
from evidence import lead_table, rows
from evidence import tables as t
from evidence.database import Database, SqliteDatabase
from evidence.head import HeadFile
from evidence.ledger import Act
from evidence.noun import make_canonical_json, make_digest
from evidence.office_key import make_new_key
from evidence.register_version import make_path
from evidence.writer import Writer

UPGRADES: dict[int, tuple[str, ...]] = {
    1: (
        """CREATE TABLE picks (pick_id VARCHAR NOT NULL PRIMARY KEY, lead_id VARCHAR NOT NULL,
        run_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, check_name VARCHAR NOT NULL,
        found_at VARCHAR NOT NULL, body TEXT NOT NULL)""",
        "CREATE INDEX ix_picks_lead_id ON picks (lead_id)",
        "CREATE INDEX ix_picks_run_id ON picks (run_id)",
    ),
    2: (
        """CREATE TABLE assignments (assignment_id VARCHAR NOT NULL PRIMARY KEY, lead_id VARCHAR NOT NULL,
        assigned_at VARCHAR NOT NULL, body TEXT NOT NULL)""",
        "CREATE INDEX ix_assignments_lead_id ON assignments (lead_id)",
        """CREATE TABLE leads (lead_id VARCHAR NOT NULL PRIMARY KEY, kind VARCHAR NOT NULL,
        code VARCHAR NOT NULL, status VARCHAR NOT NULL, severity VARCHAR, rank INTEGER NOT NULL,
        check_name VARCHAR NOT NULL, platform VARCHAR NOT NULL, listing_id VARCHAR, shop VARCHAR, title TEXT,
        url TEXT NOT NULL, summary TEXT NOT NULL, latest_id VARCHAR NOT NULL, first_seen VARCHAR NOT NULL,
        last_seen VARCHAR NOT NULL, sightings INTEGER NOT NULL, verdict VARCHAR, assignee VARCHAR)""",
        "CREATE INDEX leads_by_rank ON leads (kind, rank, last_seen)",
    ),
    3: (
        """CREATE TABLE facts (noun VARCHAR NOT NULL, subject VARCHAR NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (noun, subject))""",
        "ALTER TABLE targets ADD COLUMN entry INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX ledger_by_noun ON ledger (noun, seq)",
    ),
    4: (
        """CREATE TABLE events (event_id VARCHAR NOT NULL PRIMARY KEY, noun VARCHAR NOT NULL,
        subject VARCHAR NOT NULL, did VARCHAR NOT NULL, "by" VARCHAR NOT NULL, at VARCHAR NOT NULL,
        body TEXT NOT NULL)""",
        "CREATE INDEX ix_events_subject ON events (subject)",
    ),
    # No new table: tombstones, successions of keys and comparisons are facts that older code calls damage.
    5: (),
}
"""SQL that brings a record database of version N to N + 1; entries for what had none are added after it."""

ENTRIES_SINCE = 4
"""An older schema has rows without ledger entries."""


def upgrade(root: Path, database: Database, version: int, now: datetime) -> None:
    """Bring a record database to the newest schema.

    All older schemas are of files: on a server there was none before version 6.

    Raises:
        ConfigError: its tables are not those of the version that it says.
    """
    if version not in UPGRADES or not isinstance(database, SqliteDatabase):
        raise ConfigError(f"{database.name!r} says schema {version}, which never was; restore a backup")
    shutil.copy2(database.path, database.path.with_name(f"records.v{version}.{now:%Y%m%dT%H%M%S}.db"))
    with (
        closing(database.engine.execution_options(writes=True).connect()) as connection,
        connection.begin(),
    ):
        for step in range(version, t.SCHEMA_VERSION):
            for statement in UPGRADES[step]:
                connection.exec_driver_sql(statement)
        lead_table.rebuild(connection)
        writer = Writer(connection, now)
        key = make_new_key(root)
        writer.add_fact("key", key.key_id, key.public_pem.decode())
        if version < ENTRIES_SINCE:
            _adopt(connection, writer)
            _adopt_registers(root, connection, writer)
            for path in sorted((root / "prices").glob("*.parquet")):
                writer.note(Act.DERIVE, "prices", path.stem, make_digest(path.read_bytes()))
        connection.execute(
            update(t.meta).where(t.meta.c.key == "schema_version").values(value=str(t.SCHEMA_VERSION))
        )
        # Before the commit: killed between the two, the next opening upgrades again and writes it anew.
        HeadFile(root).write(writer.tail.seq, writer.tail.hash, writer.tail.at)


def _adopt(connection: Any, writer: Writer) -> None:
    """Entries for the rows that an older netpatrol wrote without."""
    for row in connection.execute(select(t.runs)).mappings().all():
        digest = rows.digest_rows([dict(row)], rows.RUN_COLUMNS)
        writer.note(Act.ADOPT, "run", row["run_id"], digest, row["run_id"])
    query = select(t.targets).order_by(t.targets.c.run_id, t.targets.c.position, t.targets.c.url)
    for run_id, held in _group(connection, query, "run_id"):
        done = [row for row in held if row["snapshot_id"] is not None]
        digest = rows.digest_rows(map(_as_added, held), rows.TARGET_COLUMNS)
        seq = writer.note(Act.ADOPT, "targets", run_id, digest, run_id)
        connection.execute(update(t.targets).where(t.targets.c.run_id == run_id).values(entry=seq))
        for row in done:
            settled = rows.digest_rows([row], rows.SETTLED_COLUMNS)
            writer.note(Act.SETTLE, "target", row["url"], settled, run_id)
    query = select(t.locations).order_by(t.locations.c.object_sha256, t.locations.c.sha256)
    for digest, held in _group(connection, query, "object_sha256"):
        writer.note(Act.ADOPT, "locations", digest, rows.digest_rows(held, rows.LOCATION_COLUMNS))
    query = select(t.tallies).order_by(*t.tallies.c)
    for run_id, held in _group(connection, query, "run_id"):
        writer.note(Act.ADOPT, "tallies", run_id, rows.digest_rows(held, rows.TALLY_COLUMNS), run_id)


def _as_added(row: rows.Row) -> rows.Row:
    """A target as it was before its capture settled it."""
    before = {"state": "pending", "outcome": None, "reason": None}
    return row if row["snapshot_id"] is None else {**row, **before}


def _group(connection: Any, query: Any, name: str) -> Iterable[tuple[str, list[rows.Row]]]:
    every = [dict(row) for row in connection.execute(query).mappings()]
    return [(key, list(held)) for key, held in groupby(every, key=lambda row: row[name])]


def _adopt_registers(root: Path, connection: Any, writer: Writer) -> None:
    """A fact for each register version that the ledger knows to have been imported."""
    query = select(t.ledger.c.subject).where(t.ledger.c.noun == "register", t.ledger.c.action == Act.IMPORT)
    for subject in dict.fromkeys(connection.scalars(query).all()):
        path = make_path(root, subject)
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as file:
                facts = dict(file.execute("SELECT name, value FROM facts"))
            body = {**facts, "rows": int(facts["rows"]), "rejected": int(facts["rejected"])}
            body["file_sha256"] = make_digest(path.read_bytes())
        except (OSError, sqlite3.Error, KeyError, ValueError):
            continue  # damaged before: it is not taken for a version any more
        writer.add_fact("register", subject, make_canonical_json(body))
