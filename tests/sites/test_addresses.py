"""Addresses: one site or two, and the number by which they name goods."""

from __future__ import annotations

import pytest

from sites.generic.addresses import find_listing_id, make_address
from sites.generic.seller import is_shop_address
from sites.hosts import is_same_site


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://item.shop.example/1", "https://list.shop.example/", True),
        ("https://a.co.uk/", "https://b.co.uk/", False),
        ("https://x.localhost/", "https://localhost/", False),
        ("https://1.2.3.4/", "https://1.2.3.5/", False),
        ("https://shop.example/", "nonsense", False),
    ],
)
def test_hosts_of_one_name_below_the_public_suffix_are_one_site(one: str, other: str, same: bool) -> None:
    assert is_same_site(one, other) is same


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("https://s.example/item.htm?spm=a1z10&id=562283240178", "562283240178"),
        ("https://s.example/offer/597000111222.html", "597000111222"),
        ("https://s.example/Bamboo-basket/dp/B000ABCDE4/ref=sr_1/000-0000000", "B000ABCDE4"),
        ("https://s.example/goods.html?goods_id=4475812", "4475812"),
        ("https://s.example/p/basket-large-100245", "100245"),
        ("https://s.example/about", None),
        ("https://s.example/list?page=2", None),
    ],
)
def test_the_number_of_goods_is_found_in_their_address(address: str, number: str | None) -> None:
    assert find_listing_id(address) == number


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("//item.s.example/1", "https://item.s.example/1"),
        ("https://count.example/?u=https://item.s.example/1", "https://item.s.example/1"),
        ("https://other.example/1", None),
        ("/i/1.jpg", None),
        ("javascript:;", None),
        ("http://[", None),
    ],
)
def test_a_link_is_one_of_the_same_site(href: str, address: str | None) -> None:
    assert make_address(href, "https://www.s.example/") == address


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://shop301.s.example/", True),
        ("https://shop.s.example/18552", True),
        ("https://s.example/store/90210", True),
        ("https://s.example/shop/fruit/apples", False),
        ("https://shop.s.example/fruit", False),
    ],
)
def test_a_shop_of_many_is_known_by_its_address(address: str, is_one: bool) -> None:
    assert is_shop_address(address) is is_one
