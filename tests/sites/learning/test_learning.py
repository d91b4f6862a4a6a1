"""Learning a small shop: roles, addresses, rules, and what is read by them on pages never surveyed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evidence.listing import Availability, PageKind
from sites.learning.tree import SeenPage
from sites.profile import SiteProfile, format_profile, parse_profile
from sites.purpose import Purpose
from sites.reading import read_page
from tests.sites.learning.small_shop import GOODS, HOME, learn, make_page, make_site


@pytest.fixture(scope="module", params=[False, True], ids=["classes", "table"])
def site(request: pytest.FixtureRequest) -> dict[str, str]:
    return make_site(in_table=request.param)


@pytest.fixture(scope="module")
def profile(site: dict[str, str]) -> SiteProfile:
    found = learn(site)
    assert found is not None
    return found


def test_names_and_prices_are_right_on_every_listing(site: dict[str, str], profile: SiteProfile) -> None:
    for good in GOODS:
        listing = read_page(site[good.url].encode(), good.url, site=profile).listing
        assert listing.price is not None
        assert (listing.kind, listing.title) == (PageKind.LISTING, good.title)
        assert listing.price.amount == Decimal(good.price)


def test_stock_is_what_the_page_says(site: dict[str, str], profile: SiteProfile) -> None:
    for good in GOODS:
        listing = read_page(site[good.url].encode(), good.url, site=profile).listing
        assert listing.availability is (Availability.OUT_OF_STOCK if good.is_gone else Availability.IN_STOCK)


def test_a_former_price_is_read_only_where_one_is_struck() -> None:
    site = make_site()
    profile = learn(site)
    assert profile is not None
    for good in GOODS:
        listing = read_page(site[good.url].encode(), good.url, site=profile).listing
        got = str(listing.list_price.amount) if listing.list_price else None
        assert got == good.before


@pytest.mark.parametrize(
    ("address", "purpose"),
    [
        ("goods/999.html", Purpose.LISTING),
        ("goods/999.html?from=home", Purpose.LISTING),
        ("list/3.html", Purpose.LIST),
        ("list/3.html?page=2", Purpose.LIST),
        ("zz.html", Purpose.LICENCE),
        ("about.html", Purpose.SHOP_INFO),
        ("news/1.html", Purpose.ANY),
    ],
)
def test_addresses_tell_what_they_lead_to(profile: SiteProfile, address: str, purpose: Purpose) -> None:
    assert profile.recognise(HOME + address) is purpose


def test_the_page_about_the_one_shop_is_linked_and_names_nobody(
    site: dict[str, str], profile: SiteProfile
) -> None:
    listing = read_page(site[GOODS[0].url].encode(), GOODS[0].url, site=profile).listing
    assert listing.links.shop == f"{HOME}about.html"
    assert listing.shop is not None
    assert listing.shop.name == "小店"
    about = read_page(site[f"{HOME}about.html"].encode(), f"{HOME}about.html", site=profile)
    assert (about.purpose, about.listing.kind) == (Purpose.SHOP_INFO, PageKind.OTHER)


def test_where_there_are_many_shops_none_is_the_page_about_the_site() -> None:
    site = make_site()
    for number, good in enumerate(GOODS):
        link = f"<p>店铺：<a href='/store/{number % 7}.html'>小铺{number % 7}</a></p></main>"
        site[good.url] = site[good.url].replace("</main>", link)
    profile = learn(site)
    assert profile is not None
    assert Purpose.SHOP in profile.roles
    assert Purpose.SHOP_INFO not in profile.roles


def test_a_listing_is_known_by_the_number_in_its_address(profile: SiteProfile) -> None:
    assert profile.find_id("http://shop.example/goods/123.html?x=1", Purpose.LISTING) == "123"


def test_a_list_says_its_total_and_leads_to_goods_and_its_next_page(
    site: dict[str, str], profile: SiteProfile
) -> None:
    url = "http://shop.example/list/1.html"
    reading = read_page(site[url].encode(), url, site=profile)
    led = {(lead.url, lead.purpose) for lead in reading.leads}
    assert (reading.listing.total, len(reading.listing.cards)) == (10, 6)
    assert (f"{url}?page=2", Purpose.NEXT_PAGE) in led
    assert sum(purpose is Purpose.LISTING for _, purpose in led) == 6


def test_carts_are_never_followed(site: dict[str, str], profile: SiteProfile) -> None:
    reading = read_page(site[HOME].encode(), HOME, site=profile)
    assert not any("/cart" in lead.url for lead in reading.leads)


def test_a_profile_survives_its_file(profile: SiteProfile) -> None:
    assert parse_profile(format_profile(profile), "x") == profile


@pytest.mark.parametrize(
    "pages",
    [
        {HOME: make_page("小店", "<p>还没有商品</p>")},
        {HOME: ""},
        {HOME: "<html><title>验证</title>请完成验证</html>"},
        {HOME: make_page("x", "".join(f"<p class=c{n}><a href='/{n}/{n}'>{n}</a></p>" for n in range(3000)))},
    ],
    ids=["empty shop", "empty page", "wall", "thousands of links"],
)
def test_nothing_is_learned_where_nothing_sells(pages: dict[str, str]) -> None:
    assert learn(pages) is None


@pytest.mark.parametrize(
    ("has_routes", "urls"),
    [
        (True, ["http://s.example/1.html#/2-red", "http://s.example/2.html"]),
        (False, ["http://s.example/2.html"]),
    ],
)
def test_a_route_leads_on_only_where_scripts_show_pages(*, has_routes: bool, urls: list[str]) -> None:
    html = "<a href='/1.html#/2-red'>red</a><a href='/2.html'>next</a>"
    page = SeenPage(url="http://s.example/1.html", html=html, has_routes=has_routes)
    assert [link.url for link in page.links] == urls
