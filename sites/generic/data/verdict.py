"""Which of the amounts that data give for one piece of goods is its price, and which was struck."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sites.generic.data.amounts import Amount, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceVerdict:
    """What data say is paid now; `high` is above `low` where it depends on the choice."""

    low: Decimal | None = None
    high: Decimal | None = None
    was: Decimal | None = None
    is_unsure: bool = False
    is_was_unsure: bool = False


NOTHING = PriceVerdict()


def decide_price(amounts: Iterable[Amount], variants: Iterable[Decimal] = ()) -> PriceVerdict:
    """The price that amounts in the main unit agree on.

    Args:
        amounts: of one piece of goods.
        variants: what its variants cost; they explain several amounts, or are the only ones.
    """
    by_kind: dict[Kind, list[Amount]] = {kind: [] for kind in Kind}
    for one in amounts:
        by_kind[one.kind].append(one)
    choices = sorted(set(variants))
    paid = by_kind[Kind.NOW] or by_kind[Kind.GROUP] or by_kind[Kind.PLAIN]
    if not paid and choices:
        return PriceVerdict(
            low=choices[0], high=choices[-1], was=_one([a.low for a in by_kind[Kind.WAS]], choices[-1])
        )
    paid = paid or by_kind[Kind.WAS][:1]
    if not paid:
        return NOTHING
    between = _find_range(paid, choices)
    if between is None:
        return PriceVerdict(is_unsure=True)
    low, high = between
    beside = [] if paid[0].kind is not Kind.NOW else [one.low for one in by_kind[Kind.PLAIN]]
    if any(amount < low for amount in beside):
        return PriceVerdict(is_unsure=True)
    before = {amount for amount in [*beside, *(one.low for one in by_kind[Kind.WAS])] if amount > high}
    return PriceVerdict(low=low, high=high, was=_one(before, high), is_was_unsure=len(before) > 1)


def _one(amounts: Iterable[Decimal], above: Decimal) -> Decimal | None:
    before = {amount for amount in amounts if amount > above}
    return before.pop() if len(before) == 1 else None


def _find_range(paid: list[Amount], choices: list[Decimal]) -> tuple[Decimal, Decimal] | None:
    """One amount, or the ends of a range that names, a text or the variants tell; else None."""
    lows, highs = {one.low for one in paid}, {one.high for one in paid}
    every = lows | highs
    if len(every) == 1:
        return min(every), max(every)
    ends = [one for one in paid if one.end is not None or one.low != one.high]
    if ends:
        low, high = min(one.low for one in ends), max(one.high for one in ends)
        if all(low <= amount <= high for amount in every):
            return low, high
        return None
    if choices and choices[0] <= min(every) and max(every) <= choices[-1]:
        return choices[0], choices[-1]
    return None
