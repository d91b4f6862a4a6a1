"""The servers that tests are run against are real, and a run without them fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from tests.conftest import PostgresServer

ROOT = Path(__file__).parents[1]


@pytest.mark.postgres
def test_a_database_of_a_test_is_empty_and_its_own(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    other = postgres_server.make_database()
    with create_engine(postgres_url).begin() as connection:
        connection.execute(text("CREATE TABLE word (text TEXT)"))
        connection.execute(text("INSERT INTO word VALUES (:word)"), {"word": "酒精"})
        assert connection.execute(text("SELECT text FROM word")).scalar_one() == "酒精"
    engine = create_engine(other)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    postgres_server.drop_database(other)


@pytest.mark.parametrize("address", ["", "postgresql+psycopg://tester:secret@127.0.0.1:9/none"])
def test_a_run_without_postgres_fails_and_says_what_to_do(address: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", "postgres", "-p", "no:cacheprovider", __file__],
        cwd=ROOT,
        env={**os.environ, "NETPATROL_TEST_POSTGRES": address},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 1
    assert "deploy/postgres-test.sh start" in run.stdout
    assert "secret" not in run.stdout
