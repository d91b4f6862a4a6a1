"""Lists that only a script turns, by the last number of their path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import pytest

from sites.patterns import IN_PATH, get_page_number, set_page_number
from tests.crawlers.conftest import Crawled
from tests.crawlers.stage import Stage, page
from tests.sites.learning.small_shop import GOODS, Good, make_card, make_listing_page, make_page

Run = Callable[..., Crawled]
SIZE, KINDS = 6, range(1, 5)


def make_list(goods: Sequence[Good]) -> str:
    shown = "".join(map(make_card, goods))
    return make_page("分类 - 小店", f"<ul class=goods>{shown}</ul><div class=pagination></div>")


def make_site(ordered: Collection[int]) -> dict[str, str]:
    """A home page that shows more than any list, and lists of ten whose last number turns or orders them."""
    pages = {"/": make_page("小店", f"<ul>{''.join(map(make_card, GOODS[:8]))}</ul>")}
    for kind in KINDS:
        goods = GOODS[kind - 1 :: 4]
        pages[f"/list/{kind}/1/"] = make_list(goods[:SIZE])
        pages[f"/list/{kind}/2/"] = make_list(goods[::-1][:SIZE] if kind in ordered else goods[SIZE:])
    pages |= {f"/goods/{good.number}.html": make_listing_page(good, in_table=False) for good in GOODS}
    for kind in KINDS:
        pages = {url: html.replace(f"/list/{kind}.html", f"/list/{kind}/1/") for url, html in pages.items()}
    return {url: html.split("<h4>")[0] for url, html in pages.items()}


@pytest.mark.parametrize(
    ("ordered", "turns"),
    [((), True), (KINDS, False), *((set(KINDS) - {kind}, False) for kind in KINDS)],
    ids=["turns", "orders", *(f"seems to turn list {kind}" for kind in KINDS)],
)
def test_the_last_number_of_a_path_is_followed_where_it_shows_other_goods(
    stage: Stage, run: Run, ordered: Collection[int], *, turns: bool
) -> None:
    stage.routes = {path: page(html) for path, html in make_site(ordered).items()}
    result = run("/").result
    assert (len(result.listings) == len(GOODS)) is turns
    assert (result.coverage == 1.0) is turns


@pytest.mark.parametrize(
    ("url", "key", "number", "second"),
    [
        ("http://a.example/list/7/1/", IN_PATH, 1, "http://a.example/list/7/2/"),
        ("http://a.example/list/7-3.html?sort=new", IN_PATH, 3, "http://a.example/list/7-2.html?sort=new"),
        ("http://a.example/list/", IN_PATH, 1, "http://a.example/list/"),
        ("http://a.example/list?p=4", "p", 4, "http://a.example/list?p=2"),
        ("http://a.example/list", "p", 1, "http://a.example/list?p=2"),
    ],
)
def test_a_page_has_its_number_in_the_query_or_the_path(url: str, key: str, number: int, second: str) -> None:
    assert get_page_number(url, key) == number
    assert set_page_number(url, key, 2) == second
