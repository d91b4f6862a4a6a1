"""The price that a page asks for its goods now, what it asked before, and when neither can be told."""

from dataclasses import dataclass
from decimal import Decimal

from evidence.listing import Price
from sites.generic.amounts import Amount
from sites.generic.ranking import Candidate, choose, rank
from sites.generic.view import View

_NEAR_SCORE = 2.5
_NO_OLD = frozenset(
    {
        "boxed",
        "side",
        "instalment",
        "shipping",
        "saving",
        "per_unit",
        "extra",
        "points",
        "deposit",
        "count",
        "start_price",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A price, or none; whether amounts could not be told apart; and the candidate that was chosen."""

    price: Price | None
    is_unsure: bool
    candidate: Candidate | None = None


def judge_price(view: View) -> Verdict:
    """The price of the page's goods."""
    candidate, is_unsure = choose(view.candidates)
    if candidate is None:
        return Verdict(price=None, is_unsure=is_unsure)
    return Verdict(price=_make_price(view, candidate), is_unsure=False, candidate=candidate)


def _make_price(view: View, candidate: Candidate) -> Price:
    shown = candidate.amount or next((one for one in view.amounts if one.low == candidate.low), None)
    told = next(
        (o.currency for p in view.products for o in p.offers if o.low == candidate.low and o.currency), None
    )
    return Price(
        amount=candidate.low,
        currency=told or (shown.currency if shown else None) or view.currency,
        raw=shown.raw[:200] if shown else str(candidate.low),
    )


def find_upper_ends(view: View) -> set[Decimal]:
    """What the goods cost at most, where the page shows a range: that is asked for some of them only."""
    own = [one for one in view.amounts if "range" in one.signs and not one.signs & {"boxed", "side"}]
    return {one.money.high for one in own} - {one.low for one in own}


def find_list_price(view: View, price: Price | None) -> Price | None:
    """What the goods cost before: a higher amount that is struck or called so, near the price."""
    if price is None or price.amount is None:
        return None
    shown = [one.signs for one in view.amounts if one.low == price.amount]
    # Where the price itself stands in a box that is called a side box, what it was stands there too.
    ruled_out = _NO_OLD - ({"side"} if shown and all("side" in signs for signs in shown) else set())
    old = [
        one
        for one in view.amounts
        if (one.is_old or "cut_high" in one.signs) and not one.signs & ruled_out and one.low > price.amount
    ]
    near = [one for one in old if "title_far" not in one.signs] or old
    if not near:
        return None
    best = min(near, key=lambda one: _distance(view, one, price))
    return Price(amount=best.low, currency=best.currency or price.currency, raw=best.raw[:200])


def _distance(view: View, old: Amount, price: Price) -> int:
    places = [
        one.number for one in view.amounts if one.low == price.amount and not one.signs & {"boxed", "side"}
    ]
    return min((abs(place - old.number) for place in places), default=0)


def count_near(view: View) -> int:
    """How many amounts come close to being the price."""
    ranked = rank(view.candidates)
    return sum(one.score > ranked[0].score - _NEAR_SCORE for one in ranked) if ranked else 0
