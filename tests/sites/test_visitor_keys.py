"""Sessions and settings in addresses, told from all links of a page whatever their keys are called."""

import pytest

from sites.learning.tree import SeenPage
from sites.visitor_keys import find_session_keys, find_settings

HERE = "http://shop.example/list?c=3"
SESSION = "t1be6uiu90jtd094q31evj9a50"


def make_links(count: int, more: str) -> list[str]:
    return [f"http://shop.example/goods?id={number}{more}" for number in range(count)]


def test_what_nearly_all_own_links_carry_is_a_session() -> None:
    urls = [*make_links(20, f"&zz={SESSION}"), "http://shop.example/style", "http://other.example/?zz=1"]
    assert find_session_keys(urls, HERE) == {"zz"}


@pytest.mark.parametrize(
    "urls",
    [
        make_links(20, "&zz=all-of-our-best-goods"),  # words
        make_links(20, "&zz=7"),
        make_links(4, f"&zz={SESSION}"),  # too few to tell
        [*make_links(10, f"&zz={SESSION}"), *make_links(10, "")[5:], *make_links(30, "&a=1")],
        [f"{url}&zz={SESSION}{number}" for number, url in enumerate(make_links(20, ""))],  # differs
    ],
)
def test_what_names_something_is_none(urls: list[str]) -> None:
    assert find_session_keys(urls, HERE) == frozenset()


@pytest.mark.parametrize(
    ("urls", "found"),
    [
        ([f"{HERE}&m={code}" for code in ("EUR", "gbp", "USD")], 3),
        ([f"{HERE}&m={code}" for code in ("de", "en-us", "zh_CN")], 3),
        ([f"{HERE}&m=EUR"], 0),  # alone it may be anything
        ([f"{HERE}&m=EUR", "http://shop.example/list?c=4&m=USD"], 0),  # of two pages
        ([f"{HERE}&m={code}" for code in ("red", "blue", "xl")], 0),
        ([f"{HERE}&m={code}" for code in ("gd", "sc", "zj", "hlj", "bj")], 0),  # provinces
        ([f"{HERE}&sort={code}" for code in ("asc", "desc")], 0),
    ],
)
def test_what_differs_by_a_code_only_is_a_setting(urls: list[str], found: int) -> None:
    assert len(find_settings(urls)) == found


def test_a_page_leads_on_without_sessions_and_settings() -> None:
    goods = "".join(f'<a href="/goods?id={n}&zz={SESSION}">Cup {n}</a>' for n in range(9))
    money = "".join(f'<a href="/list?c=3&cur={code}&zz={SESSION}">{code}</a>' for code in ("EUR", "USD"))
    page = SeenPage(url=HERE, html=f"<body>{money}{goods}</body>")
    assert [link.url for link in page.links] == make_links(9, "")
