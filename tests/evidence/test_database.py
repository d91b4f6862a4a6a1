"""The records in the workspace's own file and on PostgreSQL: alike in all that is asked of them."""

import dataclasses
import multiprocessing
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from config.errors import BusyError, ConfigError, RunAbortedError, ServiceError, VerificationError
from evidence.backup import back_up, restore
from evidence.database import DATABASE, PostgresDatabase, SqliteDatabase, open_database
from evidence.finding import Finding
from evidence.lead import LeadFilter, LeadKind
from evidence.listing import Listing, PageKind
from evidence.moving import move_records
from evidence.rebuilding import rebuild_records
from evidence.run_lock import hold_job
from evidence.stray import find_leftovers
from evidence.verify_store import verify_store
from evidence.workspace import Workspace, open_workspace
from evidence.writer import Target
from tests.evidence.conftest import NOW, make_capture
from tests.evidence.whole_store import make_store

LONG = "http://a.example/" + "".join(f"{number:04x}" for number in range(2_000))
"""An address of 8,000 characters that cannot be packed small."""


def name_server(root: Path, url: str) -> Path:
    """Settings of a workspace by which its records lie on a server."""
    root.mkdir(exist_ok=True)
    address = make_url(url)
    secret = root.parent / f"{root.name}.password"
    secret.write_text(f"{address.password}\n", encoding="utf-8")
    secret.chmod(0o600)
    plain = PostgresDatabase(address).name
    (root / "netpatrol.toml").write_text(
        f'[records]\nurl = "{plain}"\npassword_file = "{secret}"\n', encoding="utf-8"
    )
    return root


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where a workspace is to be made, with records in a file or on a server."""
    if request.param == "sqlite":
        return tmp_path / "ws"
    return name_server(tmp_path / "ws", request.getfixturevalue("postgres_url"))


@pytest.fixture
def server_root(postgres_url: str, tmp_path: Path) -> Path:
    return name_server(tmp_path / "ws", postgres_url)


def test_a_whole_store_verifies_and_says_the_same_wherever_it_lies(root: Path) -> None:
    records = make_store(root).records
    again = open_workspace(root)
    assert verify_store(again).problems == ()
    (lead,) = again.records.load_leads(LeadFilter(kind=LeadKind.FINDING))
    (finding,) = again.records.load_findings(lead_id=lead.lead_id)
    assert isinstance(finding, Finding)
    assert again.records.count_leads_by_day()[0][2] == date(2026, 3, 1)
    (run, _) = (one.run.run_id for one in again.records.load_runs())
    assert sum(records.count_targets([run])[run].values()) in {0, 3}
    assert (again.root / DATABASE).exists() is not isinstance(again.records.database, PostgresDatabase)


@pytest.mark.parametrize("wanted", ["壶", "JISHI", "疑"])
def test_leads_are_searched_alike_in_large_and_small_letters(root: Path, wanted: str) -> None:
    records = make_store(root).records
    with records.write(NOW) as writer:
        writer.connection.execute(text("UPDATE leads SET shop = 'Jishi_1'"))
    found = records.load_leads(LeadFilter(kind=LeadKind.FINDING, text=wanted))
    assert len(found) == 1
    assert records.load_leads(LeadFilter(kind=LeadKind.FINDING, text="J%1")) == []


def test_an_address_of_any_length_is_a_target_once(root: Path) -> None:
    workspace = open_workspace(root, create=True, now=NOW)
    run = workspace.begin_run("crawl", "job", "digest", NOW)
    with workspace.records.write(NOW) as writer:
        assert writer.add_targets(run.run_id, [Target(url=LONG, purpose="any")]) == 1
        assert writer.add_targets(run.run_id, [Target(url=LONG, purpose="any")]) == 0
        writer.settle_target(run.run_id, LONG, "absent")
    assert [one.outcome for one in workspace.records.load_targets(run.run_id)] == ["absent"]
    assert verify_store(workspace).problems == ()


def test_what_fails_midway_leaves_nothing(root: Path) -> None:
    workspace = make_store(root)
    before = workspace.records.get_last_seq()
    with pytest.raises(ZeroDivisionError):
        _fail_midway(workspace)
    assert (workspace.records.get_last_seq(), workspace.records.get_fact("settings", "half")) == (
        before,
        None,
    )


def _fail_midway(workspace: Workspace) -> None:
    with workspace.records.write(NOW) as writer:
        writer.add_fact("settings", "half", "{}")
        raise ZeroDivisionError


def test_a_reader_sees_one_state_while_others_write(root: Path) -> None:
    records = make_store(root).records
    count = text("SELECT count(*) FROM facts")
    with records.read() as connection:
        before = connection.scalar(count)
        with records.write(NOW) as writer:
            writer.add_fact("settings", "meanwhile", "{}")
        assert connection.scalar(count) == before
    with records.read() as connection:
        assert connection.scalar(count) == before + 1


def _keep_facts(root: Path, who: int, number: int) -> None:
    records = open_workspace(root).records
    for one in range(number):
        with records.write(NOW + timedelta(seconds=one)) as writer:
            writer.add_fact("settings", f"{who}-{one}", "{}")


def test_processes_that_write_at_once_make_one_chain(root: Path) -> None:
    make_store(root)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_keep_facts, args=(root, who, 15)) for who in range(3)]
    for process in writers:
        process.start()
    for process in writers:
        process.join(120)
    assert [process.exitcode for process in writers] == [0, 0, 0]
    workspace = open_workspace(root)
    kept = workspace.records.load_facts("settings")
    assert {f"{who}-{one}" for who in range(3) for one in range(15)} <= kept.keys()
    assert verify_store(workspace).problems == ()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM findings",
        "UPDATE targets SET outcome = 'found', reason = NULL",
        "UPDATE runs SET summary = '{}'",
        "UPDATE leads SET verdict = 'confirmed'",
        'UPDATE locations SET "offset" = 1',
        "DELETE FROM ledger WHERE seq > 5",
        "INSERT INTO facts VALUES ('settings', 'forged', '{}')",
    ],
)
def test_what_was_changed_behind_the_programs_back_is_found(root: Path, statement: str) -> None:
    make_store(root)
    with open_database(root).engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement))
    assert not verify_store(open_workspace(root)).ok


def test_a_backup_restores_to_where_the_settings_say(
    root: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    workspace = make_store(root)
    with workspace.records.write(NOW) as writer:  # other rooms keep tables beside ours
        writer.connection.execute(text("CREATE TABLE other (word VARCHAR PRIMARY KEY, number INTEGER)"))
        writer.connection.execute(text("INSERT INTO other VALUES ('字', 7)"))
    back_up(workspace, tmp_path / "backup")
    if isinstance(workspace.records.database, PostgresDatabase):
        with pytest.raises(ConfigError, match="holds records already"):
            restore(tmp_path / "backup", tmp_path / "new")
        other = request.getfixturevalue("postgres_server").make_database()
        name_server(tmp_path / "backup", other)
    restore(tmp_path / "backup", tmp_path / "new")
    restored = open_workspace(tmp_path / "new")
    assert verify_store(restored).problems == ()
    assert list(restored.records.iter_entries()) == list(workspace.records.iter_entries())
    with restored.records.read() as connection:
        assert connection.execute(text("SELECT word, number FROM other")).all() == [("字", 7)]


def test_records_are_rebuilt_beside_those_that_were_put_aside(root: Path) -> None:
    workspace = make_store(root)
    with workspace.records.write(NOW) as writer:
        writer.connection.execute(text("DELETE FROM ledger"))
    rebuilt = rebuild_records(root, now=NOW + timedelta(days=1), tell=print)
    assert (rebuilt.snapshots, rebuilt.damaged) == (2, 0)
    again = open_workspace(root)
    assert verify_store(again).problems == ()
    if isinstance(again.records.database, PostgresDatabase):
        with again.records.read() as connection:
            kept = connection.scalar(text(f'SELECT count(*) FROM "{rebuilt.aside}".findings'))
        assert kept == 1


@pytest.mark.postgres
def test_records_move_from_the_file_to_the_server_once(tmp_path: Path, postgres_url: str) -> None:
    root = tmp_path / "ws"
    held = list(make_store(root).records.iter_entries())
    name_server(root, postgres_url)
    with pytest.raises(ConfigError, match="records move"):
        open_workspace(root)
    with hold_job(root, "crawl-1", now=NOW), pytest.raises(BusyError, match="stop the desk"):
        move_records(root, now=NOW)
    with (
        patch.object(SqliteDatabase, "put_aside", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        move_records(root, now=NOW)  # killed after the copy
    moved = move_records(root, now=NOW)
    assert (moved.entries, (root / moved.aside / DATABASE).exists()) == (len(held), True)
    workspace = open_workspace(root)
    assert list(workspace.records.iter_entries()) == held
    workspace.seal(workspace.begin_run("crawl", "later", "digest", NOW), make_capture(3))
    assert verify_store(workspace).problems == ()
    with pytest.raises(ConfigError, match="nothing to move"):
        move_records(root, now=NOW)


@pytest.mark.postgres
def test_records_of_another_workspace_are_neither_read_nor_taken_for_moved(
    server_root: Path, postgres_url: str, tmp_path: Path
) -> None:
    make_store(server_root)
    for name in ("empty", "own"):
        other = tmp_path / name
        if name == "own":
            make_store(other)
            name_server(other, postgres_url)
            with pytest.raises(ConfigError, match="other records"):
                move_records(other, now=NOW)
            (other / DATABASE).unlink()
        name_server(other, postgres_url)
        with pytest.raises(ConfigError, match="another workspace"):
            open_workspace(other, create=True, now=NOW)


@pytest.mark.postgres
def test_a_rebuild_never_moves_the_records_of_another_workspace(
    server_root: Path, postgres_url: str, tmp_path: Path
) -> None:
    make_store(server_root)
    other = tmp_path / "other"
    make_store(other)
    (other / DATABASE).unlink()
    name_server(other, postgres_url)
    with pytest.raises(ConfigError, match="another workspace"):
        rebuild_records(other, now=NOW, tell=print)
    assert verify_store(open_workspace(server_root)).problems == ()


@pytest.mark.postgres
def test_a_lost_head_on_a_server_is_told_and_nothing_else_is_refused(server_root: Path) -> None:
    make_store(server_root)
    (server_root / "ledger-head.json").unlink()
    (problem, *_) = verify_store(open_workspace(server_root)).problems
    assert problem.problem == "the signed head of the ledger is missing"


@pytest.mark.postgres
def test_a_process_that_has_the_moved_file_open_writes_no_more(tmp_path: Path, postgres_url: str) -> None:
    root = tmp_path / "ws"
    held = make_store(root)  # as a desk holds it
    name_server(root, postgres_url)
    move_records(root, now=NOW)
    with pytest.raises(RunAbortedError, match="moved away"), held.records.write(NOW) as writer:
        writer.add_fact("settings", "late", "{}")
    assert verify_store(open_workspace(root)).problems == ()
    (root / "netpatrol.toml").unlink()
    with pytest.raises(ConfigError, match="were moved to a server"):
        open_workspace(root)


@pytest.mark.postgres
def test_a_server_that_is_set_to_another_isolation_changes_nothing(server_root: Path) -> None:
    workspace = make_store(server_root)
    with workspace.records.database.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        name = workspace.records.database.name.rsplit("/", 1)[1]
        connection.execute(
            text(f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'")
        )
    test_processes_that_write_at_once_make_one_chain(server_root)


def test_a_nul_in_a_page_spoils_nothing(root: Path) -> None:
    workspace = make_store(root)
    capture = make_capture(4)
    listing = Listing(
        url=capture.url, kind=PageKind.LISTING, platform="jishi", listing_id="4", title="壶\0盖"
    )
    snapshot = workspace.seal(
        workspace.begin_run("crawl", "nul", "digest", NOW), dataclasses.replace(capture, listing=listing)
    )
    (first,) = workspace.records.load_findings()
    about = first.listing.model_copy(update={"title": "壶\0盖", "listing_id": "4"})
    changes = {"finding_id": "finding-nul", "lead_id": "lead-nul", "snapshot_id": snapshot.snapshot_id}
    with workspace.records.write(NOW) as writer:
        writer.add_finding(first.model_copy(update={**changes, "listing": about}))
    assert verify_store(workspace).problems == ()
    assert find_leftovers(workspace) == []
    lead = workspace.records.get_lead("lead-nul")
    assert lead is not None
    assert lead.title == "壶盖"


def test_a_backup_is_not_restored_over_a_workspace(root: Path, tmp_path: Path) -> None:
    workspace = make_store(root)
    back_up(workspace, tmp_path / "backup")
    (tmp_path / "backup" / "netpatrol.toml").unlink(missing_ok=True)
    with pytest.raises(ConfigError, match="holds a workspace already"):
        restore(tmp_path / "backup", root)


@pytest.mark.postgres
def test_an_emptied_server_is_not_taken_for_a_new_workspace(server_root: Path) -> None:
    workspace = make_store(server_root)
    with workspace.records.database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DROP SCHEMA netpatrol CASCADE"))
    with pytest.raises(VerificationError, match="records rebuild"):
        open_workspace(server_root, create=True)


def test_a_server_that_does_not_answer_is_one_clear_line(tmp_path: Path) -> None:
    root = name_server(tmp_path / "ws", "postgresql://u:hidden-word@127.0.0.1:9/none")
    with pytest.raises(ServiceError, match="see to the server") as told:
        open_workspace(root, create=True, now=NOW)
    assert "\n" not in str(told.value)
    assert "hidden-word" not in str(told.value)


@pytest.mark.postgres
def test_a_server_that_goes_away_takes_nothing_with_it(server_root: Path) -> None:
    workspace = make_store(server_root)
    before = workspace.records.get_last_seq()
    with pytest.raises(ServiceError, match="nothing kept before is lost"):
        _write_while_cut(workspace)
    assert workspace.records.get_last_seq() == before
    assert verify_store(workspace).problems == ()


def _write_while_cut(workspace: Workspace) -> None:
    with workspace.records.write(NOW) as writer:
        writer.add_fact("settings", "cut", "{}")
        mine = writer.connection.scalar(text("SELECT pg_backend_pid()"))
        with workspace.records.database.engine.execution_options(
            isolation_level="AUTOCOMMIT"
        ).connect() as other:
            other.execute(text(f"SELECT pg_terminate_backend({mine})"))
        writer.add_fact("settings", "after", "{}")


@pytest.mark.postgres
def test_a_schema_that_the_user_may_not_look_into_is_not_taken_for_an_empty_one(
    server_root: Path, postgres_url: str
) -> None:
    make_store(server_root)
    url = make_url(postgres_url)
    owner = PostgresDatabase(url.set(drivername="postgresql+psycopg"))
    name = f"netpatrol_stranger_{url.database}"
    with owner.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD 'stranger'"))
    stranger = PostgresDatabase(owner.url.set(username=name, password="stranger"))
    try:
        with pytest.raises(ServiceError, match=r"may not look into .* GRANT USAGE"):
            stranger.exists()
    finally:
        stranger.engine.dispose()
        with owner.engine.execution_options(writes=True).begin() as connection:
            connection.execute(text(f"DROP ROLE {name}"))
