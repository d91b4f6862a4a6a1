"""A crawl that is killed or stopped goes on where it was: nothing lost, nothing doubled."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from warcio.archiveiterator import ArchiveIterator

from config.errors import RunAbortedError
from crawlers.crawl import _start_worker, crawl
from crawlers.job import BrowserUse, CrawlJob, CrawlResult
from crawlers.process_tree import find_descendants
from demo.model import Market
from demo.server import Site, serve
from evidence.ledger import find_chain_problems
from evidence.workspace import open_workspace
from tests.crawlers.stage import Answer, page, run_stage

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def start_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker as it is started in earnest: a process that can be found by its name."""
    monkeypatch.setattr("crawlers.crawl._start_worker", _start_worker)


def make_job(site: Site, **asked: object) -> CrawlJob:
    base = {"browser": BrowserUse.NEVER, "delay_s": 0.0, "allow_hosts": (f"jishi.localhost:{site.port}",)}
    return CrawlJob(targets=(site.named_url,), **{**base, **asked})  # type: ignore[arg-type] # rows of a test


def kill_worker() -> None:
    for pid in find_descendants(os.getpid())[1:]:
        with contextlib.suppress(OSError):
            if b"crawlers.worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)


def crawl_through_kills(root: Path, job: CrawlJob, chance: Random, times: int) -> CrawlResult:
    """Kill the worker `times` times, each a while after some pages (both random), then let it finish."""
    for _ in range(times):
        pages = iter(range(chance.randint(1, 6), 0, -1))
        timer = threading.Timer(chance.random() * 0.1, kill_worker)

        def count(*_: object, pages: Iterator[int] = pages, timer: threading.Timer = timer) -> None:
            if next(pages, 0) == 1:
                timer.start()

        with pytest.raises(RunAbortedError):
            crawl(root, job, now=NOW, tell=count)
        timer.join()
    return crawl(root, job, now=NOW.replace(hour=10))


def summarise(root: Path, result: CrawlResult) -> dict[str, tuple[str, str | None]]:
    targets = open_workspace(root).records.load_targets(result.run_id)
    return {
        target.url.partition("localhost:")[2][5:]: (str(target.outcome), target.reason) for target in targets
    }


@pytest.fixture(scope="module")
def calm(market: Market, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CrawlResult]:
    """The same market crawled without any disturbance."""
    root = tmp_path_factory.mktemp("calm") / "ws"
    with serve(market) as site:
        return root, crawl(root, make_job(site), now=NOW)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_crawl_loses_and_doubles_nothing(
    market: Market, tmp_path: Path, calm: tuple[Path, CrawlResult], seed: int
) -> None:
    calm_root, calm_result = calm
    chance = Random(seed)  # noqa: S311 -- moments of a kill, not secrets
    with serve(market) as site:
        result = crawl_through_kills(tmp_path / "ws", make_job(site, delay_s=0.02), chance, times=3)
    assert summarise(tmp_path / "ws", result) == summarise(calm_root, calm_result)
    workspace = open_workspace(tmp_path / "ws")
    snapshots = workspace.records.load_snapshots(run_id=result.run_id)
    assert max(Counter(snapshot.url for snapshot in snapshots).values()) == 1
    assert len(snapshots) == len(open_workspace(calm_root).records.load_snapshots(run_id=calm_result.run_id))
    assert find_chain_problems(list(workspace.records.iter_entries())) == []
    for snapshot in snapshots:
        with workspace.store.path(snapshot.warc_sha256).open("rb") as stream:
            assert sum(1 for _ in ArchiveIterator(stream)) >= 2


def test_ctrl_c_stops_cleanly_and_the_same_job_resumes(market: Market, tmp_path: Path) -> None:
    program = (
        "from crawlers.job import *;import sys,datetime;from pathlib import Path;from "
        "crawlers.crawl import crawl;"
        "r=crawl(Path(sys.argv[1]),CrawlJob(targets=(sys.argv[2],),browser=BrowserUse.NEVER,delay_s=0.02,"
        "allow_hosts=(sys.argv[3],)),tell=lambda d,t,n:print(d,flush=True),"
        "now=datetime.datetime(2026,3,1,8,tzinfo=datetime.UTC));print('interrupted',r.interrupted)"
    )
    with serve(market) as site:
        host = f"jishi.localhost:{site.port}"
        command = [sys.executable, "-c", program, str(tmp_path / "ws"), site.named_url, host]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
        assert process.stdout is not None
        while int(process.stdout.readline()) < 3:
            pass
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=120)
        assert said.splitlines()[-1] == "interrupted True"
        seen = Counter(site.requests)
        result = crawl(tmp_path / "ws", make_job(site, delay_s=0.02), now=NOW.replace(hour=9))
        assert not result.interrupted
        assert len(result.listings) == 30
        assert Counter(site.requests)["/"] == seen["/"] == 1


def test_ctrl_c_ends_a_survey(tmp_path: Path) -> None:
    boxes = "".join(
        f"<li><a href='/goods/{n}.html'><img src='/p/{n}.jpg'>杯 {n}</a><b>￥{n}</b></li>" for n in range(90)
    )
    with run_stage() as stage:

        def answer(number: int) -> Answer:
            if number == 1:
                threading.Timer(0.5, interrupt).start()
            return page(f"<ul>{boxes}</ul>")

        def interrupt() -> None:
            for pid in find_descendants(os.getpid())[1:]:
                with contextlib.suppress(OSError):
                    if b"crawlers.worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                        os.kill(pid, signal.SIGINT)

        stage.routes["/"] = answer
        slow = page("<h1>杯</h1><b>￥5</b>")

        def wait(number: int) -> Answer:
            time.sleep(0.4)
            return slow

        stage.routes |= {f"/goods/{n}.html": wait for n in range(90)}
        job = CrawlJob(
            targets=(stage.url(),), browser=BrowserUse.NEVER, delay_s=0.0, allow_hosts=(stage.host,)
        )
        crawl(tmp_path / "ws", job, now=NOW)
        assert len(stage.asked) < 30
    assert not list((tmp_path / "ws").glob("sites/*.yaml"))


def test_the_worker_dies_with_its_parent(market: Market, tmp_path: Path) -> None:
    program = (
        "import sys;from pathlib import Path;from crawlers.crawl import crawl;from crawlers.job import *;"
        "crawl(Path(sys.argv[1]),CrawlJob(targets=(sys.argv[2],),browser=BrowserUse.NEVER,delay_s=1.0,"
        "allow_hosts=(sys.argv[3],)),tell=lambda d,t,n:print(d,flush=True))"
    )
    with serve(market) as site:
        host = f"jishi.localhost:{site.port}"
        command = [sys.executable, "-c", program, str(tmp_path / "ws"), site.named_url, host]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
        assert process.stdout is not None
        process.stdout.readline()
        children = find_descendants(process.pid)[1:]
        process.kill()
        process.wait()
        deadline = time.monotonic() + 60
        while any(_is_alive(pid) for pid in children) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert children
        assert not any(_is_alive(pid) for pid in children)
        process.stdout.close()


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
