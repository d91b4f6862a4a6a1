"""How often a check has been right so far, from what officers said of its leads."""

from collections.abc import Iterable
from math import sqrt

from evidence.finding import Precision, Review, ReviewVerdict
from evidence.records import Records

_Z = 1.959964  # two-sided 95 %


def load_precision(records: Records, check: str) -> Precision:
    """The precision of the check called `check` as of now."""
    return make_precision(records.load_reviews(check=check))


def make_precision(reviews: Iterable[Review]) -> Precision:
    """The precision of one check: the last word on each lead counts, `unsure` is no word yet.

    The interval is Wilson's score interval at 95 % (E. B. Wilson, JASA 22, 1927), which stays honest for
    few reviews; without any it is null.
    """
    last = {review.lead_id: review.verdict for review in reviews}
    decided = [verdict for verdict in last.values() if verdict is not ReviewVerdict.UNSURE]
    confirmed = sum(verdict is ReviewVerdict.CONFIRMED for verdict in decided)
    low, high = _make_interval(confirmed, len(decided)) if decided else (None, None)
    return Precision(reviewed=len(decided), confirmed=confirmed, low=low, high=high)


def _make_interval(hits: int, number: int) -> tuple[float, float]:
    share = hits / number
    spread = _Z * sqrt(share * (1 - share) / number + _Z**2 / (4 * number**2))
    middle, scale = share + _Z**2 / (2 * number), 1 + _Z**2 / number
    return max(0.0, round((middle - spread) / scale, 4)), min(1.0, round((middle + spread) / scale, 4))
