"""The amounts that a list shows on a box of goods."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sites.learning.cards import SeenCard
from sites.learning.labels import read_card_amounts


@pytest.mark.parametrize(
    ("texts", "amounts"),
    [
        (("Kettle no 3¥ 30.50", "Kettle no 3", "¥ 30.50"), {"30.50"}),
        (("Kettle ¥ 30.50 ¥ 42", "¥ 30.50", "¥ 42"), {"30.50", "42"}),
        (("¥ 149.00-201.00", "已售 12"), {"149.00", "201.00"}),
        (("¥ 12", ".80", "¥ 12.80"), {"12", "12.80"}),
        (("壶 no 3", "30.50"), {"30.50"}),
        (("Kettle no 3",), set()),
    ],
)
def test_a_name_that_holds_a_number_is_no_price(texts: tuple[str, ...], amounts: set[str]) -> None:
    card = SeenCard(url="http://x.example/1", box=0, links=(), names=(), texts=texts, has_picture=False)
    assert read_card_amounts(card) == {Decimal(one) for one in amounts}
