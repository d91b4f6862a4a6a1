"""Words are found as words, in any script, and files of words hold nothing else."""

from __future__ import annotations

import pytest

from sites.words import find_word, has_mark, has_word, is_label, split_name, starts_with_word


@pytest.mark.parametrize(
    ("subject", "text", "found"),
    [
        ("from", "from 12", True),
        ("from", "fromage 12", False),
        ("from", "¥12起", True),
        ("old_price", "RRP: 20", True),
        ("old_price", "swash 20", False),
        ("out_of_stock", "Sold  out".replace("  ", " "), True),
        ("buy", "加入购物车", True),
        ("buy", "buyer", False),
    ],
)
def test_a_term_is_found_where_it_is_a_word(subject: str, text: str, found: bool) -> None:
    assert has_word(subject, text) is found


def test_of_several_terms_the_longest_is_found() -> None:
    text = "this is not available today"
    assert find_word("out_of_stock", text) == (8, 21)
    assert starts_with_word("out_of_stock", text[8:]) == len("not available")


@pytest.mark.parametrize(
    ("subject", "text", "is_one"),
    [
        ("sku", " Item no.: ", True),
        ("brand", "品牌：", True),
        ("brand", "brand new", False),
        ("sku", "", False),
    ],
)
def test_a_label_is_a_term_and_nothing_else(subject: str, text: str, is_one: bool) -> None:
    assert is_label(subject, text) is is_one


@pytest.mark.parametrize(
    ("name", "subject", "has"),
    [
        ("oldPrice_box-1", "old", True),
        ("goodsprice", "price", True),
        ("bold", "old", False),
        ("relatedItems", "side", True),
        ("header-2", "side", True),
        ("headerless", "side", False),
    ],
)
def test_names_in_markup_are_split_into_words(name: str, subject: str, has: bool) -> None:
    assert has_mark(subject, split_name(name)) is has
