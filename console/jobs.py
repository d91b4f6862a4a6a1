"""Jobs that people start at the desk: each is `netpatrol` itself in processes of its own.

A job is a folder `jobs/ID` of the workspace: what was given (`given.csv`), what it printed (`output.jsonl`,
`messages.txt`), and `job.json`, which says how it stands. One job that writes runs at a time. It does not
need the browser that asked for it; when the desk ends it is interrupted, and the next desk says it was cut.
"""

import contextlib
import json
import logging
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, ValidationError

from cases.book import MACHINE, CaseBook
from cases.model import User
from config.errors import ConfigError, ExitCode, ItemError, NetpatrolError, RunAbortedError
from config.whole_file import write_whole_text
from evidence.run_lock import hold_job

logger = logging.getLogger(__name__)

FOLDER = "jobs"
OUTPUT, MESSAGES = "output.jsonl", "messages.txt"
RUN_ID = "{run_id}"
"""Stands in a step for the run that the step before it printed."""
_STATE = "job.json"
_ID = re.compile(r"job-\d{14}-[0-9a-f]{8}")
_LOCK = "desk-job"
_TAIL_BYTES = 65_536
MOST_SHOWN = 100
KEEP = timedelta(days=90)
_GOES_ON = frozenset({ExitCode.DONE, ExitCode.INCOMPLETE, ExitCode.SERVICE})
_PATIENCE_S = 20.0


class JobKind(StrEnum):
    """What a job does."""

    CRAWL = "crawl"
    PATROL = "patrol"
    LEARN = "learn"
    REGISTER = "register"
    HISTORY = "history"
    PARCEL = "parcel"
    VERIFY = "verify"
    BUNDLE = "bundle"
    AGAIN = "again"
    SEND = "send"


class JobState(StrEnum):
    """How a job stands: `cut` is one whose desk ended meanwhile, `incomplete` one that kept what it got."""

    RUNNING = "running"
    DONE = "done"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    CANCELLED = "cancelled"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done: the arguments of each call of `netpatrol`, run one after the other in its folder.

    `files` are put there first, by name. `writes`: nothing else that writes may run meanwhile. `product` is
    the file that it makes.
    """

    kind: JobKind
    title: str
    steps: tuple[tuple[str, ...], ...]
    files: Mapping[str, BinaryIO] = field(default_factory=dict)
    writes: bool = True
    product: str | None = None


class Job(BaseModel):
    """A job as its folder keeps it; `process` and `desk` are (number, start in clock ticks) of processes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    job_id: str
    kind: JobKind
    title: str
    by: str
    office_id: str | None
    started_at: datetime
    steps: tuple[tuple[str, ...], ...]
    writes: bool
    product: str | None = None
    process: tuple[int, int] | None = None
    desk: tuple[int, int]
    state: JobState = JobState.RUNNING
    ended_at: datetime | None = None
    exit_code: int | None = None
    cancelled_by: str | None = None


@dataclass(slots=True, kw_only=True)
class _Work:
    """A job that this desk runs."""

    job: Job
    held: contextlib.ExitStack
    process: subprocess.Popen[bytes]
    thread: threading.Thread | None = None
    is_stopped: bool = False
    is_closing: bool = False


@dataclass(slots=True, kw_only=True)
class Jobs:
    """The jobs of a workspace, and those that this process runs.

    Attributes:
        book: where starts, cancellations and ends are kept, by whom.
        now: tells the moment.
        lang: the language in which jobs print.
        keep: how long the folder of a job stays after its end.
    """

    book: CaseBook
    now: Callable[[], datetime]
    lang: str = "zh"
    keep: timedelta = KEEP
    _works: dict[str, _Work] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def root(self) -> Path:
        """The folder of all jobs."""
        return self.book.workspace.root.resolve() / FOLDER

    def start(self, order: Order, *, by: User | None) -> Job:
        """Start a job; it goes on by itself.

        Raises:
            ItemError: a file cannot be kept.
            RunAbortedError: another job that writes is running.
            ConfigError: the program cannot be started.
        """
        at = self.now()
        self.tidy()
        job_id = f"job-{at:%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
        name = by.login if by else MACHINE
        with self._lock, contextlib.ExitStack() as held:
            if order.writes:
                self._refuse_second()
                holder = f"{name} {job_id}"
                held.enter_context(hold_job(self.book.workspace.root, _LOCK, now=at, holder=holder))
            folder = self.root / job_id
            _put(folder, order.files)
            job = Job(
                job_id=job_id,
                kind=order.kind,
                title=order.title,
                by=name,
                office_id=by.office_id if by else None,
                started_at=at,
                steps=order.steps,
                writes=order.writes,
                product=order.product,
                desk=_identify(os.getpid()) or (0, 0),
            )
            self._keep(job)
            with self.book.write(at) as deeds:
                body = {
                    "kind": str(order.kind),
                    "title": order.title,
                    "steps": [list(one) for one in order.steps],
                }
                deeds.add("start", "job", job_id, body, by=by)
            process = self._launch(job, by)
            work = _Work(job=job, held=held.pop_all(), process=process)
            work.thread = threading.Thread(target=self._attend, args=(work, by), daemon=True, name=job_id)
            self._works[job_id] = work
            work.thread.start()
        return self.get(job_id) or job

    def _launch(self, job: Job, by: User | None) -> subprocess.Popen[bytes]:
        """Start the first step of a job that is kept already; one that cannot start has failed."""
        process: subprocess.Popen[bytes] | None = None
        try:
            process = self._spawn(self.root / job.job_id, job.steps[0])
            self._keep(job.model_copy(update={"process": _identify(process.pid)}))
        except BaseException:
            if process is not None:
                _end_process(process)
            at = self.now()
            with contextlib.suppress(OSError):
                self._keep(job.model_copy(update={"state": JobState.FAILED, "ended_at": at}))
            with self.book.write(at) as deeds:
                deeds.add("end", "job", job.job_id, {"state": str(JobState.FAILED), "exit": None}, by=by)
            raise
        return process

    def get(self, job_id: str) -> Job | None:
        """A job by its id."""
        if not _ID.fullmatch(job_id):
            return None
        try:
            return Job.model_validate_json((self.root / job_id / _STATE).read_bytes())
        except (OSError, ValidationError):
            return None

    def iter_newest(self, sees: Callable[[Job], bool] = lambda _: True) -> Iterator[Job]:
        """The jobs that were started last and that somebody sees, the newest first; at most so many."""
        names = sorted((path.name for path in self.root.glob("job-*")), reverse=True)
        seen = (job for name in names if (job := self.get(name)) is not None and sees(job))
        return islice(seen, MOST_SHOWN)

    def cancel(self, job: Job, *, by: User | None) -> None:
        """Interrupt a job as Ctrl-C does; asked again, end it less politely. What it sealed stays.

        Raises:
            ItemError: it has ended already.
        """
        with self._lock:
            held = self.get(job.job_id) or job
            work = self._works.get(job.job_id)  # between two of its steps no process is alive
            if held.state is not JobState.RUNNING or (work is None and not _is_alive(held.process)):
                raise ItemError(f"job {job.job_id!r} has ended already; load the page again")
            number = signal.SIGTERM if held.cancelled_by else signal.SIGINT
            self._keep(held.model_copy(update={"cancelled_by": by.login if by else MACHINE}), work)
            if work is not None:
                work.is_stopped = True
                work.process.send_signal(number)
            elif held.process is not None:  # of a desk that is gone; it is still the same process
                os.kill(held.process[0], number)
        with self.book.write(self.now()) as deeds:
            deeds.add("cancel", "job", job.job_id, by=by)

    def settle(self) -> None:
        """Say of the jobs that a desk left running, and that run no longer, that they were cut."""
        with self._lock:
            for job in self.iter_newest():
                if job.state is not JobState.RUNNING or job.job_id in self._works or _is_alive(job.process):
                    continue
                if _is_alive(job.desk) and job.desk[0] != os.getpid():
                    continue
                at = self.now()
                state = JobState.CANCELLED if job.cancelled_by else JobState.CUT
                self._keep(job.model_copy(update={"state": state, "ended_at": at}))
                with self.book.write(at) as deeds:
                    deeds.add("cut", "job", job.job_id, {"state": str(state)})

    def tidy(self) -> None:
        """Take away the folders of jobs that ended longer ago than they are kept; the ledger says so."""
        at = self.now()
        with self._lock:
            gone = [
                path
                for path in sorted(self.root.glob("job-*"))
                if (job := self.get(path.name)) is not None and job.ended_at and job.ended_at + self.keep < at
            ]
            for path in gone:
                with self.book.write(at) as deeds:
                    deeds.add("tidy", "job", path.name)
                shutil.rmtree(path, ignore_errors=True)

    def close(self) -> None:
        """Interrupt every job of this desk and wait until it has ended."""
        with self._lock:
            works = list(self._works.values())
            for work in works:
                work.is_closing = work.is_stopped = True
                work.process.send_signal(signal.SIGINT)
        for work in works:
            if work.thread is not None:
                work.thread.join(_PATIENCE_S)
                if work.thread.is_alive():
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(work.process.pid, signal.SIGKILL)
                    work.thread.join(_PATIENCE_S)

    def _refuse_second(self) -> None:
        running = next((one for one in self.iter_newest() if one.writes and _is_alive(_get_live(one))), None)
        if running is not None:
            raise RunAbortedError(
                "another job that writes is running; one at a time writes: wait for it to end, or cancel it"
            )

    def _attend(self, work: _Work, by: User | None) -> None:
        """Wait for a job step by step, and keep how it ended."""
        codes: list[int] = []
        try:
            self._run_steps(work, codes)
        except (NetpatrolError, OSError):  # the next step could not be started, or not be kept
            logger.exception("job %s was not gone on with", work.job.job_id)
            codes.append(int(ExitCode.SETTINGS))
        finally:
            self._end(work, codes, by)

    def _run_steps(self, work: _Work, codes: list[int]) -> None:
        folder = self.root / work.job.job_id
        for number, step in enumerate(work.job.steps):
            if number:
                with self._lock:
                    made = _fill(step, folder)
                    if work.is_stopped or made is None:
                        break
                    work.process = self._spawn(folder, made)
                    try:
                        kept = work.job.model_copy(update={"process": _identify(work.process.pid)})
                        self._keep(kept, work)
                    except BaseException:
                        _end_process(work.process)
                        raise
            codes.append(work.process.wait())
            if codes[-1] not in _GOES_ON:
                break

    def _end(self, work: _Work, codes: list[int], by: User | None) -> None:
        code = next((code for code in codes if code), 0)
        state, ended = _name_end(work, code), self.now()
        if state is JobState.INCOMPLETE and read_result(self.root / work.job.job_id) is None:
            state = JobState.FAILED  # it was refused before it got anything
        try:
            with self.book.write(ended) as deeds:
                deeds.add("end", "job", work.job.job_id, {"state": str(state), "exit": code}, by=by)
        finally:
            with self._lock, work.held:
                del self._works[work.job.job_id]
                changes = {"state": state, "ended_at": ended, "exit_code": code, "process": None}
                with contextlib.suppress(OSError):  # `settle` says it once there is room again
                    self._keep(work.job.model_copy(update=changes), work)

    def _spawn(self, folder: Path, arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
        """`netpatrol` with arguments, never by a shell, in a session of its own."""
        # -P: nothing that was dropped into the job's folder is taken for a module.
        program = (sys.executable, "-P", "-m", "console")
        command = [*program, "-w", str(self.book.workspace.root.resolve()), "--lang", self.lang, *arguments]
        try:
            with (folder / OUTPUT).open("ab") as out, (folder / MESSAGES).open("ab") as messages:
                return subprocess.Popen(
                    command,
                    cwd=folder,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=messages,
                    start_new_session=True,
                )
        except (OSError, ValueError) as exc:
            raise ConfigError(f"the job cannot be started: {exc}; `netpatrol doctor` explains") from exc

    def _keep(self, job: Job, work: _Work | None = None) -> None:
        if work is not None:
            work.job = job
        write_whole_text(self.root / job.job_id / _STATE, job.model_dump_json(indent=1))


def read_tail(folder: Path, name: str) -> list[str]:
    """The last lines of what a job printed; the first of them may be cut."""
    try:
        with (folder / name).open("rb") as stream:
            stream.seek(0, os.SEEK_END)
            stream.seek(max(0, stream.tell() - _TAIL_BYTES))
            return stream.read().decode(errors="replace").splitlines()
    except OSError:
        return []


def read_result(folder: Path) -> dict[str, object] | None:
    """The last object that a job printed."""
    for line in reversed(read_tail(folder, OUTPUT)):
        with contextlib.suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict):
                return found
    return None


def find_run(folder: Path) -> str | None:
    """The run that a job printed last."""
    for line in reversed(read_tail(folder, OUTPUT)):
        with contextlib.suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict) and isinstance(found.get("run_id"), str):
                return str(found["run_id"])
    return None


def _get_live(job: Job) -> tuple[int, int] | None:
    return job.process if job.state is JobState.RUNNING else None


def _name_end(work: _Work, code: int) -> JobState:
    if work.is_stopped and not work.is_closing:
        return JobState.CANCELLED
    # A service manager interrupts the desk and its jobs at once.
    if work.is_closing or code < 0 or code == ExitCode.INTERRUPTED:
        return JobState.CUT
    return {ExitCode.DONE: JobState.DONE, ExitCode.INCOMPLETE: JobState.INCOMPLETE}.get(
        ExitCode(code) if code in list(ExitCode) else ExitCode.INPUT, JobState.FAILED
    )


def _put(folder: Path, files: Mapping[str, BinaryIO]) -> None:
    try:
        folder.mkdir(parents=True)
        for name, stream in files.items():
            with (folder / name).open("xb") as target:
                shutil.copyfileobj(stream, target)
    except OSError as exc:
        raise ItemError(
            f"the job's files cannot be kept: {exc.strerror}; free disk space and try again"
        ) from exc


def _end_process(process: subprocess.Popen[bytes]) -> None:
    """End a process that nobody would attend, with all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _fill(step: tuple[str, ...], folder: Path) -> tuple[str, ...] | None:
    """A step with the run that was made before it; None when there is none."""
    if RUN_ID not in step:
        return step
    run_id = find_run(folder)
    return None if run_id is None else tuple(run_id if one == RUN_ID else one for one in step)


def _identify(pid: int) -> tuple[int, int] | None:
    """A process by its number and the moment of its start, so that no later one is taken for it."""
    try:
        facts = (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
    except OSError:
        return None
    return None if facts[0] in {"Z", "X"} else (pid, int(facts[19]))


def _is_alive(process: tuple[int, int] | None) -> bool:
    return process is not None and _identify(process[0]) == tuple(process)
