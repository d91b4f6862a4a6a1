"""How often a check was right: the last word on each lead, and Wilson's interval as published."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from evidence.finding import Review, ReviewVerdict, make_review_id
from evidence.precision import make_precision
from tests.evidence.conftest import NOW

YES, NO, UNSURE = ReviewVerdict.CONFIRMED, ReviewVerdict.REJECTED, ReviewVerdict.UNSURE


def make_reviews(*words: tuple[str, ReviewVerdict]) -> Iterator[Review]:
    for number, (lead, verdict) in enumerate(words):
        at = NOW + timedelta(minutes=number)
        yield Review(
            review_id=make_review_id(lead, verdict, "li", at),
            lead_id=lead,
            finding_id=None,
            check="c",
            verdict=verdict,
            by="li",
            note=None,
            reviewed_at=at,
        )


# R. G. Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3.
@pytest.mark.parametrize(
    ("hits", "number", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(hits: int, number: int, low: float, high: float) -> None:
    words = ((f"lead-{one}", YES if one < hits else NO) for one in range(number))
    found = make_precision(make_reviews(*words))
    assert (found.reviewed, found.confirmed, found.low, found.high) == (number, hits, low, high)
    turned = ((f"lead-{one}", NO if one < hits else YES) for one in range(number))
    other = make_precision(make_reviews(*turned))
    assert (other.low, other.high) == pytest.approx((1 - high, 1 - low))


def test_the_last_word_counts_and_unsure_is_none() -> None:
    words = [("a", YES), ("a", NO), ("b", NO), ("b", YES), ("c", UNSURE), ("d", YES), ("d", UNSURE)]
    found = make_precision(make_reviews(*words))
    assert (found.reviewed, found.confirmed) == (2, 1)


@pytest.mark.parametrize("words", [[], [("a", UNSURE)]])
def test_without_a_word_there_is_no_interval(words: list[tuple[str, ReviewVerdict]]) -> None:
    found = make_precision(make_reviews(*words))
    assert (found.reviewed, found.low, found.high) == (0, None, None)
