"""The page recorder: what it records, what it lets through, and that it always comes back."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest
from PIL import Image

from config.errors import ConfigError
from crawlers.browser import BrowserPool, BrowserRecorder, find_browser
from crawlers.crawl import crawl
from crawlers.guard import Guard, parse_allowed
from crawlers.job import BrowserUse, CrawlJob, Limits
from crawlers.process_tree import find_descendants
from crawlers.proxy import FilteringProxy
from crawlers.recorded import Recorded
from evidence.clock import RunClock
from evidence.snapshot import Role
from sites.profile import Role as PageRole
from sites.profile import SiteProfile
from sites.purpose import Purpose
from sites.shelf import FOLDER, Shelf
from tests.crawlers.conftest import Crawled
from tests.crawlers.stage import Answer, Stage, goods, page, run_stage

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
PNG = BytesIO()
Image.new("RGB", (4, 4), "red").save(PNG, "png")
PICTURE = (200, {"Content-Type": "image/png"}, PNG.getvalue())
SCRIPTED = """<!doctype html><html><head><title>t</title>
<link rel=stylesheet href=/a.css><script src=/a.js></script></head>
<body><h1>served</h1><img src=/a.png><div style='height:3000px'></div></body></html>"""
SCRIPT = (
    b"addEventListener('load', async () => { document.querySelector('h1').textContent = await "
    b"(await fetch('/data.json')).text(); });"
)


async def _record_all(job: CrawlJob, urls: tuple[str, ...]) -> list[Recorded]:
    recorder = BrowserRecorder(job=job, clock=RunClock(started_at=NOW))
    try:
        return [await recorder.record(url) for url in urls]
    finally:
        await recorder.close()


def record(stage: Stage, *paths: str, **limits: float) -> list[Recorded]:
    """Record pages of the stage, one after another in one recorder."""
    job = CrawlJob(allow_hosts=(stage.host,), limits=Limits(**{"browser_settle_s": 2.0, **limits}))  # type: ignore[arg-type]
    return asyncio.run(_record_all(job, tuple(stage.url(path) for path in paths)))


@pytest.mark.browser
def test_page_parts_rendered_page_and_screenshot_are_recorded(stage: Stage) -> None:
    stage.routes = {
        "/": page(SCRIPTED),
        "/a.css": (200, {"Content-Type": "text/css"}, b"h1 { color: red }"),
        "/a.js": (200, {"Content-Type": "text/javascript"}, SCRIPT),
        "/data.json": (200, {"Content-Type": "application/json"}, b'"filled in"'),
        "/a.png": PICTURE,
    }
    (recorded,) = record(stage, "/")
    bodies = {
        exchange.url.removeprefix(stage.url("")): (exchange.role, exchange.body)
        for exchange in recorded.exchanges
    }
    assert bodies["/"] == (Role.PAGE, SCRIPTED.encode())
    assert bodies["/a.png"] == (Role.IMAGE, PICTURE[2])
    assert bodies["/data.json"] == (Role.RESOURCE, b'"filled in"')
    assert {"/a.css", "/a.js"} <= set(bodies)
    made = {generated.role: generated.body for generated in recorded.generated}
    assert b'"filled in"</h1>' in made[Role.RENDERED]
    assert recorded.html == made[Role.RENDERED]
    width, height = Image.open(BytesIO(made[Role.SCREENSHOT])).size
    assert (width, height >= 3000) == (1280, True)
    assert (recorded.status, recorded.partial) == (200, False)
    assert {exchange.peer_address for exchange in recorded.exchanges} == {"127.0.0.1"}
    assert made[Role.TEXT] == b'"filled in"'
    parts = {part.get_content_type(): part for part in message_from_bytes(made[Role.MHTML]).walk()}
    assert b"filled in" in parts["text/html"].get_payload(decode=True)
    assert parts["image/png"].get_payload(decode=True) == PICTURE[2]


@pytest.mark.browser
def test_a_page_is_not_kept_as_one_file_where_it_is_not_wanted(stage: Stage) -> None:
    stage.routes = {"/": page("<h1>x</h1>")}
    job = CrawlJob(allow_hosts=(stage.host,), limits=Limits(browser_settle_s=2.0), keeps_mhtml=False)
    (recorded,) = asyncio.run(_record_all(job, (stage.url("/"),)))
    assert {one.role for one in recorded.generated} == {Role.RENDERED, Role.TEXT, Role.SCREENSHOT}


@pytest.mark.browser
def test_a_page_cannot_change_its_sealed_text(stage: Stage) -> None:
    lie = "Object.defineProperty(HTMLElement.prototype,'innerText',{get:()=>'lawful'})"
    stage.routes = {"/": page(f"<h1>国家级</h1><script>{lie}</script>")}
    (recorded,) = record(stage, "/")
    assert [one.body.decode() for one in recorded.generated if one.role is Role.TEXT] == ["国家级"]


@pytest.mark.browser
def test_nothing_on_a_page_reaches_a_private_address(stage: Stage) -> None:
    with run_stage() as secret:
        there = f"localhost:{secret.port}"
        numeric = f"127.0.0.1:{secret.port}"
        stage.routes = {
            "/": page(
                f"<h1>x</h1><img src=http://{there}/img><iframe src=http://{numeric}/frame></iframe>"
                f"<link rel=stylesheet href=http://{there}/css><script src=http://[::1]:{secret.port}/js></script>"
                f"<script>fetch('http://{there}/fetch',{{mode:'no-cors'}}).catch(()=>0);new WebSocket('ws://{there}/ws');"
                f"navigator.sendBeacon('http://{numeric}/beacon')</script>"
            ),
            "/meta": page(f"<meta http-equiv=refresh content='0;url=http://{there}/meta'><p>x"),
            "/redirect": (302, {"Location": f"http://{there}/redirected"}, b""),
        }
        page_, meta, redirect = record(stage, "/", "/meta", "/redirect")
        assert secret.asked == []
    assert page_.status == 200
    assert any(note["error"] == "refused_address" for note in page_.notes)
    assert meta.status == 200
    assert (redirect.status, redirect.error) == (None, "refused_address")


@pytest.mark.browser
def test_pages_that_do_not_end_are_ended_and_the_next_one_comes(stage: Stage) -> None:
    loop, grow, flood = (
        "while(true){}",
        "setInterval(()=>{document.body.append('x'.repeat(1e6))},1)",
        ("let n=0;setInterval(()=>{for(let i=0;i<500;i++)history.pushState(0,'','#'+n++)},1)"),
    )
    stage.routes = {
        "/loop": page(f"<h1>loop</h1><script>addEventListener('load',()=>{{{loop}}})</script>"),
        "/grow": page(f"<h1>grow</h1><script>{grow}</script><script>{flood}</script>"),
        "/calm": page("<h1>calm</h1>"),
    }
    limits = {"browser_page_s": 7, "browser_settle_s": 1, "page_bytes": 100_000}
    endless, growing, calm = record(stage, "/loop", "/grow", "/calm", **limits)
    assert (endless.partial, endless.error) == (True, "timeout")
    assert endless.html in {b"", stage.routes["/loop"][2]}  # type: ignore[index]
    assert growing.partial
    assert len(growing.html) <= 100_000
    assert (calm.status, calm.partial, calm.error) == (200, False, None)


@pytest.mark.browser
@pytest.mark.parametrize(
    "grow",
    [
        "const all=[];setInterval(()=>all.push(new Uint8Array(5e7).fill(7)),20)",
        (
            "setInterval(()=>{const c=document.createElement('canvas');c.width=c.height=4000;"
            "c.getContext('2d').fillRect(0,0,4000,4000);document.body.append(c)},20)"
        ),
    ],
    ids=["arrays", "canvases"],
)
def test_a_page_that_takes_too_much_memory_is_ended_and_the_next_one_comes(stage: Stage, grow: str) -> None:
    stage.routes = {"/grow": page(f"<h1>grow</h1><script>{grow}</script>"), "/calm": page("<h1>calm</h1>")}
    growing, calm = record(stage, "/grow", "/calm", browser_page_s=40, browser_memory_bytes=1_000_000_000)
    assert (growing.status, growing.partial, growing.error) == (200, True, "too_much_memory")
    assert b"grow" in growing.html
    assert (calm.status, calm.partial, calm.error) == (200, False, None)


@pytest.mark.browser
def test_a_crawl_tells_that_a_page_took_too_much_memory(stage: Stage, run: Callable[..., Crawled]) -> None:
    grow = "const all=[];setInterval(()=>all.push(new Uint8Array(5e7).fill(7)),20)"
    goods = '<h1>水壶</h1><span class="price">￥59.00</span><button>加入购物车</button>'
    stage.routes = {"/item/1": page(f"<title>水壶</title>{goods}<script>{grow}</script>")}
    limits = Limits(timeout_s=4, retries=0, browser_page_s=40, browser_memory_bytes=1_000_000_000)
    crawled = run("/item/1", browser=BrowserUse.ALWAYS, limits=limits)
    [told] = crawled.result.listings
    assert (told.partial, told.reason) == (True, "too_much_memory")
    [snapshot] = crawled.snapshots
    assert (snapshot.partial, snapshot.reason) == (True, "too_much_memory")


@pytest.mark.browser
def test_a_second_browser_opens_a_page_while_the_first_waits(stage: Stage) -> None:
    both = Barrier(2)

    def answer(_: int) -> Answer:
        both.wait(timeout=120)
        return page("<h1>x</h1>")

    stage.routes = {"/a": answer, "/b": answer}

    async def record_both() -> tuple[Recorded, ...]:
        pool = BrowserPool(
            job=CrawlJob(allow_hosts=(stage.host,), limits=Limits(browser_settle_s=2.0)),
            clock=RunClock(started_at=NOW),
        )
        try:
            return tuple(await asyncio.gather(pool.record(stage.url("/a")), pool.record(stage.url("/b"))))
        finally:
            await pool.close()

    assert [one.status for one in asyncio.run(record_both())] == [200, 200]
    assert not both.broken


@pytest.mark.browser
def test_a_page_that_does_not_end_is_sealed_as_it_was_served(
    stage: Stage, run: Callable[..., Crawled]
) -> None:
    stage.routes = {"/loop": goods("x", "5", "<script>addEventListener('load',()=>{while(true){}})</script>")}
    limits = Limits(timeout_s=4, retries=0, browser_page_s=6, browser_settle_s=1)
    crawled = run("/loop", browser=BrowserUse.ALWAYS, limits=limits)
    assert crawled.outcome(stage.url("/loop")) == ("found", "timeout")
    snapshot = crawled.snapshot(stage.url("/loop"))
    assert snapshot.partial
    assert [a.role for a in snapshot.artefacts].count(Role.PAGE) == 1


@pytest.mark.browser
def test_dialogs_popups_and_downloads_do_not_hold_a_page_up(stage: Stage, tmp_path: Path) -> None:
    stage.routes = {
        "/": page(
            "<h1>x</h1><script>alert(1);confirm(2);prompt(3);window.open('/popup');onbeforeunload=()=>1</script>"
        ),
        "/popup": page("<h1>popup</h1>"),
        "/file": (
            200,
            {"Content-Type": "application/zip", "Content-Disposition": "attachment; filename=a.zip"},
            b"PK",
        ),
    }
    pages = record(stage, "/", "/file", browser_page_s=15)
    assert (pages[0].status, pages[0].error) == (200, None)
    assert (pages[1].html, pages[1].media_type) == (b"", "application/zip")


@pytest.mark.browser
def test_a_crawl_that_always_uses_the_browser_seals_what_it_saw(
    stage: Stage, run: Callable[..., Crawled]
) -> None:
    stage.routes = {
        "/one": goods("茶杯", "19.90"),
        "/empty": page("<div id=app></div><script src=/fill.js></script>"),
    }
    stage.routes["/fill.js"] = (
        200,
        {"Content-Type": "text/javascript"},
        b"document.body.innerHTML='<h1>Cup</h1><span class=price>\\u00a519.90</span>'",
    )
    crawled = run(
        "/one", "/empty", browser=BrowserUse.ALWAYS, limits=Limits(timeout_s=4, retries=0, browser_settle_s=1)
    )
    for path in ("/one", "/empty"):
        snapshot = crawled.snapshot(stage.url(path))
        assert {Role.PAGE, Role.RENDERED, Role.SCREENSHOT, Role.PAGEINFO} <= {
            a.role for a in snapshot.artefacts
        }
        assert snapshot.method == "browser"
        assert snapshot.listing is not None
        assert str(snapshot.listing.price.amount if snapshot.listing.price else None) == "19.90"
    assert [pid for pid in find_descendants(os.getpid())[1:] if b"recorder" in _read_command(pid)] == []


@pytest.mark.browser
@pytest.mark.parametrize("learned", [False, True])
def test_an_empty_answer_in_the_browser_is_no_page(
    stage: Stage, run: Callable[..., Crawled], tmp_path: Path, *, learned: bool
) -> None:
    html = {"Content-Type": "text/html"}
    stage.routes = dict.fromkeys(("/empty.html", "/goods/1", "/list"), (200, html, b""))
    if learned:
        roles = {
            Purpose.LISTING: PageRole(addresses=("/goods/{id}",), browser=True),
            Purpose.LIST: PageRole(addresses=("/list",)),
        }
        Shelf.open(tmp_path / "ws" / FOLDER).put(
            SiteProfile(name=stage.host, hosts=(stage.host,), roles=roles)
        )
    limits = Limits(timeout_s=4, retries=0, browser_settle_s=1, survey_pages=0)
    crawled = run(*stage.routes, browser=BrowserUse.ALWAYS, limits=limits)
    assert {path: crawled.outcome(stage.url(path)) for path in stage.routes} == dict.fromkeys(
        stage.routes, ("unreadable", "empty_answer")
    )


def test_a_missing_browser_is_one_line_with_the_next_step(tmp_path: Path) -> None:
    job = CrawlJob(targets=("http://shop.example/",), browser_executable="/nowhere/chromium")
    with pytest.raises(
        ConfigError, match=r"netpatrol doctor.*apt install chromium-headless-shell.*--browser never"
    ):
        crawl(tmp_path / "ws", job, now=NOW)


def test_a_named_browser_is_found() -> None:
    assert find_browser("/bin/sh") == Path("/bin/sh")


def test_the_proxy_serves_nobody_else(stage: Stage) -> None:
    async def ask() -> bytes:
        guard = Guard(allowed=frozenset({parse_allowed(stage.host)}))
        proxy = FilteringProxy(guard=guard, page_bytes=1_000_000)
        await proxy.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(
            f"GET {stage.url('/')} HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic eDp5\r\n\r\n".encode()
        )
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n"), 5)
        writer.close()
        return answer

    assert b" 407 " in asyncio.run(ask())
    assert stage.asked == []


def _read_command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.browser
def test_a_browser_leaves_nothing_in_the_folder_for_temporary_files(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    stage.routes = {"/": page("<h1>x</h1>")}
    record(stage, "/")
    assert list(tmp_path.iterdir()) == []
