"""Both backends, empty, and a workspace."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.settings import SearchSettings
from evidence.workspace import Workspace, open_workspace
from index.backend import SearchBackend
from index.elastic import open_elastic
from index.embedded import EmbeddedBackend
from tests.conftest import Server

BACKENDS = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "ws", create=True)


@pytest.fixture(params=BACKENDS)
def search_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchSettings]:
    """Settings of each backend in turn."""
    if request.param == "embedded":
        yield SearchSettings()
        return
    server: Server = request.getfixturevalue("elasticsearch_server")
    region = server.make_region()
    yield server.make_settings(tmp_path, region)
    server.drop(region)


@pytest.fixture
def make_backend(search_settings: SearchSettings, tmp_path: Path) -> Callable[[], SearchBackend]:
    """Opens the backend (again)."""

    def make() -> SearchBackend:
        if search_settings.backend == "embedded":
            return EmbeddedBackend(tmp_path)
        return open_elastic(search_settings)

    return make


@pytest.fixture
def backend(make_backend: Callable[[], SearchBackend]) -> SearchBackend:
    """An empty backend that is ready to be written to."""
    made = make_backend()
    made.ensure()
    return made
