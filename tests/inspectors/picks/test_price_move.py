"""Prices far from the listing's own past."""

from datetime import timedelta
from decimal import Decimal

import pytest

from evidence.pick import PickKind
from evidence.prices import Observation
from inspectors.picks.bands import PriceRules
from inspectors.picks.price_move import iter_price_moves
from tests.inspectors.picks.builders import NOW, make_sighting


def make_past(days: int, amount: str = "100", currency: str = "CNY") -> list[Observation]:
    return [
        Observation(
            platform="m",
            listing_id="1",
            sku="",
            kind="price",
            moment=NOW - timedelta(days=day),
            amount=Decimal(amount),
            currency=currency,
            source="seen",
        )
        for day in range(days, 0, -1)
    ]


@pytest.mark.parametrize(
    ("price", "past", "said"),
    [
        ("100", make_past(30), []),
        ("40", make_past(30), [PickKind.PRICE_DROP]),
        ("300", make_past(30), [PickKind.PRICE_RISE]),
        ("80", make_past(30), []),  # near miss
        ("40", make_past(7), []),  # too few days
        ("40", make_past(30, currency="USD"), []),  # another currency
        ("40", [], []),
    ],
)
def test_only_leaving_the_band_of_its_past_is_picked(
    price: str, past: list[Observation], said: list[PickKind]
) -> None:
    drafts = iter_price_moves([make_sighting(1, price=price)], {("m", "1"): past}, PriceRules())
    assert [draft.kind for draft in drafts] == said
