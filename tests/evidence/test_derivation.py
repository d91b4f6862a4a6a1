"""Whatever is changed in the record database behind the program's back is found by `verify --store`."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.errors import NetpatrolError, VerificationError
from evidence import tables as t
from evidence.ledger import find_chain_problems, make_entry_hash
from evidence.verify_store import verify_store
from evidence.workspace import Workspace, open_workspace
from tests.evidence.conftest import NOW
from tests.evidence.whole_store import make_store, run_sql

TABLES = [table for table in t.metadata.sorted_tables if table.name != "meta"]


def iter_statements() -> Iterator[str]:
    for table in TABLES:
        yield f"DELETE FROM {table.name}"
        yield f"DELETE FROM {table.name} WHERE rowid = (SELECT max(rowid) FROM {table.name})"
        for column in table.columns:
            value = f'"{column.name}" + 1' if str(column.type) == "INTEGER" else "'x'"
            last = f"WHERE rowid = (SELECT max(rowid) FROM {table.name})"
            yield f'UPDATE {table.name} SET "{column.name}" = {value} {last}'
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        last = next(column.name for column in reversed(table.primary_key.columns.values()))
        copied = ", ".join(
            ('max("seq") + 1' if name == "seq" else f"\"{name}\" || 'z'") if name == last else f'"{name}"'
            for name in (column.name for column in table.columns)
        )
        yield f"INSERT INTO {table.name} ({names}) SELECT {copied} FROM {table.name} LIMIT 1"


STATEMENTS = [
    *iter_statements(),
    "UPDATE targets SET outcome = 'absent', reason = NULL WHERE outcome = 'not_attempted'",
    "UPDATE targets SET state = 'pending', outcome = NULL, snapshot_id = NULL",
    "DELETE FROM targets WHERE outcome = 'not_attempted'",
    "UPDATE tallies SET number = 0",
    "UPDATE findings SET status = 'unsure'",
    "UPDATE leads SET verdict = 'rejected'",
    "UPDATE leads SET sightings = 9, title = 'other'",
    "UPDATE runs SET state = 'open', summary = NULL WHERE state = 'finished'",
    "UPDATE locations SET offset = 0",
    "UPDATE snapshots SET body = replace(body, 'found', 'absent')",
    "UPDATE facts SET body = '{\"crawl\":{}}' WHERE noun = 'settings'",
]


def test_the_store_as_it_was_kept_is_whole(store: Workspace) -> None:
    result = verify_store(store)
    assert (result.problems, result.ok, result.grade) == ((), True, "C")


def test_there_are_statements_for_every_table() -> None:
    assert len(STATEMENTS) > 100
    assert all(any(f" {table.name} " in f"{one} " for one in STATEMENTS) for table in TABLES)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_changed_store_is_not_whole_and_the_place_is_named(store: Workspace, statement: str) -> None:
    run_sql(store, statement)
    result = verify_store(store)
    assert not result.ok
    assert result.grade is None
    assert all(problem.path and problem.problem for problem in result.problems)


def test_a_forged_finding_without_an_entry_is_named(store: Workspace) -> None:
    body = json.loads(store.records.load_findings()[0].as_json())
    body |= {"finding_id": "find-forged", "summary": "forged"}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("'", "''")
    columns = "lead_id, snapshot_id, run_id, code, check_name, status, found_at"
    run_sql(
        store,
        f"INSERT INTO findings (finding_id, {columns}, body) "
        f"SELECT 'find-forged', {columns}, '{text}' FROM findings",
    )
    problems = {problem.path: problem.problem for problem in verify_store(store).problems}
    assert problems["find-forged"] == "no ledger entry covers this finding"


def test_a_removed_tail_is_found_by_the_signed_head(store: Workspace) -> None:
    run_sql(store, "DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)")
    run_sql(store, "DELETE FROM runs WHERE state = 'open'")
    assert [problem.path for problem in verify_store(store).problems] == ["ledger-head.json"]


def test_a_ledger_that_lost_its_tail_takes_no_more_entries(store: Workspace) -> None:
    run_sql(store, "DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)")
    with pytest.raises(VerificationError, match="signed head"):
        store.begin_run("crawl", "new", "digest", NOW)


def test_an_entry_made_again_with_its_hash_breaks_the_link_to_the_next(store: Workspace) -> None:
    entry = next(one for one in store.records.iter_entries() if one.noun == "snapshot")
    plain = entry.model_dump() | {"digest": "0" * 64}
    run_sql(
        store,
        f"UPDATE ledger SET digest = '{'0' * 64}', hash = '{make_entry_hash(plain)}' WHERE seq = {entry.seq}",
    )
    assert find_chain_problems(store.records.iter_entries()) == [
        f"ledger entry {entry.seq + 1} does not follow entry {entry.seq}"
    ]


def test_a_head_signed_with_another_key_is_refused(store: Workspace, tmp_path: Path) -> None:
    other = make_store(tmp_path / "other")
    shutil.copy(other.root / "keys" / "office.key", store.root / "keys" / "office.key")
    store.records.head.write(*_read_end(store))
    assert [problem.path for problem in verify_store(store).problems] == ["ledger-head.json"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("entries", 1), ("hash", "0" * 64), ("at", "2020"), ("signature", "AAAA"), ("key_id", "0")],
)
def test_a_changed_head_is_found(store: Workspace, name: str, value: object) -> None:
    path = store.root / "ledger-head.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: value}))
    assert "ledger-head.json" in [problem.path for problem in verify_store(store).problems]


@pytest.mark.parametrize("data", [b"", b"garbage"])
def test_a_head_that_is_none_is_a_problem_and_no_crash(store: Workspace, data: bytes) -> None:
    (store.root / "ledger-head.json").write_bytes(data)
    assert [problem.path for problem in verify_store(store).problems] == ["ledger-head.json"]


def test_a_missing_head_is_found(store: Workspace) -> None:
    (store.root / "ledger-head.json").unlink()
    assert [problem.path for problem in verify_store(store).problems] == ["ledger-head.json"]


@pytest.mark.parametrize("data", [None, b"", b"garbage" * 2000])
def test_a_lost_database_is_never_begun_anew_over_captures(store: Workspace, data: bytes | None) -> None:
    for path in store.root.glob("records.db*"):
        path.unlink()
    if data is not None:
        (store.root / "records.db").write_bytes(data)
    with pytest.raises(NetpatrolError, match="restore a backup"):
        open_workspace(store.root, create=True)


def test_garbage_in_the_middle_of_the_database_is_a_problem_and_no_crash(store: Workspace) -> None:
    run_sql(store, "PRAGMA wal_checkpoint(TRUNCATE)")
    path = store.root / "records.db"
    data = bytearray(path.read_bytes())
    data[8192 : len(data) - 4096] = b"\x5a" * (len(data) - 12288)
    path.write_bytes(data)
    for rest in store.root.glob("records.db-*"):
        rest.unlink()
    with pytest.raises(VerificationError, match="damaged"):
        open_workspace(store.root)
    assert not verify_store(store).ok


@pytest.mark.parametrize("data", [None, b"", b"garbage"])
def test_lost_prices_are_named(store: Workspace, data: bytes | None) -> None:
    (path,) = (store.root / "prices").glob("*.parquet")
    path.unlink() if data is None else path.write_bytes(data)
    assert [problem.path for problem in verify_store(store).problems] == [f"prices/{path.name}"]


def test_a_clock_that_went_back_is_said_by_the_ledger(store: Workspace) -> None:
    store.begin_run("crawl", "back", "digest", NOW.replace(day=NOW.day, month=1))
    actions = [entry.action for entry in store.records.iter_entries()]
    assert actions[-2:] == ["clock", "start"]
    assert verify_store(store).ok


def test_the_key_is_its_owners_only_and_signs_nothing_when_others_can_read_it(store: Workspace) -> None:
    path = store.root / "keys" / "office.key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(NetpatrolError, match="chmod 600"):
        open_workspace(store.root).begin_run("crawl", "new", "digest", NOW)


def _read_end(store: Workspace) -> tuple[int, str, str]:
    last = list(store.records.iter_entries())[-1]
    return last.seq, last.hash, last.at
