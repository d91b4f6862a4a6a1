"""Amounts in the texts of a page: single ones and ranges, without asking what they stand for."""

import re
from decimal import Decimal

from sites.prices import fold, parse_amount

_NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?:\s*万)?(?![\d.]*%)", re.ASCII)
_RANGE = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)\s*[^\d\s.,]{0,3}\s*(?:-|~|–|—|～|至|to)\s*[^\d\s.,]{0,3}\s*(\d[\d,]*(?:\.\d+)?)",
    re.ASCII,
)
_LONGEST = 120


def find_amounts(text: str) -> set[Decimal]:
    """Every number of a short text that could be an amount."""
    if len(text) > _LONGEST:
        return set()
    found = (parse_amount(match.group()) for match in _NUMBER.finditer(fold(text)))
    return {amount for amount in found if amount is not None and amount > 0}


def read_range(text: str) -> tuple[Decimal, Decimal] | None:
    """The low and the high end of the only amount or range in a text; the two are one for a single amount."""
    folded = fold(text)
    if len(folded) > _LONGEST:
        return None
    match = _RANGE.search(folded)
    if match is not None:
        low, high = parse_amount(match[1]), parse_amount(match[2])
        rest = folded[: match.start()] + folded[match.end() :]
        if low is not None and high is not None and low <= high and not find_amounts(rest):
            return low, high
    amounts = [parse_amount(found.group()) for found in _NUMBER.finditer(folded)]
    distinct = {amount for amount in amounts if amount is not None}
    return (only := distinct.pop(), only) if len(distinct) == 1 else None
