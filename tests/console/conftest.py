"""The demo's workspace, made once by the command itself, and a way to call the command line."""

import json
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient
from filelock import FileLock
from playwright.sync_api import Browser, Page, sync_playwright

from cases.book import open_book
from cases.people import add_token
from config.settings import Settings
from console.desk.app import make_app
from console.session import Session
from crawlers.browser import find_browser
from evidence.workspace import open_workspace
from tests.cases.town import LATER, NOW, Town, make_town
from tests.forked import call_forked

ROOT = Path(__file__).parents[2]
BASE = "http://127.0.0.1:8421"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a call of the command line ended."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Call = Callable[..., Done]


def call_netpatrol(*args: str | Path, cwd: Path, **environment: str) -> Done:
    env = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    code, out, err = call_forked([*map(str, args)], cwd, env)
    assert "Traceback" not in err
    return Done(code=code, out=out, err=err)


@pytest.fixture
def call(tmp_path: Path) -> Call:
    return lambda *args, **environment: call_netpatrol(*args, cwd=tmp_path, **environment)


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Path, Done]:
    """The demo's workspace and what it printed: run once, whichever of the test processes asks first."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "demo"
    folder.mkdir(exist_ok=True)
    printed = folder / "printed.json"
    with FileLock(folder / "lock"):
        if not printed.exists():
            done = call_netpatrol("demo", "--size", "small", "--keep", "ws", "--json", cwd=folder)
            printed.write_text(json.dumps(asdict(done)), encoding="utf-8")
    return folder / "ws", Done(**json.loads(printed.read_text(encoding="utf-8")))


@pytest.fixture
def demo_workspace(demo_run: tuple[Path, Done], tmp_path: Path) -> Path:
    """A copy, so that each test may review in it."""
    return Path(shutil.copytree(demo_run[0], tmp_path / "ws"))


@pytest.fixture
def town(tmp_path: Path) -> Town:
    workspace = open_workspace(tmp_path / "ws", create=True, now=NOW)
    (tmp_path / "ws" / "netpatrol.toml").write_text('office = "gd"\n')
    return make_town(open_book(workspace, Settings(office="gd")))


@pytest.fixture
def desk(town: Town) -> Iterator[TestClient]:
    """The application, with nobody logged in."""
    session = Session(workspace_option=town.book.workspace.root, lang_option="zh")
    session.__dict__["started_at"] = LATER
    with TestClient(make_app(session), base_url=BASE, follow_redirects=False) as client:
        yield client


@pytest.fixture
def as_user(town: Town, desk: TestClient) -> Callable[[str], dict[str, str]]:
    """Headers with a token of a user."""

    def make(login: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {add_token(town.book, login, name='t', days=9, at=NOW).token}"}

    return make


@contextmanager
def serve_desk(session: Session) -> Iterator[str]:
    """The address of a desk that listens on loopback, for a real browser."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(make_app(session), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser of one module: while it is open, nothing else of its process can run an event loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.set_default_timeout(30_000)
    yield page
    page.close()
