"""A case book in a workspace of its own, on either database, and a town that shares."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from cases.book import CaseBook, open_book
from config.settings import CaseSettings, Settings, read_environment
from evidence.workspace import Workspace, open_workspace
from tests.cases.town import NOW, Town, make_town

HOW = "run `deploy/postgres-test.sh start` and set NETPATROL_TEST_POSTGRES to what it prints"
_numbers = count()


@pytest.fixture(scope="session")
def postgres() -> URL:
    """The real server; a run without it fails, it does not skip."""
    address = read_environment().test_postgres_url
    if address is None:
        pytest.fail(f"these tests need a real PostgreSQL; {HOW}")
    url = make_url(address).set(drivername="postgresql+psycopg")
    with create_engine(url, connect_args={"connect_timeout": 10}).connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    return url


@pytest.fixture
def postgres_settings(postgres: URL, tmp_path: Path) -> Iterator[CaseSettings]:
    """Settings for a part of the server that no other test uses."""
    schema = f"netpatrol_test_{os.getpid()}_{next(_numbers)}"
    engine = create_engine(postgres)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    password_file = tmp_path / "postgres-password"
    password_file.touch(mode=0o600)
    password_file.write_text(postgres.password or "")
    place = f"{postgres.username}@{postgres.host}:{postgres.port}/{postgres.database}"
    address = f"postgresql://{place}?options=-csearch_path%3D{schema}"
    yield CaseSettings(url=address, password_file=password_file)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["workspace", pytest.param("postgres", marks=pytest.mark.postgres)])
def case_settings(request: pytest.FixtureRequest) -> CaseSettings:
    """Settings of each place of the history in turn."""
    if request.param == "workspace":
        return CaseSettings()
    found: CaseSettings = request.getfixturevalue("postgres_settings")
    return found


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "ws", create=True, now=NOW)


@pytest.fixture
def book(workspace: Workspace) -> CaseBook:
    """An empty case book in the workspace."""
    return open_book(workspace, Settings(office="gd"))


@pytest.fixture
def town(book: CaseBook) -> Town:
    return make_town(book)
