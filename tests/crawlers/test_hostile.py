"""Whatever one answer does, it ends its own target with an outcome; the listings behind it are captured."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence.verify_store import verify_store
from tests.crawlers.conftest import Crawled
from tests.crawlers.stage import Answer, Stage, goods, page

Run = Callable[..., Crawled]
HTML = {"Content-Type": "text/html; charset=utf-8"}
LOCATIONS = (
    "http://[::1/x",
    "http://u:p@host/",
    "http://ＥＸＡＭＰＬＥ.com%/",
    "http:///x",
    "//",
    "http://a:99999/",
    "\x00",
)
CHARSETS = (
    "zlib",
    "undefined",
    "idna",
    "base64",
    "rot13",
    "x" * 3000,
    "utf-8\x00",
    "punycode",
    "unicode_escape",
)
LD = '<script type="application/ld+json">%s</script><h1>x</h1>'
BLOCKS = (
    '{"@type": {"a": 1}, "name": "x"}',
    '{"@type": "Product", "name": {"@type": {}}, "offers": {"price": [[]]}}',
    '{"@type": "Product", "name": "x", "offers": {"price": ' + "9" * 5000 + "}}",
    '{"@type": "Product", "name": "\\ud800", "offers": {"price": "1"}}',
    "[" * 5000,
    '{"@type": "Product", "name": "x", "offers": {"price": 1e309, "priceCurrency": "CNY"}}',
    '{"@type": "Product", "name": "x", "url": "http://[::1/x", "image": ["http://[::1/y", {"url": 3}]}',
)


def make_routes() -> dict[str, Answer]:
    routes: dict[str, Answer] = {}
    for number, location in enumerate(LOCATIONS):
        routes[f"/location{number}"] = (302, {"Location": location.replace("\x00", "%00")}, b"")
        meta = f'<meta http-equiv="refresh" content="0; url={location}">'
        routes[f"/refresh{number}"] = page(f"<html><head>{meta}</head><body>moved")
        routes[f"/link{number}"] = goods("壶", "1.00", f'<a href="{location}">x</a><img src="{location}">')
    for number, charset in enumerate(CHARSETS):
        head = {"Content-Type": f"text/html; charset={charset}".replace("\x00", "")}
        routes[f"/charset{number}"] = (200, head, "<html><h1>壶</h1>".encode())
        body = f'<html><meta charset="{charset}"><h1>壶</h1>'.encode()
        routes[f"/meta{number}"] = (200, {"Content-Type": "text/html"}, body)
    for number, block in enumerate(BLOCKS):
        routes[f"/ld{number}"] = page("<html>" + LD % block)
    for number, line in enumerate(LOCATIONS):
        urls = f"<url><loc>{line}</loc></url>".replace("\x00", "")
        xml = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
        routes[f"/map{number}.xml"] = (200, {"Content-Type": "text/xml"}, xml.encode())
    return routes


def test_no_answer_ends_the_crawl_and_all_goods_are_found(stage: Stage, run: Run) -> None:
    hostile = make_routes()
    stage.routes = {**hostile, "/a": goods("茶杯", "19.90"), "/z": goods("茶壶", "29.90")}
    crawled = run("/a", *hostile, "/z")
    assert [crawled.outcome(stage.url(path)) for path in ("/a", "/z")] == [("found", None)] * 2
    states = {target.state for target in crawled.workspace.records.load_targets(crawled.result.run_id)}
    assert states == {"done"}
    assert verify_store(crawled.workspace).problems == ()


@pytest.mark.parametrize(
    "target",
    [
        "http://good@127.0.0.1/",
        "http://[::1/x",
        "http://ａ.example％/",
        "http://[fe80::1%25eth0]/",
        "http://a..b/",
    ],
)
def test_a_target_that_is_no_address_costs_one_line(stage: Stage, run: Run, target: str) -> None:
    stage.routes = {"/a": goods("茶杯", "19.90")}
    crawled = run(target, "/a")
    assert crawled.outcome(stage.url("/a")) == ("found", None)
    other = next(one for one in crawled.result.listings if one.url != stage.url("/a"))
    assert other.outcome in {"blocked", "not_attempted"}
    assert other.reason
