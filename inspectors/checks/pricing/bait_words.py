"""What a page says in words that takes back the price it shows."""

import re
from dataclasses import dataclass
from decimal import Decimal

from evidence.listing import Listing
from inspectors.checks.pricing.price_words import get_price_words, iter_amounts, iter_price_clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """A clause by which the price shown is none: 标价为定金, 拍前联系客服改价, a deposit of it."""

    quote: str
    is_deposit: bool


def find_retraction(listing: Listing, headline: Decimal) -> Retraction | None:
    """The first clause that takes the price back."""
    for clause, _ in iter_price_clauses(listing):
        if any(re.search(pattern, clause) for pattern in get_price_words("bait", "no_price_patterns")):
            return Retraction(quote=clause, is_deposit=False)
        deposits = [amount for _, amount in iter_amounts(clause, ("bait", "deposit"))]
        if headline in deposits and find_whole_price(listing) is not None:
            return Retraction(quote=clause, is_deposit=True)
    return None


def find_whole_price(listing: Listing) -> Decimal | None:
    """The price of the whole that the words name (全款, 尾款, 总价), the greatest of several."""
    clauses = (clause for clause, _ in iter_price_clauses(listing))
    amounts = (amount for clause in clauses for _, amount in iter_amounts(clause, ("bait", "whole")))
    return max(amounts, default=None)
