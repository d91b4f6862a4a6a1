"""A register is what its ledger entry covers: changed rows are not asked, and a half import is none."""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.errors import VerificationError
from evidence.finding import RegisterState
from evidence.verify_store import verify_store
from evidence.workspace import Workspace, open_workspace
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import Library, open_library
from patrols.registers import import_register_file

NOW = datetime(2026, 3, 1, tzinfo=UTC)
KEY = "91330106MA27XK1234"
ROWS = f"uscc,name,status\n{KEY},杭州某某商贸有限公司,存续\n"
ATTACKS = (
    "UPDATE rows SET body = replace(body, '存续', '注销')",
    "DELETE FROM rows",
    "UPDATE cells SET folded = 'X'",
    "UPDATE facts SET value = '2020-01-01' WHERE name = 'as_of'",
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    held = open_workspace(tmp_path / "ws", create=True, now=NOW)
    source = tmp_path / "register.csv"
    source.write_text(ROWS, encoding="utf-8")
    import_register_file(held, "market_entities", source, now=NOW)
    return held


def find_file(workspace: Workspace) -> Path:
    (path,) = (workspace.root / "authority").rglob("*.sqlite")
    return path


def ask(workspace: Workspace) -> Authority:
    return Authority(library=open_library(workspace), at=date(2026, 3, 2))


def test_an_imported_register_is_asked_and_the_store_is_whole(workspace: Workspace) -> None:
    assert ask(workspace).find("market_entities", KEY).state is RegisterState.FOUND
    assert verify_store(workspace).problems == ()


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_register_changed_by_hand_is_named_and_not_asked(workspace: Workspace, attack: str) -> None:
    with sqlite3.connect(find_file(workspace)) as connection:
        connection.execute(attack)
    authority = ask(workspace)
    assert authority.find("market_entities", KEY).state is RegisterState.UNAVAILABLE
    assert list(authority.damaged) == ["market_entities"]
    assert [problem.path.partition("@")[0] for problem in verify_store(workspace).problems] == [
        "authority/market_entities"
    ]


@pytest.mark.parametrize("data", [None, b"", b"garbage" * 100])
def test_a_register_file_that_is_lost_is_named_and_not_asked(
    workspace: Workspace, data: bytes | None
) -> None:
    path = find_file(workspace)
    path.unlink() if data is None else path.write_bytes(data)
    assert ask(workspace).find("market_entities", KEY).state is RegisterState.UNAVAILABLE
    assert not verify_store(workspace).ok


def test_a_version_that_the_records_do_not_hold_yet_is_not_there(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Killed between the file and the ledger entry, an import has not happened."""
    other = open_workspace(tmp_path / "other", create=True, now=NOW)
    target = other.root / find_file(workspace).relative_to(workspace.root)
    target.parent.mkdir(parents=True)
    target.write_bytes(find_file(workspace).read_bytes())
    assert len(Library(other.root / "authority").load_versions()) == 1
    assert open_library(other).load_versions() == []


def test_a_damaged_version_does_not_keep_a_new_one_out(workspace: Workspace, tmp_path: Path) -> None:
    find_file(workspace).write_bytes(b"")
    source = tmp_path / "newer.csv"
    source.write_text(ROWS.replace("存续", "注销"), encoding="utf-8")
    import_register_file(workspace, "market_entities", source, now=NOW, as_of=date(2026, 3, 2))
    assert ask(workspace).find("market_entities", KEY).state is RegisterState.INACTIVE


def test_opening_a_changed_version_says_what_to_do(workspace: Workspace) -> None:
    find_file(workspace).write_bytes(b"")
    library = open_library(workspace)
    with pytest.raises(VerificationError, match="restore a backup"):
        library.check(library.load_versions()[0])
