"""Reads many pictures in a few processes: a picture that kills or hangs one costs only itself."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

from config.errors import ConfigError, ItemError, VerificationError
from evidence.document import PictureReading
from ocr.engine import pick_engine
from ocr.limits import CPU_S, measure_cpu
from ocr.read import make_reader_version
from ocr.worker import READY, read_until_closed

PICTURES_PER_PROCESS = 200
"""A process is replaced after so many pictures, which bounds what its runtime keeps in memory."""

_LOOK_S = 60.0  # how often a busy process is looked at
_IDLE_LOOKS = 10  # so many times without any processor time used: it hangs
_RAISED = 1  # exit code of a process that an exception ended
_SPAWN = multiprocessing.get_context("spawn")  # a forked onnxruntime hangs


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureJob:
    """One picture to read: its SHA-256, and how to get its bytes when its turn comes."""

    sha256: str
    load: Callable[[], bytes]


def load_picture(job: PictureJob, version: str) -> bytes | PictureReading:
    """The bytes of a picture, else a reading that says why they cannot be had."""
    try:
        return job.load()
    except (ItemError, VerificationError, OSError) as exc:
        return PictureReading(sha256=job.sha256, reader_version=version, error=str(exc))


def iter_readings(
    jobs: Iterable[PictureJob], *, workers: int = 2, engine_name: str | None = None, cpu_s: float = CPU_S
) -> Generator[PictureReading, None, None]:
    """The readings of pictures, in the order in which they are done.

    Args:
        jobs: taken one by one as processes become free, so at most `workers` pictures are in memory.
        workers: processes, each with one numeric thread.
        engine_name: as `pick_engine` takes it.
        cpu_s: a picture that takes more processor time is given up, and its process ended.

    Raises:
        ConfigError: the engine cannot be loaded.
    """
    crew = Crew(workers=workers, engine_name=engine_name, cpu_s=cpu_s)
    try:
        yield from crew.iter_readings(jobs)
    finally:
        # Also where the caller stops asking, or the user presses Ctrl-C.
        crew.end()


@dataclass(frozen=True, slots=True)
class _Order:
    version: str
    engine_name: str | None
    cpu_s: float


class Crew:
    """A few reading processes that stay for the next pictures; one thread uses it at a time."""

    def __init__(self, *, workers: int, engine_name: str | None = None, cpu_s: float = CPU_S) -> None:
        self.version = make_reader_version(pick_engine(engine_name))
        self._order = _Order(self.version, engine_name, cpu_s)
        self._most = workers
        self._workers: list[_Worker] = []

    def iter_readings(self, jobs: Iterable[PictureJob]) -> Iterator[PictureReading]:
        """The readings of pictures, in the order in which they are done."""
        waiting = iter(jobs)
        while True:
            self._workers = [worker for worker in self._workers if worker.is_fit]
            yield from self._hand_out(waiting)
            busy = [worker for worker in self._workers if worker.is_busy]
            if not busy:
                return
            for worker in _wait_for(busy):
                yield worker.take()

    def end(self) -> None:
        """End its processes, whatever they are at."""
        for worker in self._workers:
            worker.end()
        self._workers = []

    def _hand_out(self, waiting: Iterator[PictureJob]) -> Iterator[PictureReading]:
        """Gives each free process a picture; yields only what could not even be loaded."""
        while sum(worker.is_busy for worker in self._workers) < self._most:
            job = next(waiting, None)
            if job is None:
                return
            data = load_picture(job, self.version)
            if isinstance(data, PictureReading):
                yield data
                continue
            worker = next((worker for worker in self._workers if not worker.is_busy), None)
            if worker is None:
                worker = _Worker(self._order)
                self._workers.append(worker)
            worker.start_on(job.sha256, data)


def _wait_for(busy: Sequence[_Worker]) -> list[_Worker]:
    """The workers that answered, died or hang; waits until there is one.

    A process on a loaded machine is only slow; one that uses no processor time at all for long hangs.
    """
    while True:
        told = set(wait([worker.pipe for worker in busy], timeout=_LOOK_S))
        done = [worker for worker in busy if worker.pipe in told and not worker.is_reporting_ready()]
        done += [worker for worker in busy if worker.pipe not in told and worker.is_hanging()]
        if done:
            return done


class _Worker:
    """A reading process and the picture it is at."""

    def __init__(self, order: _Order) -> None:
        self._order = order
        self.pipe, far_end = _SPAWN.Pipe()
        self._process: BaseProcess = _SPAWN.Process(
            target=read_until_closed, args=(far_end, order.engine_name, order.cpu_s), daemon=True
        )
        # Ctrl-C is the parent's business: the child inherits the blocked signal. The tracker must run before,
        # because starting it unblocks the signal again.
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        far_end.close()
        self._is_ready = False
        self._waiting: bytes | None = None
        self._taken = 0
        self._sha256: str | None = None
        self._cpu_s: float | None = None
        self._idle = 0
        self.is_fit = True

    @property
    def is_busy(self) -> bool:
        return self._sha256 is not None

    def start_on(self, sha256: str, data: bytes) -> None:
        self._sha256, self._waiting = sha256, data
        self._idle = 0
        if self._is_ready:
            self._send()

    def is_hanging(self) -> bool:
        """Whether it has used no processor time since it was looked at so many times."""
        used = measure_cpu(self._process.pid or 0)
        self._idle = self._idle + 1 if used is not None and used == self._cpu_s else 0
        self._cpu_s = used
        return self._idle >= _IDLE_LOOKS

    def is_reporting_ready(self) -> bool:
        """Whether what it told is only that its engine is loaded; it then gets the picture kept for it."""
        if self._is_ready:
            return False
        try:
            self._is_ready = self.pipe.recv_bytes() == READY
        except (EOFError, OSError):
            return False
        self._send()
        return True

    def take(self) -> PictureReading:
        """The reading of its picture, or what became of it; a process that failed is ended.

        Raises:
            ConfigError: the process could not load its engine, so no other will.
        """
        sha256, self._sha256 = self._sha256 or "", None
        self._taken += 1
        try:
            if self.pipe.poll():
                reading = PictureReading.model_validate_json(self.pipe.recv_bytes())
                if self._taken >= PICTURES_PER_PROCESS:
                    self.end()
                return reading
            said = ItemError("the reading process stood still on this picture and was ended; read it again")
        except (EOFError, OSError) as exc:
            self._process.join(5)
            if not self._is_ready and self._process.exitcode == _RAISED:
                raise ConfigError("the reading process cannot load its engine; see the error above") from exc
            said = self._explain()
        self.end()
        return PictureReading(
            sha256=sha256, reader_version=self._order.version, error=str(said), given_up=True
        )

    def _explain(self) -> ItemError:
        """Why the process ended."""
        if self._process.exitcode == -signal.SIGXCPU:
            most_s = f"{self._order.cpu_s:g}"
            return ItemError(
                f"the picture was given up after {most_s} s of processor time; read a smaller copy"
            )
        return ItemError(
            f"the reading process ended with code {self._process.exitcode} on this picture; read it again"
        )

    def end(self) -> None:
        self.is_fit = False
        self.pipe.close()
        if self._process.is_alive():
            self._process.kill()
        self._process.join()

    def _send(self) -> None:
        data, self._waiting = self._waiting or b"", None
        # Where it died, the closed pipe tells.
        with suppress(OSError):
            self.pipe.send_bytes(data)
