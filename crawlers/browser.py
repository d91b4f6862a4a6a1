"""The browser side of a crawl: where Chromium is, and the recorder that opens pages in it."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from config.errors import ConfigError
from crawlers.job import CrawlJob
from crawlers.recorded import Recorded
from evidence.clock import RunClock

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


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
        f"no browser{named} found; run `netpatrol doctor`, then apt install chromium, or use --browser never"
    )


@dataclass(slots=True, kw_only=True)
class BrowserRecorder:
    """Opens pages in Chromium, in a child process that is killed when a page does not end."""

    job: CrawlJob
    clock: RunClock

    async def record(self, url: str) -> Recorded:
        """The page as the browser saw it."""
        raise NotImplementedError(url)

    async def close(self) -> None:
        """End the browser."""
