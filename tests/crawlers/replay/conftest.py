"""Snapshots whose sealed answers a test names by address."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence.capture import Capture, Exchange, Generated
from evidence.clock import make_run
from evidence.listing import PageKind
from evidence.snapshot import Outcome, Role, Snapshot
from evidence.workspace import Workspace, open_workspace

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
RUN = make_run("0.1.0", "settings", NOW)
URL = "http://shop.example/goods/1.html"
Sealed = tuple[int, dict[str, str], bytes]
Seal = Callable[..., Snapshot]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    held = open_workspace(tmp_path / "ws", create=True, now=NOW)
    with held.records.write(NOW) as writer:
        writer.start_run(RUN, "crawl", "job")
    return held


def make_answer(url: str, sealed: Sealed) -> Exchange:
    status, headers, body = sealed
    return Exchange(
        url=url,
        role=Role.PAGE if url == URL else Role.RESOURCE,
        request_headers=(),
        status=status,
        response_headers=tuple(headers.items()),
        body=body,
        media_type=headers.get("Content-Type", "text/html").partition(";")[0],
        fetched_at=NOW,
    )


def seal_page(
    workspace: Workspace,
    page: str | bytes,
    *,
    rendered: bool = True,
    content_type: str = "text/html; charset=utf-8",
    **answers: Sealed,
) -> Snapshot:
    """Seal a page, and answers beside it: `pic_png` is `/pic.png` of the shop."""
    body = page.encode() if isinstance(page, str) else page
    sealed = {f"http://shop.example/{name.replace('_', '.')}": one for name, one in answers.items()}
    exchanges = [make_answer(URL, (200, {"Content-Type": content_type}, body))]
    exchanges += [make_answer(url, one) for url, one in sealed.items()]
    shown = Generated(role=Role.RENDERED, url=URL, media_type="text/html; charset=utf-8", body=body)
    return seal_parts(workspace, exchanges, [shown] if rendered else [])


def seal_parts(
    workspace: Workspace, exchanges: Iterable[Exchange], generated: Iterable[Generated]
) -> Snapshot:
    """Seal what came, and what the browser made of it; without any of that it was no browser."""
    made = tuple(generated)
    capture = Capture(
        platform="generic",
        kind=PageKind.LISTING,
        listing_id=None,
        url=URL,
        final_url=URL,
        captured_at=NOW,
        outcome=Outcome.FOUND,
        method="browser" if made else "http",
        exchanges=tuple(exchanges),
        generated=made,
    )
    return workspace.seal(RUN, capture)


@pytest.fixture
def seal(workspace: Workspace) -> Seal:
    return lambda page, **answers: seal_page(workspace, page, **answers)
