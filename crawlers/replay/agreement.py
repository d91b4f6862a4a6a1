"""Whether a replay looks as the screenshot that was sealed with its page.

Both are pictures of the same width, made by the same engine. They are compared in grey by the structural
similarity of Wang, Bovik, Sheikh and Simoncelli (IEEE Transactions on Image Processing 13, 2004), tile by
tile and at full size, so that one changed figure on a long page counts as much as it would alone (at half
the size a 1 for a 7 is not seen). Tiles that are blank in both count for nothing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from playwright.sync_api import Browser, Error, FloatRect, Page, Request, Route, sync_playwright

from config.errors import ServiceError
from crawlers.browser import SHOT_TRIES, SHOT_WAIT_S, find_browser, is_passing, make_flags
from crawlers.replay.document import POLICY, Replay, make_replay
from evidence.snapshot import Role, Snapshot
from evidence.workspace import Workspace

LEAST_SIMILARITY = 0.8
"""A tile that is less alike differs (docs/evidence.md says what was measured)."""
_TILE_PX = 16
_BLANK = 1.0
"""The standard deviation of grey values up to which a tile shows nothing."""
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
_TALLEST_PX = 12_000
_ADDRESS = "http://replay.invalid/"
Grey = NDArray[np.float32]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How a replay and a screenshot compare.

    `similarity` is the mean over the tiles that show something, from 0 to 1; `differing` are the tiles below
    the threshold as (left, top, width, height) in pixels of the screenshot; `tiles` is how many show
    something. `requests` counts what the replay asked for besides itself: always 0.
    """

    similarity: float
    differing: tuple[Box, ...]
    tiles: int
    requests: int

    @property
    def agrees(self) -> bool:
        """Whether no place differs."""
        return not self.differing and self.tiles > 0


@contextmanager
def open_browser(executable: str | None = None) -> Iterator[Browser]:
    """A Chromium with a fresh profile, in which replays are drawn.

    Raises:
        ConfigError: there is none.
        ServiceError: it does not start.
    """
    path = find_browser(executable)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=path, args=make_flags(), chromium_sandbox=os.geteuid() != 0
            )
        except Error as exc:
            reason = str(exc).splitlines()[0]
            raise ServiceError(f"Chromium does not start ({reason}); `netpatrol doctor` explains") from exc
        try:
            yield browser
        finally:
            browser.close()


def compare_replay(browser: Browser, workspace: Workspace, snapshot: Snapshot) -> Agreement | None:
    """A snapshot's replay, drawn in a browser, beside its screenshot; None where it lacks one of the two.

    Raises:
        VerificationError: what was sealed is missing or was changed.
        ServiceError: the browser could not draw it.
    """
    shots = [one for one in snapshot.artefacts if one.role is Role.SCREENSHOT]
    replay = make_replay(workspace, snapshot) if shots else None
    if replay is None:
        return None
    screenshot = _read_grey(workspace.read_artefact(shots[-1].sha256))
    if screenshot is None:
        return None
    try:
        drawn, requests = draw_replay(browser, replay, width_px=screenshot.shape[1])
    except Error as exc:
        reason = str(exc).splitlines()[0]
        raise ServiceError(f"Chromium could not draw snapshot {snapshot.snapshot_id} ({reason})") from exc
    other = _read_grey(drawn)
    if other is None:
        return None
    similarity, differing, tiles = compare_pictures(screenshot, other)
    return Agreement(similarity=similarity, differing=differing, tiles=tiles, requests=requests)


def draw_replay(browser: Browser, replay: Replay, *, width_px: int) -> tuple[bytes, int]:
    """A picture (PNG) of a replay in a window of that width, and how many requests it made besides itself."""
    asked: list[str] = []

    def answer(route: Route, request: Request) -> None:
        if request.url == _ADDRESS and request.is_navigation_request():
            headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
            route.fulfill(body=replay.html, headers=headers)
        else:
            asked.append(request.url)
            route.abort()

    context = browser.new_context(
        java_script_enabled=False,
        locale="zh-CN",
        offline=True,
        service_workers="block",
        timezone_id="Asia/Shanghai",
        viewport={"width": width_px, "height": 900},
    )
    try:
        context.route("**/*", answer)
        page = context.new_page()
        page.goto(_ADDRESS, wait_until="load")
        height = page.evaluate("document.documentElement.scrollHeight")
        clip: FloatRect = {"x": 0, "y": 0, "width": width_px, "height": min(max(height, 900), _TALLEST_PX)}
        return take_picture(page, clip=clip), len(asked)
    finally:
        context.close()


def take_picture(page: Page, clip: FloatRect | None = None) -> bytes:
    """A page as a picture (PNG), whole or what lies in `clip`.

    Raises:
        Error: Chromium could not draw it.
    """
    for tries_left in reversed(range(SHOT_TRIES)):
        try:
            return page.screenshot(full_page=True, clip=clip, type="png", animations="disabled")
        except Error as exc:
            if not tries_left or not is_passing(exc):
                raise
        page.wait_for_timeout(SHOT_WAIT_S * 1000)
    raise AssertionError("not reached")


def compare_pictures(one: Grey, other: Grey) -> tuple[float, tuple[Box, ...], int]:
    """Mean similarity, differing tiles and number of tiles of two grey pictures of the same width."""
    height = max(one.shape[0], other.shape[0])
    first, second = _lengthen(one, height), _lengthen(other, height)
    alike = _measure_similarity(first, second)
    values, differing = [], []
    for top in range(0, first.shape[0], _TILE_PX):
        for left in range(0, first.shape[1], _TILE_PX):
            part = np.s_[top : top + _TILE_PX, left : left + _TILE_PX]
            if (
                max(first[part].std(), second[part].std(), abs(first[part].mean() - second[part].mean()))
                <= _BLANK
            ):
                continue
            value = float(alike[part].mean())
            values.append(value)
            if value < LEAST_SIMILARITY:
                differing.append((left, top, _TILE_PX, _TILE_PX))
    return (float(np.mean(values)) if values else 1.0), tuple(differing), len(values)


def _read_grey(data: bytes) -> Grey | None:
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
            return np.asarray(picture.convert("L"), dtype=np.float32)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None


def _lengthen(picture: Grey, height: int) -> Grey:
    """The picture with white below it."""
    return np.pad(picture, ((0, height - picture.shape[0]), (0, 0)), constant_values=255)


def _measure_similarity(one: Grey, other: Grey) -> Grey:
    def blur(picture: Grey) -> Grey:
        return np.asarray(cv2.GaussianBlur(picture, (11, 11), 1.5), dtype=np.float32)

    mean_one, mean_other = blur(one), blur(other)
    spread_one = blur(one * one) - mean_one**2
    spread_other = blur(other * other) - mean_other**2
    shared = blur(one * other) - mean_one * mean_other
    top = (2 * mean_one * mean_other + _C1) * (2 * shared + _C2)
    below = (mean_one**2 + mean_other**2 + _C1) * (spread_one + spread_other + _C2)
    return np.asarray(top / below, dtype=np.float32)
