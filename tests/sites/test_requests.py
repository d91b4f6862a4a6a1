"""What a request is called, which answers may hold data, and which addresses do something."""

from __future__ import annotations

import pytest

from sites.hyperlinks import is_file, is_own_affair, returns_here
from sites.sealed import holds_data, name_request


@pytest.mark.parametrize(
    ("url", "media_type", "body", "holds"),
    [
        ("http://s.example/api/list", "application/json", b"[]", True),
        ("http://s.example/api/list", "text/html; charset=utf-8", b'\xef\xbb\xbf {"list": []}', True),
        ("http://s.example/api/list", "", b"[1]", True),
        ("http://s.example/part", "text/html", b"<p>{}</p>", False),
        ("http://s.example/app.js", "text/html", b"{}", False),
        ("http://s.example/a.png", "image/png", b"{", False),
    ],
)
def test_an_answer_may_hold_data_by_its_type_or_its_first_sign(
    url: str, media_type: str, body: bytes, *, holds: bool
) -> None:
    assert holds_data(url, media_type, body) is holds


def test_what_was_posted_tells_requests_to_one_address_apart() -> None:
    url = "http://s.example/api/list"
    assert name_request(url) == url
    assert len({name_request(url), name_request(url, b"page=1"), name_request(url, b"page=2")}) == 3


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("/c/tea?add-to-cart=142", True),
        ("/index.php?act=buy_now&id=3", True),
        ("/cart", True),
        ("/c/tea?order=price", False),
        ("/shop?user=3", False),
        ("/c/buyers-guide?page=2", False),
    ],
)
def test_an_address_that_buys_is_a_visitors_own_affair(url: str, *, own: bool) -> None:
    assert is_own_affair(f"http://s.example{url}") is own


@pytest.mark.parametrize(
    ("url", "back"),
    [
        ("/take/7?next=/c/tea", True),
        ("/take/7/next=/c/tea?page=3", True),
        ("/take?id=7&returnUrl=http%3A%2F%2Fs.example%2Fc%2Ftea", True),
        ("/go?redirect=/goods/7", False),
        ("/go?next=http://t.example/c/tea", False),
        ("/go?next=//[c/tea", False),
        ("/goods/7?from=/c/tea", False),
        ("/c/tea?page=2", False),
    ],
)
def test_a_link_comes_back_when_it_names_its_own_page_as_the_next(url: str, *, back: bool) -> None:
    assert returns_here(f"http://s.example{url}", "http://s.example/c/tea?page=2") is back


@pytest.mark.parametrize(
    ("url", "named"), [("/a/b.JPG?w=9", True), ("/a/b.html", False), ("/a?x=b.jpg", False)]
)
def test_a_file_is_told_by_the_ending_of_its_path(url: str, *, named: bool) -> None:
    assert is_file(f"http://s.example{url}") is named
