"""A replay looks as the screenshot did; an edited page, or other bytes, do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Error, sync_playwright

from crawlers.browser import SHOT_TRIES, find_browser
from crawlers.crawl import crawl
from crawlers.job import BrowserUse, CrawlJob
from crawlers.replay.agreement import compare_pictures, compare_replay, take_picture
from crawlers.replay.document import make_replay
from demo.server import serve
from demo.world import Size, make_world
from evidence.capture import Generated
from evidence.snapshot import Outcome, Role, Snapshot
from evidence.workspace import Workspace, open_workspace
from tests.crawlers.replay.conftest import NOW, URL, make_answer, seal_parts

PAGE = (
    """<!doctype html><meta charset=utf-8><body style="font: 20px sans-serif"><h1>Kettle</h1>
<p id=price>price 129.00</p>"""
    + "<p>Boils a litre of water in three minutes and switches itself off.</p>" * 20
)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        held = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        yield held
        held.close()


def shoot(browser: Browser, page: str) -> bytes:
    shown = browser.new_page(viewport={"width": 1280, "height": 900})
    shown.set_content(page)
    return take_picture(shown)


def seal_shot(workspace: Workspace, screenshot: bytes, tries: tuple[str, ...] = (PAGE,)) -> Snapshot:
    shown = [(Role.RENDERED, "text/html; charset=utf-8", one.encode()) for one in tries]
    parts = [(Role.SCREENSHOT, "image/png", screenshot), *shown]
    made = [Generated(role=role, url=URL, media_type=kind, body=body) for role, kind, body in parts]
    return seal_parts(
        workspace, [make_answer(URL, (200, {"Content-Type": "text/html"}, PAGE.encode()))], made
    )


@pytest.mark.browser
@pytest.mark.parametrize(
    ("shown", "agrees"),
    [
        (PAGE, True),
        (PAGE.replace("129.00", "729.00"), False),
        (PAGE.replace("Kettle", "Teapot"), False),
        (PAGE.replace("<p>Boils", "<p style='color:#ddd'>Boils", 1), False),
        (PAGE + "<p>one more line", False),
    ],
)
def test_one_changed_figure_of_a_page_is_seen(
    workspace: Workspace, browser: Browser, shown: str, agrees: bool
) -> None:
    found = compare_replay(browser, workspace, seal_shot(workspace, shoot(browser, shown)))
    assert found is not None
    assert (found.agrees, found.requests) == (agrees, 0)


@pytest.mark.browser
def test_a_page_without_a_screenshot_is_not_compared(workspace: Workspace, browser: Browser) -> None:
    assert compare_replay(browser, workspace, seal_shot(workspace, b"no picture")) is None


@pytest.mark.browser
def test_pages_of_the_three_demo_platforms_look_as_they_did(tmp_path: Path, browser: Browser) -> None:
    world, result = make_world(7, Size.QUICK), {}
    with serve(*world.markets) as site:
        for home, market in zip(site.named_urls, world.markets, strict=True):
            root = tmp_path / market.platform
            job = CrawlJob(
                targets=tuple(home.rstrip("/") + listing.path for listing in market.listings[:4]),
                browser=BrowserUse.ALWAYS,
                delay_s=0.0,
                allow_hosts=(home.split("/")[2],),
                max_listings=4,
            )
            crawl(root, job, now=NOW)
            workspace = open_workspace(root)
            pages = [one for one in workspace.records.load_snapshots() if one.outcome is Outcome.FOUND]
            result[market.platform] = [compare_replay(browser, workspace, one) for one in pages]
    found = [one for platform in result.values() for one in platform if one is not None]
    assert all(len(platform) >= 3 for platform in result.values())
    assert [one.differing[:3] for one in found if not one.agrees or one.requests] == []


def test_of_a_page_that_was_asked_for_again_the_last_try_is_replayed(workspace: Workspace) -> None:
    snapshot = seal_shot(workspace, b"", tries=("<p>slow down", PAGE))
    replay = make_replay(workspace, snapshot)
    assert replay is not None
    assert ("Kettle" in replay.html, "slow down" in replay.html) == (True, False)


class RefusingPage:
    """A page of which Chromium refuses so many pictures, as it does now and then on a busy machine."""

    def __init__(self, refusals: int, reason: str) -> None:
        self.refusals, self.reason, self.asked = refusals, reason, 0

    def screenshot(self, **_: object) -> bytes:
        self.asked += 1
        if self.asked <= self.refusals:
            raise Error(f"Page.screenshot: Protocol error (Page.captureScreenshot): {self.reason}")
        return b"picture"

    def wait_for_timeout(self, _: float) -> None:
        pass


@pytest.mark.parametrize(
    ("refusals", "reason", "asked"),
    [
        (1, "Unable to capture screenshot", 2),
        (9, "Unable to capture screenshot", SHOT_TRIES),
        (1, "Target closed", 1),
    ],
)
def test_a_picture_that_is_refused_for_the_moment_is_asked_for_again(
    refusals: int, reason: str, asked: int
) -> None:
    page = RefusingPage(refusals, reason)
    if asked > refusals:
        assert take_picture(page) == b"picture"  # type: ignore[arg-type]
    else:
        with pytest.raises(Error, match=reason):
            take_picture(page)  # type: ignore[arg-type]
    assert page.asked == asked


def test_blank_pictures_say_nothing_and_drawn_places_are_named() -> None:
    white = np.full((900, 1280), 255, dtype=np.float32)
    assert compare_pictures(white, white) == (1.0, (), 0)
    drawn = Image.new("L", (1280, 900), 255)
    ImageDraw.Draw(drawn).text((650, 650), "129", fill=0)
    similarity, differing, _ = compare_pictures(white, np.asarray(drawn, dtype=np.float32))
    assert similarity < 0.8
    assert {(left // 64, top // 64) for left, top, *_ in differing} == {(10, 10)}
