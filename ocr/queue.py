"""Reading on other machines: a queue on Redis, by Celery, between who asks and the machines that read.

A picture travels in its task, so that a machine that reads needs the queue alone: no store, no records.
Reading is a pure function of bytes and version, so a task that is done twice after a crash changes nothing.
"""

from __future__ import annotations

import base64
import ssl
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from config.errors import ConfigError, ItemError, ServiceError, VerificationError
from config.secret_file import read_secret
from config.settings import QueueSettings
from evidence.document import PictureReading
from ocr.engine import pick_engine
from ocr.pool import Crew, PictureJob, iter_readings
from ocr.read import make_reader_version

try:
    from celery import Celery
    from celery.exceptions import TaskRevokedError
    from celery.exceptions import TimeoutError as CeleryTimeoutError
    from kombu.exceptions import OperationalError
    from redis.exceptions import AuthenticationError, RedisError
except ImportError as exc:
    raise ConfigError("a queue of pictures needs Celery; pip install 'netpatrol[queue]'") from exc

TASK = "netpatrol.read_picture"
MOST_BYTES = 32_000_000
"""What is larger does not travel: the machine that asks reads it itself."""

_QUEUE = "netpatrol.pictures"
_LOST_S = 300
"""A picture whose machine says nothing is given to another one after so long."""
_KEPT_S = 3600
_CONNECT_S = 10.0
_LOOK_S = 30.0
"""How often it is asked whether there still is a machine that reads."""
_PING_S = 10.0


def make_app(queue: QueueSettings) -> Celery:
    """The Celery application of a queue; JSON alone travels, so that nothing in it is run.

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
    waits = {"socket_connect_timeout": _CONNECT_S, "socket_timeout": 4 * _LOOK_S}
    app.conf.update(
        accept_content=["json"],
        broker_connection_retry_on_startup=True,
        broker_transport_options={**waits, "visibility_timeout": _LOST_S},
        broker_use_ssl=safety,
        redis_backend_use_ssl=safety,
        redis_socket_connect_timeout=_CONNECT_S,
        redis_socket_timeout=4 * _LOOK_S,
        result_expires=_KEPT_S,
        result_serializer="json",
        task_acks_late=True,
        task_default_queue=_QUEUE,
        task_reject_on_worker_lost=True,
        task_serializer="json",
        worker_hijack_root_logger=False,
        worker_prefetch_multiplier=1,
    )
    return app


def iter_queued_readings(
    jobs: Iterable[PictureJob], queue: QueueSettings, *, engine_name: str | None = None
) -> Generator[PictureReading, None, None]:
    """The readings of pictures by the machines of a queue, in the order of the pictures.

    Args:
        jobs: taken one by one, so at most `at_once` pictures are in the queue.
        queue: with an address.
        engine_name: as `pick_engine` takes it; a machine that reads by another version is refused.

    Raises:
        ConfigError: a machine reads by another version, or the password cannot be read.
        ServiceError: the server does not answer, or no machine reads from it.
    """
    version = make_reader_version(pick_engine(engine_name))
    app = make_app(queue)
    waiting = iter(jobs)
    sent: deque[_Sent] = deque()
    try:
        _require_readers(app, queue)
        while True:
            while len(sent) < queue.at_once and (job := next(waiting, None)) is not None:
                try:
                    data = job.load()
                except (ItemError, VerificationError, OSError) as exc:
                    yield PictureReading(sha256=job.sha256, reader_version=version, error=str(exc))
                    continue
                if len(data) > MOST_BYTES:
                    yield from iter_readings([job], workers=1, engine_name=engine_name)
                    continue
                sent.append(_send(app, queue, version, job.sha256, data))
            if not sent:
                return
            yield _take(app, queue, version, sent[0])
            sent.popleft()
    finally:
        _take_back(app, sent)


def count_readers(queue: QueueSettings) -> int:
    """How many machines read from a queue.

    Raises:
        ConfigError: the password cannot be read, or the server refuses it.
        ServiceError: the server does not answer.
    """
    with _telling(queue):
        return len(make_app(queue).control.ping(timeout=2.0))


def read_from_queue(queue: QueueSettings, *, engine_name: str | None = None, processes: int = 2) -> None:
    """Read the pictures of a queue until the process is told to stop.

    Args:
        queue: with an address.
        engine_name: as `pick_engine` takes it.
        processes: pictures read at a time, each in a process of its own, which it may spoil.

    Raises:
        ConfigError: the engine cannot be loaded, or the password not be read.
        ServiceError: the server does not answer.
    """
    version = make_reader_version(pick_engine(engine_name))
    app = make_app(queue)
    crews: list[Crew] = []
    own = threading.local()

    def read_picture(asked: str, sha256: str, data: str) -> dict[str, Any]:
        if asked != version:
            return {"version": version}
        if not hasattr(own, "crew"):
            own.crew = Crew(workers=1, engine_name=engine_name)
            crews.append(own.crew)
        picture = base64.b64decode(data, validate=True)
        reading = next(own.crew.iter_readings([PictureJob(sha256=sha256, load=lambda: picture)]))
        return {"version": version, "reading": reading.as_json()}

    app.task(name=TASK)(read_picture)
    with _telling(queue):
        app.connection_for_read().ensure_connection(max_retries=1)
    try:
        app.Worker(
            pool="threads", concurrency=processes, loglevel="WARNING", quiet=True, without_mingle=True
        ).start()
    finally:
        for crew in crews:
            crew.end()


@dataclass(frozen=True, slots=True)
class _Sent:
    sha256: str
    result: Any


def _send(app: Celery, queue: QueueSettings, version: str, sha256: str, data: bytes) -> _Sent:
    with _telling(queue):
        result = app.send_task(
            TASK,
            args=(version, sha256, base64.b64encode(data).decode("ascii")),
            argsrepr=repr((version, sha256)),
            retry_policy={"max_retries": 2},
        )
    return _Sent(sha256, result)


def _take(app: Celery, queue: QueueSettings, version: str, sent: _Sent) -> PictureReading:
    """The reading of a picture that was sent; waits for it as long as there is a machine that reads."""
    with _telling(queue):
        while True:
            try:
                told = sent.result.get(timeout=_LOOK_S, propagate=False)
                break
            except CeleryTimeoutError:
                _require_readers(app, queue)
        sent.result.forget()
    if not isinstance(told, dict):
        said = f"the machine that read this picture failed ({type(told).__name__}); read it again"
        return PictureReading(sha256=sent.sha256, reader_version=version, error=said, given_up=True)
    if told.get("version") != version:
        raise ConfigError(
            f"a machine of the queue reads by version {told.get('version')!r}, this one by {version!r}; "
            "install the same netpatrol on both, and set ocr.engine alike"
        )
    reading = PictureReading.model_validate_json(told["reading"])
    if reading.sha256 != sent.sha256 or reading.reader_version != version:
        raise ServiceError(
            f"the queue answered for another picture than {sent.sha256}; look who else writes to {queue.url}"
        )
    return reading


def _require_readers(app: Celery, queue: QueueSettings) -> None:
    with _telling(queue):
        if not app.control.ping(timeout=_PING_S, limit=1):
            raise ServiceError(
                f"no machine reads from the queue {queue.url}; start `netpatrol worker` on one, or take url "
                "out of [queue] to read here"
            )


def _take_back(app: Celery, sent: Iterable[_Sent]) -> None:
    """Ask for nothing any more that was sent: the caller has stopped."""
    try:
        for one in sent:
            app.control.revoke(one.result.id)
            one.result.forget()
    except (OperationalError, RedisError, OSError):
        return  # what nobody takes goes after an hour


@contextmanager
def _telling(queue: QueueSettings) -> Iterator[None]:
    """Troubles with the server, in one line."""
    try:
        yield
    except TaskRevokedError as exc:
        raise ServiceError(f"a picture was taken out of the queue {queue.url}; run it again") from exc
    except AuthenticationError as exc:
        raise ConfigError(
            f"the queue {queue.url} refuses the password; mend queue.password_file in netpatrol.toml"
        ) from exc
    except (OperationalError, RedisError, OSError) as exc:
        if isinstance(exc.__cause__, AuthenticationError):
            raise ConfigError(
                f"the queue {queue.url} refuses the password; mend queue.password_file in netpatrol.toml"
            ) from exc
        raise ServiceError(
            f"the queue {queue.url} does not answer; start it or mend [queue] in netpatrol.toml; "
            "what was read is kept"
        ) from exc


def _make_address(queue: QueueSettings) -> str:
    """The address with its password, for the libraries alone: it is never shown."""
    parts = urlsplit(queue.url or "")
    if queue.password_file is None:
        return parts.geturl()
    password = quote(read_secret(queue.password_file, "queue.password_file"), safe="")
    return urlunsplit(parts._replace(netloc=f":{password}@{parts.netloc.rpartition('@')[2]}"))
