"""Fields in which pages by themselves take a word of the site for something of the goods."""

from __future__ import annotations

import pytest

from evidence.listing import Listing, PageKind
from sites.learning.fields import find_ignored

TWO_LISTS = [frozenset({"茶具" if number < 4 else "桌布", "首页"}) for number in range(8)]


def make_read(categories: list[str | None]) -> list[Listing | None]:
    return [
        Listing(
            url=f"http://s.example/g/{number}",
            kind=PageKind.LISTING,
            platform="s",
            title=f"商品 {number}",
            category=category,
        )
        for number, category in enumerate(categories)
    ]


@pytest.mark.parametrize(
    ("categories", "lists", "ignored"),
    [
        (["商城"] * 8, TWO_LISTS, ("category",)),
        (["茶具"] * 4 + ["桌布"] * 4, TWO_LISTS, ()),
        (["茶具"] * 8, [frozenset({"茶具", "首页"})] * 8, ()),
        (["茶具"] * 8, [frozenset[str]()] * 8, ()),
        ([None] * 8, TWO_LISTS, ()),
    ],
    ids=["one word for two lists", "a word each", "one list", "no list", "none"],
)
def test_a_category_that_goods_of_several_lists_share_is_a_word_of_the_site(
    categories: list[str | None], lists: list[frozenset[str]], ignored: tuple[str, ...]
) -> None:
    assert find_ignored(make_read(categories), lists) == ignored
