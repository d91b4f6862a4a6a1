"""`netpatrol key`: which keys there are and how they stand, a new one, and one that is out of hand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from console.main import run
from evidence.workspace import open_workspace
from tests.cases.town import Town
from tests.evidence.conftest import NOW

Say = Callable[..., tuple[int, list[dict[str, Any]]]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETPATROL_NOW", "2026-03-04T10:00:00+08:00")

    def call(line: str) -> tuple[int, list[dict[str, Any]]]:
        capsys.readouterr()
        code = run(["-w", str(tmp_path / "ws"), "--lang", "en", *line.split(), "--json"])
        return code, [json.loads(one) for one in capsys.readouterr().out.splitlines()]

    return call


def test_a_key_is_changed_and_the_old_one_revoked(tmp_path: Path, say: Say) -> None:
    open_workspace(tmp_path / "ws", create=True, now=NOW)
    code, [changed] = say("key rotate --as li --why lost")
    assert (code, changed.keys()) == (0, {"old", "new", "at"})
    _, keys = say("key show")
    assert [(one["key_id"], one["own"], one["state"]) for one in keys] == [
        (changed["new"], True, "current"),
        (changed["old"], False, "retired"),
    ]
    code, [revoked] = say(f"key revoke {changed['old']} --since 2026-03-03 --as li --why lost")
    assert (code, revoked["revoked_at"]) == (0, "2026-03-03T15:59:59+00:00")
    _, keys = say("key show")
    assert (keys[1]["state"], keys[1]["revoked_at"]) == ("revoked", revoked["revoked_at"])
    code, [verified] = say("verify --store")
    assert (code, verified["signer"], verified["state"]) == (0, changed["new"], "current")


@pytest.mark.parametrize(("login", "code"), [("gd-administrator", 0), ("gd-lead", 4), ("nobody", 4)])
def test_where_there_are_users_an_administrator_changes_the_key(
    town: Town, say: Say, login: str, code: int
) -> None:
    assert say(f"key rotate --as {login} --why lost")[0] == code
    assert len(town.book.workspace.records.load_facts("key")) == (2 if code == 0 else 1)


def test_a_change_that_was_killed_is_finished_by_the_next_command(
    tmp_path: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = open_workspace(tmp_path / "ws", create=True, now=NOW)
    with monkeypatch.context() as patch:
        patch.setattr("evidence.key_change.adopt_new_key", lambda _: None)
        say("key rotate --as li --why lost")
    assert (tmp_path / "ws" / "keys" / "office.key.new").exists()
    _, keys = say("key show")
    assert keys[0]["key_id"] == list(workspace.records.load_facts("key"))[-1]
    assert not (tmp_path / "ws" / "keys" / "office.key.new").exists()
