"""Reading on other machines: a queue on Redis, by Celery, between who asks and the machines that read.

A picture lies in the queue's server while somebody waits for its reading, so a machine that reads needs the
queue alone: no store, no records. Reading is a pure function of bytes and version, so a task that is done
twice after a crash changes nothing.
"""

from __future__ import annotations

import math
import ssl
import threading
import uuid
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import ValidationError

from config.errors import ConfigError, ServiceError
from config.secret_file import read_secret
from config.settings import QueueSettings
from evidence.document import PictureReading
from ocr.engine import pick_engine
from ocr.limits import CPU_S
from ocr.pool import Crew, PictureJob, iter_readings, load_picture
from ocr.read import make_reader_version
from ocr.worker import make_blank

try:
    from celery import Celery
    from celery.exceptions import Reject, SecurityWarning
    from celery.states import SUCCESS
    from celery.worker import state as worker_state
    from kombu.exceptions import OperationalError
    from redis.exceptions import AuthenticationError, OutOfMemoryError, RedisError
except ImportError as exc:
    raise ConfigError("a queue of pictures needs Celery; pip install 'netpatrol[queue]'") from exc

TASK = "netpatrol.read_picture"
MOST_BYTES = 32_000_000
"""What is larger does not travel: the machine that asks reads it itself."""
MOST_TOGETHER = 64_000_000
"""So many bytes of one who asks lie in the server at a time."""

_QUEUE = "netpatrol.pictures"
_LOST_S = math.ceil(CPU_S * 4 / 3)
"""A picture whose machine says nothing is given to another one after so long: more than any picture takes."""
_KEPT_S = 4 * _LOST_S
"""What nobody takes is gone from the server after so long."""
_CONNECT_S, _ANSWER_S = 10.0, 15.0
_POLL_S, _POLLS = 0.2, 150
"""How often it is asked for a reading; after so many times, whether there still is a machine that reads."""
_MOST_LOOKS = 100
"""After so many of these looks without any reading what was sent is lost: most of an hour."""
_PING_S = 10.0


def make_app(queue: QueueSettings) -> Celery:
    """The Celery application of a queue; its messages are JSON, so that nothing in them is run.

    Raises:
        ConfigError: the password file cannot be read.
    """
    address = _make_address(queue)
    app = Celery("netpatrol", broker=address, backend=address, set_as_current=False)
    safety = None
    if urlsplit(address).scheme == "rediss":
        safety = {
            "ssl_cert_reqs": ssl.CERT_REQUIRED,
            "ssl_ca_certs": str(queue.ca_file) if queue.ca_file is not None else None,
            "ssl_check_hostname": True,
        }
    waits = {"socket_connect_timeout": _CONNECT_S, "socket_timeout": _ANSWER_S}
    app.conf.update(
        accept_content=["json"],
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            **waits,
            "visibility_timeout": _LOST_S,
            "unacked_restore_throttle": 1,  # what a machine lost is looked for every ten seconds
        },
        broker_use_ssl=safety,
        redis_backend_use_ssl=safety,
        redis_socket_connect_timeout=_CONNECT_S,
        redis_socket_timeout=_ANSWER_S,
        result_expires=_KEPT_S,
        result_serializer="json",
        task_acks_late=True,
        task_default_queue=_QUEUE,
        task_serializer="json",
        worker_hijack_root_logger=False,
        worker_prefetch_multiplier=1,
    )
    return app


def iter_queued_readings(
    jobs: Iterable[PictureJob], queue: QueueSettings, *, engine_name: str | None = None
) -> Generator[PictureReading, None, None]:
    """The readings of pictures by the machines of a queue, in the order in which they are done.

    Args:
        jobs: taken one by one, so at most `at_once` pictures and `MOST_TOGETHER` bytes lie in the server.
        queue: with an address.
        engine_name: as `pick_engine` takes it; a machine that reads by another version is refused.

    Raises:
        ConfigError: a machine reads by another version, or the password cannot be read.
        ServiceError: the server does not answer, no machine reads from it, or what was sent is lost.
    """
    desk = _Desk(queue, make_reader_version(pick_engine(engine_name)))
    waiting = iter(jobs)
    large: list[PictureJob] = []
    try:
        desk.require_readers()
        while True:
            while desk.has_room and (job := next(waiting, None)) is not None:
                data = load_picture(job, desk.version)
                if isinstance(data, PictureReading):
                    yield data
                elif len(data) > MOST_BYTES:
                    large.append(job)
                else:
                    desk.send(job.sha256, data)
            if not desk.sent:
                break
            yield desk.take()
    finally:
        desk.clear()
    yield from iter_readings(large, workers=1, engine_name=engine_name)


def count_readers(queue: QueueSettings) -> int:
    """How many machines read from a queue.

    Raises:
        ConfigError: the password cannot be read, or the server refuses it.
        ServiceError: the server does not answer.
    """
    with _telling(queue):
        return len(make_app(queue).control.ping(timeout=2.0))


def read_from_queue(
    queue: QueueSettings,
    *,
    engine_name: str | None = None,
    processes: int = 2,
    on_ready: Callable[[], None] = lambda: None,
) -> None:
    """Read the pictures of a queue until the process is told to stop.

    Args:
        queue: with an address.
        engine_name: as `pick_engine` takes it.
        processes: pictures read at a time, each in a process of its own, which it may spoil.
        on_ready: called when the server has answered and the engine is loaded.

    Raises:
        ConfigError: the engine cannot be loaded, or the password not be read.
        ServiceError: the server does not answer, or the queue cannot be read.
    """
    hand = _Hand(make_app(queue), engine_name)
    with _telling(queue):
        hand.app.connection_for_read().ensure_connection(max_retries=1)
    hand.prove()
    hand.app.task(name=TASK)(hand.read_picture)
    on_ready()
    # Celery names an option of its own command to whoever runs it as root.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    worker = hand.app.Worker(
        pool="threads", concurrency=processes, loglevel="WARNING", quiet=True, without_mingle=True
    )
    try:
        worker.start()
    finally:
        hand.end()
    if hand.trouble is not None:
        raise hand.trouble
    if worker.exitcode:
        raise ServiceError(f"the queue {queue.url} cannot be read from any more; see the lines above")


class _Hand:
    """What a machine that reads does with a task; each of its threads has a reading process."""

    def __init__(self, app: Celery, engine_name: str | None) -> None:
        self.app = app
        self.trouble: ConfigError | None = None
        self._engine_name = engine_name
        self._version = make_reader_version(pick_engine(engine_name))
        self._own = threading.local()
        self._crews: list[Crew] = []

    def prove(self) -> None:
        """Read an empty picture: a machine whose engine does not load takes none from others.

        Raises:
            ConfigError: the engine cannot be loaded.
        """
        crew = Crew(workers=1, engine_name=self._engine_name)
        try:
            self._read(crew, PictureJob(sha256="", load=make_blank))
        finally:
            crew.end()

    def read_picture(self, asked: str, sha256: str, place: str) -> dict[str, Any]:
        """The task: the reading of the bytes at a place of the server, or what is against it."""
        if asked != self._version:
            return {"version": self._version}
        picture: bytes | None = self.app.backend.client.get(place)
        if picture is None:  # who asked waits no more
            return {}
        if not hasattr(self._own, "crew"):
            self._own.crew = Crew(workers=1, engine_name=self._engine_name)
            self._crews.append(self._own.crew)
        try:
            reading = self._read(self._own.crew, PictureJob(sha256=sha256, load=lambda: picture))
        except ConfigError as exc:
            self.trouble = exc
            worker_state.should_stop = exc.exit_code
            raise Reject(str(exc), requeue=True) from exc
        return {"version": self._version, "reading": reading.as_json()}

    def end(self) -> None:
        """End its processes."""
        for crew in self._crews:
            crew.end()

    @staticmethod
    def _read(crew: Crew, job: PictureJob) -> PictureReading:
        [reading] = crew.iter_readings([job])
        return reading


@dataclass(frozen=True, slots=True, eq=False)
class _Sent:
    sha256: str
    place: str
    size: int
    result: Any


class _Desk:
    """What somebody who asks has sent and waits for."""

    def __init__(self, queue: QueueSettings, version: str) -> None:
        self.version = version
        self.sent: list[_Sent] = []
        self._queue = queue
        self._app = make_app(queue)
        self._pause = threading.Event()

    @property
    def has_room(self) -> bool:
        """Whether one more picture may be sent."""
        used = sum(one.size for one in self.sent)
        return len(self.sent) < self._queue.at_once and used + MOST_BYTES <= MOST_TOGETHER

    def require_readers(self) -> None:
        """Raise ServiceError where no machine reads from the queue."""
        with _telling(self._queue):
            if not self._app.control.ping(timeout=_PING_S, limit=1):
                raise ServiceError(
                    f"no machine reads from the queue {self._queue.url}; start `netpatrol worker` on one, or "
                    "take url out of [queue] to read here"
                )

    def send(self, sha256: str, data: bytes) -> None:
        """Lay a picture into the server and ask for its reading."""
        place = f"netpatrol.picture.{uuid.uuid4().hex}"
        with _telling(self._queue):
            self._app.backend.client.set(place, data, ex=_KEPT_S)
            result = self._app.send_task(
                TASK,
                args=(self.version, sha256, place),
                expires=_KEPT_S,
                retry_policy={"max_retries": 2},
            )
        self.sent.append(_Sent(sha256, place, len(data), result))

    def take(self) -> PictureReading:
        """The next reading that is there; waits for it as long as there is a machine that reads."""
        done = self._wait()
        with _telling(self._queue):
            state, told = done.result.state, done.result.result
            self._forget(done)
        self.sent.remove(done)
        if state != SUCCESS:
            said = f"the machine that read this picture failed ({type(told).__name__}); read it again"
            return PictureReading(sha256=done.sha256, reader_version=self.version, error=said, given_up=True)
        return self._check(done, told)

    def clear(self) -> None:
        """Wait for nothing any more: the caller has stopped."""
        try:
            for one in self.sent:
                self._forget(one)
        except (OperationalError, RedisError, OSError):
            return  # it goes by itself
        finally:
            self.sent.clear()

    def _wait(self) -> _Sent:
        for _ in range(_MOST_LOOKS):
            for _ in range(_POLLS):
                with _telling(self._queue):
                    done = next((one for one in self.sent if one.result.ready()), None)
                if done is not None:
                    return done
                self._pause.wait(_POLL_S)
            self.require_readers()
        raise ServiceError(
            f"the queue {self._queue.url} has lost what was sent to it; run it again: what was read is kept"
        )

    def _forget(self, one: _Sent) -> None:
        self._app.backend.client.delete(one.place)
        one.result.forget()

    def _check(self, sent: _Sent, told: Any) -> PictureReading:
        other = told.get("version") if isinstance(told, dict) else None
        if other is not None and other != self.version:
            raise ConfigError(
                f"a machine of the queue reads by version {other!r}, this one by {self.version!r}; "
                "install the same netpatrol on both, and set ocr.engine alike"
            )
        try:
            reading = PictureReading.model_validate_json(told["reading"])
        except (TypeError, KeyError, ValidationError) as exc:
            raise ServiceError(self._explain(sent)) from exc
        if reading.sha256 != sent.sha256 or reading.reader_version != self.version:
            raise ServiceError(self._explain(sent))
        return reading

    def _explain(self, sent: _Sent) -> str:
        return (
            f"the queue gave no reading of picture {sent.sha256}, but something else; look who else writes "
            f"to {self._queue.url}"
        )


@contextmanager
def _telling(queue: QueueSettings) -> Iterator[None]:
    """Troubles with the server, in one line."""
    try:
        yield
    except (OperationalError, RedisError, OSError) as exc:
        seen = (exc, exc.__cause__)  # kombu puts an error of its own round that of the server
        if any(isinstance(one, AuthenticationError) for one in seen):
            raise ConfigError(
                f"the queue {queue.url} refuses the password; mend queue.password_file in netpatrol.toml"
            ) from exc
        if any(isinstance(one, OutOfMemoryError) for one in seen):
            raise ServiceError(
                f"the queue {queue.url} is full, what was read is kept; give its Redis more memory or lower "
                "queue.at_once"
            ) from exc
        raise ServiceError(
            f"the queue {queue.url} does not answer, what was read is kept; start it or mend [queue] in "
            "netpatrol.toml"
        ) from exc


def _make_address(queue: QueueSettings) -> str:
    """The address with its password, for the libraries alone: it is never shown."""
    parts = urlsplit(queue.url or "")
    if queue.password_file is None:
        return parts.geturl()
    password = quote(read_secret(queue.password_file, "queue.password_file"), safe="")
    return urlunsplit(parts._replace(netloc=f":{password}@{parts.netloc}"))
