"""The browser side of a crawl: where Chromium is, and the recorders that open pages in it."""

import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from config.errors import ConfigError
from crawlers.frames import iter_frames, make_exchange, make_generated, make_way
from crawlers.job import CrawlJob
from crawlers.process_tree import kill_tree, takes_more
from crawlers.recorded import Explored, Recorded
from crawlers.ways import FoundWay
from evidence.capture import Exchange, Generated
from evidence.clock import RunClock
from evidence.snapshot import Role

_Stream = TypeVar("_Stream", asyncio.StreamReader, asyncio.StreamWriter)

FOLDER = "netpatrol-browser-"
"""How the folder of a running browser begins."""
SHOT_TRIES, SHOT_WAIT_S = 3, 0.5
"""How often a picture is asked for that Chromium refuses for the moment (`is_passing`), and the wait."""
_LOOK_S = 0.5
"""A page that takes all it can get takes about a gigabyte in this time."""
# The headless shell draws the same pages for half the processor time (docs/crawling.md).
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")


def find_browser(executable: str | None = None) -> Path:
    """Where Chromium is: the one that was named, or the first on PATH.

    Raises:
        ConfigError: there is none.
    """
    names = (executable,) if executable else _NAMES
    for name in names:
        found = shutil.which(name)
        if found is not None and os.access(found, os.X_OK):
            return Path(found)
    named = f" {executable!r}" if executable else ""
    raise ConfigError(
        f"no browser{named} found; run `netpatrol doctor`, then apt install chromium-headless-shell, "
        "or use --browser never"
    )


def make_flags() -> list[str]:
    """The switches of Chromium: nothing goes round the proxy, nothing is fetched unasked."""
    return [
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        "--proxy-bypass-list=<-loopback>",
        # Chromium takes the policy from one switch or the other, by its version.
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--disable-quic",
        "--dns-over-https-mode=off",
        "--disable-features=DnsOverHttps,AsyncDns,OptimizationHints,MediaRouter,Translate,IsolateOrigins,site-per-process,HttpsUpgrades",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-domain-reliability",
        "--disable-sync",
        "--no-pings",
        "--disable-dev-shm-usage",
        "--disk-cache-size=1",
        "--js-flags=--max-old-space-size=512",
    ]


def is_passing(error: Exception) -> bool:
    """Whether Chromium refused one picture that it gives a moment later, as a busy machine makes it."""
    return "Unable to capture screenshot" in str(error)


@dataclass(slots=True, kw_only=True)
class BrowserPool:
    """Some recorders; a page goes to one that is free, and a new one is started only when none is."""

    job: CrawlJob
    clock: RunClock
    _free: list["BrowserRecorder"] = field(default_factory=list)
    _all: list["BrowserRecorder"] = field(default_factory=list)
    _places: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.job.limits.browsers)

    async def record(self, url: str, *, narrow: bool = False, scroll: bool = False) -> Recorded:
        """The page as the browser saw it."""
        async with self._take_place() as recorder:
            return await recorder.record(url, narrow=narrow, scroll=scroll)

    async def explore(self, url: str, *, narrow: bool = False) -> Explored:
        """Where the boxes of a page lead that have no links."""
        async with self._take_place() as recorder:
            return await recorder.explore(url, narrow=narrow)

    @asynccontextmanager
    async def _take_place(self) -> AsyncIterator["BrowserRecorder"]:
        async with self._places:
            recorder = self._free.pop() if self._free else self._start()
            try:
                yield recorder
            finally:
                self._free.append(recorder)

    async def close(self) -> None:
        """End the browsers and all they started."""
        await asyncio.gather(*(recorder.close() for recorder in self._all))

    def _start(self) -> "BrowserRecorder":
        recorder = BrowserRecorder(job=self.job, clock=self.clock)
        self._all.append(recorder)
        return recorder


@dataclass(slots=True, kw_only=True)
class BrowserRecorder:
    """Opens pages in one Chromium, in a child process that is killed when a page does not end."""

    job: CrawlJob
    clock: RunClock
    _process: asyncio.subprocess.Process | None = None
    _folder: str | None = None
    """Where the browser keeps what it needs while it runs; it goes with the browser."""
    _pages: int = 0

    async def record(self, url: str, *, narrow: bool = False, scroll: bool = False) -> Recorded:
        """The page as the browser saw it, in a narrow window if asked for; one page at a time."""
        for tries_left in (1, 0):
            taken = _Taken()
            error = await self._take(url, taken, narrow=narrow, scroll=scroll)
            # A browser that broke before any answer came is started again once.
            if error != "browser_died" or taken.exchanges or not tries_left:
                break
        return taken.make(url, error)

    async def explore(self, url: str, *, narrow: bool = False) -> Explored:
        """Where the boxes of a page lead that have no links; what was found before an end counts."""
        taken = _Taken()
        await self._take(url, taken, narrow=narrow, explore=True)
        return Explored(ways=tuple(taken.ways), exchanges=tuple(taken.exchanges))

    async def close(self) -> None:
        """End the browser and all it started."""
        process, self._process, self._pages = self._process, None, 0
        if process is None:
            return
        kill_tree(process.pid)
        await process.wait()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    async def _take(
        self, url: str, taken: "_Taken", *, narrow: bool, scroll: bool = False, explore: bool = False
    ) -> str | None:
        limits = self.job.limits
        limit_s = limits.browser_page_s + (limits.explore_s if explore else 0.0)
        watching: asyncio.Task[bool] | None = None
        try:
            process = await self._start()
            watching = asyncio.create_task(_end_when_large(process.pid, limits.browser_memory_bytes))
            async with asyncio.timeout(limit_s):
                how = {"narrow": narrow, "scroll": scroll, "explore": explore}
                ask = {"url": url, "now": self.clock.now().isoformat(), **how}
                _get(process.stdin).write(json.dumps(ask).encode() + b"\n")
                async for head, body in iter_frames(_get(process.stdout)):
                    taken.hear(head, body)
        except TimeoutError:
            await self.close()
            return "timeout"
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            await self.close()
            return "too_much_memory" if watching is not None and watching.done() else "browser_died"
        except asyncio.CancelledError:
            await self.close()
            raise
        finally:
            if watching is not None:
                watching.cancel()
        return None

    async def _start(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._pages >= self.job.limits.pages_per_browser:
            await self.close()
        self._pages += 1
        if self._process is not None:
            return self._process
        self._folder = tempfile.mkdtemp(prefix=FOLDER)
        self._process = await asyncio.create_subprocess_exec(
            "env",
            f"TMPDIR={self._folder}",
            sys.executable,
            "-m",
            "crawlers.recorder",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=Path(__file__).parent.parent,
            limit=4_000_000,
            start_new_session=True,
        )
        orders = {
            "executable": str(find_browser(self.job.browser_executable)),
            "user_agent": self.job.user_agent,
            "allow_hosts": self.job.allow_hosts,
            "limits": asdict(self.job.limits),
            "keeps_mhtml": self.job.keeps_mhtml,
        }
        _get(self._process.stdin).write(json.dumps(orders).encode() + b"\n")
        return self._process


@dataclass(slots=True, kw_only=True)
class _Taken:
    """What came of a page so far; it stays when the browser has to be killed."""

    exchanges: list[Exchange] = field(default_factory=list)
    generated: list[Generated] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    ways: list[FoundWay] = field(default_factory=list)
    end: dict[str, Any] | None = None

    def hear(self, head: dict[str, Any], body: bytes) -> None:
        """Take in one frame."""
        match head["kind"]:
            case "exchange":
                self.exchanges.append(make_exchange(head, body))
            case "generated":
                self.generated.append(make_generated(head, body))
            case "note":
                self.notes.append({"url": head["url"], "error": head["error"]})
            case "way":
                self.ways.append(make_way(head))
            case _:
                self.end = head

    def make(self, url: str, error: str | None) -> Recorded:
        """The record of the page; without its end it is partial and shows the page as it was served."""
        pages = [exchange for exchange in self.exchanges if exchange.role is Role.PAGE]
        served = pages[-1] if pages else None
        if self.end is None:
            note = {"url": url, "error": f"the page did not end ({error}); the browser was stopped"}
            return Recorded(
                final_url=served.url if served else url,
                status=served.status if served else None,
                html=served.body if served else b"",
                media_type=served.media_type if served else "text/html",
                notes=(*self.notes, note),
                partial=True,
                error=error or "timeout",
                ended=error or "timeout",
                exchanges=tuple(self.exchanges),
                generated=tuple(self.generated),
            )
        rendered = [part for part in self.generated if part.role is Role.RENDERED and part.body]
        return Recorded(
            final_url=self.end["final_url"],
            status=self.end["status"],
            html=rendered[-1].body if rendered else (served.body if served else b""),
            media_type=self.end.get("media_type", "text/html; charset=utf-8"),
            headers=self.end.get("headers", {}),
            notes=tuple(self.notes),
            partial=self.end["partial"],
            error=self.end["error"],
            exchanges=tuple(self.exchanges),
            generated=tuple(self.generated),
        )


async def _end_when_large(pid: int, limit: int) -> bool:
    """Kill a recorder with its browser once they take more than so many bytes of memory."""
    while not takes_more(pid, limit):
        await asyncio.sleep(_LOOK_S)
    kill_tree(pid)
    return True


def _get(stream: _Stream | None) -> _Stream:
    if stream is None:
        raise ConnectionError("the page recorder has no pipes")
    return stream
