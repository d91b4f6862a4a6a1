"""The price with which a listing compares its own, and what kind of price it says that is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from evidence.listing import Listing
from inspectors.checks.pricing.own_prices import have_one_currency
from inspectors.checks.pricing.price_words import (
    get_price_words,
    has_price_words,
    iter_amounts,
    iter_price_clauses,
)


class ReferenceKind(StrEnum):
    """What a compared price is said to be."""

    FORMER = "former"
    UNNAMED = "unnamed"
    EXPLAINED = "explained"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A compared price.

    Args:
        amount: in the currency of the listing's price.
        kind: former (原价), unnamed (struck through without a word), explained by the page, or another
            kind of price (建议零售价).
        quote: as it stands there.
        certain: false where it stands in running text and may be the price of something else.
    """

    amount: Decimal
    kind: ReferenceKind
    quote: str
    certain: bool

    @property
    def name(self) -> str:
        """What to call it towards people."""
        return {ReferenceKind.FORMER: "原价", ReferenceKind.OTHER: "参考价"}.get(self.kind, "划线价")

    @property
    def is_former(self) -> bool:
        """Whether the price must have been the seller's own (令56 16)."""
        return self.kind in {ReferenceKind.FORMER, ReferenceKind.UNNAMED}


def find_reference(listing: Listing) -> Reference | None:
    """The struck-through price, else one that the words call an earlier one; None when there is neither."""
    struck = listing.list_price
    if struck is None:
        price = (listing.price.amount if listing.price else None) or Decimal(0)
        former = (one for one in _iter_worded(listing) if one.kind is ReferenceKind.FORMER)
        # A lower one in running text is that of something else.
        return next((one for one in former if one.certain or one.amount > price), None)
    if struck.amount is None or struck.amount <= 0 or not have_one_currency(listing.price, struck):
        return None
    return Reference(
        amount=struck.amount,
        kind=_decide_kind(listing, struck.amount, struck.raw or ""),
        quote=struck.raw or str(struck.amount),
        certain=listing.platform != "generic",  # without an adapter, which price is struck is a guess
    )


def find_clause_reference(clause: str) -> Decimal | None:
    """The compared price that a clause itself names."""
    kinds = (("reference", "former"), ("reference", "other"))
    return next((amount for _, amount in iter_amounts(clause, *kinds)), None)


def _decide_kind(listing: Listing, amount: Decimal, raw: str) -> ReferenceKind:
    named = {one.kind for one in _iter_worded(listing) if one.amount == amount}
    if has_price_words(raw, "reference", "other") or ReferenceKind.OTHER in named:
        return ReferenceKind.OTHER
    if ReferenceKind.FORMER in named:
        return ReferenceKind.FORMER
    words = listing.wording or ""
    if any(re.search(pattern, words) for pattern in get_price_words("reference", "explained_patterns")):
        return ReferenceKind.EXPLAINED
    return ReferenceKind.FORMER if has_price_words(raw, "reference", "former") else ReferenceKind.UNNAMED


def _iter_worded(listing: Listing) -> Iterator[Reference]:
    for clause, is_title in iter_price_clauses(listing):
        if has_price_words(clause, "reference", "apart"):
            continue
        for kind in (ReferenceKind.FORMER, ReferenceKind.OTHER):
            for quote, amount in iter_amounts(clause, ("reference", kind)):
                yield Reference(amount=amount, kind=kind, quote=quote, certain=is_title)
