"""What hosts answer, and what becomes of it: one crawl a row, against a real server."""

from __future__ import annotations

import gzip
import io
import json
import socket
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.crawl import crawl
from crawlers.job import BrowserUse, CrawlJob, Limits
from evidence.snapshot import Role
from sites.profile import Role as PageRole
from sites.profile import SiteProfile
from sites.purpose import Purpose
from sites.shelf import FOLDER, Shelf
from tests.crawlers.conftest import QUICK, Crawled
from tests.crawlers.stage import Answer, Stage, goods, page

Run = Callable[..., Crawled]
HTML = {"Content-Type": "text/html; charset=utf-8"}
CAPTCHA = "<html><title>安全验证</title><h1>安全验证</h1><p>请按住滑块，拖动到右侧</p></html>"

ROWS: dict[str, tuple[Answer, tuple[str, str | None]]] = {
    "found": (goods("茶杯", "19.90"), ("found", None)),
    "missing": ((404, HTML, b"<p>no"), ("absent", "http_404")),
    "gone": ((410, HTML, b"<p>no"), ("absent", "http_410")),
    "delisted": (page("<html><p>该商品已下架或不存在"), ("absent", "gone_text")),
    "forbidden": ((403, HTML, b"<p>no"), ("blocked", "http_403")),
    "captcha": (page(CAPTCHA), ("blocked", "challenge")),
    "captcha_403": ((403, HTML, CAPTCHA.encode()), ("blocked", "challenge")),
    "unauthorised": ((401, HTML, b"<p>no"), ("blocked", "login")),
    "login_form": (page("<html><form><input type=password></form>"), ("blocked", "login")),
    "shell": (page("<html><div id=app></div><script>1</script>"), ("unreadable", "empty_shell")),
    "nothing_sold": (
        page("<html><h1>About us</h1><p>We are a company.</p>" * 20),
        ("unreadable", "no_product"),
    ),
    "picture": ((200, {"Content-Type": "image/png"}, b"\x89PNG\r\n"), ("unreadable", "not_html")),
    "empty": ((200, HTML, b" \n"), ("unreadable", "empty_answer")),
    "login_redirect": ((302, {"Location": "/login?next=/x"}, b""), ("blocked", "login")),
    "loop": ((302, {"Location": "/loop"}, b""), ("blocked", "redirect_loop")),
    "to_file": ((302, {"Location": "file:///etc/passwd"}, b""), ("blocked", "http_302")),
    "server_error": ((500, HTML, b"<p>no"), ("blocked", "http_500")),
}


def test_every_answer_has_its_outcome(stage: Stage, run: Run) -> None:
    stage.routes = {f"/{name}": answer for name, (answer, _) in ROWS.items()}
    stage.routes["/login?next=/x"] = page("<html><p>hello</p><a href=/>home</a>" * 50)
    crawled = run(*stage.routes, limits=Limits(timeout_s=4, retries=0))
    got = {name: crawled.outcome(stage.url(f"/{name}")) for name in ROWS if name != "found"}
    assert got == {name: expected for name, (_, expected) in ROWS.items() if name != "found"}
    assert crawled.outcome(stage.url("/found")) == ("found", None)


def test_every_page_that_was_named_is_told_unless_it_led_to_goods(
    stage: Stage, run: Run, tmp_path: Path
) -> None:
    roles = {
        Purpose.LISTING: PageRole(addresses=("/goods/{id}",)),
        Purpose.LIST: PageRole(addresses=("/list/*",)),
    }
    profile = SiteProfile(name=stage.host, hosts=(stage.host,), roles=roles)
    Shelf.open(tmp_path / "ws" / FOLDER).put(profile)
    stage.routes = {
        "/goods/1": goods("茶杯", "19.90"),
        "/goods/2": goods("茶壶", "59.00"),
        "/list/1": page("<ul><li><a href=/goods/1>茶杯</a></li></ul>"),
        "/list/2": page("<ul><li><a href=/goods/2>茶壶</a></li></ul>"),
        "/list/3": page("<h1>杯子</h1><p>暂无商品</p>"),
        "/about": page("<h1>关于我们</h1><p>我们是一家小店</p>"),
    }
    crawled = run("/goods/1", "/list/1", "/list/2", "/list/3", "/about")
    rows = {one.url: (one.outcome, one.reason) for one in crawled.result.listings}
    assert rows == {
        stage.url("/goods/1"): ("found", None),
        stage.url("/list/1"): ("found", None),
        stage.url("/goods/2"): ("found", None),
        stage.url("/list/3"): ("unreadable", "no_product"),
        stage.url("/about"): ("unreadable", "no_product"),
    }
    assert (crawled.result.counts["unreadable"], crawled.result.coverage) == (2, 0.6)


def test_a_failed_target_is_sealed_with_what_went_wrong(run: Run) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    crawled = run(f"http://{place}/", "http://shop.invalid/", allow_hosts=(place,))
    reasons = [crawled.outcome(f"http://{place}/"), crawled.outcome("http://shop.invalid/")]
    assert reasons == [("blocked", "connection_refused"), ("blocked", "unresolvable")]
    for snapshot in crawled.snapshots:
        (info,) = snapshot.artefacts
        said = json.loads(crawled.workspace.read_artefact(info.sha256))
        assert info.role is Role.PAGEINFO
        assert said["problems"]


def test_addresses_that_are_none_are_not_attempted(run: Run) -> None:
    crawled = run("ftp://shop.example/x", "no address")
    assert {(one.outcome, one.reason) for one in crawled.result.listings} == {
        ("not_attempted", "invalid_url")
    }


def test_robots_are_obeyed(stage: Stage, run: Run) -> None:
    stage.routes = {
        "/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /private\n"),
        "/private": goods("x", "1"),
        "/way": (302, {"Location": "/private"}, b""),
    }
    crawled = run("/private", "/way")
    assert crawled.outcome(stage.url("/private")) == ("not_attempted", "robots")
    assert crawled.outcome(stage.url("/way")) == ("not_attempted", "robots")
    assert stage.count("/private") == 0


@pytest.mark.parametrize("status", [None, 429, 503])
@pytest.mark.parametrize("lost", [4, 1000])
def test_robots_that_cannot_be_fetched_allow_nothing(
    stage: Stage, run: Run, lost: int, status: int | None
) -> None:
    def answer(number: int) -> Answer:
        if number <= lost and status is not None:
            return status, {"Content-Type": "text/html"}, b"<p>not now</p>"
        if number <= lost:
            raise ConnectionAbortedError
        return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /private\n"

    paths = [f"/private/{number}" for number in range(5)]
    stage.routes = {"/robots.txt": answer, **dict.fromkeys(paths, goods("x", "1"))}
    crawled = run(*paths)
    outcomes = [crawled.outcome(stage.url(path)) for path in paths]
    assert outcomes[0] == ("blocked", "connection_lost")
    assert outcomes[-1] == (("blocked", "connection_lost") if lost > 4 else ("not_attempted", "robots"))
    assert not any(stage.count(path) for path in paths)
    assert stage.count("/robots.txt") <= 3 * (1 + QUICK.retries)


def test_a_detour_to_a_forbidden_log_in_is_a_wall(stage: Stage, run: Run) -> None:
    stage.routes = {
        "/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /member/\n"),
        "/goods": (302, {"Location": "/member/login.asp?url=/goods"}, b""),
    }
    assert run("/goods").outcome(stage.url("/goods")) == ("blocked", "login")


def test_a_host_that_asks_for_a_pause_gets_it(stage: Stage, run: Run) -> None:
    stage.routes["/busy"] = lambda number: (
        (429, {"Retry-After": "1"}, b"") if number == 1 else goods("x", "5")
    )
    assert run("/busy").outcome(stage.url("/busy")) == ("found", None)
    first, second = (moment for path, moment in stage.asked if path == "/busy")
    assert second - first >= 0.99


def test_a_host_that_asks_for_too_long_a_pause_is_left(stage: Stage, run: Run) -> None:
    stage.routes["/busy"] = (429, {"Retry-After": "86400"}, b"")
    assert run("/busy").outcome(stage.url("/busy")) == ("blocked", "rate_limited")
    assert stage.count("/busy") == 1


def test_what_may_pass_is_tried_again(stage: Stage, run: Run) -> None:
    stage.routes["/shaky"] = lambda number: (503, {}, b"") if number == 1 else goods("x", "5")
    assert run("/shaky").outcome(stage.url("/shaky")) == ("found", None)


def test_a_host_that_never_answers_times_out(stage: Stage, run: Run) -> None:
    def sleep(_: int) -> Answer:
        time.sleep(4)
        return goods("x", "5")

    stage.routes["/slow"] = sleep
    limits = Limits(timeout_s=0.6, retries=0)
    assert run("/slow", limits=limits).outcome(stage.url("/slow")) == ("blocked", "timeout")


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_bomb_stops_at_the_limit(stage: Stage, run: Run, encoding: str) -> None:
    plain = b"<html><p>" + b"0" * 60_000_000
    packed = gzip.compress(plain) if encoding == "gzip" else brotli.compress(plain, quality=1)
    stage.routes["/bomb"] = (200, HTML | {"Content-Encoding": encoding}, packed)
    crawled = run("/bomb", limits=Limits(page_bytes=200_000, timeout_s=4, retries=0))
    snapshot = crawled.snapshot(stage.url("/bomb"))
    assert snapshot.partial
    assert max(artefact.size_bytes for artefact in snapshot.artefacts) <= 200_000


def test_a_page_that_never_ends_is_cut_and_partial(stage: Stage, run: Run) -> None:
    stage.routes["/long"] = page("<html><h1>x</h1>" + "<p>word</p>" * 200_000)
    crawled = run("/long", limits=Limits(page_bytes=100_000, timeout_s=4, retries=0))
    assert crawled.snapshot(stage.url("/long")).partial


def test_a_page_that_ends_with_its_connection_is_whole(stage: Stage, run: Run) -> None:
    status, headers, body = goods("茶壶", "12")
    stage.routes["/open"] = (status, {**headers, "Connection": "close", "Transfer-Encoding": ""}, body)
    snapshot = run("/open").snapshot(stage.url("/open"))
    assert (snapshot.outcome, snapshot.partial) == ("found", False)


def test_an_answer_that_breaks_off_is_kept_partial_and_says_so(stage: Stage, run: Run) -> None:
    def answer(_: int) -> Answer:
        return 200, HTML | {"Transfer-Encoding": "chunked"}, b"400\r\n<html><h1>x</h1><p>begun"

    stage.routes = {"/cut": answer, "/bare": page("<html><h1>y</h1><p>whole")}
    crawled = run("/cut", "/bare", limits=Limits(timeout_s=2, retries=0))
    heads = {url: read_heads(crawled, url) for url in (stage.url("/cut"), stage.url("/bare"))}
    assert [(head is None) for head in heads[stage.url("/bare")]] == [True]
    assert crawled.outcome(stage.url("/cut"))[0] in {"blocked", "unreadable"}
    assert set(heads[stage.url("/cut")]) <= {"disconnect"}


def test_a_body_cut_at_the_ceiling_says_so_in_the_warc(stage: Stage, run: Run) -> None:
    stage.routes["/long"] = page("<html><h1>x</h1>" + "<p>word</p>" * 200_000)
    crawled = run("/long", limits=Limits(page_bytes=100_000, timeout_s=4, retries=0))
    assert read_heads(crawled, stage.url("/long")) == ["length"]


def read_heads(crawled: Crawled, url: str) -> list[str | None]:
    """WARC-Truncated of the responses in the WARC of a target."""
    data = crawled.workspace.store.read(crawled.snapshot(url).warc_sha256)
    records = ArchiveIterator(io.BytesIO(data))
    return [one.rec_headers.get_header("WARC-Truncated") for one in records if one.rec_type == "response"]


def test_pictures_are_sealed_with_their_page_and_once(stage: Stage, run: Run) -> None:
    gallery = "<div class=gallery><img src=/a.png><img src=/b.png></div>"
    stage.routes = {"/one": goods("x", "1", gallery), "/two": goods("y", "2", gallery)}
    for name in "ab":
        stage.routes[f"/{name}.png"] = (200, {"Content-Type": "image/png"}, name.encode() * 300_000)
    crawled = run("/one", "/two")
    for path in ("/one", "/two"):
        roles = [artefact.role for artefact in crawled.snapshot(stage.url(path)).artefacts]
        assert roles.count(Role.IMAGE) == 2
    sizes = [crawled.workspace.store.path(s.warc_sha256).stat().st_size for s in crawled.snapshots]
    images = {a.sha256 for s in crawled.snapshots for a in s.artefacts if a.role is Role.IMAGE}
    assert len(images) == 2
    assert all(crawled.workspace.read_artefact(sha256) for sha256 in images)
    assert len(sizes) == 2


def test_too_many_pictures_make_a_snapshot_partial(stage: Stage, run: Run) -> None:
    gallery = "".join(f"<img src=/{n}.png>" for n in range(5))
    stage.routes = {"/one": goods("x", "1", f"<div class=gallery>{gallery}</div>")}
    crawled = run("/one", limits=Limits(pictures=2, timeout_s=4, retries=0))
    assert crawled.snapshot(stage.url("/one")).partial
    assert sum(path.endswith(".png") for path, _ in stage.asked) == 2


def test_cookies_stay_within_one_job(stage: Stage, run: Run) -> None:
    status, headers, body = goods("x", "1")
    headers["Set-Cookie"] = "visitor=1; Path=/"
    stage.routes = {"/one": (status, headers, body), "/two": goods("y", "1")}
    run("/one", "/two", limits=Limits(concurrency=1, timeout_s=4, retries=0))
    run("/two")
    assert stage.cookies == [None, "visitor=1", None]


def test_a_budget_leaves_the_rest_not_attempted(stage: Stage, run: Run) -> None:
    cards = "".join(
        f"<article class=product_pod><h3><a href=/p{n}>p{n}</a></h3><p "
        f"class=price_color>¥{n}.00</p></article>"
        for n in range(1, 7)
    )
    stage.routes = {
        "/": page(f"<html><h1>all</h1>{cards}"),
        **{f"/p{n}": goods(f"p{n}", f"{n}.00") for n in range(1, 7)},
    }
    crawled = run("/", max_listings=2)
    assert crawled.result.counts["found"] == 2
    assert crawled.result.counts["not_attempted"] == 4
    assert crawled.result.coverage == pytest.approx(2 / 6)
    assert sum(path.startswith("/p") for path, _ in stage.asked) == 2


def test_the_pause_between_requests_is_kept(stage: Stage, run: Run) -> None:
    stage.routes = {f"/p{n}": goods(f"p{n}", "5") for n in range(4)}
    run(*stage.routes, delay_s=0.4, limits=QUICK)
    moments = [moment for path, moment in stage.asked if path.startswith("/p")]
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert min(gaps) >= 0.15  # Scrapy spreads a delay by half of it either way


def test_only_what_went_wrong_is_worth_a_line(stage: Stage, tmp_path: Path) -> None:
    stage.routes = {"/one": goods("x", "1"), "/two": (403, HTML, b"<p>no")}
    heard: list[tuple[int, int | None, str | None]] = []
    job = CrawlJob(
        targets=(stage.url("/one"), stage.url("/two")),
        browser=BrowserUse.NEVER,
        delay_s=0.0,
        allow_hosts=(stage.host,),
        limits=QUICK,
    )
    crawl(tmp_path / "ws", job, tell=lambda *said: heard.append(said))
    assert heard[-1][:2] == (2, 2)
    assert [note for _, _, note in heard if note] == [f"blocked (http_403) {stage.url('/two')}"]
