"""Pages made to hold a reader up are read in bounded time."""

from __future__ import annotations

import time

import pytest

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
    ],
    ids=["deep", "amounts", "figures", "signs", "links", "labels", "json", "names", "heading"],
)
def test_a_hostile_page_is_read_soon(body: str) -> None:
    start = time.process_time()
    read(body, head="<title>" + "竹编" * 1000 + "</title>")
    assert time.process_time() - start < LONGEST_S
