"""Both backends, empty, and a workspace."""

from collections.abc import Iterator
from contextlib import contextmanager
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
def search_settings(request: pytest.FixtureRequest) -> Iterator[SearchSettings]:
    """Settings of each backend in turn."""
    with make_settings(request) as settings:
        yield settings


@contextmanager
def make_settings(request: pytest.FixtureRequest) -> Iterator[SearchSettings]:
    if request.param == "embedded":
        yield SearchSettings()
        return
    server: Server = request.getfixturevalue("elasticsearch_server")
    region = server.make_region()
    yield server.make_settings(region)
    server.drop(region)


def make_backend(settings: SearchSettings, folder: Path) -> SearchBackend:
    backend: SearchBackend = EmbeddedBackend(folder)
    if settings.backend == "elasticsearch":
        backend = open_elastic(settings)
    backend.ensure()
    return backend


@pytest.fixture
def backend(search_settings: SearchSettings, tmp_path: Path) -> SearchBackend:
    """An empty backend that is ready to be written to."""
    return make_backend(search_settings, tmp_path)


@pytest.fixture(scope="module", params=BACKENDS)
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchBackend]:
    """A backend that holds the module's `DOCUMENTS`; tests only read it."""
    with make_settings(request) as settings:
        backend = make_backend(settings, tmp_path_factory.mktemp("filled"))
        documents = request.module.DOCUMENTS
        assert len(backend.write(documents).written) == len(documents)
        backend.refresh()
        yield backend
