"""Scrolling a page as a visitor would, until it asks for nothing more."""

import asyncio
import time
from collections.abc import Sequence

from playwright.async_api import Page

_TURNS_PX, _WAIT_S, _POLL_S = (2500, 30_000), 0.8, 0.05
"""A turn of the wheel, and the one after which even a long page stands at its end."""


async def scroll_on(page: Page, requested: Sequence[str], *, most: int, ends_at_s: float) -> None:
    """Turn the wheel over the middle of a page, so often at most, as long as its scripts ask for more.

    Args:
        page: the open page.
        requested: what its scripts asked for so far; grows meanwhile.
        most: turns of the wheel.
        ends_at_s: the moment, on the monotonic clock, after which nothing more is done.
    """
    size = page.viewport_size or {"width": 1280, "height": 900}
    await page.mouse.move(size["width"] / 2, size["height"] / 2)
    for _ in range(most):
        for turn_px in _TURNS_PX:
            asked = len(requested)
            await page.mouse.wheel(0, turn_px)
            has_asked = await _has_asked(requested, asked)
            if has_asked or time.monotonic() >= ends_at_s:
                break
        if not has_asked or time.monotonic() >= ends_at_s:
            return


async def _has_asked(requested: Sequence[str], before: int) -> bool:
    ends_s = time.monotonic() + _WAIT_S
    while time.monotonic() < ends_s:
        await asyncio.sleep(_POLL_S)
        if len(requested) > before:
            await asyncio.sleep(_WAIT_S / 2)  # what came is put on the page
            return True
    return False
