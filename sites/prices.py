"""Prices as pages print them, read as Decimal with a currency."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from evidence.listing import Price

MOST = Decimal(10) ** 10  # more is no price of goods
_CODES = (
    "CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|KRW|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|RUB|UAH|TRY|INR|BRL|"
    "MXN|AUD|CAD|NZD|SGD|THB|MYR|IDR|PHP|VND|ZAR|AED|SAR|ILS"
)
_SIGNS: tuple[tuple[str, str], ...] = (
    ("US$", "USD"),
    ("HK$", "HKD"),
    ("NT$", "TWD"),
    ("A$", "AUD"),
    ("C$", "CAD"),
    ("R$", "BRL"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("₹", "INR"),
    ("₽", "RUB"),
    ("₩", "KRW"),
    ("₺", "TRY"),
    ("₪", "ILS"),
    ("₴", "UAH"),
    ("฿", "THB"),
    ("₫", "VND"),
    ("zł", "PLN"),
    ("Kč", "CZK"),
    ("Ft", "HUF"),
    ("Rs.", "INR"),
    ("руб", "RUB"),
    ("원", "KRW"),
    ("人民币", "CNY"),
    ("元", "CNY"),
    ("円", "JPY"),
    ("¥", "CNY"),
    ("$", "USD"),
)
_CODE = re.compile(rf"(?<![A-Za-z])({_CODES})(?![A-Za-z])", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:[ '\u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)*|\d[\d.,]*)(?:\s*万)?"
)
_SIGN = "|".join(re.escape(sign) for sign, _ in _SIGNS)
_FIGURES = r"\d[\d.,'\u00a0\u202f ]*"
# In "B025 £55.26" the sign belongs to what follows, in "12€50" and "5 元30 个" to what it comes after.
_BEHIND = "|".join(re.escape(sign) for sign, _ in _SIGNS if sign[-1].isalpha())
PRICE_LIKE = re.compile(
    rf"(?:{_SIGN}|\b(?:{_CODES})\b)\s*{_FIGURES}"
    rf"|(?<![A-Za-z\d]){_FIGURES}(?:(?<=\d)(?:{_SIGN})|{_BEHIND}|,-|(?:{_SIGN}|\b(?:{_CODES})\b)(?!\s?\d))"
)


def fold(text: str) -> str:
    """Text with full-width forms and the two yen signs folded, as prices are read."""
    return unicodedata.normalize("NFKC", text).replace("\u00a5", "¥").replace("\uffe5", "¥")


def find_currency(text: str) -> str | None:
    """The currency that a text names."""
    folded = fold(text)
    match = _CODE.search(folded)
    if match is not None:
        code = match.group(1).upper()
        return "CNY" if code == "RMB" else code
    return next((code for sign, code in _SIGNS if sign in folded), None)


def parse_amount(text: str) -> Decimal | None:
    """The only number in a text, or None when there is none or several."""
    found = [
        amount
        for match in _NUMBER.finditer(fold(text))
        if (amount := _parse_number(match.group())) is not None
    ]
    return found[0] if len(found) == 1 else None


def _parse_number(text: str) -> Decimal | None:
    factor = Decimal(10000) if "万" in text else Decimal(1)
    digits = re.sub(r"[\s'万\u00a0\u202f]", "", text).rstrip(".,")
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        thousands = "," if point > comma else "."
        digits = digits.replace(thousands, "").replace(",", ".")
    elif comma >= 0 or point >= 0:
        mark = "," if comma >= 0 else "."
        parts = digits.split(mark)
        grouped = len(parts) > 2 or (len(parts[-1]) == 3 and mark == "," and parts[0] != "0")
        digits = "".join(parts) if grouped else ".".join(parts)
    try:
        amount = Decimal(digits) * factor
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < MOST else None


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
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return parse_amount(text)
    return amount if amount.is_finite() and 0 <= amount < MOST else None
