"""The variants of goods: what each costs, how many are left, and what it is called."""

import re
from dataclasses import dataclass
from typing import Any

from evidence.listing import Availability, Offer
from sites.generic.data.amounts import Amount, read_amount
from sites.generic.data.facts import is_left, is_stock
from sites.generic.data.keys import find_head, load_words, means, split_key
from sites.generic.data.tables import is_words, strip_markup
from sites.generic.data.verdict import PriceVerdict, decide_price
from sites.generic.data.walk import iter_scalars

_MOST = 500
_PAIR = re.compile(r"\d+:\d+")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One choice of the goods."""

    name: str | None
    amounts: tuple[Amount, ...]
    stock: int | None

    @property
    def price(self) -> PriceVerdict:
        """What it costs, once its amounts are in the main unit."""
        return decide_price(self.amounts)

    def make_offer(self, currency: str | None) -> Offer:
        """The variant as an offer."""
        stock = None if self.stock is None else self.stock > 0
        return Offer(
            name=self.name,
            amount=self.price.low,
            currency=currency if self.price.low is not None else None,
            availability=(
                None if stock is None else Availability.IN_STOCK if stock else Availability.OUT_OF_STOCK
            ),
        )


def read_variants(rows: list[dict[str, Any]]) -> list[Variant]:
    """The variants that rows describe."""
    found = []
    for row in rows[:_MOST]:
        fields = list(iter_scalars(row, depth=2))
        stock = next((int(str(value)) for path, value in fields if is_stock(path[-1], value)), None)
        if stock is None:
            stock = next((int(str(value)) for key, value in row.items() if is_left(key, value)), None)
        amounts = tuple(amount for path, value in fields if (amount := read_amount(path, value)))
        found.append(Variant(name=_find_name(row), amounts=amounts, stock=stock))
    return found


def _find_name(row: dict[str, Any]) -> str | None:
    known = load_words()
    texts = [
        (key, strip_markup(value))
        for key, value in row.items()
        if is_words(value) and not _PAIR.search(str(value)) and not means(split_key(key), "image")
    ]
    named = [text for key, text in texts if find_head(split_key(key)) in known["title"] | known["variants"]]
    chosen = named[:1] or [text for key, text in texts if set(split_key(key)) & known["others"]]
    nested = [name for key, value in row.items() if isinstance(value, list) for name in _name_values(value)]
    name = " ".join(text for text in (nested or chosen) if text)
    return name[:_LONGEST_NAME] or None


def _name_values(values: list[Any]) -> list[str]:
    """The values of choices: `[{"name": "颜色", "value": "红"}]` or plain texts."""
    found = []
    for one in values[:10]:
        if isinstance(one, str) and is_words(one):
            found.append(one)
        elif isinstance(one, dict):
            said = [
                str(value)
                for key, value in one.items()
                if is_words(value) and find_head(split_key(key)) in load_words()["value"]
            ]
            found += said[:1]
    return found
