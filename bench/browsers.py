"""Opening pages of the demo market's application: Chromium's headless shell against Chromium."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from bench.measuring import Ratio, sum_up
from crawlers.browser import BrowserPool, find_browser
from crawlers.job import CrawlJob, Limits
from crawlers.process_tree import find_descendants
from demo.server import serve
from demo.sizes import Size
from demo.world import make_world
from evidence.clock import RunClock

ROUNDS, _PAGES = 5, 6
NOTE = f"{_PAGES} pages of the demo's script application, start of the browser left out"
_TICKS_S = os.sysconf("SC_CLK_TCK")


def measure() -> Ratio:
    """The processor time of the browser's processes, page recorder and proxy included."""
    ours, baseline = (str(find_browser(name)) for name in ("chromium-headless-shell", "chromium"))
    with serve_pages() as urls:
        return sum_up(
            "opening a page in Chromium's headless shell",
            "Chromium",
            (
                asyncio.run(record_pages(urls, ours)) / asyncio.run(record_pages(urls, baseline))
                for _ in range(ROUNDS)
            ),
            NOTE,
        )


@contextmanager
def serve_pages() -> Iterator[list[str]]:
    """Some pages of the demo market's script application, on loopback."""
    market = next(one for one in make_world(1, Size.QUICK).markets if one.platform == "yunxuan")
    with serve(market) as site:
        base = site.named_url.rstrip("/")
        yield [f"{base}/goods/{listing.listing_id}" for listing in market.listings][:_PAGES]


async def record_pages(urls: list[str], browser: str | None = None) -> float:
    """Processor seconds for some pages, after a first one."""
    job = CrawlJob(
        allow_hosts=(urlsplit(urls[0]).netloc,), browser_executable=browser, limits=Limits(browsers=1)
    )
    pool = BrowserPool(job=job, clock=RunClock(started_at=datetime.now(UTC)))
    try:
        await pool.record(urls[0])
        before = count_cpu_s()
        for url in urls:
            await pool.record(url)
        return count_cpu_s() - before
    finally:
        await pool.close()


def count_cpu_s() -> float:
    """Processor seconds of this process and all that it started, with those of their ended children."""
    ticks = 0
    for pid in find_descendants(os.getpid())[1:]:
        with suppress(OSError):
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
            ticks += sum(map(int, stat.rpartition(")")[2].split()[11:15]))
    return ticks / _TICKS_S + time.process_time()
