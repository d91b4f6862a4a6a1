"""What still has to be written to a backend: it follows the custody ledger and survives a crash.

A row leaves only when the backend holds the document. The place in the ledger and the rows made from it move
in one transaction, so nothing is lost or doubled however a process ends.
"""

import fcntl
import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from config.errors import RunAbortedError
from evidence.ledger import Entry
from evidence.records import Records
from evidence.snapshot import Snapshot
from index.following import Row, find_pictures, find_rows
from index.projection import SEARCHED, Indexed

FILE = "index-outbox.db"
LOCK = "index.lock"
_BATCH = 1000
_LOCK_WAIT_S = 60.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS places (target TEXT PRIMARY KEY, seq INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS pictures (target TEXT, sha256 TEXT, snapshot_id TEXT,
    PRIMARY KEY (target, sha256, snapshot_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rows (target TEXT, id TEXT, noun TEXT NOT NULL, seq INTEGER NOT NULL,
    trouble TEXT, PRIMARY KEY (target, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS rows_by_seq ON rows (target, seq) WHERE trouble IS NULL;
"""


class Outbox:
    """The outbox of one backend target in a workspace."""

    def __init__(self, root: Path, target: str) -> None:
        self._root = root
        self._target = target

    @contextmanager
    def hold(self, *, wait_s: float | None = None) -> Iterator[None]:
        """Keep other processes of this machine from updating or rebuilding; a killed one lets go.

        Args:
            wait_s: how long to wait for another one, a minute when not given.

        Raises:
            RunAbortedError: another one is at it all that time.
        """
        with (self._root / LOCK).open("a") as stream:
            until = time.monotonic() + (_LOCK_WAIT_S if wait_s is None else wait_s)
            while not _try_lock(stream.fileno()):
                if time.monotonic() > until:
                    raise RunAbortedError(
                        "another process is writing the search index; try again when it is done"
                    )
                time.sleep(0.1)
            yield

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        path = self._root / FILE
        try:
            with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=FULL")
                if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'rows'").fetchone():
                    connection.executescript(_SCHEMA)
                connection.execute("BEGIN IMMEDIATE")
                with connection:
                    yield connection
        except sqlite3.DatabaseError as exc:
            raise RunAbortedError(
                f"the outbox {str(path)!r} cannot be used ({exc}); free disk space, or delete it and run "
                "`netpatrol index rebuild`"
            ) from exc

    def get_place(self) -> int:
        """The last ledger entry that was followed."""
        with self._open() as connection:
            query = "SELECT seq FROM places WHERE target = ?"
            row = connection.execute(query, (self._target,)).fetchone()
        return int(row[0]) if row else 0

    def follow(self, records: Records, nouns: Collection[Indexed] = SEARCHED) -> int:
        """Make rows of the new ledger entries for some nouns; returns how many entries were new."""
        entries = records.iter_entries(after=self.get_place(), batch=_BATCH)
        followed = 0
        while batch := list(islice(entries, _BATCH)):
            snapshots = {
                entry.subject: Snapshot.model_validate_json(records.get_body("snapshot", entry.subject))
                for entry in batch
                if entry.noun == Indexed.SNAPSHOT
            }
            rows = [row for entry in batch for row in find_rows(records, entry, nouns)]
            with self._open() as connection:
                for row in rows:
                    self._add(connection, row)
                for entry in batch:
                    self._follow_pictures(connection, entry, snapshots.get(entry.subject))
                self._set_place(connection, batch[-1].seq)
            followed += len(batch)
        return followed

    def _follow_pictures(
        self, connection: sqlite3.Connection, entry: Entry, snapshot: Snapshot | None
    ) -> None:
        if snapshot is not None:
            pictures = [(self._target, sha256, entry.subject) for sha256 in find_pictures(snapshot)]
            connection.executemany("INSERT OR IGNORE INTO pictures VALUES (?, ?, ?)", pictures)
        if entry.noun == "reading":
            sha256 = entry.subject.partition("@")[0]
            query = "SELECT snapshot_id FROM pictures WHERE target = ? AND sha256 = ?"
            for (shown,) in connection.execute(query, (self._target, sha256)).fetchall():
                self._add(connection, Row(id=shown, noun=Indexed.SNAPSHOT, seq=entry.seq))

    def _add(self, connection: sqlite3.Connection, row: Row) -> None:
        values = (self._target, row.id, row.noun, row.seq)
        connection.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, NULL)", values)

    def _set_place(self, connection: sqlite3.Connection, seq: int) -> None:
        connection.execute("INSERT OR REPLACE INTO places VALUES (?, ?)", (self._target, seq))

    def load_rows(self, limit: int) -> list[Row]:
        """The oldest rows that can be written."""
        query = "SELECT id, noun, seq FROM rows WHERE target = ? AND trouble IS NULL ORDER BY seq, id LIMIT ?"
        with self._open() as connection:
            found = connection.execute(query, (self._target, limit)).fetchall()
        return [Row(id=subject, noun=Indexed(noun), seq=seq) for subject, noun, seq in found]

    def settle(self, rows: Sequence[Row]) -> None:
        """Drop rows whose documents the backend holds."""
        values = [(self._target, row.id, row.seq) for row in rows]
        with self._open() as connection:
            connection.executemany("DELETE FROM rows WHERE target = ? AND id = ? AND seq = ?", values)

    def set_aside(self, troubles: dict[str, str]) -> None:
        """Keep rows that the backend refuses, with the type of the trouble, until a rebuild."""
        values = [(trouble, self._target, subject) for subject, trouble in troubles.items()]
        with self._open() as connection:
            connection.executemany("UPDATE rows SET trouble = ? WHERE target = ? AND id = ?", values)

    def load_troubles(self) -> dict[str, str]:
        """The ids set aside, and why."""
        query = "SELECT id, trouble FROM rows WHERE target = ? AND trouble IS NOT NULL ORDER BY id"
        with self._open() as connection:
            return dict(connection.execute(query, (self._target,)).fetchall())

    def count_waiting(self) -> int:
        """How many rows wait to be written."""
        query = "SELECT count(*) FROM rows WHERE target = ? AND trouble IS NULL"
        with self._open() as connection:
            return int(connection.execute(query, (self._target,)).fetchone()[0])

    def forget(self) -> None:
        """Start again at the beginning of the ledger."""
        with self._open() as connection:
            connection.execute("DELETE FROM rows WHERE target = ?", (self._target,))
            connection.execute("DELETE FROM places WHERE target = ?", (self._target,))

    def restart(self, seq: int, refused: dict[str, tuple[Indexed, str]]) -> None:
        """Note that a rebuild wrote everything up to a ledger entry, but what was refused."""
        with self._open() as connection:
            connection.execute("DELETE FROM rows WHERE target = ? AND seq <= ?", (self._target, seq))
            values = [(self._target, subject, noun, seq, why) for subject, (noun, why) in refused.items()]
            connection.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?)", values)
            self._set_place(connection, seq)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
