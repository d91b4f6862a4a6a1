"""The desk shows a captured page again: to whom, as what, and what a hostile page can do there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from playwright.sync_api import Page

from cases.casework import open_case
from cases.model import Fields, ShareState
from cases.sharing import answer_share, make_share
from console.session import Session
from evidence.capture import Capture, Generated
from evidence.listing import PageKind
from evidence.snapshot import Outcome, Role
from evidence.workspace import open_workspace
from tests.cases.town import NOW, Town, make_exchange
from tests.console.conftest import serve_desk
from tests.crawlers.stage import Stage, run_stage

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
_DRAWN = BytesIO()
Image.new("RGB", (40, 40), "red").save(_DRAWN, "png")
HOSTILE = """<!doctype html><html><head>
<base href="{canary}/base/">
<meta http-equiv="refresh" content="0;url={canary}/refresh">
<link rel="stylesheet" href="{canary}/link.css"><link rel="preconnect" href="{canary}/">
<link rel="prefetch" href="{canary}/prefetch"><link rel="icon" href="{canary}/icon">
<style>@import "{canary}/import.css"; @font-face {{ font-family: f; src: url({canary}/font) }}
p {{ font-family: f; background: url({canary}/style); cursor: url({canary}/cursor), auto }}
@import url(//127.0.0.1:1/private.css);</style>
<script src="{canary}/script.js"></script>
<script>fetch("{canary}/fetch"); top.location = "{canary}/top"; document.title = "owned"</script></head>
<body onload="location='{canary}/onload'"><p id="words">captured words</p>
<img src="{canary}/img" srcset="{canary}/srcset 2x" onerror="location='{canary}/onerror'">
<svg><script>location="{canary}/svg"</script><image href="{canary}/svgimage" />
<use href="{canary}/use#a" /></svg>
<iframe src="{canary}/frame"></iframe><iframe src="javascript:parent.location='{canary}/jsframe'"></iframe>
<iframe srcdoc="<script>top.location='{canary}/srcdoc'</script><img src='{canary}/inner'>"></iframe>
<object data="{canary}/object"></object><embed src="{canary}/embed">
<video src="{canary}/video" poster="{canary}/poster" autoplay></video>
<audio src="{canary}/audio" autoplay></audio>
<form id="form" action="{canary}/form"><button id="send" formaction="{canary}/button">send</button></form>
<a id="link" href="{canary}/link" ping="{canary}/ping" target="_top">link</a>
<a id="script" href="javascript:top.location='{canary}/jslink'">script</a>
<div style="background:url({canary}/inline)"></div>
<svg><style>&lt;/style>&lt;img src={canary}/escaped></style></svg>
<noscript><p title="</noscript><img src={canary}/noscript>"></noscript>
<template><img src="{canary}/template"></template></body></html>"""


@pytest.fixture
def canary() -> Iterator[Stage]:
    with run_stage() as stage:
        yield stage


def seal_page(root: Path, page: str, inner: str = "<p>inner") -> str:
    """The id of a snapshot of a page as a browser rendered it, with one picture and one framed page."""
    url = "http://shop.example/goods/1"
    workspace = open_workspace(root, create=True, now=AT)
    run = workspace.begin_run("crawl", "job", "digest", AT, settings="{}")
    sealed = {
        url: ("text/html", Role.PAGE, page.encode()),
        f"{url}.png": ("image/png", Role.IMAGE, _DRAWN.getvalue()),
        "http://shop.example/goods/in.html": ("text/html", Role.RESOURCE, inner.encode()),
    }
    exchanges = tuple(
        make_exchange(address, role, body, media_type, AT)
        for address, (media_type, role, body) in sealed.items()
    )
    shown = Generated(role=Role.RENDERED, url=url, media_type="text/html; charset=utf-8", body=page.encode())
    capture = Capture(
        platform="generic",
        kind=PageKind.LISTING,
        listing_id=None,
        url=url,
        final_url=url,
        captured_at=AT,
        outcome=Outcome.FOUND,
        method="browser",
        exchanges=exchanges,
        generated=(shown,),
    )
    return workspace.seal(run, capture).snapshot_id


@pytest.mark.browser
def test_a_hostile_page_does_nothing_at_the_desk(tmp_path: Path, page: Page, canary: Stage) -> None:
    one = seal_page(tmp_path / "ws", HOSTILE.format(canary=canary.url("").rstrip("/")))
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.context.on("page", lambda other: asked.append(f"popup {other.url}"))
    with serve_desk(Session(workspace_option=tmp_path / "ws", lang_option="zh")) as address:
        page.goto(f"{address}/snapshots/{one}/replay", wait_until="networkidle")
        shown = page.frame_locator("iframe.replay")
        assert shown.locator("#words").inner_text() == "captured words"
        for target in ("#link", "#script", "#send"):
            shown.locator(target).click()
        page.wait_for_timeout(500)
        assert page.url == f"{address}/snapshots/{one}/replay"
    loaded = [url for url in asked if not url.startswith(("data:", f"{address}/static/"))]
    assert loaded == [f"{address}/snapshots/{one}/replay", f"{address}/snapshots/{one}/replay/page"]
    assert canary.asked == []


@pytest.mark.browser
def test_the_same_page_opened_as_it_is_would_call_out(page: Page, canary: Stage) -> None:
    page.set_content(HOSTILE.format(canary=canary.url("").rstrip("/")), wait_until="commit")
    page.wait_for_timeout(500)
    assert len({path for path, _ in canary.asked}) >= 5


@pytest.mark.browser
def test_the_page_asked_for_by_itself_does_nothing_either(tmp_path: Path, page: Page, canary: Stage) -> None:
    one = seal_page(tmp_path / "ws", HOSTILE.format(canary=canary.url("").rstrip("/")))
    with serve_desk(Session(workspace_option=tmp_path / "ws", lang_option="zh")) as address:
        page.goto(f"{address}/snapshots/{one}/replay/page", wait_until="networkidle")
        assert page.evaluate("[origin, document.title]") == ["null", ""]
    assert canary.asked == []


@pytest.mark.browser
def test_frames_of_a_frameset_lie_in_the_same_sandbox(tmp_path: Path, page: Page, canary: Stage) -> None:
    script = f"<script>new Image().src='{canary.url('/script')}'</script><img src='{canary.url('/img')}'>"
    frames = f'<frameset><frame src="{canary.url("/frame")}"><frame src="/goods/in.html"></frameset>'
    one = seal_page(tmp_path / "ws", f"<html>{frames}", inner=f"<p id=words>framed</p>{script}")
    with serve_desk(Session(workspace_option=tmp_path / "ws", lang_option="zh")) as address:
        page.goto(f"{address}/snapshots/{one}/replay", wait_until="networkidle")
        inner = page.frame_locator("iframe.replay").frame_locator("frame >> nth=1")
        assert inner.locator("#words").inner_text() == "framed"
    assert canary.asked == []


@pytest.mark.browser
def test_sealed_pictures_are_shown_and_missing_ones_named(tmp_path: Path, page: Page) -> None:
    one = seal_page(tmp_path / "ws", "<p><img id=a src=/goods/1.png><img src=http://cdn.example/lost.png>")
    with serve_desk(Session(workspace_option=tmp_path / "ws", lang_option="zh")) as address:
        page.goto(f"{address}/snapshots/{one}/replay", wait_until="networkidle")
        width = page.frame_locator("iframe.replay").locator("#a").evaluate("one => one.naturalWidth")
        told = page.locator("details").inner_text()
    assert (width, "1 个" in told) == (40, True)
    assert "http://cdn.example/lost.png" in page.locator("details").text_content()


def test_who_may_see_only_a_copy_gets_no_page(
    town: Town, desk: TestClient, as_user: Callable[[str], dict[str, str]]
) -> None:
    snapshot = town.snapshots["gd"].snapshot_id
    case = open_case(town.book, "水壶案", [town.findings["gd"].lead_id], by="gd-lead", at=NOW).case_id
    share, _ = make_share(town.book, case, group=town.group, shown=Fields.REDACTED, by="gd-lead", at=NOW)
    answer_share(town.book, share.share_id, ShareState.ACCEPTED, by="zj-lead", at=NOW)
    codes = {}
    for login in ("gd-lead", "zj-lead", "bj-lead"):
        headers = as_user(login)
        paths = (
            f"/snapshots/{snapshot}",
            f"/snapshots/{snapshot}/replay",
            f"/snapshots/{snapshot}/replay/page",
        )
        codes[login] = [desk.get(path, headers=headers).status_code for path in paths]
    assert codes == {"gd-lead": [200, 200, 200], "zj-lead": [200, 403, 403], "bj-lead": [404, 404, 404]}


def test_a_page_that_is_none_is_said_in_one_line(
    town: Town, desk: TestClient, as_user: Callable[[str], dict[str, str]]
) -> None:
    answer = desk.get("/snapshots/none/replay", headers=as_user("gd-lead"))
    assert (answer.status_code, "没有编号为" in answer.text) == (404, True)
