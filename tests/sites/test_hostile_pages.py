"""Pages made to hold a reader up are read in bounded time."""

from __future__ import annotations

import time

import pytest

from sites.learning.cards import find_series
from sites.learning.shapes import AddressBook
from sites.learning.tree import SeenPage
from tests.sites.small_page import read

LONGEST_S = 15


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 5000 + "￥1",
        "<b>￥1</b>" * 20_000,
        "<p>" + "1 " * 100_000 + "</p>",
        "<p>" + "¥" * 100_000 + "</p>",
        "".join(f'<a href="/g/{n}">x{n}</a>' for n in range(20_000)),
        "<li>" + "品牌：" * 20_000 + "</li>",
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        "<span class='" + "aB" * 50_000 + "'>￥1</span>",
        "<h1>" + "竹" * 100_000 + "</h1>",
        "<h1>竹编</h1>" + "<select><option value=1>红<option value=2>蓝</select>" * 4000,
        f"<div prefix='{'a' * 180_000}' typeof='x:y'>竹编</div>" + "<p property='x:y'>竹编</p>" * 500,
        "<div typeof=x:y>" * 3000 + "<p itemscope itemtype=http://schema.org/Product>竹编</p>" * 3000,
        "<div itemscope itemprop=offers itemtype=http://schema.org/Product>" * 4000 + "￥1",
        "<h1>竹编</h1>" + "".join(f"<input type=radio name=n{n} hidden>" for n in range(8000)),
    ],
    ids=[
        "deep",
        "amounts",
        "figures",
        "signs",
        "links",
        "labels",
        "json",
        "names",
        "heading",
        "selects",
        "prefixes",
        "vocabularies",
        "scopes",
        "radios",
    ],
)
def test_a_hostile_page_is_read_soon(body: str) -> None:
    start = time.process_time()
    read(body, head="<title>" + "竹编" * 1000 + "</title>")
    assert time.process_time() - start < LONGEST_S


def test_boxes_of_many_elements_are_compared_soon() -> None:
    boxes = "".join(f"<li><a href=/g/{n}>竹编 {n}</a>{'<div>' * 4000}</li>" for n in range(3))
    page = SeenPage(url="http://shop.example/", html=f"<ul>{boxes}</ul>")
    book = AddressBook()
    book.add(link.url for link in page.links)
    start = time.process_time()
    find_series(page, book)
    assert time.process_time() - start < LONGEST_S
