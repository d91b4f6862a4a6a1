"""`netpatrol purge` and `hold`, and how what was purged is told by the other commands and at the desk."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cases.casework import open_case
from console.main import run
from evidence import purge
from evidence.purge import Order, purge_snapshots
from tests.cases.town import COMMON, LATER, Town


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a call of the command line ended."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def call(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETPATROL_NOW", "2026-03-04T10:00:00+08:00")

    def make(line: str, *rest: str) -> Said:
        capsys.readouterr()
        code = run(["-w", str(town.book.workspace.root), "--lang", "en", *line.split(), *rest])
        said = capsys.readouterr()
        return Said(code=code, out=said.out, err=said.err)

    return make


@pytest.fixture
def due(town: Town) -> Town:
    """The town two days later, where leads are kept one day."""
    settings = town.book.workspace.root / "netpatrol.toml"
    settings.write_text('office = "gd"\n[retention]\nlead_days = 1\n')
    return town


def test_without_run_nothing_goes_and_everything_is_told(due: Town, call: Callable[..., Said]) -> None:
    said: Said = call("purge --json")
    *lines, counts = said.objects
    assert {line["rule"] for line in lines} == {"lead, 1 days"}
    assert (said.code, len(lines), counts["due"], counts["run"], counts["snapshots"]) == (0, 3, 3, False, 0)
    assert due.book.workspace.records.load_tombstones() == {}
    assert "3 snapshots are due" in call("purge").out


def test_a_purge_takes_what_is_due_and_leaves_the_rest(due: Town, call: Callable[..., Said]) -> None:
    open_case(due.book, "壶", [due.findings["gd"].lead_id], by="gd-lead", at=LATER)
    call("hold add", due.snapshots["zj"].snapshot_id, "--as", "zj-lead", "--why", "复议")
    said: Said = call("purge --run --as bj-administrator --why 期满 --json")
    *lines, counts = said.objects
    assert [line["snapshot_id"] for line in lines] == [due.snapshots["bj"].snapshot_id]
    assert (said.code, counts["snapshots"], counts["refused"]) == (0, 1, [])
    [held] = due.book.workspace.records.load_tombstones().values()
    assert (held.tombstone.by, held.tombstone.why) == ("bj-administrator", "期满")
    said = call("purge --json")
    assert said.objects[-1]["kept"] == {"open_case": 1, "held": 1}
    assert call("verify --store").code == 0
    [held_by] = call("hold list --json").objects
    assert (held_by["id"], held_by["office"]) == (due.snapshots["zj"].snapshot_id, "zj")


def test_what_a_case_lists_while_a_purge_works_is_not_purged(
    due: Town, call: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    dig = purge._dig

    def open_case_after_digging(*args: object) -> object:
        graves = dig(*args)  # type: ignore[arg-type]  # passed on as they came
        open_case(due.book, "壶", [due.findings["gd"].lead_id], by="gd-lead", at=LATER)
        return graves

    monkeypatch.setattr(purge, "_dig", open_case_after_digging)
    said = call("purge --run --as gd-lead --why 期满 --json")
    refused = [one["snapshot_id"] for one in said.objects[-1]["refused"]]
    assert (said.code, refused) == (6, [due.snapshots["gd"].snapshot_id])
    assert call("verify --store").code == 0


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("purge --run --why x", 4),
        ("purge --run --as gd-lead", 4),
        ("purge --run --as gd-officer --why x", 4),
        ("purge --run --as nobody --why x", 4),
        ("hold add none --as gd-lead --why x", 4),
        ("hold lift none --as gd-lead --why x", 4),
    ],
)
def test_who_and_why_are_asked_for(due: Town, call: Callable[..., Said], line: str, code: int) -> None:
    said: Said = call(line)
    assert (said.code, len(said.err.splitlines())) == (code, 1)


def test_without_periods_nothing_is_ever_due(town: Town, call: Callable[..., Said]) -> None:
    said: Said = call("purge --run --as gd-lead --why x")
    assert (said.code, "kept for good" in said.err) == (0, True)


def test_the_other_commands_say_that_it_was_purged(
    due: Town,
    call: Callable[..., Said],
    tmp_path: Path,
) -> None:
    snapshot = due.snapshots["gd"]
    call("purge --run --as gd-lead --why 期满")
    line = "purged on 2026-03-04 by rule 'lead, 1 days'"
    verified: Said = call("verify --store")
    assert (verified.code, line in verified.out) == (0, True)
    assert line in str(call("doctor --json").out)
    assert call("show --json", snapshot.snapshot_id).objects[0]["purged"] == line
    bundled: Said = call("bundle", snapshot.snapshot_id, "--out", str(tmp_path / "x.wacz"))
    assert (bundled.code, line in bundled.err) == (4, True)
    reread: Said = call("reread")
    assert (reread.code, line in reread.err) == (0, True)
    assert call("reread --json").objects[-1]["purged"] == 1
    rebuilt: Said = call("records rebuild")
    assert line in rebuilt.err
    assert run(["-w", str(due.book.workspace.root), "verify", "--store"]) == 0


def test_the_desk_says_that_it_was_purged(
    town: Town, desk: TestClient, as_user: Callable[[str], dict[str, str]]
) -> None:
    snapshot = town.snapshots["gd"]
    order = Order(by="gd-lead", why="期满", at=LATER)
    purge_snapshots(town.book.workspace, {snapshot.snapshot_id: "lead, 1 days"}, order, set)
    headers, stranger = as_user("gd-lead"), as_user("bj-lead")
    page = desk.get(f"/snapshots/{snapshot.snapshot_id}", headers=headers)
    assert (page.status_code, "已于 2026-03-02 按保存规则" in page.text) == (200, True)
    paths = (
        f"/snapshots/{snapshot.snapshot_id}/replay",
        f"/artefacts/{snapshot.artefacts[0].sha256}",
        f"/api/v1/artefacts/{snapshot.artefacts[0].sha256}",
    )
    for path in paths:
        answer = desk.get(path, headers=headers)
        assert (answer.status_code, "已于 2026-03-02 按保存规则" in answer.text) == (410, True)
        assert desk.get(path, headers=stranger).status_code == 404
    assert desk.get(f"/findings/{town.findings['gd'].finding_id}", headers=headers).status_code == 200
    shared = desk.get(f"/artefacts/{snapshot.artefacts[2].sha256}", headers=headers)
    assert (shared.status_code, shared.content) == (200, COMMON)  # the captures of others still show it
