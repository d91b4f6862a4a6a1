"""Keys of the index are those that the archives' own library makes."""

import pytest
from surt import surt

from evidence.cdxj import make_key


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/item/1",
        "https://www.shop.example/Item/1?b=2&A=1",
        "http://WWW2.Shop.Example:80/",
        "http://shop.example:8080/a/b/?x=%E5%BA%97",
        "http://user:word@shop.example/a#part",
        "https://店铺.example/商品?名=壶&a=1",
        "http://127.0.0.1:8421/x?b&a",
        "http://shop.example",
        "http://shop.example/a/",
        "http://shop.example/a%20b/%7euser",
    ],
)
def test_a_key_is_that_of_the_library(url: str) -> None:
    assert make_key(url) == surt(url)


@pytest.mark.parametrize("url", ["http://[::1/x", "urn:page:http://a.example/b c", "", "http://a.example:x/"])
def test_what_is_no_address_has_a_key_without_spaces(url: str) -> None:
    assert " " not in make_key(url)
