"""Prices as pages print them, read as Decimal with a currency."""

from decimal import Decimal, InvalidOperation
from typing import Any

from evidence.listing import Price
from sites.money import MOST, iter_money, name_currency


def find_currency(text: str) -> str | None:
    """The currency that the first amount of a text names, or the text itself where it is a sign or code."""
    found = next((money.sign for money in iter_money(text) if money.sign), None)
    return name_currency(found or text.strip())


def parse_amount(text: str) -> Decimal | None:
    """The only number in a text, or None when there is none or several."""
    found = list(iter_money(text))
    return found[0].low if len(found) == 1 and not found[0].is_range else None


def parse_price(text: str | None, currency: str | None = None) -> Price | None:
    """The price in a text; `currency` is what the platform uses when the text names none.

    Returns:
        None without text; an amount of None when the text holds no or several numbers.
    """
    raw = " ".join((text or "").split())
    if not raw:
        return None
    return Price(amount=parse_amount(raw), currency=find_currency(raw) or currency, raw=raw[:200])


def parse_plain_amount(value: Any) -> Decimal | None:
    """An amount of structured data: 1234.5 as a number or text, never NaN, infinite or negative."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    if len(text) > _LONGEST:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return parse_amount(text)
    return amount if amount.is_finite() and 0 <= amount < MOST else None


_LONGEST = 100
