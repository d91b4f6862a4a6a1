"""Reading on other machines: a real Redis with TLS and a password, and real `netpatrol worker` processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from celery import Celery
from PIL import Image
from redis import Redis

from config.errors import ConfigError, ExitCode, ItemError, ServiceError
from config.settings import QueueSettings
from evidence.noun import make_digest
from ocr import queue as queue_module
from ocr.pool import PictureJob, iter_readings
from ocr.queue import count_readers, iter_queued_readings
from tests.ocr.forms import encode

PICTURES = [encode(Image.new("RGB", (60 + i, 40), "white"), "PNG") for i in range(5)]
SLOW = encode(Image.effect_noise((4000, 4000), 60).convert("RGB"), "JPEG")
PASSWORD = "only-for-tests"
PATIENCE_S = 90
ROOT = Path(__file__).parents[2]


def _make_job(data: bytes) -> PictureJob:
    return PictureJob(sha256=make_digest(data), load=lambda: data)


def _wait_until(holds: object) -> None:
    assert callable(holds)
    for _ in range(PATIENCE_S * 5):
        if holds():
            return
        time.sleep(0.2)
    pytest.fail(f"{holds} did not come true")


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueueSettings]:
    """The settings of a queue on a server of these tests' own."""
    if shutil.which("redis-server") is None:
        pytest.fail("these tests need Redis; run `deploy/system-packages.sh test`")
    folder = tmp_path_factory.mktemp("redis")
    key, certificate, password = folder / "redis.key", folder / "redis.crt", folder / "password"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    made += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    password.touch(mode=0o600)
    password.write_text(PASSWORD)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    settings = f"port 0\ntls-port {port}\nbind 127.0.0.1\nrequirepass {PASSWORD}\nsave ''\ndir {folder}\n"
    settings += f"tls-cert-file {certificate}\ntls-key-file {key}\ntls-auth-clients no\n"
    (folder / "redis.conf").write_text(settings.replace("''", '""'))
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(["redis-server", str(folder / "redis.conf")], stdout=log, stderr=log)
    try:
        _wait_until(lambda: _answers(port))
        yield QueueSettings(
            url=f"rediss://localhost:{port}/0", password_file=password, ca_file=certificate, at_once=3
        )
    finally:
        server.kill()
        server.wait()


def _is_read(queue: QueueSettings) -> bool:
    try:
        return count_readers(queue) > 0
    except ServiceError:
        return False


class Reader:
    """A `netpatrol worker`; `lost_s` is after how long it takes what another machine does not end."""

    def __init__(
        self, folder: Path, queue: QueueSettings, *, engine: str = "null", lost_s: int | None = None
    ) -> None:
        folder.mkdir()
        (folder / "netpatrol.toml").write_text(
            f'[ocr]\nengine = "{engine}"\n[queue]\nurl = "{queue.url}"\n'
            f'password_file = "{queue.password_file}"\nca_file = "{queue.ca_file}"\n'
        )
        self.log = folder / "log"
        start = "" if lost_s is None else f"import ocr.queue; ocr.queue._LOST_S = {lost_s}; "
        code = f"{start}from console.main import main; main()"
        command = [sys.executable, "-c", code, "-w", str(folder), "worker", "--processes", "1"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, cwd=ROOT)
        _wait_until(lambda: self.process.poll() is not None or _is_read(queue))

    def end(self) -> int:
        """Ask it to stop, as a service does."""
        self.process.terminate()
        return self.process.wait(PATIENCE_S)

    def kill(self) -> None:
        """End it and what it started, at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def open_server(queue: QueueSettings) -> Redis:
    """The server, as who administers it sees it."""
    assert queue.url is not None
    return Redis.from_url(queue.url, password=PASSWORD, ssl_ca_certs=str(queue.ca_file))


@pytest.fixture
def reader(tmp_path: Path, queue: QueueSettings) -> Iterator[Reader]:
    one = Reader(tmp_path / "reader", queue)
    yield one
    one.kill()


def test_readings_are_those_of_this_machine_and_a_worker_ends_cleanly(
    queue: QueueSettings, reader: Reader
) -> None:
    here = {one.sha256: one for one in iter_readings(map(_make_job, PICTURES), workers=1, engine_name="null")}
    there = list(iter_queued_readings(map(_make_job, PICTURES), queue, engine_name="null"))
    assert {one.sha256: one for one in there} == here
    assert reader.end() == 0
    said = reader.log.read_text()
    assert PASSWORD not in said
    assert "Traceback" not in said


def test_what_cannot_be_read_or_loaded_costs_only_itself(queue: QueueSettings, reader: Reader) -> None:
    def refuse() -> bytes:
        raise ItemError("the artefact is not in the store")

    lost = PictureJob(sha256="0" * 64, load=refuse)
    jobs = [_make_job(b"no picture"), lost, *map(_make_job, PICTURES[:2])]
    found = {one.sha256: one.error for one in iter_queued_readings(jobs, queue, engine_name="null")}
    assert found[make_digest(b"no picture")]
    assert found["0" * 64] == "the artefact is not in the store"
    assert [found[make_digest(one)] for one in PICTURES[:2]] == [None, None]


def test_a_killed_machine_loses_no_picture(queue: QueueSettings, reader: Reader, tmp_path: Path) -> None:
    server, found = open_server(queue), []

    def ask() -> None:
        found.extend(iter_queued_readings([_make_job(SLOW)], queue, engine_name="null"))

    asking = Thread(target=ask)
    asking.start()
    _wait_until(lambda: server.hlen("unacked") > 0)  # it is being read
    reader.kill()
    other = Reader(tmp_path / "other", queue, lost_s=5)
    try:
        asking.join(PATIENCE_S)
        assert [one.error for one in found] == [None]
    finally:
        other.kill()
        asking.join()


def test_pictures_are_gone_from_the_server_when_nobody_waits(queue: QueueSettings, reader: Reader) -> None:
    server = open_server(queue)
    readings = iter_queued_readings(map(_make_job, [*PICTURES, SLOW]), queue, engine_name="null")
    next(readings)
    assert list(server.scan_iter("netpatrol.picture.*"))
    assert all(server.ttl(place) > 0 for place in server.scan_iter("netpatrol.picture.*"))
    readings.close()
    assert list(server.scan_iter("netpatrol.picture.*")) == []


def test_what_the_server_lost_is_not_waited_for_for_ever(
    queue: QueueSettings, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "_POLLS", 5)
    monkeypatch.setattr(queue_module, "_MOST_LOOKS", 2)
    monkeypatch.setattr(queue_module, "_QUEUE", "netpatrol.elsewhere")  # from which no machine reads
    with pytest.raises(ServiceError, match="has lost what was sent"):
        list(iter_queued_readings([_make_job(PICTURES[0])], queue, engine_name="null"))


@pytest.mark.parametrize("told", ["{}", '{"version": null, "reading": "{"}', "[]"])
def test_an_answer_that_is_no_reading_is_refused(
    queue: QueueSettings, reader: Reader, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forged:
        state, result = "SUCCESS", json.loads(told)

        def ready(self) -> bool:
            return True

        def forget(self) -> None:
            return

    monkeypatch.setattr(Celery, "send_task", lambda *_, **__: Forged())
    with pytest.raises(ServiceError, match="gave no reading of picture"):
        list(iter_queued_readings([_make_job(PICTURES[0])], queue, engine_name="null"))


def test_a_full_server_says_so(queue: QueueSettings, reader: Reader) -> None:
    server = open_server(queue)
    server.config_set("maxmemory", "1mb")
    try:
        with pytest.raises(ServiceError, match="is full"):
            list(iter_queued_readings([_make_job(PICTURES[0])], queue, engine_name="null"))
    finally:
        server.config_set("maxmemory", "0")


def test_a_worker_that_can_read_no_more_ends_with_an_error(queue: QueueSettings, reader: Reader) -> None:
    server = open_server(queue)
    server.set("netpatrol.pictures", "no list")
    try:
        assert reader.process.wait(PATIENCE_S) == ExitCode.SERVICE
    finally:
        server.delete("netpatrol.pictures")


def test_a_machine_whose_engine_does_not_load_takes_no_picture(queue: QueueSettings, tmp_path: Path) -> None:
    broken = Reader(tmp_path / "broken", queue, engine="none such")
    assert broken.process.wait(PATIENCE_S) == ExitCode.SETTINGS


def test_without_a_machine_that_reads_one_line_says_so(
    queue: QueueSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "_PING_S", 1.0)
    with pytest.raises(ServiceError, match="no machine reads from the queue rediss://localhost"):
        list(iter_queued_readings(map(_make_job, PICTURES), queue, engine_name="null"))


def test_another_version_is_refused(queue: QueueSettings, reader: Reader) -> None:
    with pytest.raises(ConfigError, match="install the same netpatrol on both"):
        list(iter_queued_readings(map(_make_job, PICTURES), queue, engine_name="tesseract"))


def test_wrong_password_stranger_and_silence(queue: QueueSettings, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.touch(mode=0o600)
    wrong.write_text("other")
    with pytest.raises(ConfigError, match="refuses the password"):
        count_readers(queue.model_copy(update={"password_file": wrong}))
    stranger = Reader(tmp_path / "stranger", queue.model_copy(update={"ca_file": None}))
    assert stranger.process.wait(PATIENCE_S) == ExitCode.SERVICE
    assert stranger.log.read_text().count("\n") == 1
    assert "does not answer" in stranger.log.read_text() or "无应答" in stranger.log.read_text()
    with pytest.raises(ServiceError, match="does not answer"):
        count_readers(QueueSettings(url="redis://127.0.0.1:9"))
    with socket.socket() as silent:  # it takes the connection and says nothing
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"rediss://localhost:{silent.getsockname()[1]}/0"
        mute = Reader(tmp_path / "mute", queue.model_copy(update={"url": address}))
        assert mute.process.wait(PATIENCE_S) == ExitCode.SERVICE


def test_a_large_picture_stays_here(queue: QueueSettings, reader: Reader) -> None:
    reader.kill()  # nobody could read it there
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queue_module, "MOST_BYTES", 10)
        patch.setattr(queue_module._Desk, "require_readers", lambda _: None)
        found = list(iter_queued_readings([_make_job(PICTURES[0])], queue, engine_name="null"))
    assert [one.error for one in found] == [None]


@pytest.mark.parametrize(
    "url",
    [
        "redis://shop.example/0",
        "rediss://:secret@127.0.0.1/0",
        "rediss://127.0.0.1?ssl_cert_reqs=none",
        "rediss://127.0.0.1:99999/0",
        "rediss://127.0.0.1:abc",
        "http://127.0.0.1",
    ],
)
def test_addresses_that_would_give_things_away_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        QueueSettings(url=url)
