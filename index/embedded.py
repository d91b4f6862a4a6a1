"""The embedded backend: SQLite FTS5 in the workspace, no server.

Words are cut in Python (`index.words`) and given to FTS5 separated by spaces, so FTS5 decides nothing. The
row number is the document's order, so newest first is the order of the table and pages need no sorting.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from config.errors import ConfigError, RunAbortedError
from index.backend import Kept, WriteReport
from index.projection import (
    LAYOUT,
    SEARCHED,
    WORD_FIELDS,
    Indexed,
    SearchDocument,
    make_order_floor,
)
from index.query import COUNTED, FACETS, Hit, Page, Query, Term, make_snippets
from index.words import FRAGMENT, cut_fragments, cut_singles, cut_words

FILE = "index.db"
_GAP = "\ue000"  # stands between two values of a field, so that no phrase crosses them
_COLUMNS = (*WORD_FIELDS, "singles", "parts", "exact")
_FILTERS = ("code", "status", "severity", "platform", "run_id", "kind", "outcome", "lead_id", "check")
_CHOSEN = ("code", "status", "platform", "noun")
_MILLISECOND = timedelta(milliseconds=1)
_TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"


class EmbeddedBackend:
    """Search documents in `index.db` of a workspace."""

    name = "embedded"
    target = "embedded"
    nouns = SEARCHED

    def __init__(self, root: Path) -> None:
        self._path = root / FILE

    @contextmanager
    def _open(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=60, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
                with connection:
                    yield connection
        except sqlite3.DatabaseError as exc:
            raise RunAbortedError(
                f"the search index {str(self._path)!r} cannot be used ({exc}); free disk space, "
                "or delete the file and run `netpatrol index rebuild`"
            ) from exc

    def ensure(self) -> None:
        """Make the index if there is none.

        Raises:
            ConfigError: it was made by another version of this code.
        """
        with self._open() as connection:
            there = _is_there(connection)
        if not there:
            with self._open(write=True) as connection:
                _make_tables(connection)

    def write(self, documents: Sequence[Kept], generation: str | None = None) -> WriteReport:
        """Store documents in the live generation or in a new one, and account for every id."""
        report = WriteReport()
        with self._open(write=True) as connection:
            place = generation or _get_live(connection)
            for document in documents:
                report += _write_one(connection, place, document)
        return report

    def refresh(self) -> None:
        """Let searches see what was written: they do already."""

    def search(self, query: Query) -> Page:
        """The hits of a query, newest first."""
        with self._open() as connection:
            if not _is_there(connection):
                return Page(total=0, capped=False, next=None)
            place = _get_live(connection)
            key = f"words_{place}.rowid" if _get_plain(query) else "d.rowid"
            source = _make_source(place, query)
            conditions, values = make_conditions(query, place, key)
            wanted = " AND ".join(conditions) or "1"
            whole = _make_counted_source(place, query)
            counted = f"SELECT count(*) FROM (SELECT 1 {whole} WHERE {wanted} LIMIT {COUNTED + 1})"  # noqa: S608
            total = connection.execute(counted, values).fetchone()[0]
            position = query.position
            if position is not None:
                wanted, values = f"{wanted} AND {key} < ?", [*values, position[0]]
            select = f"SELECT d.rowid, d.id, d.noun, d.body {source} WHERE {wanted}"
            rows = connection.execute(f"{select} ORDER BY {key} DESC LIMIT ?", [*values, query.limit + 1])
            found = rows.fetchall()
        page = found[: query.limit]
        more = len(found) > query.limit
        return Page(
            total=min(total, COUNTED),
            capped=total > COUNTED,
            next=query.make_cursor(page[-1][0], page[-1][1]) if more else None,
            hits=tuple(make_hit(query, row) for row in page),
        )

    def count_facets(self, query: Query) -> dict[str, dict[str, int]]:
        """For each of `FACETS` how many hits of a query have which value; pages and limits are left aside."""
        counted: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        with self._open() as connection:
            if not _is_there(connection):
                return counted
            place = _get_live(connection)
            conditions, values = make_conditions(query, place, "d.rowid")
            wanted = f"{_make_source(place, query)} WHERE {' AND '.join(conditions) or '1'}"
            for name in FACETS:
                asked = f'SELECT d."{name}", count(*) {wanted} AND d."{name}" IS NOT NULL GROUP BY 1'
                counted[name] = dict(connection.execute(asked, values).fetchall())
        return counted

    def count(self, generation: str | None = None) -> int:
        """How many documents there are."""
        with self._open() as connection:
            place = generation or _get_live(connection)
            return int(connection.execute(f"SELECT count(*) FROM docs_{place}").fetchone()[0])  # noqa: S608

    def iter_ids(self) -> Iterator[tuple[str, str]]:
        """(id, content hash) of every live document."""
        with self._open() as connection:
            yield from connection.execute(f"SELECT id, hash FROM docs_{_get_live(connection)}")  # noqa: S608

    def make_generation(self) -> str:
        """An empty generation; one that an interrupted rebuild left is dropped."""
        with self._open(write=True) as connection:
            if _get_meta(connection, "layout") is None:
                _make_tables(connection)
            generation = str(int(_get_live(connection)) + 1)
            _drop_generation(connection, generation)
            _make_generation_tables(connection, generation)
        return generation

    def switch(self, generation: str) -> None:
        """Make a generation the live one, in one step, and drop the one before."""
        with self._open(write=True) as connection:
            before = _get_live(connection)
            _set_meta(connection, "live", generation)
            _set_meta(connection, "layout", str(LAYOUT))
            _drop_generation(connection, before)


def _get_meta(connection: sqlite3.Connection, key: str) -> str | None:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return None
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def _is_there(connection: sqlite3.Connection) -> bool:
    """Whether there is an index, of this version.

    Raises:
        ConfigError: it is of another version.
    """
    layout = _get_meta(connection, "layout")
    if layout is not None and int(layout) != LAYOUT:
        raise ConfigError(
            f"the search index has layout {layout}, this version has {LAYOUT}; run `netpatrol index rebuild`"
        )
    return layout is not None


def _set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _get_live(connection: sqlite3.Connection) -> str:
    live = _get_meta(connection, "live")
    if live is None:
        raise ConfigError("there is no search index yet; run `netpatrol index rebuild`")
    return live


def _make_tables(connection: sqlite3.Connection) -> None:
    if _get_meta(connection, "layout") is not None:
        return
    connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
    _set_meta(connection, "layout", str(LAYOUT))
    _set_meta(connection, "live", "1")
    _make_generation_tables(connection, "1")


def _make_generation_tables(connection: sqlite3.Connection, generation: str) -> None:
    filters = ", ".join(f'"{name}" TEXT' for name in _FILTERS)
    connection.execute(
        f"CREATE TABLE docs_{generation} (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
        f"hash TEXT NOT NULL, noun TEXT NOT NULL, {filters}, "
        "regions TEXT NOT NULL, body BLOB NOT NULL)"
    )
    connection.execute(f"CREATE INDEX docs_{generation}_code ON docs_{generation} (code)")
    connection.execute(f"CREATE INDEX docs_{generation}_lead ON docs_{generation} (lead_id)")
    columns = ", ".join(_COLUMNS)
    options = f'content="", tokenize="{_TOKENIZER}"'
    connection.execute(f"CREATE VIRTUAL TABLE words_{generation} USING fts5({columns}, {options})")


def _drop_generation(connection: sqlite3.Connection, generation: str) -> None:
    connection.execute(f"DROP TABLE IF EXISTS docs_{generation}")
    connection.execute(f"DROP TABLE IF EXISTS words_{generation}")


def _write_one(connection: sqlite3.Connection, place: str, document: Kept) -> WriteReport:
    if not isinstance(document, SearchDocument):
        return WriteReport(refused=((document.id, "no_such_table"),))
    if set(document.words) - set(WORD_FIELDS):
        return WriteReport(refused=((document.id, "unknown_field"),))
    query = f"SELECT rowid, hash, body FROM docs_{place} WHERE id = ?"  # noqa: S608 -- place is a number
    there = connection.execute(query, (document.id,)).fetchone()
    if there is not None and there[1] == document.hash:
        return WriteReport(same=(document.id,))
    if there is not None and document.noun is Indexed.FINDING:
        return WriteReport(conflicts=(document.id,))
    if there is not None:
        _delete(connection, place, there[0], _unpack(there[2]))
    row = _find_free_row(connection, place, document.order)
    body = {name: getattr(document, name) for name in ("words", "numbers", "ids", "source")}
    _insert(connection, f"docs_{place}", row, {**_make_row(document), "body": _pack(body)})
    _insert(connection, f"words_{place}", row, _make_words_row(body))
    return WriteReport(written=(document.id,))


def _delete(connection: sqlite3.Connection, place: str, row: int, body: dict[str, Any]) -> None:
    """FTS5 keeps no text of its own, so it must be told what to forget: the words that `body` gave it."""
    connection.execute(f"DELETE FROM docs_{place} WHERE rowid = ?", (row,))  # noqa: S608
    forget = {f"words_{place}": "delete", **_make_words_row(body)}
    _insert(connection, f"words_{place}", row, forget)


def _find_free_row(connection: sqlite3.Connection, place: str, order: int) -> int:
    query = f"SELECT 1 FROM docs_{place} WHERE rowid = ?"  # noqa: S608 -- place is a number
    while connection.execute(query, (order,)).fetchone():
        order += 1
    return order


def _insert(
    connection: sqlite3.Connection, table: str, row: int, values: Mapping[str, str | bytes | None]
) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * (len(values) + 1))
    connection.execute(f"INSERT INTO {table} (rowid, {names}) VALUES ({marks})", (row, *values.values()))  # noqa: S608


def _make_row(document: SearchDocument) -> dict[str, str | None]:
    return {
        "id": document.id,
        "hash": document.hash,
        "noun": document.noun,
        **{name: getattr(document.filters, name) for name in _FILTERS},
        "regions": "".join(f"\n{region}" for region in document.filters.regions),
    }


def _pack(body: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(body, ensure_ascii=False).encode())


def _unpack(packed: bytes) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(zlib.decompress(packed))
    return body


def _make_words_row(body: dict[str, Any]) -> dict[str, str]:
    words: dict[str, list[str]] = body["words"]
    columns = {name: _join(cut_words(value) for value in words.get(name, ())) for name in WORD_FIELDS}
    texts = (value for values in words.values() for value in values)
    columns["singles"] = " ".join(sorted(set().union(*map(cut_singles, texts))))
    columns["parts"] = _join(cut_fragments(number) for number in body["numbers"])
    columns["exact"] = " ".join((*body["numbers"], *body["ids"]))
    return columns


def _join(values: Iterable[list[str]]) -> str:
    return f" {_GAP} ".join(" ".join(words) for words in values)


def _get_plain(query: Query) -> list[Term]:
    """The terms that words alone can answer; a label stands in the table of documents."""
    return [term for term in query.terms if not term.labels]


def _make_source(place: str, query: Query) -> str:
    if not _get_plain(query):
        return f"FROM docs_{place} d"
    return f"FROM words_{place} CROSS JOIN docs_{place} d ON d.rowid = words_{place}.rowid"


def _make_counted_source(place: str, query: Query) -> str:
    """The table to count hits in: without a filter the words alone say how many there are."""
    unfiltered = all(getattr(query, name) is None for name in (*_CHOSEN, "region"))
    if query.terms and unfiltered and len(_get_plain(query)) == len(query.terms):
        return f"FROM words_{place}"
    return _make_source(place, query)


def make_conditions(query: Query, place: str, key: str) -> tuple[list[str], list[Any]]:
    """(conditions in SQL, values bound to them) of a query over a generation whose row number is `key`."""
    conditions: list[str] = []
    values: list[Any] = []
    if plain := _get_plain(query):
        conditions.append(f"words_{place} MATCH ?")
        values.append(" AND ".join(f"({_match_term(term)})" for term in plain))
    for term in query.terms:
        if term.labels:
            matching = f"SELECT rowid FROM words_{place} WHERE words_{place} MATCH ?"  # noqa: S608
            ways = [f"{key} IN ({matching})", *(f'd."{label.field}" = ?' for label in term.labels)]
            conditions.append(f"({' OR '.join(ways)})")
            values += [_match_term(term), *(label.value for label in term.labels)]
    for name in _CHOSEN:
        if getattr(query, name) is not None:
            conditions.append(f"d.{name} = ?")
            values.append(getattr(query, name))
    if query.region is not None:
        conditions.append("instr(d.regions, ?) > 0")
        values.append(f"\n{query.region}")
    if query.since is not None:
        conditions.append(f"{key} >= ?")
        values.append(make_order_floor(query.since))
    if query.until is not None:
        conditions.append(f"{key} < ?")
        values.append(make_order_floor(query.until + _MILLISECOND))
    return conditions, values


def _match_term(term: Term) -> str:
    ways = []
    if term.single:
        ways.append(f"singles : {_quote(term.words)}")
    elif term.words:
        ways.append(f"{{{' '.join(WORD_FIELDS)}}} : {_quote(term.words)}")
    if term.number:
        ways.append(f"exact : {_quote([term.number])}")
    if len(term.number) >= FRAGMENT:
        ways.append(f"parts : {_quote(term.fragments)}")
    return " OR ".join(ways)


def _quote(words: Iterable[str]) -> str:
    return '"' + " ".join(words).replace('"', '""') + '"'


def make_hit(query: Query, row: tuple[Any, ...]) -> Hit:
    """The hit of a row (row number, id, noun, body)."""
    order, subject, noun, packed = row
    body = _unpack(packed)
    return Hit(
        noun=Indexed(noun),
        id=subject,
        source=body["source"],
        order=order,
        snippets=make_snippets(query, body["words"]),
    )
