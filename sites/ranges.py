"""The amounts of a short text, without asking what they stand for."""

from decimal import Decimal
from functools import lru_cache

from sites.money import iter_money

_LONGEST = 120


@lru_cache(maxsize=20_000)
def find_amounts(text: str) -> frozenset[Decimal]:
    """Every number of a short text that could be an amount."""
    if len(text) > _LONGEST:
        return frozenset()
    return frozenset(amount for money in iter_money(text) for amount in (money.low, money.high) if amount > 0)


@lru_cache(maxsize=20_000)
def has_signed_amount(text: str) -> bool:
    """Whether a short text holds an amount with a currency."""
    return len(text) <= _LONGEST and any(money.sign is not None for money in iter_money(text))


def read_range(text: str) -> tuple[Decimal, Decimal] | None:
    """The low and the high end of the only amount or range in a text; the two are one for a single amount."""
    if len(text) > _LONGEST:
        return None
    found = {(money.low, money.high) for money in iter_money(text)}
    return found.pop() if len(found) == 1 else None
