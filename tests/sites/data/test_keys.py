"""Names that programs give to fields, taken apart."""

import pytest

from sites.generic.data.amounts import Kind, find_kind, is_price_name, read_money
from sites.generic.data.keys import about, is_head, split_key


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("nowPrice", ("now", "price")),
        ("now_price", ("now", "price")),
        ("nowprice", ("now", "price")),
        ("skuIds", ("sku", "id")),
        ("商品名称", ("商品", "名称")),
        ("wordless", ("wordless",)),
    ],
)
def test_a_name_is_split_into_its_words(key: str, words: tuple[str, ...]) -> None:
    assert split_key(key) == words


@pytest.mark.parametrize(
    ("key", "is_title"),
    [
        ("itemTitle", True),
        ("goods_name", True),
        ("titleText", True),
        ("titleColor", False),
        ("titleUrl", False),
    ],
)
def test_a_name_is_about_its_last_word(key: str, is_title: bool) -> None:
    assert is_head(key, "title") is is_title


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("price",), Kind.PLAIN),
        (("price", "text"), Kind.PLAIN),
        (("price", "min"), Kind.PLAIN),
        (("salePrice",), Kind.NOW),
        (("promotion", "price"), Kind.NOW),
        (("market_price",), Kind.WAS),
        (("group", "price"), Kind.GROUP),
        (("vipPrice",), Kind.APART),
        (("deliveryPrice",), Kind.APART),
        (("priceColor",), None),
        (("isShowPrice",), None),
        (("weight",), None),
    ],
)
def test_a_price_is_known_by_its_name(path: tuple[str, ...], kind: Kind | None) -> None:
    words = about(path)
    found = find_kind(words, split_key(path[-2]) if len(path) > 1 else ())
    assert (found if is_price_name(path, words) else None) is kind


@pytest.mark.parametrize(
    ("value", "ends"),
    [
        ("19.90", "19.90 19.90"),
        ("¥19.9起", "19.9 19.9"),
        ("10.00 - 12.00", "10.00 12.00"),
        (5, "5 5"),
        (0, None),
        (True, None),
        ("满10减5", None),
        ("2024-01-02", None),
    ],
)
def test_money_is_an_amount_or_a_range(value: object, ends: str | None) -> None:
    found = read_money(value)
    assert (None if found is None else f"{found[0]} {found[1]}") == ends
