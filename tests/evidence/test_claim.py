"""Two folders that claim the same records on a server are told apart."""

import os
import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from unittest.mock import patch

import pytest

from config.errors import ConfigError
from evidence.backup import back_up, restore
from evidence.claim import FILE, _keep, _load, _recognise
from evidence.database import PostgresDatabase
from evidence.moving import claim_records
from evidence.rebuilding import rebuild_records
from evidence.verify_store import verify_store
from evidence.workspace import open_workspace
from tests.evidence.conftest import NOW
from tests.evidence.test_database import name_server
from tests.evidence.whole_store import make_store

pytestmark = pytest.mark.postgres


@pytest.fixture
def root(postgres_url: str, tmp_path: Path) -> Path:
    made = name_server(tmp_path / "ws", postgres_url)
    make_store(made)
    return made


def copy(root: Path) -> Path:
    return Path(shutil.copytree(root, root.with_name("copy")))


def test_a_copy_is_refused_and_says_which_folder_holds_the_records(root: Path) -> None:
    other = copy(root)
    for attempt in (open_workspace, lambda place: rebuild_records(place, now=NOW, tell=print)):
        with pytest.raises(ConfigError, match=rf"workspace in '{root}' .*'{other}' is a copy of it"):
            attempt(other)
    assert verify_store(open_workspace(root)).problems == ()


def test_the_copy_takes_over_once_it_claims_and_the_other_is_refused(root: Path) -> None:
    other = copy(root)
    claim_records(other, now=NOW)
    assert verify_store(open_workspace(other)).problems == ()
    with pytest.raises(ConfigError, match=f"workspace in '{other}'"):
        open_workspace(root)


def test_a_folder_that_was_moved_goes_on_and_is_named_where_it_is(root: Path) -> None:
    moved = root.rename(root.with_name("moved"))
    open_workspace(moved)
    with pytest.raises(ConfigError, match=f"workspace in '{moved}'"):
        open_workspace(copy(moved))


def test_a_folder_seen_from_another_machine_goes_on(root: Path) -> None:
    with patch("socket.gethostname", return_value="another"):
        open_workspace(root)
    open_workspace(root)


def on_another_disk(root: Path) -> AbstractContextManager[object]:
    """As if the file with the id of a folder lay on another disk, under the number that the first one has."""
    number, stat = (root / FILE).stat().st_ino, Path.stat

    def look(path: Path, **how: bool) -> os.stat_result:
        found = stat(path, **how)
        if path.name != FILE or path.parent == root:
            return found
        return os.stat_result((found.st_mode, number, found.st_dev + 1, *found[3:]))

    return patch.object(Path, "stat", look)


def test_a_copy_on_another_disk_is_refused_though_its_file_has_the_same_number(root: Path) -> None:
    other = copy(root)
    with on_another_disk(root), pytest.raises(ConfigError, match="is a copy"):
        open_workspace(other)
    open_workspace(root)


def test_a_claim_without_a_disk_gets_one_where_the_folder_lies(root: Path) -> None:
    database = open_workspace(root).records.database
    assert isinstance(database, PostgresDatabase)
    with database.engine.execution_options(writes=True).begin() as connection:
        held = _load(connection)
        assert held is not None
        _keep(connection, held.model_copy(update={"device": None}))
    open_workspace(root)
    with database.engine.connect() as connection:
        assert _load(connection) == held


def test_looking_who_holds_the_records_writes_no_id(root: Path) -> None:
    database = open_workspace(root).records.database
    assert isinstance(database, PostgresDatabase)
    with database.engine.connect() as connection:
        held = _load(connection)
    assert held is not None
    (root / FILE).unlink()
    assert _recognise(root, held) is None
    assert not (root / FILE).exists()


def test_a_lost_or_renewed_id_in_its_own_place_is_written_anew(root: Path) -> None:
    (root / FILE).unlink()
    open_workspace(root)
    assert (root / FILE).exists()
    with pytest.raises(ConfigError, match="is a copy"):
        open_workspace(copy(root))


def test_what_a_backup_brings_to_a_new_server_is_held_by_the_restored_folder(
    root: Path, tmp_path: Path
) -> None:
    back_up(open_workspace(root), tmp_path / "backup")
    open_workspace(root).records.database.put_aside(tmp_path / "gone")
    restore(tmp_path / "backup", tmp_path / "restored")
    assert verify_store(open_workspace(tmp_path / "restored")).problems == ()


def test_a_folder_with_records_of_its_own_has_nothing_to_claim(tmp_path: Path) -> None:
    open_workspace(tmp_path / "ws", create=True, now=NOW)
    with pytest.raises(ConfigError, match="nothing to claim"):
        claim_records(tmp_path / "ws", now=NOW)
