"""Capturing a page of the demo market's application in Chromium, against loading it and one JPEG picture."""

import asyncio
import os
import statistics

from playwright.async_api import async_playwright

from bench.browsers import count_cpu_s, record_pages
from bench.measuring import Ratio
from crawlers.browser import find_browser
from demo.server import serve
from demo.sizes import Size
from demo.world import make_world

ROUNDS, PAGES = 5, 6
_TICKS_S = os.sysconf("SC_CLK_TCK")


def measure() -> Ratio:
    """The processor time of browser, recorder and proxy; the baseline has a context a page as well."""
    market = next(one for one in make_world(1, Size.QUICK).markets if one.platform == "yunxuan")
    with serve(market) as site:
        base = site.named_url.rstrip("/")
        urls = [f"{base}/goods/{listing.listing_id}" for listing in market.listings][:PAGES]
        ratios = sorted(asyncio.run(record_pages(urls)) / asyncio.run(_load(urls)) for _ in range(ROUNDS))
    return Ratio(
        name="capturing a page in the browser",
        baseline="loading it, one JPEG picture",
        median=statistics.median(ratios),
        low=ratios[0],
        high=ratios[-1],
        rounds=ROUNDS,
        note=f"{PAGES} pages of the demo's script application, start of the browser left out",
    )


async def _load(urls: list[str]) -> float:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(), chromium_sandbox=os.geteuid() != 0
        )
        before = 0.0
        for url in [urls[0], *urls]:
            context = await browser.new_context(viewport={"width": 1280, "height": 900})
            page = await context.new_page()
            await page.goto(url, wait_until="networkidle")
            await page.screenshot(full_page=True, type="jpeg")
            await context.close()
            before = before or count_cpu_s()
        return count_cpu_s() - before
