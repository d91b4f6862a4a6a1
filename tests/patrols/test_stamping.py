"""Time stamps from two authorities that openssl makes here, checked by us and by openssl itself."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from config.settings import Settings, StampSettings
from evidence.bundle import STAMPED, write_bundle
from evidence.grading import ONE_AUTHORITY
from evidence.key_change import load_revoked, revoke_key, rotate_key
from evidence.stamps import NOUN, find_stamp_problem
from evidence.trust import load_trusted
from evidence.verify_bundle import verify_bundle
from evidence.verify_store import verify_store
from evidence.workspace import Workspace, open_workspace
from patrols.stamping import stamp_ledger
from tests.evidence.conftest import RUN, make_capture

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
ess_cert_id_alg = sha256
[ext]
extendedKeyUsage = critical,timeStamping
basicConstraints = CA:false
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


class Authority(ThreadingHTTPServer):
    """A time stamp authority on loopback; `broken` makes it answer nonsense."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.broken = False
        folder.mkdir()
        (folder / "tsa.cnf").write_text(CONFIG)
        (folder / "serial").write_text("01\n")
        self.run(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem "
            "-days 30 -subj /CN=root"
        )
        self.run(
            "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key "
            "-out tsa.csr -subj /CN=tsa"
        )
        self.run(
            "openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 20 "
            "-extfile tsa.cnf -extensions ext"
        )
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def run(self, command: str) -> bytes:
        return subprocess.run(command.split(), cwd=self.folder, capture_output=True, check=True).stdout

    def make_settings(self, name: str) -> StampSettings:
        url = f"http://127.0.0.1:{self.server_address[1]}/"
        return StampSettings(name=name, url=url, ca_file=self.folder / "ca.pem")


class _Handler(BaseHTTPRequestHandler):
    server: Authority

    def do_POST(self) -> None:
        query = self.rfile.read(int(self.headers["Content-Length"]))
        (self.server.folder / "q.tsq").write_bytes(query)
        self.server.run("openssl ts -reply -config tsa.cnf -queryfile q.tsq -out r.tsr")
        reply = b"nonsense" if self.server.broken else (self.server.folder / "r.tsr").read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""


@pytest.fixture
def authorities(tmp_path: Path) -> Iterator[tuple[Authority, Authority]]:
    both = Authority(tmp_path / "one"), Authority(tmp_path / "two")
    yield both
    for authority in both:
        authority.shutdown()
        authority.server_close()


def tell_now() -> datetime:
    """The moment of the test, not of its import: a stamp from more than minutes later is refused."""
    return datetime.now(UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    held = open_workspace(tmp_path / "ws", create=True, now=tell_now())
    with held.records.write(tell_now()) as writer:
        writer.start_run(RUN, "crawl", "job")
    held.seal(RUN, make_capture(1))
    return held


def make_settings(authorities: tuple[Authority, Authority]) -> Settings:
    return Settings(stamp=tuple(one.make_settings(f"tsa{n}") for n, one in enumerate(authorities)))


def test_a_stamped_bundle_is_graded_b_and_openssl_accepts_its_stamps(
    workspace: Workspace, authorities: tuple[Authority, Authority], tmp_path: Path
) -> None:
    said: list[str] = []
    stamps = stamp_ledger(workspace, make_settings(authorities), now=tell_now(), say=said.append)
    assert ([one.authority for one in stamps], said) == (["tsa0", "tsa1"], [])
    out = tmp_path / "x.wacz"
    snapshot = workspace.records.load_snapshots()[0]
    write_bundle(workspace, [snapshot.snapshot_id], out, now=tell_now(), software="test")
    trusted = load_trusted(workspace)
    roots = [(one.folder / "ca.pem").read_bytes() for one in authorities]
    vouched = verify_bundle(out, trusted, roots=roots, now=tell_now())
    assert vouched.grade == "B"
    assert vouched.reasons
    assert ONE_AUTHORITY not in vouched.reasons
    bare = verify_bundle(out, trusted, now=tell_now())
    assert (bare.grade, any("--ca" in reason for reason in bare.reasons)) == ("C", True)
    one_root = verify_bundle(out, trusted, roots=roots[:1], now=tell_now())
    assert [problem.path for problem in one_root.problems] == ["netpatrol/stamp-tsa1.tsr"]
    early = verify_bundle(out, trusted, roots=roots, now=tell_now() - timedelta(days=1))
    assert all("future" in problem.problem for problem in early.problems)
    assert len(early.problems) == 2
    with zipfile.ZipFile(out) as archive:
        archive.extractall(tmp_path / "bundle")
    for number, authority in enumerate(authorities):
        command = f"openssl ts -verify -data {STAMPED} -in netpatrol/stamp-tsa{number}.tsr -CAfile"
        done = subprocess.run(
            [*command.split(), str(authority.folder / "ca.pem")],
            cwd=tmp_path / "bundle", capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, "Verification: OK" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(("late", "accepted"), [(timedelta(hours=1), True), (-timedelta(hours=1), False)])
def test_a_revoked_key_does_not_spoil_what_was_stamped_before(
    workspace: Workspace,
    authorities: tuple[Authority, Authority],
    tmp_path: Path,
    late: timedelta,
    accepted: bool,
) -> None:
    stamp_ledger(workspace, make_settings(authorities), now=tell_now(), say=print)
    out = tmp_path / "x.wacz"
    snapshot = workspace.records.load_snapshots()[0]
    write_bundle(workspace, [snapshot.snapshot_id], out, now=tell_now(), software="test")
    old = rotate_key(workspace, by="li", why="丢失", now=tell_now()).old
    revoke_key(workspace, old, since=tell_now() + late, by="li", why="丢失", now=tell_now())
    trusted, revoked = load_trusted(workspace), load_revoked(workspace.records)
    roots = [(one.folder / "ca.pem").read_bytes() for one in authorities]
    found = verify_bundle(out, trusted, revoked=revoked, roots=roots, now=tell_now())
    assert (found.ok, found.state, found.signer) == (accepted, "revoked", old)
    assert found.grade == ("B" if accepted else None)
    assert not verify_bundle(
        out, trusted, revoked=revoked, now=tell_now()
    ).ok  # nobody vouches for the stamps


def test_a_second_bundle_of_the_same_is_covered_by_the_same_stamp(
    workspace: Workspace, authorities: tuple[Authority, Authority], tmp_path: Path
) -> None:
    stamp_ledger(workspace, make_settings(authorities), now=tell_now(), say=print)
    snapshot = workspace.records.load_snapshots()[0]
    roots = [(one.folder / "ca.pem").read_bytes() for one in authorities]
    grades = []
    for name in ("one.wacz", "two.wacz"):
        out = tmp_path / name
        write_bundle(workspace, [snapshot.snapshot_id], out, now=tell_now(), software="test")
        grades.append(verify_bundle(out, load_trusted(workspace), roots=roots, now=tell_now()).grade)
    assert grades == ["B", "B"]


def test_an_authority_that_fails_is_told_and_asked_again(
    workspace: Workspace, authorities: tuple[Authority, Authority]
) -> None:
    said: list[str] = []
    authorities[1].broken = True
    settings = make_settings(authorities)
    assert [one.authority for one in stamp_ledger(workspace, settings, now=tell_now(), say=said.append)] == [
        "tsa0"
    ]
    assert "'tsa1' gave no valid stamp" in said[0]
    authorities[1].broken = False
    again = stamp_ledger(workspace, settings, now=tell_now(), say=said.append)
    assert "tsa1" in [one.authority for one in again]
    assert len(said) == 1
    assert stamp_ledger(workspace, settings, now=tell_now(), say=said.append) == ()
    assert verify_store(workspace).problems == ()


def test_a_stamp_of_another_ledger_is_found(
    workspace: Workspace, authorities: tuple[Authority, Authority], tmp_path: Path
) -> None:
    settings = make_settings(authorities)
    (stamp, _) = stamp_ledger(workspace, settings, now=tell_now(), say=print)
    other = open_workspace(tmp_path / "other", create=True, now=tell_now())
    with other.records.write(tell_now()) as writer:
        writer.start_run(RUN, "crawl", "job")
        for number in range(stamp.extract.entries):
            writer.note("export", "bundle", str(number), "0" * 64)
        writer.add_fact(NOUN, stamp.subject, stamp.as_json())
    assert [problem.path for problem in verify_store(other).problems] == [stamp.subject]


@pytest.mark.parametrize("reply", [b"", b"nonsense", b"\x30\x82\xff\xff" + b"\0" * 50])
def test_a_reply_that_is_no_stamp_is_named(reply: bytes) -> None:
    assert "no time stamp" in str(find_stamp_problem(reply, b"x", (), tell_now()))


def test_a_stamp_of_something_else_is_named(
    workspace: Workspace, authorities: tuple[Authority, Authority]
) -> None:
    (stamp, _) = stamp_ledger(workspace, make_settings(authorities), now=tell_now(), say=print)
    assert "something else" in str(find_stamp_problem(stamp.reply_bytes, b"other", (), tell_now()))
    assert json.loads(stamp.as_json())["extract"]["entries"] == stamp.extract.entries
