"""Jobs by button: started with the right rights, run as processes of their own, cancelled, cut, and kept."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

import console.jobs
from cases.book import open_book
from cases.casework import open_case
from cases.model import Fields, ShareState
from cases.sharing import answer_share, make_share, withdraw_share
from config.errors import ConfigError
from config.settings import Settings
from console.desk.app import make_app
from console.jobs import FOLDER, Job, JobKind, Jobs, JobState, Order
from console.session import Session
from demo.server import Site, serve
from demo.sizes import Size
from demo.world import make_world
from evidence.workspace import open_workspace
from tests.cases.town import LATER, NOW, Town
from tests.console.conftest import BASE, ROOT

AsUser = Callable[[str], dict[str, str]]
REGISTER = "uscc,name\n91440300MA5EXAMPL1,某公司\n,无号公司\n".encode()


def get_job_id(answer: object) -> str:
    assert answer.status_code == 303, answer.text  # type: ignore[attr-defined]
    return str(answer.headers["location"]).rpartition("/")[2]  # type: ignore[attr-defined]


def wait_for(root: Path, job_id: str, *, seconds: float = 90) -> Job:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job = Job.model_validate_json((root / FOLDER / job_id / "job.json").read_bytes())
        if job.state is not JobState.RUNNING:
            return job
        time.sleep(0.1)
    raise AssertionError(f"{job_id} still runs")


def load_deeds(town: Town, job_id: str) -> list[tuple[str, str]]:
    return [(one.did, one.by) for one in town.book.load_events() if one.subject == job_id]


def test_a_register_is_imported_by_the_lead_and_kept_in_the_ledger_in_their_name(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    form = {"into": "market_entities", "source": "省局交换", "as_of": "2026-03-01"}
    files = {"given": ("../../名单 =1.csv", REGISTER)}
    job_id = get_job_id(desk.post("/jobs/register", data=form, files=files, headers=as_user("gd-lead")))
    root = town.book.workspace.root
    job = wait_for(root, job_id)
    assert (job.state, job.by, job.office_id, job.exit_code) == (JobState.INCOMPLETE, "gd-lead", "gd", 6)
    assert sorted(path.name for path in (root / FOLDER / job_id).iterdir()) == [
        "given.csv",
        "job.json",
        "messages.txt",
        "output.jsonl",
    ]
    assert load_deeds(town, job_id) == [("start", "gd-lead"), ("end", "gd-lead")]
    page = desk.get(f"/jobs/{job_id}", headers=as_user("gd-lead")).text
    assert all(word in page for word in ("不完整", "未收 1 行", "名单 =1.csv"))
    assert "第 3 行未收" in desk.get(f"/jobs/{job_id}/log", headers=as_user("gd-lead")).text


@pytest.mark.parametrize(
    ("path", "login", "status"),
    [
        ("/jobs/crawl", "gd-reviewer", 403),
        ("/jobs/crawl", "gd-auditor", 403),
        ("/jobs/patrol", "gd-administrator", 403),
        ("/jobs/register", "gd-officer", 403),
        ("/jobs/taking", "gd-reviewer", 403),
        ("/jobs/bundle", "gd-auditor", 403),
    ],
)
def test_who_may_not_start_a_job_is_refused_and_nothing_is_kept(
    desk: TestClient, town: Town, as_user: AsUser, path: str, login: str, status: int
) -> None:
    form = {"targets": "http://shop.example/", "name": "x", "into": "permits", "ids": ["x"]}
    files = {} if path == "/jobs/bundle" else {"given": ("a.csv", b"a")}
    answer = desk.post(path, data=form, files=files, headers=as_user(login))
    assert (answer.status_code, (town.book.workspace.root / FOLDER).exists()) == (status, False)


@pytest.mark.parametrize(
    ("path", "form", "file"),
    [
        ("/jobs/crawl", {}, None),
        ("/jobs/crawl", {"targets": "http://a.example/\x00"}, None),
        ("/jobs/crawl", {"platform": "jishi"}, None),
        ("/jobs/crawl", {}, ("list.exe", b"x")),
        ("/jobs/crawl", {"targets": "http://a.example/", "most": "-1"}, None),
        ("/jobs/patrol", {"name": "--help"}, None),
        ("/jobs/register", {"into": "permits"}, ("x.parcel", b"x")),
        ("/jobs/register", {"into": "../x"}, ("x.csv", b"x")),
        ("/jobs/register", {"into": "permits", "as_of": "gestern"}, ("x.csv", b"x")),
        ("/jobs/taking", {}, ("x.csv", b"x")),
        ("/jobs/bundle", {"ids": ["--out=/tmp/x"]}, None),
    ],
)
def test_what_cannot_be_done_is_one_clear_line_and_starts_nothing(
    desk: TestClient,
    town: Town,
    as_user: AsUser,
    path: str,
    form: dict[str, object],
    file: tuple[str, bytes] | None,
) -> None:
    files = {"given": file} if file else None
    answer = desk.post(path, data=form, files=files, headers=as_user("gd-lead"))
    assert answer.status_code in {400, 404, 422}
    assert "无法完成" in answer.text
    assert not (town.book.workspace.root / FOLDER).exists()


def test_the_api_starts_jobs_with_files_and_gives_what_they_made(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    root, lead = town.book.workspace.root, as_user("gd-lead")
    files = {"given": ("a.csv", REGISTER)}
    form = {"into": "market_entities"}
    assert (
        desk.post("/api/v1/jobs/register", data=form, files=files, headers=as_user("gd-officer")).status_code
        == 403
    )
    started = desk.post("/api/v1/jobs/register", data=form, files=files, headers=lead)
    assert (started.status_code, started.json()["kind"]) == (201, "register")
    assert wait_for(root, started.json()["job_id"]).exit_code == 6
    asked = {"kind": "bundle", "ids": [town.findings["gd"].finding_id]}
    bundle = desk.post("/api/v1/jobs", json=asked, headers=lead).json()["job_id"]
    assert wait_for(root, bundle).state is JobState.DONE
    made = desk.get(f"/api/v1/jobs/{bundle}/file", headers=lead)
    assert (made.status_code, made.content[:2]) == (200, b"PK")
    assert desk.get(f"/api/v1/jobs/{bundle}/file", headers=as_user("zj-lead")).status_code == 404
    checked = desk.post("/api/v1/jobs/taking", files={"given": ("a.wacz", made.content)}, headers=lead).json()
    assert wait_for(root, checked["job_id"]).kind is JobKind.VERIFY


@pytest.mark.parametrize(
    ("asked", "step"),
    [
        ({"kind": "corroborate", "ids": ["finding"]}, "corroborate"),
        ({"kind": "send", "share": "share", "to": "zj"}, "case"),
    ],
)
def test_the_api_starts_what_the_desk_does(
    desk: TestClient, town: Town, as_user: AsUser, asked: dict[str, object], step: str
) -> None:
    case = open_case(town.book, "T", [town.findings["gd"].lead_id], by="gd-lead", at=NOW)
    share, _ = make_share(
        town.book, case.case_id, group=town.group, shown=Fields.REDACTED, by="gd-lead", at=NOW
    )
    filled = {
        **asked,
        **({"ids": [town.findings["gd"].finding_id]} if "ids" in asked else {"share": share.share_id}),
    }
    started = desk.post("/api/v1/jobs", json=filled, headers=as_user("gd-lead"))
    assert started.status_code == 201, started.text
    job = wait_for(town.book.workspace.root, started.json()["job_id"])
    assert job.steps[0][0] == step
    assert desk.post("/api/v1/jobs", json=filled, headers=as_user("zj-lead")).status_code == 404
    assert (
        desk.post("/api/v1/jobs", json={"kind": asked["kind"]}, headers=as_user("gd-lead")).status_code == 422
    )


def test_private_addresses_are_refused_as_by_the_command(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    form = {"targets": "http://127.0.0.1:9/\nhttp://10.0.0.1/x"}
    job_id = get_job_id(desk.post("/jobs/crawl", data=form, headers=as_user("gd-officer")))
    job = wait_for(town.book.workspace.root, job_id)
    assert (job.state, job.exit_code) == (JobState.FAILED, 4)
    lines = (town.book.workspace.root / FOLDER / job_id / "output.jsonl").read_text().splitlines()
    reasons = [json.loads(line).get("reason") for line in lines]
    assert reasons[:2] == ["refused_address", "refused_address"]


def test_a_target_is_never_taken_for_an_option(desk: TestClient, town: Town, as_user: AsUser) -> None:
    form = {"targets": "--allow-host=127.0.0.1:9\nhttp://127.0.0.1:9/"}
    job_id = get_job_id(desk.post("/jobs/crawl", data=form, headers=as_user("gd-officer")))
    job = wait_for(town.book.workspace.root, job_id)
    assert job.steps[0][-3:] == ("--", "--allow-host=127.0.0.1:9", "http://127.0.0.1:9/")
    assert job.state is JobState.FAILED


def test_a_job_is_there_for_its_office_alone(desk: TestClient, town: Town, as_user: AsUser) -> None:
    job_id = get_job_id(
        desk.post("/jobs/crawl", data={"targets": "http://127.0.0.1:9/"}, headers=as_user("gd-officer"))
    )
    wait_for(town.book.workspace.root, job_id)
    missing = desk.get("/jobs/job-20260101000000-00000000", headers=as_user("zj-lead"))
    for path in ("", "/state", "/log", "/file"):
        hidden = desk.get(f"/jobs/{job_id}{path}", headers=as_user("zj-lead"))
        assert (hidden.status_code, hidden.text.replace(job_id, "job-20260101000000-00000000")) == (
            404,
            missing.text,
        )
    assert job_id not in desk.get("/jobs", headers=as_user("zj-lead")).text
    assert job_id in desk.get("/jobs", headers=as_user("gd-reviewer")).text


def test_a_bundle_is_made_of_the_own_evidence_alone(desk: TestClient, town: Town, as_user: AsUser) -> None:
    officer = as_user("gd-officer")
    other = desk.post("/jobs/bundle", data={"ids": [town.findings["zj"].finding_id]}, headers=officer)
    assert other.status_code == 404
    form = {"ids": [town.findings["gd"].finding_id], "title": "水壶"}
    job_id = get_job_id(desk.post("/jobs/bundle", data=form, headers=officer))
    assert wait_for(town.book.workspace.root, job_id).state is JobState.DONE
    taken = desk.get(f"/jobs/{job_id}/file", headers=officer)
    assert (taken.status_code, taken.content[:2]) == (200, b"PK")
    checked = desk.post("/jobs/taking", files={"given": ("x.wacz", taken.content)}, headers=officer)
    wait_for(town.book.workspace.root, get_job_id(checked))
    assert "完好" in desk.get(checked.headers["location"], headers=officer).text


@pytest.fixture
def site() -> Iterator[Site]:
    world = make_world(7, Size.SMALL)
    with serve(*world.markets) as running:
        yield running


@pytest.fixture
def slow_desk(site: Site, tmp_path: Path) -> Iterator[tuple[TestClient, Path]]:
    """A desk without users, whose crawls of a market take a while."""
    root = tmp_path / "slow"
    open_workspace(root, create=True, now=NOW)
    host = site.named_url.split("/")[2]
    (root / "netpatrol.toml").write_text(f'[crawl]\ndelay_s = 5.0\nallow_hosts = ["{host}"]\n')
    session = Session(workspace_option=root, lang_option="zh")
    with TestClient(make_app(session), base_url=BASE, follow_redirects=False) as client:
        client.headers["Origin"] = BASE
        yield client, root


def test_one_job_writes_at_a_time_is_cancelled_and_the_next_goes_on(
    slow_desk: tuple[TestClient, Path], site: Site
) -> None:
    client, root = slow_desk
    form = {"targets": site.named_url}
    job_id = get_job_id(client.post("/jobs/crawl", data=form))
    second = client.post("/jobs/crawl", data=form)
    assert (second.status_code, "同一时间只运行一个写入任务" in second.text) == (400, True)
    wait_for_line(root / FOLDER / job_id / "messages.txt")
    assert 'hx-trigger="every 2s"' in client.get(f"/jobs/{job_id}").text
    assert client.post(f"/jobs/{job_id}/cancel").status_code == 303
    job = wait_for(root, job_id)
    assert (job.state, job.cancelled_by, job.exit_code) == (JobState.CANCELLED, "-", 130)
    again = client.post(f"/jobs/{job_id}/cancel")
    assert (again.status_code, "已经结束" in again.text) == (400, True)
    assert client.post("/jobs/crawl", data=form).status_code == 303


def test_a_desk_that_ends_cuts_its_jobs_and_the_next_says_so(site: Site, tmp_path: Path) -> None:
    root = tmp_path / "slow"
    open_workspace(root, create=True, now=NOW)
    host = site.named_url.split("/")[2]
    (root / "netpatrol.toml").write_text(f'[crawl]\ndelay_s = 5.0\nallow_hosts = ["{host}"]\n')
    session = Session(workspace_option=root, lang_option="zh")
    with TestClient(make_app(session), base_url=BASE, follow_redirects=False) as client:
        answer = client.post("/jobs/crawl", data={"targets": site.named_url}, headers={"Origin": BASE})
        job_id = get_job_id(answer)
        wait_for_line(root / FOLDER / job_id / "messages.txt")
    with TestClient(make_app(session), base_url=BASE) as client:
        assert "已被切断" in client.get(f"/jobs/{job_id}").text


def test_a_job_whose_desk_was_killed_is_called_cut(town: Town) -> None:
    root = town.book.workspace.root
    left = leave_job(root, NOW, process=(2_000_000_000, 1))
    jobs = Jobs(book=open_book(town.book.workspace, Settings(office="gd")), now=lambda: LATER)
    jobs.settle()
    found = jobs.get(left.job_id)
    assert found is not None
    assert (found.state, found.ended_at) == (JobState.CUT, LATER)
    assert load_deeds(town, left.job_id) == [("cut", "-")]


def test_prices_are_imported_by_the_lead(desk: TestClient, town: Town, as_user: AsUser) -> None:
    rows = (
        "平台,商品编号,日期,价格,币种\njishi,1001,2026-01-05,19.90,CNY\njishi,1001,gestern,1,CNY\n".encode()
    )
    files = {"given": ("历史.csv", rows)}
    assert desk.post("/jobs/history", files=files, headers=as_user("gd-officer")).status_code == 403
    job_id = get_job_id(desk.post("/jobs/history", files=files, headers=as_user("gd-lead")))
    assert wait_for(town.book.workspace.root, job_id).state is JobState.INCOMPLETE
    assert "收入 1 行，未收 1 行" in desk.get(f"/jobs/{job_id}", headers=as_user("gd-lead")).text


def test_a_site_is_learned_by_button(site: Site, tmp_path: Path) -> None:
    root = tmp_path / "learned"
    open_workspace(root, create=True, now=NOW)
    (root / "netpatrol.toml").write_text(f'[crawl]\ndelay_s = 0.0\nallow_hosts = ["127.0.0.1:{site.port}"]\n')
    session = Session(workspace_option=root, lang_option="zh")
    with TestClient(make_app(session), base_url=BASE, follow_redirects=False) as client:
        client.headers["Origin"] = BASE
        refused = client.post("/jobs/learn", data={"address": " "})
        assert (refused.status_code, "网址" in refused.text or "地址" in refused.text) == (400, True)
        job_id = get_job_id(client.post("/jobs/learn", data={"address": site.url}))
        assert wait_for(root, job_id).state is JobState.DONE
        assert "档案第 1 版" in client.get(f"/jobs/{job_id}").text


def leave_job(root: Path, at: datetime, **changes: object) -> Job:
    """A job of an earlier desk, which began at a moment."""
    folder = root / FOLDER / f"job-{at:%Y%m%d%H%M%S}-0123abcd"
    folder.mkdir(parents=True)
    job = Job(
        job_id=folder.name,
        kind="crawl",
        title="定向采集",
        by="gd-officer",
        office_id="gd",
        started_at=at,
        steps=(("crawl",),),
        writes=True,
        desk=(2_000_000_001, 1),
    ).model_copy(update=changes)
    (folder / "job.json").write_text(job.model_dump_json())
    (folder / "given.csv").write_text("13800000000")
    return job


def make_ended(root: Path, at: datetime) -> Job:
    return leave_job(root, at, ended_at=at, state=JobState.DONE)


def test_what_old_jobs_were_given_is_taken_away_and_the_ledger_says_so(town: Town) -> None:
    root = town.book.workspace.root
    old, new = make_ended(root, LATER - timedelta(days=31)), make_ended(root, LATER - timedelta(days=29))
    book = open_book(town.book.workspace, Settings(office="gd"))
    Jobs(book=book, now=lambda: LATER, keep=timedelta(days=30)).tidy()
    assert [path.name for path in (root / FOLDER).iterdir()] == [new.job_id]
    assert load_deeds(town, old.job_id) == [("tidy", "-")]


def test_a_job_that_cannot_start_is_kept_as_failed_and_blocks_nobody(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_book(town.book.workspace, Settings(office="gd"))
    jobs = Jobs(book=book, now=lambda: LATER)
    order = Order(kind=JobKind.VERIFY, title="核验", steps=(("doctor",),))
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(ConfigError, match="cannot be started"):
            jobs.start(order, by=None)
    [failed] = jobs.iter_newest()
    assert (failed.state, load_deeds(town, failed.job_id)) == (
        JobState.FAILED,
        [("start", "-"), ("end", "-")],
    )
    second = jobs.start(order, by=None)
    assert wait_for(town.book.workspace.root, second.job_id).state is not JobState.RUNNING


def test_a_job_prints_in_the_language_of_its_desk(town: Town) -> None:
    book = open_book(town.book.workspace, Settings(office="gd"))
    jobs = Jobs(book=book, now=lambda: LATER, lang="en")
    job = jobs.start(Order(kind=JobKind.VERIFY, title="x", steps=(("site", "check", "none"),)), by=None)
    wait_for(town.book.workspace.root, job.job_id)
    assert "no profile" in (jobs.root / job.job_id / "messages.txt").read_text(encoding="utf-8")


def test_a_job_can_be_cancelled_between_its_steps(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = Jobs(book=open_book(town.book.workspace, Settings(office="gd")), now=lambda: LATER)
    between, go_on = threading.Event(), threading.Event()
    wait = subprocess.Popen.wait

    def hold(process: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        code = wait(process, timeout)
        if threading.current_thread().name.startswith("job-") and not between.is_set():
            between.set()
            go_on.wait(30)
        return code

    monkeypatch.setattr(subprocess.Popen, "wait", hold)
    steps = (("--version",), ("--version",))
    job = jobs.start(Order(kind=JobKind.VERIFY, title="x", steps=steps, writes=False), by=None)
    assert between.wait(60)
    jobs.cancel(job, by=None)
    go_on.set()
    assert wait_for(town.book.workspace.root, job.job_id).state is JobState.CANCELLED


def test_a_full_disk_between_the_steps_leaves_no_job_that_runs_for_ever(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = Jobs(book=open_book(town.book.workspace, Settings(office="gd")), now=lambda: LATER)
    started: list[subprocess.Popen[bytes]] = []
    spawn, write = Jobs._spawn, console.jobs.write_whole_text

    def count(self: Jobs, folder: Path, arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
        started.append(spawn(self, folder, arguments))
        return started[-1]

    def fail(path: Path, text: str) -> None:
        if len(started) > 1:
            raise OSError(28, "No space left on device")
        write(path, text)

    monkeypatch.setattr(Jobs, "_spawn", count)
    with monkeypatch.context() as patch:
        patch.setattr(console.jobs, "write_whole_text", fail)
        job = jobs.start(Order(kind=JobKind.VERIFY, title="x", steps=(("--version",), ("serve",))), by=None)
        end = time.monotonic() + 60
        while jobs._works and time.monotonic() < end:
            time.sleep(0.05)
    assert [process.poll() is not None for process in started] == [True, True]
    jobs.settle()
    found = jobs.get(job.job_id)
    assert found is not None
    assert found.state is JobState.CUT
    assert jobs.start(Order(kind=JobKind.VERIFY, title="x", steps=(("--version",),)), by=None)


def test_a_job_outlives_a_killed_desk_and_the_next_desk_can_cancel_it(site: Site, tmp_path: Path) -> None:
    root = tmp_path / "slow"
    open_workspace(root, create=True, now=NOW)
    host = site.named_url.split("/")[2]
    (root / "netpatrol.toml").write_text(f'[crawl]\ndelay_s = 5.0\nallow_hosts = ["{host}"]\n')
    command = [sys.executable, "-m", "console", "-w", str(root), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as desk:
        assert desk.stderr is not None
        address = re.search(r"http://[\d.:]+", desk.stderr.readline())
        assert address is not None
        headers = {"Origin": address[0]}
        form = {"targets": site.named_url}
        answer = httpx.post(f"{address[0]}/jobs/crawl", data=form, headers=headers, timeout=30)
        job_id = get_job_id(answer)
        wait_for_line(root / FOLDER / job_id / "messages.txt")
        desk.kill()
    session = Session(workspace_option=root, lang_option="zh")
    with TestClient(make_app(session), base_url=BASE, follow_redirects=False) as client:
        client.headers["Origin"] = BASE
        assert "进行中" in client.get(f"/jobs/{job_id}").text
        assert "同一时间只运行一个写入任务" in client.post("/jobs/crawl", data=form).text
        assert client.post(f"/jobs/{job_id}/cancel").status_code == 303
        end = time.monotonic() + 60
        while "进行中" in (page := client.get(f"/jobs/{job_id}").text) and time.monotonic() < end:
            time.sleep(0.2)
    assert "已取消" in page


def wait_for_line(path: Path, *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if path.exists() and "采集" in path.read_text():
            return
        time.sleep(0.1)
    raise AssertionError(f"{path} says nothing")


def test_the_api_starts_tells_and_cancels_jobs_by_the_same_rights(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    officer, other = as_user("gd-officer"), as_user("zj-officer")
    asked = {"kind": "bundle", "ids": [town.findings["gd"].finding_id]}
    made = desk.post("/api/v1/jobs", json=asked, headers=officer)
    assert (made.status_code, made.json()["state"], made.json()["by"]) == (201, "running", "gd-officer")
    job_id = made.json()["job_id"]
    wait_for(town.book.workspace.root, job_id)
    told = desk.get(f"/api/v1/jobs/{job_id}", headers=officer).json()
    assert (told["state"], told["exit_code"], told["office_id"]) == ("done", 0, "gd")
    assert desk.post(f"/api/v1/jobs/{job_id}/cancel", headers=officer).status_code == 400
    assert [one["job_id"] for one in desk.get("/api/v1/jobs", headers=officer).json()["items"]] == [job_id]
    assert desk.get("/api/v1/jobs", headers=other).json()["total"] == 0
    hidden, missing = (desk.get(f"/api/v1/jobs/{one}", headers=other) for one in (job_id, "none"))
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    refused = desk.post(
        "/api/v1/jobs", json=asked | {"ids": [town.findings["zj"].finding_id]}, headers=officer
    )
    assert refused.status_code == 404
    for bad in ({"kind": "patrol"}, {"kind": "shell"}, {"kind": "crawl", "targets": ["x\n--help"], "x": 1}):
        assert desk.post("/api/v1/jobs", json=bad, headers=officer).status_code == 422
    crawl = {"kind": "crawl", "targets": ["http://127.0.0.1:9/"]}
    assert desk.post("/api/v1/jobs", json=crawl, headers=as_user("gd-reviewer")).status_code == 403


def test_only_the_office_that_captured_is_offered_a_bundle_and_a_second_capture(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    place = f"/findings/{town.findings['gd'].finding_id}"
    case = open_case(town.book, "T", [town.findings["gd"].lead_id], by="gd-lead", at=NOW)
    offered: dict[str, Any] = {"group": town.group, "by": "gd-lead", "at": NOW}
    for fields in (Fields.FULL, Fields.REDACTED):
        share, _ = make_share(town.book, case.case_id, shown=fields, **offered)
        answer_share(town.book, share.share_id, ShareState.ACCEPTED, by="zj-lead", at=NOW)
        theirs = desk.get(place, headers=as_user("zj-officer")).text
        assert "本条由gd局取得并共享" in theirs
        assert not any(deed in theirs for deed in ("/jobs/bundle", "/jobs/again"))
        assert "本条由" not in desk.get(place, headers=as_user("zj-auditor")).text
        withdraw_share(town.book, share.share_id, by="gd-lead", at=NOW)
    own = desk.get(place, headers=as_user("gd-officer")).text
    assert all(deed in own for deed in ("/jobs/bundle", "/jobs/again"))
    assert "本条由" not in own


def test_settings_that_were_changed_hold_from_the_next_page_on(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    path, lead = town.book.workspace.root / "netpatrol.toml", as_user("gd-lead")
    assert "晨巡" not in desk.get("/jobs", headers=lead).text
    path.write_text('office = "gd"\n[[patrol]]\nname = "晨巡"\ntargets = ["http://shop.example/"]\n')
    assert "晨巡" in desk.get("/jobs", headers=lead).text
    path.write_text("[[patrol")
    assert "晨巡" in desk.get("/jobs", headers=lead).text
    path.unlink()
    assert "晨巡" not in desk.get("/jobs", headers=lead).text
