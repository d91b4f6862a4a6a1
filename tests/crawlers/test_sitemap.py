"""Sitemaps as targets: plain, packed, nested, and broken ones."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import pytest

from crawlers.results import make_crawl_result, note_failed_survey
from crawlers.sitemap import find_sitemaps, read_sitemap, unpack_sitemap
from sites.page import UnreadableError
from sites.platform import get_platform
from sites.purpose import Purpose
from tests.crawlers.conftest import Crawled
from tests.crawlers.stage import Stage, goods, page
from tests.sites.learning.small_shop import GOODS, HOME, Good, make_listing_page, make_site
from tests.sites.learning.test_paging import make_cut_site

Run = Callable[..., Crawled]
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XML = {"Content-Type": "application/xml"}


def urlset(*urls: str) -> bytes:
    inner = "".join(f"<url><loc>{url}</loc><lastmod>2026-01-01</lastmod></url>" for url in urls)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NS}>{inner}</urlset>'.encode()


def index(*urls: str) -> bytes:
    inner = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex {NS}>{inner}</sitemapindex>".encode()


def test_an_index_leads_over_packed_sitemaps_to_listings(stage: Stage, run: Run) -> None:
    stage.routes = {
        "/sitemap.xml": (200, XML, index(stage.url("/a.xml.gz"), stage.url("/b.xml"))),
        "/a.xml.gz": (200, {"Content-Type": "application/gzip"}, gzip.compress(urlset(stage.url("/cup")))),
        "/b.xml": (200, XML, urlset(stage.url("/pot"), "https://elsewhere.example/x")),
        "/cup": goods("茶杯", "19.90"),
        "/pot": goods("茶壶", "59.00"),
    }
    crawled = run("/sitemap.xml")
    assert {one.title for one in crawled.result.listings} == {"茶杯", "茶壶"}
    assert crawled.result.coverage == 1.0


def test_the_budget_holds_for_a_sitemap(stage: Stage, run: Run) -> None:
    paths = [f"/g{number}" for number in range(9)]
    stage.routes = {"/sitemap.xml": (200, XML, urlset(*map(stage.url, paths)))}
    stage.routes |= {path: goods(path, "1.00") for path in paths}
    crawled = run("/sitemap.xml", max_listings=3)
    assert crawled.result.counts["found"] >= 3
    assert crawled.result.counts["not_attempted"] > 0


@pytest.mark.parametrize(
    "body",
    [b"\x1f\x8b\x08broken", gzip.compress(b"<urlset>" + b"a" * 300_000), b"<urlset"],
)
def test_a_broken_sitemap_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableError, match="sitemap"):
        read_sitemap(unpack_sitemap(body, 100_000) or b"", get_platform("generic"))


def test_a_broken_sitemap_is_an_outcome_and_the_rest_goes_on(stage: Stage, run: Run) -> None:
    stage.routes = {"/sitemap.xml.gz": (200, XML, b"\x1f\x8b\x08broken"), "/cup": goods("茶杯", "19.90")}
    crawled = run("/sitemap.xml.gz", "/cup")
    assert crawled.outcome(stage.url("/sitemap.xml.gz")) == ("unreadable", "bad_sitemap")
    assert crawled.outcome(stage.url("/cup")) == ("found", None)


def test_entities_of_a_sitemap_are_not_resolved() -> None:
    bomb = (
        b'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b"<urlset><url><loc>http://a.example/&x;</loc></url></urlset>"
    )
    leads = read_sitemap(bomb, get_platform("generic"))
    assert not any("root" in lead.url for lead in leads)


def test_of_a_known_platform_only_goods_shops_and_licences_are_taken() -> None:
    facts = get_platform("jishi")
    home = "http://jishi.localhost"
    leads = read_sitemap(urlset(f"{home}/item/123456.html", f"{home}/about"), facts)
    assert [lead.purpose for lead in leads] == [Purpose.LISTING]


@pytest.mark.parametrize("place", ["/sitemap.xml", "/maps/all.xml"])
def test_goods_of_no_list_are_found_by_the_sitemap_of_a_shop_that_is_learned(
    stage: Stage, run: Run, place: str
) -> None:
    site = {url.removeprefix(HOME[:-1]): html for url, html in make_site().items()}
    hidden = Good(number=999, title="藤编花篮 30cm", price="45.00", before=None, is_gone=False)
    site["/goods/999.html"] = make_listing_page(hidden, in_table=False)
    stage.routes = {path: page(html) for path, html in site.items()}
    urls = [
        stage.url("/about.html"),
        stage.url(hidden.url.removeprefix(HOME[:-1])),
        "http://a.example/goods/7.html",
    ]
    stage.routes[place] = (200, XML, urlset(*urls))
    if place != "/sitemap.xml":
        stage.routes["/robots.txt"] = (200, {}, f"User-agent: *\nSitemap: {stage.url(place)}\n".encode())
    crawled = run("/")
    assert hidden.title in {one.title for one in crawled.result.listings}
    assert not any("a.example" in one.url for one in crawled.result.listings)


def follow_links(site: dict[str, str]) -> set[str]:
    """The pages of a site that links lead to from its home page."""
    reached, todo = {"/"}, ["/"]
    while todo:
        found = set(re.findall(r"href='([^']+)'", site.get(todo.pop(), ""))) - reached
        reached |= found
        todo += found
    return reached


@pytest.mark.parametrize("kind", ["none", "all", "what links lead to", "not all that was seen"])
def test_a_sitemap_settles_cut_lists_only_where_it_names_clearly_more_than_they_show(
    stage: Stage, run: Run, kind: str
) -> None:
    site = {url.removeprefix(HOME[:-1]): html for url, html in make_cut_site("<p class=pager></p>").items()}
    stage.routes = {path: page(html) for path, html in site.items()}
    paths = [good.url.removeprefix(HOME[:-1]) for good in GOODS]
    linked = follow_links(site)
    named = {
        "none": [],
        "all": paths,
        "what links lead to": [path for path in paths if path in linked],
        "not all that was seen": [path for path in paths if path not in site["/"]],
    }[kind]
    if named:
        stage.routes["/sitemap.xml"] = (200, XML, urlset(*map(stage.url, named)))
    crawled = run("/")
    assert (crawled.result.coverage == 1.0) is (kind == "all")


BROKEN = "http://[bad"


def test_of_a_sitemap_only_what_is_no_address_is_left_out() -> None:
    leads = read_sitemap(
        urlset(BROKEN, "http://a.example:99999/", "http://a.example/1"), get_platform("generic")
    )
    assert [lead.url for lead in leads] == ["http://a.example/1"]


@pytest.mark.parametrize(
    ("robots", "places"),
    [
        (f"Sitemap: {BROKEN}\nSitemap: /a.xml\n", ("http://s.example/a.xml",)),
        (f"Sitemap: {BROKEN}\n", ()),
        ("", ("http://s.example/sitemap.xml",)),
    ],
    ids=["one broken", "broken", "none"],
)
def test_where_robots_txt_names_sitemaps(robots: str, places: tuple[str, ...]) -> None:
    assert find_sitemaps("http://s.example/", robots.encode()) == places


@pytest.mark.parametrize("kind", ["robots", "place", "style address", "style", "charset"])
def test_what_is_broken_beside_the_pages_of_a_shop_does_not_end_its_survey(
    stage: Stage, run: Run, kind: str
) -> None:
    deep = f"<style>.a{{text-decoration:line-through;x:{'(' * 3000}{')' * 3000}}}</style>"
    more = {"style address": f"<link rel=stylesheet href='{BROKEN}'>", "style": deep}.get(kind, "")
    site = {url.removeprefix(HOME[:-1]): html for url, html in make_site().items()}
    stage.routes = {path: page(html + more) for path, html in site.items()}
    if kind == "robots":
        stage.routes["/robots.txt"] = (200, {}, f"User-agent: *\nSitemap: {BROKEN}\n".encode())
    if kind == "place":
        stage.routes["/sitemap.xml"] = (200, XML, urlset(BROKEN))
    if kind == "charset":
        stage.routes["/zz.html"] = (200, {"Content-Type": "text/html; charset=zlib"}, b"<html><h1>x</h1>")
    crawled = run("/", only_learn=True)
    assert list((crawled.root / "sites").glob("*.yaml"))


def test_a_site_whose_survey_failed_counts_as_holding_as_much_again(stage: Stage, run: Run) -> None:
    stage.routes = {"/cup": goods("茶杯", "19.90"), "/pot": goods("茶壶", "59.00")}
    crawled = run("/cup", "/pot")
    assert crawled.result.coverage == 1.0
    run_id = crawled.result.run_id
    note_failed_survey(crawled.workspace, run_id, stage.url("/"), crawled.snapshots[0].captured_at)
    result = make_crawl_result(crawled.workspace, run_id, interrupted=False)
    assert (result.coverage, result.notes) == (0.5, (f"unlearned:{stage.url('/')}",))
