"""A discount that a page tells ties two amounts together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sites.cuts import is_told_cut


@pytest.mark.parametrize(
    ("now", "before", "text", "told"),
    [
        ("39.99", "49.99", "Save: 20% off", True),
        ("80", "100", "8折", True),
        ("90", "100", "You save $10.00", True),
        ("90", "100", "Shipping $10.00", False),
        ("39.99", "49.99", "Save: 30% off", False),
        ("100", "80", "20% off", False),
        ("0", "80", "100% off", False),
        ("50", "100", "50% cotton", False),
        ("100", "110", "incl. 10% GST", False),
        ("60", "120", "-50%", True),
    ],
)
def test_the_discount_between_two_amounts(now: str, before: str, text: str, told: bool) -> None:
    assert is_told_cut(Decimal(now), Decimal(before), ["In the basket", text]) is told
