"""The amounts of a short text, without asking what they stand for."""

from decimal import Decimal

from sites.money import iter_money

_LONGEST = 120


def find_amounts(text: str) -> set[Decimal]:
    """Every number of a short text that could be an amount."""
    if len(text) > _LONGEST:
        return set()
    return {amount for money in iter_money(text) for amount in (money.low, money.high) if amount > 0}


def has_signed_amount(text: str) -> bool:
    """Whether a short text holds an amount with a currency."""
    return len(text) <= _LONGEST and any(money.sign is not None for money in iter_money(text))


def read_range(text: str) -> tuple[Decimal, Decimal] | None:
    """The low and the high end of the only amount or range in a text; the two are one for a single amount."""
    if len(text) > _LONGEST:
        return None
    found = {(money.low, money.high) for money in iter_money(text)}
    return found.pop() if len(found) == 1 else None
