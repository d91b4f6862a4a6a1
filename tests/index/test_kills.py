"""A small version of bench.index_kills: server and writer are killed in mid-work."""

import subprocess
from pathlib import Path

import pytest

from bench.index_kills import run
from tests.conftest import Server

pytestmark = pytest.mark.elasticsearch
ROOT = Path(__file__).parents[2]


def is_ours(server: Server, major: str) -> bool:
    """Whether the server of the tests is the one that this checkout started, so that it may be killed."""
    script = ROOT / "deploy" / "elasticsearch-test.sh"
    asked = subprocess.run(
        [script, "address", major], capture_output=True, text=True, timeout=60, check=False
    )
    return asked.returncode == 0 and server.url.endswith(asked.stdout.strip())


@pytest.mark.parametrize(("server", "writer"), [(0, 3), (1, 0)])
def test_killed_in_mid_work_nothing_is_lost_or_doubled(
    elasticsearch_server: Server, tmp_path: Path, server: int, writer: int
) -> None:
    major = str(elasticsearch_server.admin.info()["version"]["number"]).partition(".")[0]
    if server and not is_ours(elasticsearch_server, major):
        pytest.skip("the server was given by a variable; only one that this checkout started is killed")
    bench, state = run(tmp_path, server=server, writer=writer, seed=3)
    assert bench.cut_short == server + writer
    assert (state.missing, state.extra, state.stale, bench.log) == (0, 0, 0, [])
