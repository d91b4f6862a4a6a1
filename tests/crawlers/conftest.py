"""The demo market for whole crawls, a stage for hostile answers, and the crawl of a job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from crawlers.crawl import crawl
from crawlers.job import BrowserUse, CrawlJob, CrawlResult, Limits
from demo.market import make_market
from demo.model import Market
from demo.server import Site, serve
from evidence.snapshot import Snapshot
from evidence.workspace import Workspace, open_workspace
from tests.crawlers.stage import Stage, run_stage

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
QUICK = Limits(timeout_s=4, retries=1, retry_after_s=3)


@pytest.fixture(scope="session")
def market() -> Market:
    return make_market(7)


@pytest.fixture
def site(market: Market) -> Iterator[Site]:
    with serve(market) as running:
        yield running


@pytest.fixture
def stage() -> Iterator[Stage]:
    with run_stage() as running:
        yield running


class Crawled:
    """A finished crawl and its workspace."""

    def __init__(self, root: Path, result: CrawlResult) -> None:
        self.root = root
        self.result = result

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.root)

    @property
    def snapshots(self) -> list[Snapshot]:
        return self.workspace.records.load_snapshots(run_id=self.result.run_id)

    def outcome(self, url: str) -> tuple[str, str | None]:
        one = next(one for one in self.result.listings if one.url == url)
        return one.outcome, one.reason

    def snapshot(self, url: str) -> Snapshot:
        return next(one for one in self.snapshots if one.url == url)


@pytest.fixture
def run(stage: Stage, tmp_path: Path) -> Callable[..., Crawled]:
    """Crawl paths of the stage."""

    hours = count()

    def crawl_paths(*paths: str, **asked: Any) -> Crawled:
        targets = tuple(path if "://" in path else stage.url(path) for path in paths)
        job = CrawlJob(
            **{
                "targets": targets,
                "browser": BrowserUse.NEVER,
                "delay_s": 0.0,
                "allow_hosts": (stage.host,),
                "limits": QUICK,
                **asked,
            }
        )
        return Crawled(tmp_path / "ws", crawl(tmp_path / "ws", job, now=NOW + timedelta(hours=next(hours))))

    return crawl_paths
