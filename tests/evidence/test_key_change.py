"""The office key is followed with its own word; what a revoked one signed before a stamp stays good."""

import json
import multiprocessing
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from config.errors import ConfigError, ItemError, RunAbortedError
from evidence.backup import back_up, restore
from evidence.bundle import write_bundle
from evidence.head import HeadFile
from evidence.key_change import (
    SUCCESSION,
    finish_rotation,
    follow,
    load_revoked,
    read_successions,
    revoke_key,
    rotate_key,
)
from evidence.office_key import load_key, make_key_id, make_next_key
from evidence.run_lock import hold_job
from evidence.trust import load_trusted
from evidence.verification import KeyState
from evidence.verify_bundle import verify_bundle
from evidence.verify_store import verify_store
from evidence.workspace import Workspace, open_workspace
from tests.evidence.conftest import NOW
from tests.evidence.dying import die_at
from tests.evidence.whole_store import make_store, run_sql

AT = NOW + timedelta(days=1)


def rotate(store: Workspace) -> tuple[str, str]:
    word = rotate_key(store, by="li", why="到期", now=AT)
    return word.old, word.new


def bundle(store: Workspace, out: Path) -> Path:
    ids = [store.records.load_snapshots()[0].snapshot_id]
    write_bundle(store, ids, out, now=AT, software="test")
    return out


def test_from_a_rotation_on_the_new_key_signs_and_all_that_was_stays_good(
    store: Workspace, tmp_path: Path
) -> None:
    before = bundle(store, tmp_path / "before.wacz")
    old_pem = store.records.head.key.public_pem.decode()
    old, new = rotate(store)
    after = bundle(store, tmp_path / "after.wacz")
    assert load_key(store.root).key_id == new != old
    result = verify_store(store)
    assert (result.problems, result.signer, result.state) == ((), new, KeyState.CURRENT)
    for path, signer in ((before, old), (after, new)):
        found = verify_bundle(path, load_trusted(store))
        assert (found.ok, found.signer, found.state, found.grade) == (True, signer, KeyState.TRUSTED, "C")
    elsewhere = verify_bundle(after, {old: old_pem})
    assert (elsewhere.ok, elsewhere.known, elsewhere.state) == (True, True, KeyState.SUCCESSOR)
    assert not list((store.root / "keys").glob("*.new"))
    store.begin_run("crawl", "goes on", "digest", AT)
    assert verify_store(open_workspace(store.root)).ok


def test_a_key_for_which_no_trusted_key_gave_its_word_stays_unknown(store: Workspace, tmp_path: Path) -> None:
    stranger = make_store(tmp_path / "other")
    rotate(stranger)
    path = bundle(stranger, tmp_path / "x.wacz")
    found = verify_bundle(path, load_trusted(store))
    assert (found.ok, found.state) == (False, KeyState.UNKNOWN)


@pytest.mark.parametrize("field", ["old", "new", "new_pem", "at", "by", "why", "by_old", "by_new"])
def test_a_word_of_which_anything_was_changed_counts_for_nothing(
    store: Workspace, tmp_path: Path, field: str
) -> None:
    old_pem = store.records.head.key.public_pem.decode()
    old, new = rotate(store)
    body = store.records.get_fact(SUCCESSION, new)
    assert body is not None
    [word] = read_successions(f"{body}\n".encode())
    assert list(follow({old: old_pem}, [word])) == [new]
    other = make_store(tmp_path / "other").records.head.key
    values = {"new_pem": other.public_pem.decode(), "new": other.key_id, "by_new": word.by_old}
    changed = word.model_copy(update={field: values.get(field, "AAAA")})
    assert list(follow({old: old_pem}, [changed])) == []


def test_another_process_signs_with_the_new_key_at_once(store: Workspace) -> None:
    other = open_workspace(store.root)
    other.begin_run("crawl", "before", "digest", AT)
    rotate(store)
    other.begin_run("crawl", "after", "digest", AT)
    assert verify_store(store).problems == ()


def test_a_lost_new_key_signs_nothing(store: Workspace) -> None:
    old = (store.root / "keys" / "office.key").read_bytes()
    rotate(store)
    (store.root / "keys" / "office.key").write_bytes(old)
    entries = len(list(store.records.iter_entries()))
    with pytest.raises(ConfigError, match="which the ledger names"):
        open_workspace(store.root).begin_run("crawl", "new", "digest", AT)
    assert len(list(store.records.iter_entries())) == entries


def test_a_key_that_follows_without_the_word_of_the_one_before_is_named(store: Workspace) -> None:
    _, new = rotate(store)
    body = json.loads(store.records.get_fact(SUCCESSION, new) or "")
    body["by_old"] = body["by_new"]
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    run_sql(store, f"UPDATE facts SET body = '{text}' WHERE noun = 'succession'")
    problems = {(one.path, one.problem) for one in verify_store(store).problems}
    assert (new, "the key before it did not sign for it") in problems


def test_a_revoked_key_signs_for_nobody_without_a_stamp(store: Workspace, tmp_path: Path) -> None:
    path = bundle(store, tmp_path / "x.wacz")
    old, _ = rotate(store)
    revoke_key(store, old, since=AT, by="li", why="丢失", now=AT)
    revoked = load_revoked(store.records)
    assert revoked == {old: AT}
    found = verify_bundle(path, load_trusted(store), revoked=revoked)
    assert (found.ok, found.state) == (False, KeyState.REVOKED)
    assert "was revoked on 2026-03-02" in found.problems[0].problem
    assert verify_store(store).problems == ()


def test_a_revoked_keys_word_for_another_counts_for_nothing(store: Workspace, tmp_path: Path) -> None:
    old_pem = store.records.head.key.public_pem.decode()
    old, _ = rotate(store)
    path = bundle(store, tmp_path / "x.wacz")
    assert verify_bundle(path, {old: old_pem}).state is KeyState.SUCCESSOR
    found = verify_bundle(path, {"other": old_pem, old: old_pem}, revoked={old: AT})
    assert (found.ok, found.state) == (False, KeyState.UNKNOWN)


def test_what_cannot_be_revoked_is_said(store: Workspace) -> None:
    own = store.records.head.key.key_id
    with pytest.raises(ItemError, match="rotate"):
        revoke_key(store, own, since=AT, by="li", why="x", now=AT)
    with pytest.raises(ItemError, match="no key that is known"):
        revoke_key(store, "0" * 64, since=AT, by="li", why="x", now=AT)
    rotate(store)
    revoke_key(store, own, since=AT, by="li", why="x", now=AT)
    with pytest.raises(ItemError, match="revoked before"):
        revoke_key(store, own, since=AT, by="li", why="x", now=AT)


@pytest.mark.parametrize(("by", "why"), [("", "x"), (" ", "x"), ("li", ""), ("li", "x" * 501)])
def test_who_and_why_are_asked_for(store: Workspace, by: str, why: str) -> None:
    with pytest.raises(ItemError, match="--why"):
        rotate_key(store, by=by, why=why, now=AT)
    assert len(store.records.load_facts("key")) == 1


def _kill_at(root: Path, step: int) -> None:
    store = open_workspace(root)
    die_at(step, (HeadFile, "use"), (HeadFile, "write"), (Path, "replace"))
    rotate(store)


@pytest.mark.parametrize("step", range(1, 7))
def test_killed_anywhere_a_rotation_is_done_or_not(store: Workspace, step: int) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_kill_at, args=(store.root, step))
    process.start()
    process.join(60)
    assert process.exitcode == (-signal.SIGKILL if step < 6 else 0)
    again = open_workspace(store.root)
    assert verify_store(again).problems == ()
    finish_rotation(again, now=AT)
    assert not list((store.root / "keys").glob("*.new"))
    again = open_workspace(store.root)
    again.begin_run("crawl", "goes on", "digest", AT)
    assert load_key(store.root).key_id == list(again.records.load_facts("key"))[-1]
    assert verify_store(again).problems == ()


def test_a_rotation_that_is_going_on_is_left_alone(store: Workspace) -> None:
    make_next_key(store.root)
    with hold_job(store.root, "office-key", now=AT):
        finish_rotation(store, now=AT)
        assert (store.root / "keys" / "office.key.new").exists()
        with pytest.raises(RunAbortedError, match="at this job already"):
            rotate(store)
    finish_rotation(store, now=AT)
    assert not (store.root / "keys" / "office.key.new").exists()


def test_a_backup_of_a_changed_key_is_a_workspace_again(store: Workspace, tmp_path: Path) -> None:
    rotate(store)
    back_up(store, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again")
    again = open_workspace(tmp_path / "again")
    again.begin_run("crawl", "goes on", "digest", AT)
    assert verify_store(again).problems == ()


def test_a_new_key_that_the_ledger_names_is_never_thrown_away(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("evidence.key_change.adopt_new_key", _be_killed)
        with pytest.raises(KeyboardInterrupt):
            rotate(store)
    new = store.root / "keys" / "office.key.new"
    new.chmod(0o644)  # as a copy that does not keep modes leaves it
    with pytest.raises(ConfigError, match="chmod 600"):
        finish_rotation(open_workspace(store.root), now=AT)
    new.chmod(0o600)
    finish_rotation(open_workspace(store.root), now=AT)
    named = list(open_workspace(store.root).records.load_facts("key"))
    assert load_key(store.root).key_id == named[-1]
    assert make_key_id((store.root / "keys" / "office.pub.pem").read_bytes()) == named[-1]


def _be_killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_public_half_is_the_new_keys_after_a_kill_between_the_two(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _be_killed)
        with pytest.raises(KeyboardInterrupt):
            rotate(store)
    finish_rotation(open_workspace(store.root), now=AT)
    public = (store.root / "keys" / "office.pub.pem").read_bytes()
    assert make_key_id(public) == load_key(store.root).key_id
