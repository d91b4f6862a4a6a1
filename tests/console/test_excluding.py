"""Two commands, or a command and a job of the desk, are never at one thing; a refused one leaves nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from config.errors import ConfigError, RunAbortedError
from console.commands.patrol import find_targets
from console.session import Session
from evidence.ledger import Act
from evidence.run_lock import hold_job
from evidence.workspace import RESUMED_WITHIN, open_workspace
from evidence.writer import OPEN
from patrols.capture import make_job
from patrols.registers import import_register_file
from patrols.stage import Shift
from tests.cases.town import LATER, NOW, Town
from tests.console.conftest import Call
from tests.console.test_jobs import AsUser, get_job_id, wait_for

REGISTER = "uscc,name\n91440300MA5EXAMPL1,某公司\n"


def test_the_same_crawl_of_another_office_or_of_none_is_refused_and_begins_no_run(town: Town) -> None:
    root = town.book.workspace.root
    session, other = Session(workspace_option=root), Session(workspace_option=root)
    workspace = session.open()
    with session.work(workspace, "crawl", {"a": 1}, by="gd-officer"):
        before = len(workspace.records.load_runs())
        for by in ("zj-officer", None):
            with (
                pytest.raises(RunAbortedError, match="at some of the same addresses"),
                other.work(workspace, "crawl", {"a": 1}, by=by),
            ):
                pass
        assert len(workspace.records.load_runs()) == before


def test_a_crawl_waits_for_a_patrol_of_the_same_address_and_for_no_other(call: Call, tmp_path: Path) -> None:
    root = tmp_path / "ws"
    shop = "http://127.0.0.1:9/item/1"
    assert call("-w", root, "crawl", "http://127.0.0.1:9/item/0").code == 4
    (root / "netpatrol.toml").write_text(
        f'[[patrol]]\nname = "p"\ntargets = ["{shop}#top", "http://b.example/"]\n'
    )
    session = Session(workspace_option=root)
    (patrol,) = session.settings.patrol
    with hold_job(root, "patrol-p", now=NOW, holder="a patrol", places=find_targets(session, patrol)):
        said = call("-w", root, "crawl", shop, "--max-listings", "3")
        assert (said.code, "a patrol" in said.err, "已在采集其中的网址" in said.err) == (6, True, True)
        assert call("-w", root, "crawl", "http://127.0.0.1:9/item/2").code == 4
    assert call("-w", root, "crawl", shop, "--max-listings", "3").code == 4
    assert [run.state for run in open_workspace(root).records.load_runs() if run.state == OPEN] == []


def test_a_register_is_imported_once_at_a_time(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(REGISTER)
    workspace = town.book.workspace
    with (
        hold_job(workspace.root, "register-market_entities", now=NOW),
        pytest.raises(RunAbortedError, match="at this job already"),
    ):
        import_register_file(workspace, "market_entities", path, now=NOW)
    assert [one for one in workspace.records.iter_entries() if one.action == Act.IMPORT] == []
    assert import_register_file(workspace, "market_entities", path, now=NOW).rows == 1


def test_a_job_of_the_desk_that_a_command_keeps_out_has_failed_and_says_why(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    root = town.book.workspace.root
    session = Session(workspace_option=root)
    job = make_job(session.settings, ("http://127.0.0.1:9/",))
    workspace = session.open()
    with session.work(workspace, "crawl", job.as_data()):
        before = len(workspace.records.load_runs())
        asked = {"targets": "http://127.0.0.1:9/"}
        job_id = get_job_id(desk.post("/jobs/crawl", data=asked, headers=as_user("gd-officer")))
        assert wait_for(root, job_id).state == "failed"
        assert len(workspace.records.load_runs()) == before
    page = desk.get(f"/jobs/{job_id}", headers=as_user("gd-officer")).text
    assert ("已在采集其中的网址" in page, "进程" in page) == (True, True)


def test_a_run_that_was_refused_before_it_kept_anything_is_closed_with_the_reason(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    session = Session(workspace_option=town.book.workspace.root)
    workspace = session.open()
    with (
        pytest.raises(ConfigError),
        session.work(workspace, "crawl", {"a": 1}, by="gd-officer") as shift,
    ):
        raise ConfigError("platform 'x' has no shop address; give the address of the page instead")
    held = workspace.records.load_run(shift.run.run_id)
    assert held is not None
    assert (held.state == OPEN, "no shop address" in str(held.summary)) == (False, True)
    page = desk.get(f"/runs/{shift.run.run_id}", headers=as_user("gd-officer")).text
    assert ("未能开始" in page, "平台 &#39;x&#39; 没有 shop 的网址规则" in page) == (True, True)
    assert "未能开始" in desk.get("/runs", headers=as_user("gd-officer")).text


def test_a_run_that_kept_something_stays_open_and_is_gone_on_with(town: Town) -> None:
    session = Session(workspace_option=town.book.workspace.root)
    workspace = session.open()

    def keep_and_die(shift: Shift) -> None:
        with workspace.records.write(NOW) as writer:
            writer.note(Act.KEEP, "snapshot", "x", "", shift.run.run_id)
        raise RunAbortedError("the worker died")

    with pytest.raises(RunAbortedError), session.work(workspace, "crawl", {"a": 1}) as shift:
        keep_and_die(shift)
    with session.work(workspace, "crawl", {"a": 1}) as again:
        assert again.run == shift.run


@pytest.mark.parametrize(("age", "said"), [(timedelta(hours=1), "未完成"), (RESUMED_WITHIN, "已中断")])
def test_a_run_that_nobody_will_go_on_with_is_not_called_unfinished(
    desk: TestClient, town: Town, as_user: AsUser, age: timedelta, said: str
) -> None:
    started = LATER - age - timedelta(minutes=1)
    run = town.book.workspace.begin_run("crawl", "left", "digest", started)
    page = desk.get(f"/runs/{run.run_id}", headers=as_user("gd-officer")).text
    assert [word for word in ("未完成", "已中断") if f">{word}<" in page] == [said]
