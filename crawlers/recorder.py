"""The page recorder's own process: `python -m crawlers.recorder`, pages asked for on stdin, frames on stdout.

It holds Chromium and the filtering proxy. The crawl kills it, with everything it started, when a page does
not end; it ends itself, with everything it started, when the crawl is gone.
"""

import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from playwright.async_api import Browser, BrowserContext, CDPSession, FloatRect, Page, async_playwright
from playwright.async_api import Error as BrowserError

from crawlers import frames
from crawlers.browser import FOLDER, SHOT_TRIES, SHOT_WAIT_S, is_passing, make_flags
from crawlers.calm import Calm
from crawlers.explorer import Explorer
from crawlers.guard import Guard, parse_allowed
from crawlers.job import Limits
from crawlers.process_tree import find_descendants, kill_tree
from crawlers.proxy import FilteringProxy
from crawlers.scrolling import scroll_on
from crawlers.sightings import Sightings
from evidence.clock import RunClock
from evidence.snapshot import Role
from sites.address import InvalidUrlError, parse_place

_WIDTH_PX, _HEIGHT_PX, _TALLEST_PX = 1280, 900, 12_000
_NARROW_PX = 414
"""A telephone's width, for shops that show themselves on those only."""
_STEP_S = 8.0
_LAST_S = 3.0
"""So long before a page is ended from outside, what can be done without is left."""
_QUALITY = 90
"""Of a JPEG: half the bytes of a PNG, and no tile of a page less alike to its replay (docs/evidence.md)."""
_READ_DOM = """limit => {
  const type = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : '';
  const text = type + (document.documentElement ? document.documentElement.outerHTML : '');
  return [text.length, text.slice(0, limit)];
}"""
_SCROLL = """async () => {
  for (let y = 900, i = 0; i < 8 && y < document.documentElement.scrollHeight; y += 900, i++) {
    window.scrollTo(0, y);
    await new Promise(r => setTimeout(r, 60));
  }
  window.scrollTo(0, 0);
}"""
_TEXT = "document.body ? document.body.innerText : ''"
_HEIGHT = (
    "() => Math.max(document.documentElement.scrollHeight, document.body ? document.body.scrollHeight : 0)"
)


@dataclass(slots=True, kw_only=True)
class Recorder:
    """Records pages in one Chromium."""

    browser: Browser
    proxy: FilteringProxy
    limits: Limits
    user_agent: str
    pages: list[Page] = field(default_factory=list)
    calm: Calm = field(default_factory=Calm)
    scroll: bool = False
    keeps_mhtml: bool = True
    session: CDPSession | None = None

    async def do(self, asked: dict[str, Any]) -> None:
        """Record or explore a page in a window of its own, as the crawl asks."""
        work = self._explore if asked["explore"] else self._record
        self.scroll = asked["scroll"]
        clock = RunClock(started_at=datetime.fromisoformat(asked["now"]))
        width_px = _NARROW_PX if asked["narrow"] else _WIDTH_PX
        self.proxy.begin_page()
        context = await self.browser.new_context(
            accept_downloads=False,
            ignore_https_errors=True,
            locale="zh-CN",
            service_workers="block",
            timezone_id="Asia/Shanghai",
            user_agent=self.user_agent,
            viewport={"width": width_px, "height": _HEIGHT_PX},
        )
        try:
            await work(context, asked["url"], clock)
        finally:
            await asyncio.wait_for(context.close(), _STEP_S)

    async def _explore(self, context: BrowserContext, url: str, clock: RunClock) -> None:
        """Open a page, click on what has no link, and write where it led as frames."""
        page = await context.new_page()
        sightings = await self._watch(context, page, clock)
        explorer = Explorer(
            page=page,
            start=url,
            requested=sightings.requested,
            most_clicks=self.limits.explore_clicks,
            ends_at_s=time.monotonic() + self.limits.explore_s,
        )
        context.on("page", explorer.hear_popup)
        try:
            await page.goto(url, wait_until="domcontentloaded", timeout=self._soft_s * 1000)
            await self._settle(page, sightings)
            async for way in explorer.explore():
                _write(frames.pack_way(way))
        except BrowserError as exc:
            _write(frames.pack(frames.NOTE, {"url": url, "error": f"not explored: {exc}"[:300]}))
        await sightings.finish(_STEP_S)
        _write(frames.pack(frames.PAGE, {"final_url": page.url, "status": sightings.status}))

    async def _watch(self, context: BrowserContext, page: Page, clock: RunClock) -> Sightings:
        session = await context.new_cdp_session(page)
        sightings = Sightings(
            clock=clock, limits=self.limits, proxy=self.proxy, send=session.send, write=_write
        )
        await self._listen(session, sightings)
        return sightings

    async def _record(self, context: BrowserContext, url: str, clock: RunClock) -> None:
        """Open a page and write what is seen of it as frames; the last says how it ended."""
        begun_s = time.monotonic()
        page = await context.new_page()
        context.on("page", _close_popup)
        sightings = await self._watch(context, page, clock)
        end: dict[str, Any] = {"error": None, "partial": False}
        try:
            await page.goto(url, wait_until="domcontentloaded", timeout=self._soft_s * 1000)
        except BrowserError as exc:
            end["error"] = self._explain(url, exc)
            if sightings.status is None or not _is_on_web(page):
                # No answer, or a download: there is no page to look at.
                await sightings.finish(1.0)
                no_page = {"final_url": url, "status": sightings.status, "media_type": sightings.media_type}
                _write(frames.pack(frames.PAGE, {**end, **no_page}))
                return
            end["partial"] = True
        await self._settle(page, sightings)
        if self.scroll:
            await self._scroll_on(page, sightings)
        html, whole = await self._read_dom(page)
        shot = await self._shoot(page)
        if not _is_on_web(page):
            # The page left for a place that Chromium did not open: what it shows is not the page's.
            end["partial"] = True
            _write(frames.pack(frames.NOTE, {"url": url, "error": f"the page left for {page.url!r}"[:300]}))
            await sightings.finish(_STEP_S)
            no_page = {"final_url": url, "status": sightings.status, "media_type": sightings.media_type}
            _write(frames.pack(frames.PAGE, {**end, **no_page}))
            return
        generated = {"role": Role.RENDERED, "url": page.url, "media_type": "text/html; charset=utf-8"}
        _write(frames.pack(frames.GENERATED, generated, html))
        await sightings.finish(_STEP_S)
        end["partial"] = end["partial"] or not whole or not shot or sightings.partial or self.proxy.is_full
        await self._copy(page, generated["url"], begun_s + self.limits.browser_page_s - _LAST_S)
        _write(
            frames.pack(
                frames.PAGE,
                {
                    **end,
                    "final_url": page.url,
                    "status": sightings.status,
                    "headers": sightings.retry_headers,
                },
            )
        )

    @property
    def _soft_s(self) -> float:
        return max(5.0, self.limits.browser_page_s - self.limits.browser_settle_s - 2 * _STEP_S)

    async def _listen(self, session: CDPSession, sightings: Sightings) -> None:
        for name, hear in sightings.listeners.items():
            session.on(name, hear)
        buffers = {
            "maxTotalBufferSize": self.limits.snapshot_bytes,
            "maxResourceBufferSize": self.limits.resource_bytes,
        }
        await session.send("Network.enable", buffers)
        await sightings.raw.begin()
        tree = await session.send("Page.getFrameTree")
        sightings.main_frame = tree["frameTree"]["frame"]["id"]
        self.session = session

    async def _scroll_on(self, page: Page, sightings: Sightings) -> None:
        """See a list that only the page itself can continue, as far as time allows."""
        ends_at_s = time.monotonic() + self._soft_s / 2
        try:
            await scroll_on(page, sightings.requested, most=self.limits.scrolls, ends_at_s=ends_at_s)
        except BrowserError:
            return
        if time.monotonic() >= ends_at_s:
            sightings.partial = True

    async def _settle(self, page: Page, sightings: Sightings) -> None:
        try:
            await asyncio.wait_for(page.evaluate(_SCROLL), _STEP_S)
        except (BrowserError, TimeoutError):
            return  # what is there by now is recorded
        await self.calm.wait(sightings.get_open, self.limits.browser_settle_s)

    async def _read_dom(self, page: Page) -> tuple[bytes, bool]:
        limit = self.limits.page_bytes
        try:
            length, text = await asyncio.wait_for(self._ask_apart(f"({_READ_DOM})({limit})"), _STEP_S)
        except (BrowserError, TimeoutError, LookupError, TypeError, ValueError) as exc:
            _write(
                frames.pack(frames.NOTE, {"url": page.url, "error": f"rendered page not read: {exc}"[:300]})
            )
            return b"", False
        body = str(text).encode("utf-8", "replace")
        return body[:limit], length <= limit and len(body) <= limit

    async def _copy(self, page: Page, url: str, ends_at_s: float) -> None:
        """Write the page's text as it stands there, and the page in one file that any Chromium opens (MHTML).

        Both repeat what is written already: a page is whole without them, and they take what time is left.
        """
        types = {Role.TEXT: "text/plain; charset=utf-8", Role.MHTML: "multipart/related"}
        for role in (Role.TEXT, Role.MHTML) if self.keeps_mhtml else (Role.TEXT,):
            left_s = min(_STEP_S, ends_at_s - time.monotonic())
            why, body = f"the page went on to {page.url!r}", None
            try:
                if page.url == url:
                    asked = self._read_text() if role is Role.TEXT else self._pack()
                    body = await asyncio.wait_for(asked, max(left_s, 0.0))
                    why = f"its {len(body)} bytes are too many"
            except (BrowserError, TimeoutError, LookupError, TypeError, ValueError) as exc:
                why, body = str(exc) or "no time was left", None
            if body is not None and len(body) <= self.limits.snapshot_bytes:
                head = {"role": role, "url": url, "media_type": types[role]}
                _write(frames.pack(frames.GENERATED, head, body))
            else:
                _write(frames.pack(frames.NOTE, {"url": url, "error": f"no {role} of the page: {why}"[:300]}))

    async def _read_text(self) -> bytes:
        text = await self._ask_apart(f"({_TEXT}).slice(0, {self.limits.page_bytes})")
        return str(text).encode("utf-8", "replace")

    async def _pack(self) -> bytes:
        if self.session is None:
            raise LookupError("no page is open")
        packed = await self.session.send("Page.captureSnapshot", {"format": "mhtml"})
        return str(packed["data"]).encode("utf-8", "replace")

    async def _ask_apart(self, expression: str) -> Any:
        """What an expression gives in a world of our own, where the page's scripts change nothing."""
        if self.session is None:
            raise LookupError("no page is open")
        tree = await self.session.send("Page.getFrameTree")
        frame = {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "netpatrol"}
        world = await self.session.send("Page.createIsolatedWorld", frame)
        place = {"contextId": world["executionContextId"], "returnByValue": True}
        answer = await self.session.send("Runtime.evaluate", {"expression": expression, **place})
        return answer["result"]["value"]

    async def _shoot(self, page: Page) -> bool:
        try:
            height = int(await asyncio.wait_for(self._ask_apart(f"({_HEIGHT})()"), _STEP_S))
            tall = min(max(height, _HEIGHT_PX), _TALLEST_PX)
            body = await _take_picture(page, tall)
        except (BrowserError, TimeoutError, LookupError, TypeError, ValueError) as exc:
            _write(frames.pack(frames.NOTE, {"url": page.url, "error": f"no screenshot: {exc}"[:300]}))
            return False
        if not _is_on_web(page):
            return False
        head = {"role": Role.SCREENSHOT, "url": page.url, "media_type": "image/jpeg"}
        _write(frames.pack(frames.GENERATED, head, body))
        return height <= _TALLEST_PX

    def _explain(self, url: str, error: BrowserError) -> str:
        try:
            failure = self.proxy.failures.get(parse_place(url))
        except InvalidUrlError:
            failure = None
        other = next(iter(self.proxy.failures.values()), None) if "ERR_" in str(error) else None
        return failure or other or ("timeout" if "Timeout" in str(error) else "connection_lost")


def _is_on_web(page: Page) -> bool:
    """Whether a page of the web is shown, and no error page of Chromium's own."""
    return page.url.startswith(("http://", "https://"))


async def _close_popup(page: Page) -> None:
    await page.close()


async def _take_picture(page: Page, height_px: int) -> bytes:
    """The upper part of a page as JPEG; asked for again when Chromium refuses it for the moment."""
    width_px = (page.viewport_size or {"width": _WIDTH_PX})["width"]
    clip: FloatRect = {"x": 0, "y": 0, "width": width_px, "height": height_px}
    for tries_left in reversed(range(SHOT_TRIES)):
        try:
            return await page.screenshot(
                full_page=True,
                clip=clip,
                type="jpeg",
                quality=_QUALITY,
                animations="disabled",
                timeout=_STEP_S * 1000,
            )
        except BrowserError as exc:
            if not tries_left or not is_passing(exc):
                raise
        await asyncio.sleep(SHOT_WAIT_S)
    raise AssertionError("not reached")


def _write(frame: bytes) -> None:
    sys.stdout.buffer.write(frame)
    sys.stdout.buffer.flush()


async def _run() -> None:
    reader = asyncio.StreamReader(limit=1_000_000)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    orders = json.loads(await reader.readline())
    limits = Limits(**orders["limits"])
    guard = Guard(allowed=frozenset(map(parse_allowed, orders["allow_hosts"])))
    proxy = FilteringProxy(guard=guard, page_bytes=limits.snapshot_bytes)
    await proxy.start()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=orders["executable"],
            args=make_flags(),
            chromium_sandbox=os.geteuid() != 0,
            proxy={
                "server": f"http://127.0.0.1:{proxy.port}",
                "bypass": "<-loopback>",
                "username": proxy.user,
                "password": proxy.password,
            },
        )
        recorder = Recorder(
            browser=browser,
            proxy=proxy,
            limits=limits,
            user_agent=orders["user_agent"],
            keeps_mhtml=orders["keeps_mhtml"],
        )
        asking: asyncio.Task[bytes] = asyncio.create_task(reader.readline())
        while line := await asking:
            asked = json.loads(line)
            asking = asyncio.create_task(reader.readline())
            work = asyncio.create_task(recorder.do(asked))
            await asyncio.wait({work, asking}, return_when=asyncio.FIRST_COMPLETED)
            if asking.done() and not asking.result():
                _end()  # the crawl is gone: nobody waits for this page
            await work


def _end() -> NoReturn:
    """End at once, with everything that was started."""
    for pid in find_descendants(os.getpid())[1:]:
        kill_tree(pid)
    if Path(tempfile.gettempdir()).name.startswith(FOLDER):
        shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)
    os._exit(0)


def main() -> NoReturn:
    """Record pages until stdin ends."""
    try:
        asyncio.run(_run())
    finally:
        _end()


if __name__ == "__main__":
    main()
