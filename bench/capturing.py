"""Capturing a page of the demo market's application in Chromium, against loading it and one JPEG picture."""

import asyncio
import os

from playwright.async_api import async_playwright

from bench.browsers import NOTE, ROUNDS, count_cpu_s, record_pages, serve_pages
from bench.measuring import Ratio, sum_up
from crawlers.browser import find_browser


def measure() -> Ratio:
    """The processor time of browser, recorder and proxy; the baseline has a context a page as well."""
    with serve_pages() as urls:
        return sum_up(
            "capturing a page in the browser",
            "loading it, one JPEG picture",
            (asyncio.run(record_pages(urls)) / asyncio.run(_load(urls)) for _ in range(ROUNDS)),
            NOTE,
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
