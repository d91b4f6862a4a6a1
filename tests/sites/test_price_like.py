"""Which figures of a text look like prices."""

from __future__ import annotations

import pytest

from sites.prices import PRICE_LIKE, fold


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kettle B025 £555.26 In stock", ["£555.26"]),
        ("Kettle 025 £555.26", ["£555.26"]),
        ("Model 3000 EUR 49.90", ["EUR 49.90"]),
        ("12€50", ["12€"]),
        ("49,90 € inkl. MwSt.", ["49,90 €"]),
        ("1 299 zł", ["1 299 zł"]),
        ("5 元30 个", ["5 元"]),
        ("￥199 起", ["¥199"]),
        ("599,- Kč", ["599,-"]),
        ("120 USD", ["120 USD"]),
        ("20 cm, 3 pieces", []),
    ],
)
def test_a_sign_belongs_to_one_figure(text: str, found: list[str]) -> None:
    assert [match.group().strip() for match in PRICE_LIKE.finditer(fold(text))] == found
