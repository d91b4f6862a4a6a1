"""Objects in a folder and on S3-compatible storage: the same promises, and nothing lost on the way."""

import contextlib
import http.server
import multiprocessing
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from config.errors import ConfigError, PurgedError, ServiceError, VerificationError
from config.settings import Settings, StoreSettings
from console.main import run as run_command
from evidence.blobs import Blobs, Folder, make_key
from evidence.bucket import Bucket, open_bucket
from evidence.bundle import write_bundle
from evidence.noun import make_digest
from evidence.purge import Order, purge_snapshots
from evidence.rebuilding import rebuild_records
from evidence.store import open_store
from evidence.verify_bundle import verify_bundle
from evidence.verify_store import verify_store
from evidence.workspace import Workspace, open_workspace
from tests.evidence.conftest import NOW, make_capture
from tests.evidence.dying import die_at
from tests.evidence.s3 import BUCKET, Storage, serve_storage
from tests.evidence.whole_store import make_store

DATA = b"evidence" * 100
DIGEST = make_digest(DATA)
SECRET = "verysecret"


@pytest.fixture(scope="module")
def storage() -> Iterator[Storage]:
    with serve_storage() as served:
        yield served


@pytest.fixture(params=["folder", "bucket"])
def blobs(request: pytest.FixtureRequest, storage: Storage, tmp_path: Path) -> Blobs:
    """Each kind of place in turn, empty."""
    if request.param == "folder":
        return Folder(root=tmp_path)
    settings = StoreSettings(url=f"s3://{BUCKET}/{tmp_path.name}", endpoint=storage.endpoint)
    return open_bucket(settings, storage.key)


def plant(blobs: Blobs, digest: str, data: bytes) -> None:
    """Bytes under a name, put there behind the program's back."""
    if isinstance(blobs, Bucket):
        blobs.filesystem.pipe_file(f"{blobs.root}/{make_key(digest)}", data)
    elif isinstance(blobs, Folder):
        blobs.path(digest).parent.mkdir(parents=True)
        blobs.path(digest).write_bytes(data)


def test_what_was_put_is_there_whole_and_in_part(blobs: Blobs) -> None:
    assert (blobs.get(DIGEST), blobs.get_range(DIGEST, 0, 5), blobs.has(DIGEST)) == (None, None, False)
    blobs.put(DIGEST, DATA)
    blobs.put(DIGEST, DATA)
    assert (blobs.get(DIGEST), blobs.get_range(DIGEST, 3, 5)) == (DATA, DATA[3:8])
    assert (blobs.has(DIGEST), blobs.list_digests()) == (True, [DIGEST])


def test_what_was_deleted_is_gone_and_deleting_again_does_nothing(blobs: Blobs) -> None:
    blobs.put(DIGEST, DATA)
    blobs.delete(DIGEST)
    blobs.delete(DIGEST)
    assert (blobs.get(DIGEST), blobs.has(DIGEST), blobs.list_digests()) == (None, False, [])


def test_nothing_is_ever_written_over(blobs: Blobs) -> None:
    plant(blobs, DIGEST, b"other")
    if isinstance(blobs, Bucket):
        with pytest.raises(VerificationError, match="other bytes"):
            blobs.put(DIGEST, DATA)
    else:
        blobs.put(DIGEST, DATA)
    assert blobs.get(DIGEST) == b"other"


def test_what_another_process_brought_meanwhile_is_no_trouble(storage: Storage, tmp_path: Path) -> None:
    settings = StoreSettings(url=f"s3://{BUCKET}/{tmp_path.name}", endpoint=storage.endpoint)
    bucket = open_bucket(settings, storage.key)
    assert isinstance(bucket, Bucket)
    answers = [None]

    class Late(Bucket):
        def get(self, digest: str) -> bytes | None:
            return answers.pop() if answers else Bucket.get(self, digest)

    plant(bucket, DIGEST, DATA)
    Late(root=bucket.root, filesystem=bucket.filesystem).put(DIGEST, DATA)
    assert (answers, bucket.get(DIGEST)) == ([], DATA)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_a_name_that_is_no_digest_is_refused(blobs: Blobs, name: str) -> None:
    with pytest.raises(VerificationError, match="no SHA-256"):
        blobs.has(name)


@pytest.fixture
def kept(storage: Storage, tmp_path: Path) -> Workspace:
    """A workspace whose captures lie on the storage and nowhere else."""
    root = tmp_path / "ws"
    storage.write_settings(root)
    workspace = make_store(root)
    assert workspace.store.send() > 1
    assert workspace.store.list_waiting() == []
    return workspace


def test_evidence_on_the_storage_is_read_verified_and_bundled(kept: Workspace, tmp_path: Path) -> None:
    for snapshot in kept.records.load_snapshots():
        for artefact in snapshot.artefacts:
            assert make_digest(kept.read_artefact(artefact.sha256)) == artefact.sha256
    assert not any(path.is_file() for path in kept.store.root.rglob("*"))
    assert (verify_store(kept).problems, verify_store(kept).ok) == ((), True)
    ids = [snapshot.snapshot_id for snapshot in kept.records.load_snapshots()]
    write_bundle(kept, ids, tmp_path / "x.wacz", now=NOW, software="test")
    assert verify_bundle(tmp_path / "x.wacz", kept.records.load_facts("key")).problems == ()


def test_evidence_on_the_storage_is_purged_there_and_rebuilt_from_there(kept: Workspace) -> None:
    first, second = kept.records.load_snapshots()
    order = Order(by="li", why="期满", at=NOW + timedelta(days=9))
    purge_snapshots(kept, {first.snapshot_id: "routine, 1 days"}, order, set)
    kept.store.send()
    assert not kept.store.has(first.warc_sha256)
    with pytest.raises(PurgedError):
        kept.read_artefact(first.artefacts[0].sha256)
    assert verify_store(kept).problems == ()
    (kept.root / "records.db").write_bytes(b"garbage" * 2000)
    done = rebuild_records(kept.root, now=order.at, tell=print)
    assert (done.snapshots, done.purged, done.damaged) == (2, 1, 0)
    again = open_workspace(kept.root)
    assert again.read_artefact(second.artefacts[0].sha256)
    assert verify_store(again).problems == ()


@pytest.mark.parametrize("data", [None, b"", b"garbage"])
def test_damage_on_the_storage_is_named(kept: Workspace, data: bytes | None) -> None:
    digest = kept.records.load_snapshots()[0].warc_sha256
    remote = kept.store.load_remote()
    assert isinstance(remote, Bucket)
    remote.delete(digest)
    if data is not None:
        plant(remote, digest, data)
    assert f"objects/{digest}" in [problem.path for problem in verify_store(kept).problems]


def test_a_lost_database_is_never_begun_anew_over_what_lies_on_the_storage(kept: Workspace) -> None:
    for path in [*kept.root.glob("records.db*"), kept.root / "ledger-head.json"]:
        path.unlink()
    with pytest.raises(VerificationError, match="restore a backup"):
        open_workspace(kept.root, create=True, now=NOW)


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_while_the_storage_is_down_captures_are_safe_and_wait(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    port, root = find_free_port(), tmp_path / "ws"
    Storage(endpoint=f"http://127.0.0.1:{port}", key=f"any:{SECRET}").write_settings(root)
    with serve_storage(port):
        workspace = open_workspace(root, create=True, now=NOW)
    workspace = open_workspace(root)
    run = workspace.begin_run("crawl", "job", "digest", NOW)
    snapshot = workspace.seal(run, make_capture(1))
    with pytest.raises(ServiceError, match="waits here"):
        workspace.store.send()
    assert workspace.read_artefact(snapshot.artefacts[0].sha256)
    waiting = f"{len(workspace.store.list_waiting())} objects wait to be sent"
    result = verify_store(workspace)
    assert (result.ok, waiting in " ".join(result.reasons)) == (True, True)
    assert "nobody looked there" in " ".join(result.reasons)
    codes = [
        run_command(["-w", str(root), "--lang", "en", *line.split()])
        for line in ("store send", "store status", "doctor")
    ]
    said = capsys.readouterr()
    assert codes == [7, 0, 3]
    assert waiting in said.out
    assert SECRET not in said.out + said.err
    assert not (tmp_path / "netpatrol-error.txt").exists()
    with serve_storage(port):
        assert open_workspace(root).store.send() == 1
        assert verify_store(open_workspace(root)).reasons == ()


def _kill_while_sending(root: Path, step: int) -> None:
    die_at(step, (Bucket, "put"), (Folder, "delete"))
    open_store(root).send()


@pytest.mark.parametrize("step", range(1, 5))
def test_killed_while_sending_nothing_is_lost(storage: Storage, tmp_path: Path, step: int) -> None:
    root = tmp_path / "ws"
    storage.write_settings(root)
    workspace = make_store(root)
    every = workspace.store.list_digests()
    process = multiprocessing.get_context("spawn").Process(target=_kill_while_sending, args=(root, step))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert verify_store(workspace).ok
    workspace.store.send()
    remote = workspace.store.load_remote()
    assert remote is not None
    assert remote.list_digests() == every
    assert verify_store(workspace).reasons == ()


def test_an_object_changed_while_it_waits_is_not_sent(storage: Storage, tmp_path: Path) -> None:
    storage.write_settings(tmp_path)
    store = open_store(tmp_path)
    path = store.path(store.write(DATA))
    path.chmod(0o600)
    path.write_bytes(b"other")
    with pytest.raises(VerificationError, match="changed on disk"):
        store.send()
    assert path.exists()


class _Answer(http.server.BaseHTTPRequestHandler):
    status, code, delay_s = 403, "AccessDenied", 0.0

    def do_GET(self) -> None:
        time.sleep(self.delay_s)
        body = f"<Error><Code>{self.code}</Code><Message>no</Message></Error>".encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        with contextlib.suppress(OSError):  # who asked gave up waiting
            self.end_headers()
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@contextlib.contextmanager
def serve_answer(kind: type[_Answer] = _Answer, **answer: object) -> Iterator[str]:
    handler = type("Answer", (kind,), answer)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


_PAGE = (
    "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
    f"<Contents><Key>{'0' * 64}</Key></Contents></ListBucketResult>"
).encode()


class _Cut(_Answer):
    """Every object breaks off half-way, and a list never ends."""

    def do_GET(self) -> None:
        body = _PAGE if "list-type=2" in self.path else b"x" * 8000
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if body is _PAGE else body[:4000])
        self.close_connection = True


@pytest.mark.parametrize("deed", ["get", "get_range", "list_digests"])
def test_an_answer_that_breaks_off_or_never_ends_is_one_clear_line(deed: str) -> None:
    with serve_answer(_Cut) as endpoint:
        bucket = open_bucket(StoreSettings(url="s3://evidence", endpoint=endpoint, timeout_s=2), "any:any")
        deeds = {
            "get": lambda: bucket.get("0" * 64),
            "get_range": lambda: bucket.get_range("0" * 64, 8, 10),
            "list_digests": bucket.list_digests,
        }
        with pytest.raises(ServiceError, match="does not answer"):
            deeds[deed]()


BAD_ANSWERS = {
    "refused": ({"status": 403, "code": "AccessDenied"}, ConfigError, "refuses the key"),
    "wrong secret": ({"status": 403, "code": "SignatureDoesNotMatch"}, ConfigError, "refuses the key"),
    "unknown key": ({"status": 403, "code": "InvalidAccessKeyId"}, ConfigError, "refuses the key"),
    "no bucket": ({"status": 404, "code": "NoSuchBucket"}, ConfigError, "there is no bucket"),
    "broken": ({"status": 500, "code": "InternalError"}, ServiceError, "does not answer"),
    "slow": ({"delay_s": 3.0}, ServiceError, "does not answer"),
}


@pytest.mark.parametrize("answer", BAD_ANSWERS)
def test_a_server_that_does_not_do_it_costs_one_clear_line(answer: str) -> None:
    facts, kind, text = BAD_ANSWERS[answer]
    with serve_answer(**facts) as endpoint:
        settings = StoreSettings(url="s3://evidence", endpoint=endpoint, timeout_s=0.5)
        with pytest.raises(kind, match=text) as raised:
            open_bucket(settings, f"key:{SECRET}")
    assert SECRET not in str(raised.value)


def test_the_key_comes_from_a_file_of_its_owner_or_the_environment(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.write_settings(tmp_path)
    (tmp_path / "s3-key").chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        open_store(tmp_path).load_remote()
    settings = StoreSettings(url=f"s3://{BUCKET}/x", endpoint=storage.endpoint)
    with pytest.raises(ConfigError, match="needs a key"):
        open_bucket(settings, None)
    text = (tmp_path / "netpatrol.toml").read_text()
    (tmp_path / "netpatrol.toml").write_text("\n".join(text.splitlines()[:3]) + "\n")
    monkeypatch.setenv("NETPATROL_STORE_KEY", storage.key)
    assert open_store(tmp_path).load_remote() is not None


@pytest.mark.parametrize(
    "store",
    [
        {"url": "file:///etc"},
        {"url": "s3://key:secret@bucket"},
        {"url": "s3://bucket/../x y"},
        {"endpoint": "http://storage.example"},
        {"endpoint": "https://key:secret@storage.example"},
    ],
)
def test_an_address_that_is_none_or_unsafe_is_refused(store: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="store"):
        Settings.model_validate({"store": store})


def test_where_things_lie_is_no_part_of_what_a_run_rests_on() -> None:
    settings = Settings.model_validate({"store": {"url": "s3://evidence"}})
    assert settings.digest == Settings().digest


def test_who_uses_no_object_store_never_loads_its_libraries(tmp_path: Path) -> None:
    program = (
        "import sys; from evidence.workspace import open_workspace; from pathlib import Path; "
        f"open_workspace(Path({str(tmp_path / 'ws')!r}), create=True).store.write(b'x'); "
        "print([name for name in ('s3fs', 'botocore', 'aiohttp') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
