"""Finding ways without links: boxes of a page are clicked as a visitor would, to see where that leads."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import ElementHandle, Page, Route
from playwright.async_api import Error as BrowserError

from crawlers.boxes import LEAST, Box, Row, choose_boxes, choose_rows, make_row
from crawlers.scrolling import scroll_on
from crawlers.ways import FoundWay
from sites.address import normalise
from sites.hyperlinks import is_own_affair

_COLLECT = (Path(__file__).parent / "boxes.js").read_text(encoding="utf-8")
_PLACE = """leaf => {
  const { left, top, width, height } = leaf.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  const hit = document.elementFromPoint(x, y);
  const near = leaf.parentElement?.parentElement ?? leaf;
  return hit && near.contains(hit) ? [x, y] : null;
}"""
"""The middle of an element, if a click there reaches it or what is right around it."""
_ASKING = frozenset({"GET", "HEAD", "OPTIONS"})
_DEEPEST, _FEW = 1, 2
_SCROLLS = 6
_STEP_S, _BACK_S, _CLICK_S, _CALM_S, _POLL_S = 5.0, 2.5, 1.6, 0.25, 0.06


State = tuple[Box, ...]
"""The clicks that brought a page into a state without changing its address."""


@dataclass(kw_only=True)  # no slots: Playwright keeps its wrapper of a listener on the listener's object
class Explorer:
    """Explores one open page; no click posts anything, and clicks and time are bounded.

    What a page posts because it was opened it may post, as many shops ask for their lists that way; from the
    first click on nothing is posted any more until a page is opened anew.
    """

    page: Page
    start: str
    requested: Sequence[str]
    most_clicks: int
    ends_at_s: float
    _tried: set[str] = field(default_factory=set)
    _leading: set[str] = field(default_factory=set)
    _popups: list[Page] = field(default_factory=list)
    _clicks: int = 0
    _is_clicked: bool = False

    async def explore(self) -> AsyncIterator[FoundWay]:
        """Each way as it is found."""
        self.start = normalise(self.page.url)
        await scroll_on(self.page, self.requested, most=_SCROLLS, ends_at_s=self.ends_at_s)
        yield FoundWay(found_on=self.start, texts=(), requested=tuple(dict.fromkeys(self.requested)))
        await self.page.context.route("**/*", self._refuse_posts)
        async for way in self._explore(()):
            yield way

    def hear_popup(self, page: Page) -> None:
        """Take note of a window that a click opened."""
        self._popups.append(page)

    @property
    def _is_over(self) -> bool:
        return self._clicks >= self.most_clicks or time.monotonic() >= self.ends_at_s

    async def _explore(self, state: State) -> AsyncIterator[FoundWay]:
        rows = choose_rows(await self._collect())
        shown = {(box.series, box.texts) for row in await self._collect(1) for box in row.boxes}
        for row in rows:
            if row.series in self._tried or self._is_over:
                continue
            self._tried.add(row.series)
            left = 1 if row.within in self._leading else 2
            for box in choose_boxes(row):
                way = await self._try(state, box) if left else None
                if way is None:
                    continue
                left -= 1
                if way.led_to is not None:
                    self._leading.add(row.series)
                if way.led_to is not None or way.requested:
                    yield way
                if way.led_to is None and len(state) < _DEEPEST:
                    fresh = await self._find_fresh(shown) if way.requested else []
                    async for deeper in self._explore_new({one.series for one in rows}, (*state, box)):
                        yield deeper
                    for lone in fresh:
                        lone_way = await self._try((*state, box), lone)
                        if lone_way is not None and lone_way.led_to is not None:
                            yield lone_way

    async def _find_fresh(self, shown: Collection[tuple[str, tuple[str, ...]]]) -> list[Box]:
        """A few boxes that a click brought onto the page and that are no series, as the one of its kind."""
        boxes = [box for row in await self._collect(1) if len(row.boxes) < LEAST for box in row.boxes]
        return [box for box in boxes if (box.series, box.texts) not in shown][:_FEW]

    async def _explore_new(self, before: set[str], state: State) -> AsyncIterator[FoundWay]:
        """What a click brought onto the page, if it did."""
        after = {one.series for one in choose_rows(await self._collect())}
        if after - before - self._tried:
            async for way in self._explore(state):
                yield way

    async def _try(self, state: State, box: Box) -> FoundWay | None:
        """Click a box of a state and say what came of it; None when the box is not there any more."""
        element = await self._reach(state, box)
        if element is None or self._is_over:
            return None
        asked = len(self.requested)
        self._popups.clear()
        self._clicks += 1
        await self._click(element)
        led_to = await self._wait()
        requests = tuple(dict.fromkeys(self.requested[asked:]))
        return FoundWay(
            found_on=self.start,
            texts=box.texts,
            led_to=led_to,
            requested=requests if led_to is None else (),
        )

    async def _reach(self, state: State, box: Box) -> ElementHandle | None:
        """The box, on the page in its state: as it is, gone back to, or opened anew."""
        if normalise(self.page.url) == self.start:
            found = await self._find(box)
            if found is not None:
                return found
        else:
            await self._go_back()
            found = await self._await_box(box)
            if found is not None:
                return found
        if not await self._open_again():
            return None
        for click in state:
            element = await self._await_box(click)
            if element is None:
                return None
            await self._click(element)
            await self._wait()
        return await self._await_box(box)

    async def _go_back(self) -> None:
        try:
            await self.page.go_back(wait_until="commit", timeout=_STEP_S * 1000)
        except BrowserError:
            return

    async def _open_again(self) -> bool:
        try:
            await self.page.goto("about:blank", timeout=_STEP_S * 1000)
            self._is_clicked = False
            await self.page.goto(self.start, wait_until="domcontentloaded", timeout=2 * _STEP_S * 1000)
        except BrowserError:
            return False
        return True

    async def _await_box(self, box: Box) -> ElementHandle | None:
        ends_s = time.monotonic() + _BACK_S
        while time.monotonic() < min(ends_s, self.ends_at_s):
            found = await self._find(box) if normalise(self.page.url) == self.start else None
            if found is not None:
                return found
            await asyncio.sleep(_POLL_S)
        return None

    async def _find(self, box: Box) -> ElementHandle | None:
        asked = {"series": box.series, "texts": list(box.texts), "order": box.order}
        try:
            handle = await asyncio.wait_for(
                self.page.evaluate_handle(f"({_COLLECT})", {"find": asked, "least": box.least}), _STEP_S
            )
        except (BrowserError, TimeoutError):
            return None
        return handle.as_element()

    async def _click(self, element: ElementHandle) -> None:
        """Click where the box is; where something lies over it, tell the box of the click itself."""
        self._is_clicked = True
        try:
            await element.scroll_into_view_if_needed(timeout=800)
            place = await asyncio.wait_for(element.evaluate(_PLACE), _CLICK_S)
            if place is None:
                await asyncio.wait_for(element.dispatch_event("click"), _CLICK_S)
            else:
                await asyncio.wait_for(self.page.mouse.click(*place), _CLICK_S)
        except (BrowserError, TimeoutError):
            return

    async def _refuse_posts(self, route: Route) -> None:
        """Let through what asks, and what a page sends because it was opened; never a visitor's affairs."""
        opens = route.request.method == "POST" and not self._is_clicked
        if route.request.method in _ASKING or (opens and not is_own_affair(route.request.url)):
            await route.continue_()
        else:
            await route.abort()

    async def _wait(self) -> str | None:
        """Where the click led: another address of this window, once it is calm, or another window's."""
        ends_s = time.monotonic() + _CLICK_S
        led_to: str | None = None
        calm_since_s = time.monotonic()
        while time.monotonic() < ends_s:
            await asyncio.sleep(_POLL_S)
            now = self.page.url
            if now != (led_to or now) or (led_to is None and normalise(now) != self.start):
                led_to, calm_since_s = now, time.monotonic()
            if led_to is not None and time.monotonic() - calm_since_s > _CALM_S:
                break
        return await self._read_popup() or _make_web(led_to)

    async def _read_popup(self) -> str | None:
        found = None
        for popup in self._popups:
            try:
                await popup.wait_for_url(
                    lambda url: url.startswith("http"), wait_until="commit", timeout=2000
                )
                found = _make_web(popup.url)
            except BrowserError:
                continue
            finally:
                await popup.close()
        self._popups.clear()
        return found

    async def _collect(self, least: int = LEAST) -> list[Row]:
        """The series of the page that have so many boxes, once there are some."""
        ends_s = time.monotonic() + 2.0
        rows: list[Row] = []
        while not rows and time.monotonic() < ends_s:
            try:
                asked = {"find": None, "least": least}
                told = await asyncio.wait_for(self.page.evaluate(f"({_COLLECT})", asked), _STEP_S)
            except (BrowserError, TimeoutError):
                return []
            rows = [row for one in told if (row := make_row(one, least)) is not None]
            if not rows:
                await asyncio.sleep(0.2)
        return rows


def _make_web(url: str | None) -> str | None:
    return normalise(url) if url is not None and url.startswith(("http://", "https://")) else None
