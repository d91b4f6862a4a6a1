"""How much an offer holds."""

from decimal import Decimal

import pytest

from inspectors.picks.content import parse_content


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("大米 5kg", "5000", "g"),
        ("五常大米10斤装", "5000", "g"),
        ("坚果500g*2袋", "1000", "g"),
        ("牛奶 250ml×24盒", "6000", "ml"),
        ("24瓶*500ml 矿泉水", "12000", "ml"),
        ("湿巾80片装", "80", "piece"),
        ("抽纸 30包/箱", "30", "piece"),
        ("食用油5L", "5000", "ml"),
        ("１．５升", "1500", "ml"),
    ],
)
def test_contents_are_read_in_base_units(text: str, amount: str, unit: str) -> None:
    content = parse_content(text)
    assert content is not None
    assert (content.amount, content.unit) == (Decimal(amount), unit)


@pytest.mark.parametrize("text", ["", "充电宝 20000mAh", "5G手机", "A4纸", "0片装", "128GB", "型号 X100g2k"])
def test_what_is_no_content_gives_none(text: str) -> None:
    assert parse_content(text) is None
