"""The versions of registers: one read-only SQLite file each, found by name and day."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from config.errors import VerificationError
from config.numbers import normalise_number
from config.whole_file import write_whole
from evidence.noun import make_canonical_json, make_digest
from evidence.register_version import FOLDER, make_subject
from evidence.workspace import Workspace
from inspectors.authority.keys import fold_key
from inspectors.authority.register import load_registers

_FOLDED_KEY = "#key"  # no register has such a column
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFacts:
    """What is known about one version of a register."""

    register: str
    version: str
    as_of: date
    source: str
    imported_at: str
    rows: int
    rejected: int
    content: str
    source_sha256: str


class Library:
    """All versions of all registers below one folder.

    With `sealed`, what the records hold of each version by `register@version`, only these are versions, and a
    file is opened only while it has the digest that it was imported with.
    """

    def __init__(self, root: Path, sealed: Mapping[str, str] | None = None) -> None:
        self._root = root
        self._sealed = None if sealed is None else {key: json.loads(body) for key, body in sealed.items()}

    @cached_property
    def _open(self) -> dict[Path, sqlite3.Connection]:
        return {}

    def load_versions(self, register: str | None = None) -> list[VersionFacts]:
        """Every version, oldest as-of day first."""
        names = [register] if register is not None else list(load_registers())
        if self._sealed is not None:
            sealed = [_make_facts(body) for body in self._sealed.values() if body["register"] in names]
            return sorted(sealed, key=_get_order)
        paths = [path for name in names for path in self._root.glob(f"{name}/*.sqlite")]
        found = [self._read_facts(path) for path in paths]
        return sorted(found, key=_get_order)

    def get_version(self, register: str, at: date | None = None) -> VersionFacts | None:
        """The newest version whose as-of day is not after `at`."""
        found = [facts for facts in self.load_versions(register) if at is None or facts.as_of <= at]
        return found[-1] if found else None

    def find_content(self, register: str, content: str) -> VersionFacts | None:
        """The newest version with exactly this content."""
        found = [facts for facts in self.load_versions(register) if facts.content == content]
        return found[-1] if found else None

    def load_rows(self, facts: VersionFacts) -> Rows:
        """All rows of a version by key."""
        rows: Rows = {}
        for key, body in self._connect(self._path(facts)).execute(
            "SELECT key, body FROM rows ORDER BY rowid"
        ):
            rows.setdefault(key, []).append(json.loads(body))
        return rows

    def find_by_key(self, facts: VersionFacts, key: str) -> list[dict[str, Any]]:
        """The rows with a key."""
        found = self._connect(self._path(facts)).execute("SELECT body FROM rows WHERE key = ?", (key,))
        return [json.loads(body) for (body,) in found]

    def find_by_folded_key(self, facts: VersionFacts, folded: str) -> list[dict[str, Any]]:
        """The rows with a folded key (`fold_key`); none of versions imported before keys were folded."""
        wanted = "SELECT row FROM cells WHERE column_name = ? AND folded = ?"
        sql = f"SELECT body FROM rows WHERE rowid IN ({wanted}) ORDER BY rowid"  # noqa: S608 -- only ? inside
        found = self._connect(self._path(facts)).execute(sql, (_FOLDED_KEY, folded))
        return [json.loads(body) for (body,) in found]

    def find_by_columns(
        self, facts: VersionFacts, wanted: dict[str, str]
    ) -> list[tuple[str, dict[str, Any]]]:
        """(key, row) of the rows in which every wanted column holds the wanted value, folded."""
        query = " INTERSECT ".join(
            "SELECT row FROM cells WHERE column_name = ? AND folded = ?" for _ in wanted
        )
        values = [part for column, value in wanted.items() for part in (column, fold_cell(value))]
        connection = self._connect(self._path(facts))
        sql = f"SELECT key, body FROM rows WHERE rowid IN ({query}) ORDER BY rowid"  # noqa: S608 -- only ? inside
        return [(key, json.loads(body)) for key, body in connection.execute(sql, values)]

    def check(self, facts: VersionFacts) -> None:
        """Make sure that a version can be asked.

        Raises:
            VerificationError: its file is missing, damaged, or not what was imported.
        """
        self._connect(self._path(facts))

    def write_version(self, facts: VersionFacts, rows: Rows) -> str:
        """Write a version as a whole: other processes see all of it or nothing; returns its file's digest."""
        path = self._path(facts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with write_whole(path) as partial:
            self._fill(partial, facts, rows)
            return make_digest(partial.read_bytes())

    def _fill(self, partial: Path, facts: VersionFacts, rows: Rows) -> None:
        connection = sqlite3.connect(partial)
        try:
            connection.executescript(
                "CREATE TABLE facts(name TEXT PRIMARY KEY, value TEXT);"
                "CREATE TABLE rows(key TEXT NOT NULL, body TEXT NOT NULL);"
                "CREATE TABLE cells(column_name TEXT NOT NULL, folded TEXT NOT NULL, row INTEGER NOT NULL);"
            )
            _insert_rows(connection, facts.register, rows)
            named = [(name, str(getattr(facts, name))) for name in VersionFacts.__dataclass_fields__]
            connection.executemany("INSERT INTO facts VALUES (?, ?)", named)
            connection.executescript(
                "CREATE INDEX rows_key ON rows(key); CREATE INDEX cells_value ON cells(column_name, folded);"
            )
            connection.commit()
        finally:
            connection.close()

    def _path(self, facts: VersionFacts) -> Path:
        return self._root / facts.register / f"{facts.version}.sqlite"

    def _connect(self, path: Path) -> sqlite3.Connection:
        if path not in self._open:
            self._check_file(path)
            self._open[path] = sqlite3.connect(
                f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
        return self._open[path]

    def _check_file(self, path: Path) -> None:
        if self._sealed is None:
            return
        body = self._sealed[make_subject(path.parent.name, path.stem)]
        try:
            same = make_digest(path.read_bytes()) == body["file_sha256"]
        except OSError:
            same = False
        if not same:
            raise VerificationError(
                f"register {path.parent.name!r} version {path.stem!r} is not what was imported; "
                "restore a backup or import its file again under another day"
            )

    def _read_facts(self, path: Path) -> VersionFacts:
        return _make_facts(dict(self._connect(path).execute("SELECT name, value FROM facts")))


def open_library(workspace: Workspace) -> Library:
    """The registers of a workspace: what its ledger knows to have been imported."""
    return Library(workspace.root / FOLDER, workspace.records.load_facts("register"))


def make_fact(facts: VersionFacts, file_sha256: str, rows_root: str) -> str:
    """What the records keep of a version: its facts, the digest of its file, the root over its rows."""
    plain: dict[str, Any] = {name: getattr(facts, name) for name in VersionFacts.__dataclass_fields__}
    digests = {"file_sha256": file_sha256, "rows_root": rows_root}
    return make_canonical_json(plain | {"as_of": facts.as_of.isoformat()} | digests)


def _make_facts(held: Mapping[str, Any]) -> VersionFacts:
    return VersionFacts(
        register=held["register"],
        version=held["version"],
        as_of=date.fromisoformat(held["as_of"]),
        source=held["source"],
        imported_at=held["imported_at"],
        rows=int(held["rows"]),
        rejected=int(held["rejected"]),
        content=held["content"],
        source_sha256=held["source_sha256"],
    )


def _get_order(facts: VersionFacts) -> tuple[str, date, str]:
    return facts.register, facts.as_of, facts.imported_at


def fold_cell(value: str) -> str:
    """A cell as it is compared: width-folded, upper case, without spaces."""
    return normalise_number(value)


def _insert_rows(connection: sqlite3.Connection, register: str, rows: Rows) -> None:
    for key, records in rows.items():
        for record in records:
            cursor = connection.execute("INSERT INTO rows VALUES (?, ?)", (key, make_canonical_json(record)))
            connection.executemany(
                "INSERT INTO cells VALUES (?, ?, ?)",
                [
                    (column, folded, cursor.lastrowid)
                    for column, folded in (*_iter_cells(record), (_FOLDED_KEY, fold_key(register, key)))
                ],
            )


def _iter_cells(record: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for column, value in record.items():
        if isinstance(value, dict):
            continue
        for part in value if isinstance(value, list) else [value]:
            yield column, fold_cell(str(part))
