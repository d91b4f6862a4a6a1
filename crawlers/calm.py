"""When a page has come to rest: its requests have ended, but for those that end on no page of the site."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

_QUIET_S, _POLL_S = 0.45, 0.05
_OFTEN = 2
"""A request that was still open on so many pages when the wait for it was over is waited for no more."""


@dataclass(slots=True)
class Calm:
    """Waits for pages of one site after another, and learns which requests of theirs do not end."""

    _endless: Counter[str] = field(default_factory=Counter)

    async def wait(self, get_open: Callable[[], tuple[int, set[str]]], limit_s: float) -> bool:
        """Wait until nothing happens on the network any more; whether that came before the limit.

        Args:
            get_open: how much has happened so far, and the addresses whose answers have not come yet.
            limit_s: the longest wait.
        """
        ends_s = time.monotonic() + limit_s
        happened, _ = get_open()
        quiet_since_s = time.monotonic()
        while time.monotonic() < ends_s:
            await asyncio.sleep(_POLL_S)
            now, waiting = get_open()
            if now != happened or any(self._endless[make_name(url)] < _OFTEN for url in waiting):
                happened, quiet_since_s = now, time.monotonic()
            elif time.monotonic() - quiet_since_s >= _QUIET_S:
                return True
        self._endless.update({make_name(url) for url in get_open()[1]})
        return False


def make_name(url: str) -> str:
    """An address without its query: what stays the same from page to page."""
    return url.partition("?")[0]
