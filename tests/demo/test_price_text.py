"""Raw price forms."""

from __future__ import annotations

from decimal import Decimal

import pytest

from demo.price_text import format_price


@pytest.mark.parametrize(
    ("price", "style", "text"),
    [
        ("89.00", "yen", "¥89.00"),
        ("1299.00", "yen_grouped", "¥1,299.00"),
        ("19.90", "yen_space", "¥ 19.9"),
        ("59.00", "fullwidth", "￥59.00"),
        ("1299.00", "yuan", "1299元"),
        ("100.00", "yuan", "100元"),
    ],
)
def test_a_price_takes_the_form_of_its_style(price: str, style: str, text: str) -> None:
    assert format_price(Decimal(price), style) == text


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown price style 'gold'"):
        format_price(Decimal(1), "gold")
