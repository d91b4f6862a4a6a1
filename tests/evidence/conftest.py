"""Captures and a workspace for the tests of this room."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence.capture import Capture, Exchange, Generated
from evidence.clock import make_run
from evidence.listing import PageKind
from evidence.snapshot import Outcome, Role
from evidence.workspace import Workspace, open_workspace

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
RUN = make_run("0.1.0", "settings", NOW)
CaptureMaker = Callable[..., Capture]


def make_capture(number: int, picture: bytes = b"picture") -> Capture:
    moment = NOW.replace(minute=number)
    url = f"http://shop.example/item/{number}"
    page = Exchange(
        url=url,
        role=Role.PAGE,
        request_headers=(("User-Agent", "netpatrol"),),
        status=200,
        response_headers=(
            ("Content-Type", "text/html"),
            ("Content-Encoding", "gzip"),
            ("X-A", "b\r\nWARC/1.1"),
        ),
        body=f"<title>{number}</title>".encode(),
        media_type="text/html",
        fetched_at=moment,
        peer_address="192.0.2.1",
    )
    image = Exchange(
        url="http://shop.example/licence.jpg",
        role=Role.IMAGE,
        request_headers=(),
        status=200,
        response_headers=(),
        body=picture,
        media_type="image/jpeg",
        fetched_at=moment,
    )
    shot = Generated(role=Role.SCREENSHOT, url=url, media_type="image/jpeg", body=b"shot %d" % number)
    return Capture(
        platform="jishi",
        kind=PageKind.LISTING,
        listing_id=str(number),
        url=url,
        final_url=url,
        captured_at=moment,
        outcome=Outcome.FOUND,
        exchanges=(page, image),
        generated=(shot,),
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    held = open_workspace(tmp_path / "ws", create=True, now=NOW)
    with held.records.write(NOW) as writer:
        writer.start_run(RUN, "crawl", "job")
    return held


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a whole workspace that no test of a module changes."""
    from tests.evidence.whole_store import make_store  # noqa: PLC0415 -- it is made of what stands here

    return make_store(tmp_path_factory.mktemp("whole") / "ws").root


@pytest.fixture
def store(whole: Path, tmp_path: Path) -> Workspace:
    """A copy of it: two captures, the second of which only refers to the picture in the first one's file."""
    shutil.copytree(whole, tmp_path / "ws")
    return open_workspace(tmp_path / "ws")
