"""Amounts in data: read as money, brought from minor units where the evidence says so."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sites.generic.data.keys import about, find_head, join_roles, load_words, means, split_key
from sites.generic.data.walk import Path
from sites.money import fold_digits
from sites.prices import find_currency, parse_amount, parse_plain_amount

_MOST = Decimal(10) ** 8
_HUNDRED = Decimal(100)
_MONEY = re.compile(r"[^\d\w]{0,3}\s*\d[\d.,]*\s*(?:[^\d\W]{0,3}|[^\d\w])?(?:\s*起)?")
_RANGE = re.compile(r"(\d[\d.,]*)\s*(?:-|–|—|~|～|至|to)\s*\D{0,3}(\d[\d.,]*)")
_ENOUGH = 5  # values that a habit can be told from
_SMALL = Decimal(100)
_LARGE = Decimal(1000)


class Kind(StrEnum):
    """What an amount in data stands for, as far as its name says."""

    NOW = "now"
    PLAIN = "plain"
    GROUP = "group"
    WAS = "was"
    APART = "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount with what its name says of it; `high` differs from `low` where a text gives a range."""

    path: Path
    kind: Kind
    low: Decimal
    high: Decimal
    raw: str
    is_exact: bool  # written with decimals or a sign, so no minor unit
    is_minor: bool  # its name says that it is in a minor unit
    end: str | None = None  # "low" or "high": one end of a range
    currency: str | None = None


def read_amount(path: Path, value: Any) -> Amount | None:
    """The amount of a field whose name says that it is one; None where it is none or zero."""
    words = about(path)
    if not is_price_name(path, words):
        return None
    found = read_money(value)
    if found is None:
        return None
    low, high = found
    own = split_key(path[-1])
    return Amount(
        path=path,
        kind=find_kind(words, split_key(path[-2]) if len(path) > 1 else ()),
        low=low,
        high=high,
        raw=str(value),
        is_exact=is_exact(value),
        is_minor=means(words, "minor"),
        end=_find_end(own) or _find_end(words),
        currency=find_currency(str(value)) if isinstance(value, str) else None,
    )


def is_price_name(path: Path, words: tuple[str, ...]) -> bool:
    """Whether a field is named as a price: `nowPrice`, `price.text`, `price.min`; not `priceColor`."""
    return _is_price_name(split_key(path[-1]), split_key(path[-2]) if len(path) > 1 else (), words)


@lru_cache(maxsize=20_000)
def _is_price_name(own: tuple[str, ...], holder: tuple[str, ...], words: tuple[str, ...]) -> bool:
    if means(own[:1], "asks"):
        return False
    skipped = join_roles("plain", "low", "high", "minor", "amount")
    for word in reversed(words):
        if means((word,), "price"):
            return True
        if word not in skipped:
            break
    # "origPrice.group": a price that is divided by who pays it
    within = means((find_head(holder),), "price")
    return within and bool(own) and all(means((word,), "group") or word in skipped for word in own)


def find_kind(words: tuple[str, ...], holder: tuple[str, ...] = ()) -> Kind:
    """What the words of a price say that it is, or else those of the object that holds it."""
    if means(words, "apart"):
        return Kind.APART
    if means(words, "was"):
        return Kind.WAS if not means(words, "now") or words[-1] in load_words()["was"] else Kind.NOW
    if means(words, "now"):
        return Kind.NOW
    if means(words, "group"):
        return Kind.GROUP
    return next((kind for kind in (Kind.APART, Kind.GROUP, Kind.NOW) if means(holder, kind)), Kind.PLAIN)


def read_money(value: Any) -> tuple[Decimal, Decimal] | None:
    """The amount or range of a value that is nothing but money."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = fold_digits(str(value)).strip()
    between = _RANGE.search(text) if isinstance(value, str) and len(text) < 40 else None
    if between is not None:
        ends = [parse_amount(between.group(1)), parse_amount(between.group(2))]
        return _order(ends[0], ends[1])
    if isinstance(value, str) and not _MONEY.fullmatch(text[:60]):
        return None
    amount = (
        parse_plain_amount(value) if not isinstance(value, str) else parse_plain_amount(text.rstrip("起 "))
    )
    return _order(amount, amount)


def _order(low: Decimal | None, high: Decimal | None) -> tuple[Decimal, Decimal] | None:
    if low is None or high is None or not 0 < low <= high < _MOST:
        return None
    return low, high


def is_exact(value: Any) -> bool:
    """Whether an amount is written with decimals or with a sign of currency, so is in the main unit."""
    if isinstance(value, float):  # minor units are counted in whole numbers, which no program writes as 5.0
        return True
    return isinstance(value, str) and not value.strip().isdigit()


def is_in_minor_units(
    amounts: Iterable[Amount], known: Collection[Decimal], currency: str | None = None
) -> bool | None:
    """Whether whole amounts of one field are in fen or cents; None when nothing tells.

    Args:
        amounts: of one field, over the rows of a list or the variants of goods.
        known: amounts surely in the main unit, from texts with decimals and from what the page shows.
        currency: of the page.
    """
    whole = [one for one in amounts if not one.is_exact]
    if not whole or currency in load_words()["whole_currencies"]:
        return False
    if all(one.is_minor for one in whole):
        return True
    values = {one.low for one in whole} | {one.high for one in whole}
    as_minor = sum(value / _HUNDRED in known for value in values)
    as_main = sum(value in known for value in values)
    if as_minor != as_main:
        return as_minor > as_main
    return _judge_habit([one.low for one in whole])


def _judge_habit(values: list[Decimal]) -> bool | None:
    """What the amounts of a list look like by themselves."""
    if sum(value < _SMALL for value in values) * 4 >= len(values):
        return False
    if len(set(values)) < _ENOUGH:
        return None
    tens = sum(value % 10 == 0 for value in values) / len(values)
    middle = sorted(values)[len(values) // 2]
    if middle >= _LARGE and tens >= 0.9:
        return True
    # prices in fen end in any figure but seldom in so few of them; below 1000 most would be under ten yuan
    return False if middle < _LARGE and tens < 0.5 and min(values) < _SMALL else None


def scale(amount: Amount, *, is_minor: bool | None) -> Amount | None:
    """An amount in the main unit; None where its unit cannot be told."""
    if amount.is_exact or is_minor is False:
        return amount
    if is_minor is None:
        return None
    return replace(amount, low=amount.low / _HUNDRED, high=amount.high / _HUNDRED)


def _find_end(words: tuple[str, ...]) -> str | None:
    if means(words, "low"):
        return "low"
    return "high" if means(words, "high") else None
