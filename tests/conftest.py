"""What tests of several rooms share: the real search server and the real PostgreSQL."""

import itertools
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from elasticsearch import Elasticsearch
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from config.settings import SearchSettings, read_environment
from tests.forked import ForkedWorker

# A shell's background job ignores Ctrl-C and hands that on; the processes that tests interrupt must hear it.
signal.signal(signal.SIGINT, signal.default_int_handler)

HOW = "run `deploy/elasticsearch-test.sh start` and set NETPATROL_TEST_ELASTICSEARCH to what it prints"


@pytest.fixture(scope="session", autouse=True)
def fork_workers() -> Iterator[None]:
    """Crawls of the test's own process have forked workers; those of the command line start as they do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crawlers.crawl._start_worker", ForkedWorker)
        yield


@dataclass(frozen=True, slots=True)
class Server:
    """The real server that `deploy/elasticsearch-test.sh` started, with security on."""

    url: str
    admin: Elasticsearch
    key_file: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def make_region(self) -> str:
        """A region that no other test uses."""
        return f"t{os.getpid()}x{next(self._numbers)}"[:12]

    def make_settings(self, region: str) -> SearchSettings:
        """Settings with which the product reaches the server."""
        return SearchSettings(
            backend="elasticsearch", url=self.url, api_key_file=self.key_file, region=region
        )

    def drop(self, region: str) -> None:
        """Remove what a test left."""
        names = self.admin.indices.get(index=f"netpatrol-*-{region}-v*", expand_wildcards=["open", "hidden"])
        if names:
            self.admin.indices.delete(index=list(names))


@pytest.fixture(scope="session")
def elasticsearch_server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The real server; a run without it fails, it does not skip."""
    address = read_environment().test_elasticsearch_url
    if address is None:
        pytest.fail(f"these tests need a real search server; {HOW}")
    parts = urlsplit(address)
    url = f"{parts.scheme}://{parts.hostname}:{parts.port}"
    admin = Elasticsearch(url, basic_auth=(parts.username or "", parts.password or ""), request_timeout=30)
    if not admin.ping():
        pytest.fail(f"the search server at {url} does not answer; {HOW}")
    key_file = write_key_file(admin, tmp_path_factory.mktemp("keys"))
    return Server(url=url, admin=admin, key_file=key_file)


def write_key_file(admin: Elasticsearch, folder: Path, roles: dict[str, object] | None = None) -> Path:
    """A file with a fresh API key that only its owner can read."""
    made = admin.security.create_api_key(
        name="test", role_descriptors=roles or {}, expiration="1h", refresh=True
    )
    path = folder / f"api-key-{made['id']}"
    path.touch(mode=0o600)
    path.write_text(made["encoded"] + "\n")
    return path


POSTGRES_HOW = "run `deploy/postgres-test.sh start` and set NETPATROL_TEST_POSTGRES to what it prints"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """The real server that `deploy/postgres-test.sh` started."""

    url: URL
    version: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def make_database(self) -> str:
        """The SQLAlchemy URL, with password, of an empty database that no other test uses."""
        name = f"t{os.getpid()}x{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop_database(self, url: str) -> None:
        """Remove a database, also when connections to it are open."""
        self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    """The real PostgreSQL; a run without it fails, it does not skip."""
    address = read_environment().test_postgres_url
    if address is None:
        pytest.fail(f"these tests need a real PostgreSQL; {POSTGRES_HOW}")
    url = make_url(address)
    version = _ask_version(url)
    if version is None:  # said here, so that no traceback shows the password
        pytest.fail(f"the PostgreSQL at {url.host}:{url.port} does not answer; {POSTGRES_HOW}")
    return PostgresServer(url=url, version=version)


def _ask_version(url: URL) -> str | None:
    engine = create_engine(url, connect_args={"connect_timeout": 30})
    try:
        with engine.connect() as connection:
            return str(connection.execute(text("SHOW server_version")).scalar_one())
    except OperationalError:
        return None
    finally:
        engine.dispose()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty database of a test's own."""
    url = postgres_server.make_database()
    yield url
    postgres_server.drop_database(url)
