"""Certificates: one that holds costs nothing, one that does not is said and keeps the grade at D."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawlers.crawl import crawl
from crawlers.job import BrowserUse, CrawlJob
from evidence.bundle import write_bundle
from evidence.snapshot import Grade
from evidence.trust import load_trusted
from evidence.verify_bundle import verify_bundle
from evidence.workspace import open_workspace
from tests.crawlers.conftest import NOW, QUICK, Crawled
from tests.crawlers.stage import Stage, goods, run_stage


def make_certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate for a name (an address or a host) and its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    try:
        named: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        named = x509.DNSName(name)
    moment = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([named]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{name}.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[tuple[Stage, str, Path]]:
    certificate = make_certificate(tmp_path, "127.0.0.1")
    with run_stage() as stage:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        stage.socket = context.wrap_socket(stage.socket, server_side=True)
        stage.routes = {"/a": goods("茶杯", "19.90"), "/b": goods("茶壶", "29.90")}
        yield stage, f"https://127.0.0.1:{stage.port}", certificate


def run(root: Path, stage: Stage, *urls: str, browser: BrowserUse = BrowserUse.NEVER) -> Crawled:
    job = CrawlJob(targets=urls, browser=browser, delay_s=0.0, allow_hosts=(stage.host,), limits=QUICK)
    return Crawled(root, crawl(root, job, now=NOW))


def test_a_certificate_of_nobody_we_trust_is_said_and_keeps_the_grade_at_d(
    tls: tuple[Stage, str, Path], tmp_path: Path
) -> None:
    stage, base, _ = tls
    crawled = run(tmp_path / "ws", stage, f"{base}/a", f"{base}/b")
    assert [one.outcome for one in crawled.result.listings] == ["found", "found"]
    for snapshot in crawled.snapshots:
        assert snapshot.grade is Grade.D
        assert "not verified" in str(snapshot.tls_problem)
    out = tmp_path / "x.wacz"
    workspace = open_workspace(tmp_path / "ws")
    write_bundle(workspace, [crawled.snapshots[0].snapshot_id], out, now=NOW, software="test")
    result = verify_bundle(out, load_trusted(workspace))
    assert (result.ok, result.grade) == (True, "D")
    assert any("certificate" in reason for reason in result.reasons)


def test_a_certificate_that_holds_is_kept_by_its_digest(
    tls: tuple[Stage, str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, base, certificate = tls
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    crawled = run(tmp_path / "ws", stage, f"{base}/a")
    (snapshot,) = crawled.snapshots
    assert (snapshot.outcome, snapshot.grade, snapshot.tls_problem) == ("found", "C", None)
    info = next(one for one in snapshot.artefacts if one.role == "pageinfo")
    der = ssl.PEM_cert_to_DER_cert(certificate.read_text().partition("-----BEGIN PRIVATE")[0])
    digest = hashes.Hash(hashes.SHA256())
    digest.update(der)
    assert digest.finalize().hex().encode() in crawled.workspace.read_artefact(info.sha256)


@pytest.mark.browser
def test_the_browser_says_it_too(tls: tuple[Stage, str, Path], tmp_path: Path) -> None:
    stage, base, _ = tls
    crawled = run(tmp_path / "ws", stage, f"{base}/a", browser=BrowserUse.ALWAYS)
    (snapshot,) = crawled.snapshots
    assert (snapshot.outcome, snapshot.grade) == ("found", "D")
    assert "127.0.0.1" in str(snapshot.tls_problem)
