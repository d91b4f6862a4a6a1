"""The site answers as the truth says."""

from __future__ import annotations

import re

import httpx
import pytest

from demo.model import Fate, Listing, Market
from demo.server import Site

LINK = re.compile(r'href="(/[^"]*)"')
# What a client sees first: status, and a word of the page.
SIGHTS = {
    Fate.GONE: (404, "页面不存在"),
    Fate.DELISTED: (200, "该商品已下架"),
    Fate.REFUSED: (403, "访问被拒绝"),
    Fate.CHALLENGED: (200, "安全验证"),
    Fate.LOGIN: (302, ""),
    Fate.EMPTY_SHELL: (200, '<div id="app"></div>'),
    Fate.NEW_LAYOUT: (200, "nx-page"),
    Fate.RATE_LIMITED: (429, "请求过于频繁"),
    Fate.SOLD_OUT: (200, "已售罄"),
}


def _listing(market: Market, fate: Fate) -> Listing:
    return next(listing for listing in market.listings if listing.fate is fate)


def test_links_from_home_reach_every_listing(market: Market, site: Site) -> None:
    seen, queue = {"/"}, ["/"]
    with httpx.Client(base_url=site.url) as client:
        while queue:
            path = queue.pop()
            links = set(LINK.findall(client.get(path).text.replace("&amp;", "&"))) - seen
            seen |= links
            queue += [link for link in links if link.startswith(("/list", "/shop"))]
    assert {listing.path for listing in market.listings} <= seen


@pytest.mark.parametrize("fate", SIGHTS)
def test_a_listing_meets_its_fate(market: Market, site: Site, fate: Fate) -> None:
    listing = _listing(market, fate)
    answer = httpx.get(site.url.rstrip("/") + listing.path)
    assert answer.status_code == SIGHTS[fate][0]
    assert SIGHTS[fate][1] in answer.text


@pytest.mark.parametrize("fate", [Fate.EMPTY_SHELL, Fate.NEW_LAYOUT, Fate.CHALLENGED])
def test_unusable_answers_leak_no_product(market: Market, site: Site, fate: Fate) -> None:
    listing = _listing(market, fate)
    text = httpx.get(site.url.rstrip("/") + listing.path).text
    assert listing.brand not in text
    assert "¥" not in text


def test_the_login_is_a_redirect_to_a_page(market: Market, site: Site) -> None:
    listing = _listing(market, Fate.LOGIN)
    answer = httpx.get(site.url.rstrip("/") + listing.path, follow_redirects=True)
    assert (answer.status_code, answer.url.path) == (200, "/login")


def test_a_rate_limited_listing_comes_at_the_third_request(market: Market, site: Site) -> None:
    listing = _listing(market, Fate.RATE_LIMITED)
    answers = [httpx.get(site.url.rstrip("/") + listing.path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "1"
    assert listing.title in answers[2].text


def test_robots_forbids_the_private_listing(market: Market, site: Site) -> None:
    rules = httpx.get(f"{site.url}robots.txt").text
    assert "Disallow: /item/private/" in rules
    assert _listing(market, Fate.PRIVATE).path.startswith("/item/private/")


def test_the_bare_shop_shows_no_licence(market: Market, site: Site) -> None:
    shop = market.shop("none")
    page = httpx.get(f"{site.url}shop/{shop.shop_id}")
    assert shop.operator in page.text
    assert "证照" not in page.text
    for path in (f"shop/{shop.shop_id}/licence", f"api/shop/{shop.shop_id}/licence.json"):
        assert httpx.get(site.url + path).status_code == 404


def test_the_licence_page_is_empty_without_its_script(market: Market, site: Site) -> None:
    shop = market.shop("former_name")
    text = httpx.get(f"{site.url}shop/{shop.shop_id}/licence").text
    assert shop.operator not in text
    assert "/img/licence" not in text


def test_the_licence_data_lead_to_the_picture(market: Market, site: Site) -> None:
    shop = market.shop("former_name")
    data = httpx.get(f"{site.url}api/shop/{shop.shop_id}/licence.json").json()
    picture = httpx.get(site.url.rstrip("/") + data["picture"])
    assert data["operator"] == shop.operator
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")


def test_a_search_finds_brands(market: Market, site: Site) -> None:
    text = httpx.get(f"{site.url}search", params={"q": "云朵柴"}).text
    found = [listing for listing in market.listings if listing.path in text]
    assert [listing.key for listing in found] == ["coffee_drip"]


@pytest.mark.parametrize("path", ["nothing", "list/none", "shop/1", "img/item/0-1.jpg", "static/secret"])
def test_unknown_paths_are_not_found(site: Site, path: str) -> None:
    assert httpx.get(site.url + path).status_code == 404


def test_the_site_remembers_what_it_was_asked_for(site: Site) -> None:
    httpx.get(f"{site.url}help/rules")
    httpx.head(f"{site.url}list/home?page=2")
    assert site.requests == ["/help/rules", "/list/home?page=2"]
