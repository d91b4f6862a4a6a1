"""Which of a page's amounts is the price: each is weighed by its signs; where two come close none is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from config.yaml_text import parse_yaml
from sites.generic.amounts import Amount

_WEIGHTS = Path(__file__).parent / "weights.yaml"
LEAST_SCORE, LEAST_LEAD = 0.2, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An amount that may be the price, the signs for and against it, and where it is shown."""

    low: Decimal
    signs: frozenset[str]
    amount: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A candidate with its score."""

    candidate: Candidate
    score: float


@cache
def load_weights() -> dict[str, float]:
    """What each sign weighs."""
    held: dict[str, float] = parse_yaml(_WEIGHTS.read_text(encoding="utf-8"))
    return held


def make_candidates(shown: Iterable[Amount], told: dict[Decimal, set[str]]) -> list[Candidate]:
    """What the page shows and what its data tell, as candidates.

    Args:
        shown: the amounts that can be seen.
        told: amounts that structured data name, with the signs of where they stand.
    """
    seen = list(shown)
    counts: dict[Decimal, int] = defaultdict(int)
    for one in seen:
        counts[one.low] += not one.signs & {"boxed", "side", "struck"}
    found = [
        Candidate(
            low=one.low,
            signs=frozenset(
                one.signs | told.get(one.low, set()) | ({"repeated"} if counts[one.low] > 1 else set())
            ),
            amount=one,
        )
        for one in seen
    ]
    unseen = [
        Candidate(low=low, signs=frozenset(signs | {"unseen"}))
        for low, signs in told.items()
        if low not in counts
    ]
    return found + unseen


def rank(candidates: Iterable[Candidate]) -> list[Ranked]:
    """The best candidate of each amount, the likeliest price first."""
    weights = load_weights()
    best: dict[Decimal, Ranked] = {}
    for candidate in candidates:
        score = weights["bias"] + sum(weights.get(sign, 0.0) for sign in sorted(candidate.signs))
        held = best.get(candidate.low)
        if held is None or score > held.score:
            best[candidate.low] = Ranked(candidate=candidate, score=score)
    return sorted(best.values(), key=lambda one: -one.score)


def choose(candidates: list[Candidate]) -> tuple[Candidate | None, bool]:
    """The price, or None; and whether there were several that nothing tells apart."""
    ranked = rank(candidates)
    if not ranked or ranked[0].score < LEAST_SCORE:
        # An "old" price that stands alone is the price: there is nothing that it could have been before.
        ranked = rank(_forget_age(candidate) for candidate in candidates)
    if not ranked or ranked[0].score < LEAST_SCORE:
        return None, False
    if len(ranked) > 1 and ranked[0].score - ranked[1].score < LEAST_LEAD:
        return None, True
    return ranked[0].candidate, False


def _forget_age(candidate: Candidate) -> Candidate:
    kept = candidate.signs - ({"mark_old", "old_price"} if "struck" not in candidate.signs else set())
    return Candidate(low=candidate.low, signs=kept, amount=candidate.amount)
