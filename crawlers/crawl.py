"""Crawling: a job becomes sealed snapshots, in a process of its own that can be stopped and resumed."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from config import errors
from config.errors import NetpatrolError, RunAbortedError
from config.settings import get_machine_time, read_environment
from crawlers.browser import find_browser
from crawlers.guard import parse_allowed
from crawlers.job import BrowserUse, CrawlJob, CrawlResult
from crawlers.orders import Orders, make_first_targets
from crawlers.results import make_crawl_result
from evidence.clock import Run
from evidence.run_lock import hold_job
from evidence.workspace import Workspace, open_workspace

Tell = Callable[[int, int | None, str | None], None]
OnEvent = Callable[[dict[str, Any]], None]

_ROOT = Path(__file__).parent.parent


def crawl(  # noqa: PLR0913 -- the public face: what, where, as which run, who is told
    workspace_root: Path,
    job: CrawlJob,
    run: Run | None = None,
    tell: Tell | None = None,
    *,
    now: datetime | None = None,
    settings_digest: str = "",
    on_event: OnEvent | None = None,
) -> CrawlResult:
    """Crawl a job to its end; the same job again goes on where an unfinished run stopped.

    Args:
        workspace_root: the workspace; made when it is not there.
        job: what to crawl.
        run: an open run of the caller, who also finishes it; without one, the job's open run is resumed or a
            new one started, and finished here.
        tell: hears (targets done, targets known, a line for people when a target was blocked or unreadable).
        now: the present moment; the machine's when not given.
        settings_digest: stamped on a run that is started here.
        on_event: hears every progress object of the worker; one with `listing` is a listing's result.

    Returns:
        What came of it; `interrupted` after Ctrl-C, and then the run stays open.

    Raises:
        ConfigError: no browser, unknown platform, an allowed host that is none.
        RunAbortedError: the workspace cannot be written or the worker died; run the same job again.
    """
    for host in job.allow_hosts:
        parse_allowed(host)
    make_first_targets(job)
    if job.browser is not BrowserUse.NEVER:
        find_browser(job.browser_executable)
    moment = (now or get_machine_time(read_environment())).astimezone(UTC)
    workspace = open_workspace(workspace_root, create=True, now=moment)
    if run is not None:
        return _follow(workspace, job, run, moment, tell, on_event)
    with hold_job(workspace.root, job.job_key, now=moment):
        own = workspace.begin_run("crawl", job.job_key, settings_digest, moment)
        result = _follow(workspace, job, own, moment, tell, on_event)
        if not result.interrupted:
            with workspace.records.write(moment) as writer:
                writer.finish_run(own.run_id, {"counts": result.counts, "coverage": result.coverage})
    return result


def _follow(
    workspace: Workspace,
    job: CrawlJob,
    run: Run,
    moment: datetime,
    tell: Tell | None,
    on_event: OnEvent | None,
) -> CrawlResult:
    orders = Orders(workspace=workspace.root.absolute(), job=job, run=run, now=moment)
    interrupted = _Worker(orders, tell, on_event).run()
    return make_crawl_result(workspace, run.run_id, interrupted=interrupted)


class _Worker:
    def __init__(self, orders: Orders, tell: Tell | None, on_event: OnEvent | None) -> None:
        self._orders = orders
        self._tell = tell
        self._on_event = on_event
        self._error: NetpatrolError | None = None
        self._interrupted = False

    def run(self) -> bool:
        """Wait for the worker; True when it was stopped before its end."""
        with tempfile.TemporaryFile() as log:
            process = _start_worker(log)
            try:
                code = self._follow(process)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
            if self._error is not None:
                raise self._error
            if code != 0 and not self._interrupted:
                raise RunAbortedError(
                    f"the crawl's worker ended with code {code} ({_read_last_line(log)}); "
                    "run the same command again: nothing sealed is lost"
                )
        return self._interrupted

    def _follow(self, process: subprocess.Popen[str]) -> int:
        if process.stdin is None or process.stdout is None:
            raise RunAbortedError("the crawl's worker has no pipes; run the same command again")
        try:
            process.stdin.write(json.dumps(self._orders.as_data()) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            return process.wait()
        while True:
            try:
                for line in process.stdout:
                    self._hear(json.loads(line))
                return process.wait()
            except KeyboardInterrupt:
                if self._interrupted:
                    raise
                self._interrupted = True
                os.kill(process.pid, signal.SIGINT)

    def _hear(self, said: dict[str, Any]) -> None:
        if "error" in said:
            kind = getattr(errors, said["error"], RunAbortedError)
            self._error = kind(said["message"])
            return
        if self._tell is not None:
            self._tell(said["done"], said["total"], said["note"])
        if self._on_event is not None:
            self._on_event(said)


def _start_worker(log: IO[bytes]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "crawlers.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        encoding="utf-8",
        cwd=_ROOT,
        start_new_session=True,  # Ctrl-C reaches it through us, once
    )


def _read_last_line(log: IO[bytes]) -> str:
    log.seek(0)
    lines = log.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else "no message"
