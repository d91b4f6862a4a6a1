"""What was purged is said to be purged, by whom and why; nothing else passes for it or goes."""

import itertools
import json
import multiprocessing
import signal
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from config.errors import PurgedError, RunAbortedError
from config.settings import Settings
from evidence import backup, purge
from evidence.backup import back_up, restore
from evidence.bundle import write_bundle
from evidence.noun import make_canonical_json, make_digest
from evidence.purge import Order, Purged, finish_purges, purge_snapshots
from evidence.rebuilding import rebuild_records
from evidence.snapshot import Snapshot
from evidence.store import ObjectStore
from evidence.stray import find_strays
from evidence.verify_bundle import verify_bundle
from evidence.verify_store import verify_store
from evidence.warc import iter_records, make_remainder, make_warc
from evidence.workspace import Workspace, open_workspace
from tests.evidence.conftest import NOW, make_capture
from tests.evidence.dying import die_at
from tests.evidence.whole_store import run_sql

AT = NOW + timedelta(days=400)
ORDER = Order(by="li", why="期满", at=AT)
LINE = "purged on 2027-04-05 by rule 'routine, 180 days'"
PICTURE = make_digest(b"picture")


def purge_ids(workspace: Workspace, *ids: str, order: Order = ORDER) -> Purged:
    rules = dict.fromkeys(ids, "routine, 180 days")
    return purge_snapshots(workspace, rules, order, set)


def load_two(store: Workspace) -> tuple[Snapshot, Snapshot]:
    first, second = store.records.load_snapshots()
    return first, second


def get_own(snapshot: Snapshot) -> list[str]:
    return [one.sha256 for one in snapshot.artefacts if one.sha256 != PICTURE]


def test_the_bytes_of_one_go_and_what_another_needs_of_its_file_stays(store: Workspace) -> None:
    first, second = load_two(store)
    done = purge_ids(store, first.snapshot_id)
    assert (done.snapshots, done.objects, done.refused) == (1, 1, ())
    assert not store.store.has(first.warc_sha256)
    for sha256 in get_own(first):
        with pytest.raises(PurgedError, match=LINE):
            store.read_artefact(sha256)
    for artefact in second.artefacts:
        assert make_digest(store.read_artefact(artefact.sha256)) == artefact.sha256
    every = b"".join(ObjectStore.read(store.store, one) for one in store.store.list_digests())
    assert b"<title>1</title>" not in b"".join(record.sealed or b"" for record in iter_records(every))
    result = verify_store(store)
    assert (result.ok, result.problems) == (True, ())
    assert result.reasons == (f"the bytes of 1 snapshots were {LINE}",)


def test_who_why_when_and_what_stand_in_the_tombstone_and_the_ledger(store: Workspace) -> None:
    first, _ = load_two(store)
    size = store.store.path(first.warc_sha256).stat().st_size
    purge_ids(store, first.snapshot_id)
    tombstone = store.records.load_tombstones()[first.warc_sha256].tombstone
    assert (tombstone.by, tombstone.why, tombstone.purged_at) == ("li", "期满", AT)
    assert (tombstone.size_bytes, tombstone.snapshots) == (size, (first.snapshot_id,))
    sizes = {one.sha256: one.size_bytes for one in first.artefacts}
    assert {one.sha256: one.size_bytes for one in tombstone.gone} == {
        one: sizes[one] for one in get_own(first)
    }
    [entry] = [one for one in store.records.iter_entries() if one.action == "purge"]
    body = store.records.get_fact("tombstone", first.warc_sha256)
    assert body is not None
    assert (entry.subject, entry.digest) == (first.warc_sha256, make_digest(body))


def test_the_last_that_needs_shared_bytes_takes_them_along(store: Workspace) -> None:
    first, second = load_two(store)
    purge_ids(store, first.snapshot_id)
    purge_ids(store, second.snapshot_id)
    with pytest.raises(PurgedError):
        store.read_artefact(PICTURE)
    assert len(store.records.load_tombstones()) == 3  # two files and the remainder that held the picture
    assert all(not store.store.has(one) for one in store.records.load_tombstones())
    assert verify_store(store).problems == ()


def test_both_at_once_leave_nothing_either(store: Workspace) -> None:
    purge_ids(store, *(one.snapshot_id for one in load_two(store)))
    with pytest.raises(PurgedError):
        store.read_artefact(PICTURE)
    assert verify_store(store).problems == ()


def test_purged_bytes_that_are_seen_again_are_sealed_again(store: Workspace) -> None:
    first, second = load_two(store)
    purge_ids(store, first.snapshot_id, second.snapshot_id)
    run = store.begin_run("crawl", "later", "digest", AT)
    store.seal(run, make_capture(7))
    assert make_digest(store.read_artefact(PICTURE)) == PICTURE
    assert verify_store(store).problems == ()


def seal_while_bytes_go(store: Workspace, number: int) -> None:
    """Seal a capture whose picture another process purges once it was looked for."""
    first, second = load_two(store)
    run = store.begin_run("crawl", "later", "digest", AT)
    find = store.records.get_location
    once: list[int] = []

    def purge_after_looking(sha256: str) -> object:
        found = find(sha256)
        if sha256 == PICTURE and not once:
            once.append(1)
            purge_ids(store, first.snapshot_id, second.snapshot_id)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store.records, "get_location", purge_after_looking)
        store.seal(run, make_capture(number))
    assert once


def lose_database(store: Workspace) -> Workspace:
    """The workspace as its objects alone make it again."""
    (store.root / "records.db").write_bytes(b"garbage" * 2000)
    rebuild_records(store.root, now=AT, tell=print)
    return open_workspace(store.root)


def test_a_capture_sealed_while_bytes_go_keeps_them(store: Workspace) -> None:
    seal_while_bytes_go(store, 7)
    assert make_digest(store.read_artefact(PICTURE)) == PICTURE
    assert (verify_store(store).problems, find_strays(store)) == ((), [])


# The digests of the two files of one capture fall either way, so one capture shows nothing.
@pytest.mark.parametrize("number", range(7, 15))
@pytest.mark.parametrize("killed", [False, True])
def test_a_capture_sealed_while_bytes_go_keeps_them_after_a_rebuild(
    store: Workspace, monkeypatch: pytest.MonkeyPatch, number: int, killed: bool
) -> None:
    written: list[bytes] = []
    write = ObjectStore.write

    def note(self: ObjectStore, data: bytes) -> str:
        written.append(data)
        return write(self, data)

    monkeypatch.setattr(ObjectStore, "write", note)
    seal_while_bytes_go(store, number)
    if killed:  # before it removed its first file, which only refers to the picture
        store.store.write(written[-2])
    assert len(find_strays(store)) == killed
    again = lose_database(store)
    assert make_digest(again.read_artefact(PICTURE)) == PICTURE
    assert verify_store(again).problems == ()
    assert (len(find_strays(again)), finish_purges(again), find_strays(again)) == (killed, killed, [])


def test_the_file_of_a_capture_that_no_record_knows_is_named_and_stays(store: Workspace) -> None:
    software, run = "test", store.records.load_runs()[0].run
    snapshot, _ = load_two(store)
    other = snapshot.model_copy(update={"snapshot_id": "snapshot-x"}).model_dump(mode="json")
    sealed = make_canonical_json({"run": run.model_dump(mode="json"), "snapshot": other, "target": None})
    warc = make_warc(make_capture(1), store.records.get_location, software, run.run_id, sealed)
    stray = store.store.write(warc.data)
    assert find_strays(store) == [stray]
    result = verify_store(store)
    assert (result.ok, [stray in line for line in result.reasons]) == (True, [True])
    assert (finish_purges(store), store.store.has(stray)) == (0, True)


def test_a_stray_whose_bytes_are_damaged_elsewhere_stays(store: Workspace) -> None:
    first, _ = load_two(store)
    remainder = make_remainder(store.store.read(first.warc_sha256), {PICTURE}, "{}", "test", AT)
    stray = store.store.write(remainder.data)
    path = store.store.path(first.warc_sha256)
    whole = path.read_bytes()
    path.unlink()
    path.write_bytes(whole[: len(whole) // 2])
    assert (find_strays(store), finish_purges(store)) == ([stray], 0)
    path.write_bytes(whole)
    assert (finish_purges(store), find_strays(store)) == (1, [])


def test_what_came_to_be_needed_between_looking_and_doing_is_not_purged(store: Workspace) -> None:
    first, second = load_two(store)
    run = store.begin_run("crawl", "later", "digest", AT)
    dig = purge._dig

    def seal_after_digging(*args: object) -> object:
        graves = dig(*args)  # type: ignore[arg-type]  # passed on as they came
        store.seal(run, make_capture(7))
        return graves

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(purge, "_dig", seal_after_digging)
        done = purge_ids(store, first.snapshot_id, second.snapshot_id)
    assert (done.snapshots, len(done.refused)) == (2, 0)  # looked at again, and all but the picture went
    assert make_digest(store.read_artefact(PICTURE)) == PICTURE
    assert verify_store(store).problems == ()


def test_what_does_not_keep_still_is_refused_in_the_end(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = load_two(store)
    monkeypatch.setattr(purge, "_is_unchanged", lambda *_: False)
    done = purge_ids(store, first.snapshot_id, second.snapshot_id)
    assert (done.snapshots, [one for one, _ in done.refused]) == (0, [first.snapshot_id, second.snapshot_id])
    assert find_strays(store) == []
    assert verify_store(store).problems == ()


def test_one_that_came_to_be_needed_keeps_no_other(store: Workspace) -> None:
    first, second = load_two(store)
    rules = {one.snapshot_id: "routine, 180 days" for one in (first, second)}
    done = purge_snapshots(store, rules, ORDER, lambda some: set(some) - {first.snapshot_id})
    assert (done.snapshots, [one for one, _ in done.refused]) == (1, [first.snapshot_id])
    assert store.store.has(first.warc_sha256)
    assert not store.store.has(second.warc_sha256)
    assert find_strays(store) == []
    assert verify_store(store).problems == ()


def test_what_is_no_more_due_at_the_last_moment_stays(store: Workspace) -> None:
    first, _ = load_two(store)

    def nothing(_some: Iterable[str]) -> set[str]:
        return set()

    done = purge_snapshots(store, {first.snapshot_id: "routine, 180 days"}, ORDER, nothing)
    assert (done.snapshots, [one for one, _ in done.refused]) == (0, [first.snapshot_id])
    assert store.store.has(first.warc_sha256)
    assert store.records.load_tombstones() == {}
    assert find_strays(store) == []


def test_a_refused_purge_leaves_nothing_that_a_later_one_does_not_reach(store: Workspace) -> None:
    first, second = load_two(store)
    rules = {first.snapshot_id: "routine, 180 days"}
    purge_snapshots(store, rules, ORDER, lambda _: set())
    later = Order(by="li", why="期满", at=AT + timedelta(days=1))
    purge_ids(store, first.snapshot_id, second.snapshot_id, order=later)
    every = (iter_records(store.store.read(one)) for one in store.store.list_digests())
    assert PICTURE not in {record.payload_sha256 for records in every for record in records}
    assert lose_database(store).records.get_location(PICTURE) is None


def test_of_two_purges_at_once_one_is_refused_in_words(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = load_two(store)
    other, dig, said = open_workspace(store.root), purge._dig, []

    def dig_beside_another(*args: object) -> object:
        with pytest.raises(RunAbortedError, match="at this job already") as caught:
            purge_ids(other, first.snapshot_id, second.snapshot_id)
        said.append(caught.value)
        return dig(*args)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(purge, "_dig", dig_beside_another)
    done = purge_ids(store, first.snapshot_id, second.snapshot_id)
    assert (len(said), done.snapshots, done.refused) == (1, 2, ())
    assert verify_store(store).problems == ()


def test_a_damaged_file_is_not_purged_away(store: Workspace) -> None:
    first, _ = load_two(store)
    path = store.store.path(first.warc_sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-3])
    done = purge_ids(store, first.snapshot_id)
    assert done.refused[0][0] == first.snapshot_id
    assert "was changed on disk" in done.refused[0][1]
    assert not verify_store(store).ok


FORGERIES: dict[str, Callable[[Workspace, Snapshot], None]] = {
    "bytes deleted without a tombstone": lambda store, one: store.store.delete(one.warc_sha256),
    "a tombstone without its entry": lambda store, one: run_sql(
        store,
        "INSERT INTO facts (noun, subject, body) "
        f"SELECT 'tombstone', '{one.warc_sha256}', replace(body, subject, '{one.warc_sha256}') "
        "FROM facts WHERE noun = 'tombstone'",
    ),
    "a tombstone with another reason": lambda store, _: run_sql(
        store, "UPDATE facts SET body = replace(body, '期满', 'x') WHERE noun = 'tombstone'"
    ),
    "a tombstone that is gone": lambda store, _: run_sql(store, "DELETE FROM facts WHERE noun = 'tombstone'"),
    "a tombstone that is none": lambda store, _: run_sql(
        store, "UPDATE facts SET body = '{}' WHERE noun = 'tombstone'"
    ),
    "a remainder that is gone": lambda store, _: store.store.delete(_get_remainder(store)),
    "a place that is gone": lambda store, _: run_sql(
        store, f"DELETE FROM locations WHERE sha256 = '{PICTURE}'"
    ),
}


def _get_remainder(store: Workspace) -> str:
    [held] = store.records.load_tombstones().values()
    return held.remainder


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_is_no_purge_does_not_pass_for_one(store: Workspace, forgery: str) -> None:
    first, second = load_two(store)
    purge_ids(store, first.snapshot_id)
    FORGERIES[forgery](store, second)
    result = verify_store(store)
    assert not result.ok
    assert result.grade is None


def test_a_remainder_without_the_tombstone_is_named(store: Workspace) -> None:
    first, second = load_two(store)
    purge_ids(store, first.snapshot_id)
    held = store.records.load_tombstones()[first.warc_sha256]
    other = held.model_copy(update={"remainder": second.warc_sha256})
    run_sql(store, f"UPDATE facts SET body = '{other.as_json()}' WHERE noun = 'tombstone'")
    texts = [problem.problem for problem in verify_store(store).problems]
    assert any("does not hold the tombstone" in text for text in texts)


def _kill_at(root: Path, step: int) -> None:
    """Purge everything and die as by kill -9 at the given one of the steps that change anything."""
    store = open_workspace(root)
    die_at(step, (ObjectStore, "write"), (ObjectStore, "delete"), (type(store.records.head), "write"))
    purge_ids(store, *(one.snapshot_id for one in load_two(store)))


@pytest.mark.parametrize("step", range(1, 7))
def test_killed_anywhere_a_purge_is_done_or_not_and_can_be_run_again(store: Workspace, step: int) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_kill_at, args=(store.root, step))
    process.start()
    process.join(60)
    assert process.exitcode == (-signal.SIGKILL if step < 6 else 0)
    store = open_workspace(store.root)
    begun = bool(store.records.load_tombstones())
    texts = [problem.problem for problem in verify_store(store).problems]
    assert all("its bytes are still there" in text for text in texts)
    assert begun or not texts
    assert len(find_strays(store)) == (step == 2)  # the first of the two remainders
    finish_purges(store)
    assert find_strays(store) == []
    purge_ids(store, *(one.snapshot_id for one in load_two(store) if store.records.get_purge(one) is None))
    assert verify_store(store).problems == ()
    with pytest.raises(PurgedError):
        store.read_artefact(PICTURE)


def test_what_a_killed_purge_left_is_removed(store: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = load_two(store)
    with monkeypatch.context() as patch:
        patch.setattr(ObjectStore, "delete", lambda *_: None)
        purge_ids(store, first.snapshot_id)
    assert [one.path for one in verify_store(store).problems] == [f"objects/{first.warc_sha256}"]
    assert finish_purges(store) == 1
    assert verify_store(store).ok


def test_bundles_made_before_and_after_verify_and_say_it(store: Workspace, tmp_path: Path) -> None:
    first, second = load_two(store)
    before, after = tmp_path / "before.wacz", tmp_path / "after.wacz"
    ids = [first.snapshot_id, second.snapshot_id]
    write_bundle(store, ids, before, now=NOW, software="test")
    purge_ids(store, first.snapshot_id)
    write_bundle(store, ids, after, now=AT, software="test")
    trusted = store.records.load_facts("key")
    assert (verify_bundle(before, trusted).problems, verify_bundle(before, trusted).grade) == ((), "C")
    result = verify_bundle(after, trusted)
    assert (result.problems, result.grade) == ((), "D")
    assert f"the bytes of 1 snapshots were {LINE}" in result.reasons
    with pytest.raises(PurgedError, match=LINE):
        write_bundle(store, [first.snapshot_id], tmp_path / "x.wacz", now=AT, software="test")


def test_a_bundle_says_in_the_ledger_which_captures_went_out(store: Workspace, tmp_path: Path) -> None:
    first, _ = load_two(store)
    made = write_bundle(store, [first.snapshot_id], tmp_path / "a.wacz", now=NOW, software="test")
    [entry] = [
        one for one in store.records.iter_entries() if one.action == "export" and one.noun == "snapshot"
    ]
    assert (entry.subject, entry.digest) == (first.snapshot_id, made.sha256)
    assert verify_store(store).ok


@pytest.mark.parametrize("both", [False, True])
def test_a_lost_database_comes_again_with_its_tombstones(store: Workspace, both: bool) -> None:
    first, second = load_two(store)
    purge_ids(store, first.snapshot_id)
    if both:
        purge_ids(store, second.snapshot_id)
    before = store.records.load_tombstones()
    (store.root / "records.db").write_bytes(b"garbage" * 2000)
    said: list[str] = []
    done = rebuild_records(store.root, now=AT, tell=said.append)
    assert (done.snapshots, done.purged, done.damaged, done.unknown) == (2, 1 + both, 0, 0)
    assert said == [f"the bytes of {1 + both} snapshots were {LINE}"]
    again = open_workspace(store.root)
    assert again.records.load_tombstones() == before
    assert {one.as_json() for one in again.records.load_snapshots()} == {first.as_json(), second.as_json()}
    assert verify_store(again).problems == ()


def test_a_remainder_beside_the_file_it_should_replace_counts_for_nothing(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = load_two(store)
    with monkeypatch.context() as patch:
        patch.setattr(ObjectStore, "delete", lambda *_: None)
        purge_ids(store, first.snapshot_id)
    (store.root / "records.db").write_bytes(b"garbage" * 2000)
    done = rebuild_records(store.root, now=AT, tell=print)
    assert (done.snapshots, done.purged) == (2, 0)
    again = open_workspace(store.root)
    assert again.read_artefact(first.artefacts[0].sha256)
    assert verify_store(again).problems == ()


def test_a_backup_lets_go_what_was_purged(store: Workspace, tmp_path: Path) -> None:
    first, second = load_two(store)
    back_up(store, tmp_path / "backup")
    purge_ids(store, first.snapshot_id)
    back_up(store, tmp_path / "backup")
    assert not ObjectStore(root=tmp_path / "backup" / "objects").has(first.warc_sha256)
    restore(tmp_path / "backup", tmp_path / "other")
    other = open_workspace(tmp_path / "other")
    assert verify_store(other).problems == ()
    assert other.read_artefact(second.artefacts[0].sha256)


def test_a_backup_taken_while_a_purge_runs_is_whole(
    store: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = load_two(store)
    copy, calls = backup._copy_new, itertools.count()

    def purge_and_copy(source: Path, target: Path) -> int:
        if next(calls) == 2:  # the database was copied; the objects are looked through once more
            purge_ids(store, first.snapshot_id)
        return copy(source, target)

    monkeypatch.setattr(backup, "_copy_new", purge_and_copy)
    back_up(store, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "other")
    assert verify_store(open_workspace(tmp_path / "other")).problems == ()


def test_the_periods_of_retention_are_no_part_of_what_a_run_rests_on() -> None:
    settings = Settings.model_validate({"retention": {"routine_days": 30}})
    assert settings.digest == Settings().digest
    assert "retention" not in json.loads(settings.as_evidence())
