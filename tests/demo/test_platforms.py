"""Each platform answers under its own host name, in its own way."""

from __future__ import annotations

import json
import re
import socket
import struct
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from demo.hostile import HUGE_PAGE_BYTES
from demo.model import Fate, Hostility, Listing, Market
from demo.server import Site, serve
from demo.sizes import Size
from demo.world import World, make_world

PLATFORMS = ("jishi", "yunxuan", "laohe")
PLACES = re.compile(r"<loc>https?://[^/]+([^<]*)</loc>")


def _open(site: Site, platform: str) -> httpx.Client:
    return httpx.Client(base_url=site.url, headers={"Host": f"{platform}.localhost"})


def _market(world: World, platform: str) -> Market:
    return next(one for one in world.markets if one.platform == platform)


def _plain(world: World, platform: str) -> Listing:
    listings = _market(world, platform).listings
    return next(one for one in listings if one.fate is Fate.PLAIN and one.hostility is None)


def _walk_sitemap(client: httpx.Client, path: str = "/sitemap.xml") -> Iterator[str]:
    for place in PLACES.findall(client.get(path).text):
        if place.endswith(".xml"):
            yield from _walk_sitemap(client, place)
        else:
            yield place


@pytest.fixture(scope="module")
def full_site() -> Iterator[tuple[World, Site]]:
    world = make_world(7, Size.FULL)
    with serve(*world.markets) as site:
        yield world, site


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_sitemap_names_every_public_listing(quick: World, quick_site: Site, platform: str) -> None:
    with _open(quick_site, platform) as client:
        found = set(_walk_sitemap(client))
        robots = client.get("/robots.txt").text
    forbidden = re.findall(r"Disallow: (\S+)", robots)
    for listing in _market(quick, platform).listings:
        is_private = any(listing.path.startswith(path) for path in forbidden)
        assert is_private == (listing.fate is Fate.PRIVATE)
        assert (listing.path in found) != is_private


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_page_comes_in_the_charset_that_it_declares(
    quick: World, quick_site: Site, platform: str
) -> None:
    with _open(quick_site, platform) as client:
        for path in ("/", *_walk_sitemap(client)):
            answer = client.get(path)
            declared = re.search(rb'charset="?([\w-]+)', answer.content[:1000])
            if answer.status_code in {200, 403, 404} and answer.content:
                assert declared is not None, path
                encoding = declared[1].decode()
                answer.content.decode("gb18030" if encoding == "gbk" else encoding)
                assert (encoding == "gbk") == (platform == "laohe")


def test_the_application_answers_with_an_empty_shell(quick: World, quick_site: Site) -> None:
    listing = _plain(quick, "yunxuan")
    with _open(quick_site, "yunxuan") as client:
        page = client.get(listing.path).text
        goods = client.get(f"/api/goods/{listing.listing_id}").json()["data"]
        price = client.get(f"/api/goods/{listing.listing_id}/price").json()["data"]
    for secret in (listing.title, listing.brand or listing.title, str(listing.price), listing.shop.name):
        assert secret not in page
    assert (goods["name"], goods["store"]["name"]) == (listing.title, listing.shop.name)
    assert "price" not in goods
    assert price["price"] == str(listing.price)


def test_the_wholesale_page_lists_its_price_ladder(quick: World, quick_site: Site) -> None:
    listing = next(one for one in _market(quick, "laohe").listings if one.ladder and one.fate is Fate.PLAIN)
    with _open(quick_site, "laohe") as client:
        text = client.get(listing.path).content.decode("gb18030")
    first, _, last = listing.ladder
    assert f"1-{first.last}{listing.unit}" in text
    assert f"≥{last.first}{listing.unit}" in text
    assert f"¥{last.price}" in text
    assert "application/ld+json" not in text


@pytest.mark.parametrize(("platform", "query"), [("jishi", "q"), ("laohe", "keyword")])
def test_a_search_finds_a_listing(quick: World, quick_site: Site, platform: str, query: str) -> None:
    listing = next(one for one in _market(quick, platform).listings if one.brand and one.fate is Fate.PLAIN)
    words = listing.brand.encode("gb18030" if platform == "laohe" else "utf-8")
    escaped = "".join(f"%{sign:02X}" for sign in words)
    with _open(quick_site, platform) as client:
        path = "/search.asp" if platform == "laohe" else "/search"
        assert listing.path.encode() in client.get(f"{path}?{query}={escaped}").content


@pytest.mark.parametrize("platform", PLATFORMS)
def test_documents_are_served_where_pages_show_them(quick: World, quick_site: Site, platform: str) -> None:
    folder = {"jishi": "/img/pic", "yunxuan": "/pic", "laohe": "/upload"}[platform]
    shop = next(one for one in _market(quick, platform).shops if one.papers)
    picture = shop.papers[0].picture
    assert picture is not None
    with _open(quick_site, platform) as client:
        answer = client.get(f"{folder}/{picture.file_name}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")


def _find_hostile(world: World, hostility: Hostility) -> Listing:
    return next(one for market in world.markets for one in market.listings if one.hostility is hostility)


def test_the_huge_page_is_fifty_megabytes(full_site: tuple[World, Site]) -> None:
    world, site = full_site
    listing = _find_hostile(world, Hostility.HUGE_PAGE)
    with _open(site, listing.platform) as client:
        assert len(client.get(listing.path).content) >= HUGE_PAGE_BYTES


def test_nonsense_is_no_http(full_site: tuple[World, Site]) -> None:
    world, site = full_site
    listing = _find_hostile(world, Hostility.NONSENSE)
    with _open(site, listing.platform) as client, pytest.raises(httpx.RemoteProtocolError):
        client.get(listing.path)


def test_a_script_in_a_title_reaches_no_page_as_a_script(full_site: tuple[World, Site]) -> None:
    world, site = full_site
    listing = _find_hostile(world, Hostility.SCRIPT_IN_TITLE)
    assert "<script>" in listing.title
    with _open(site, listing.platform) as client:
        page = client.get(listing.path).text
        answer = client.get(f"/api/goods/{listing.listing_id}")
    assert "<script>alert" not in page
    assert json.loads(answer.text)["data"]["name"] == listing.title


@pytest.mark.parametrize("is_asked_whole", [False, True])
def test_a_client_that_goes_away_is_no_error(
    full_site: tuple[World, Site], capfd: pytest.CaptureFixture[str], *, is_asked_whole: bool
) -> None:
    world, site = full_site
    listing = _find_hostile(world, Hostility.HUGE_PAGE)
    with socket.create_connection(urlsplit(site.url).netloc.split(":")) as client:
        rest = "\r\n" if is_asked_whole else ""
        client.sendall(
            f"GET {listing.path} HTTP/1.1\r\nHost: {listing.platform}.localhost\r\n{rest}".encode()
        )
        if is_asked_whole:
            client.recv(100)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.3)
    assert capfd.readouterr().err == ""
