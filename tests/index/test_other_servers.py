"""What is not the server that we need is told in one line."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from config.errors import ConfigError, ServiceError
from config.settings import SearchSettings
from index.bootstrap import check_version
from index.elastic_client import explain_errors, make_client

NEW = {"version": {"number": "8.16.6"}}
REFUSED = {"error": {"type": "media_type_header_exception"}, "status": 406}


@contextmanager
def serve(
    answer: object, *, status: int = 200, product: str | None = "Elasticsearch", pem: Path | None = None
) -> Iterator[str]:
    """A loopback server that answers everything alike; its address."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if product is not None:
                self.send_header("X-Elastic-Product", product)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if pem is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http{'s' if pem else ''}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def make_certificate(path: Path) -> Path:
    """A file with a key and a certificate for loopback that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, path.stem)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(secret + certificate.public_bytes(encoding))
    return path


def ask_version(url: str, ca_file: Path | None = None) -> str:
    client = make_client(SearchSettings(backend="elasticsearch", url=url, ca_file=ca_file))
    with explain_errors("server"):
        return check_version(client)


def test_the_right_ca_is_taken_and_another_one_is_not(tmp_path: Path) -> None:
    own, other = make_certificate(tmp_path / "own.pem"), make_certificate(tmp_path / "other.pem")
    with serve(NEW, pem=own) as url:
        assert ask_version(url, own) == "8.16.6"
        with pytest.raises(ConfigError, match=r"search\.ca_file does not vouch") as caught:
            ask_version(url, other)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("why", "error", "says"),
    [
        ("API key: apikey authentication for id x encountered a failure", ServiceError, "still starting"),
        ("API key: unable to find apikey with id x", ConfigError, "does not know the key"),
        ("API key: api key is expired", ConfigError, "has expired"),
    ],
)
def test_a_server_that_just_started_is_no_refused_key(why: str, error: type[Exception], says: str) -> None:
    answer = {"error": {"type": "security_exception", "additional_unsuccessful_credentials": why}}
    with serve(answer, status=401) as url, pytest.raises(error, match=says) as caught:
        ask_version(url)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("number", ["7.17.9", "10.0.0"])
def test_a_server_of_another_version_is_named(number: str) -> None:
    with serve({"version": {"number": number}}) as url, pytest.raises(ConfigError, match=number):
        ask_version(url)


def test_a_server_that_refuses_our_media_type_is_too_old() -> None:
    with serve(REFUSED, status=406) as url, pytest.raises(ConfigError, match="older than version 8"):
        ask_version(url)


def test_another_product_is_refused() -> None:
    with serve(NEW, product=None) as url, pytest.raises(ConfigError, match="no Elasticsearch"):
        ask_version(url)
