"""Robust bands: the range in which a price of a set is not remarkable, from median and MAD of logarithms."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, log
from statistics import median

_SCALE = 1.4826  # MAD of a normal distribution to its standard deviation
_CALMEST = 0.05  # a set of equal prices still allows 5 % either way for every unit of z


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRules:
    """When a price stands out.

    Args:
        min_offers: a smaller set is insufficient data.
        z: distance from the median in robust standard deviations of log price (Iglewicz, Hoaglin 1993: 3.5).
        least_change: and at least this share of the median away, so that tight sets give no trifles.
    """

    min_offers: int = 8
    z: float = 3.5
    least_change: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The median of a set, and the prices between which nothing is remarkable."""

    median: Decimal
    low: Decimal
    high: Decimal
    sigma: float
    number: int

    def measure(self, price: Decimal) -> float:
        """How many robust standard deviations a price is from the median; negative below it."""
        return log(price / self.median) / self.sigma

    def has(self, price: Decimal) -> bool:
        """Whether the price is within the band."""
        return self.low <= price <= self.high


def make_band(prices: Sequence[Decimal], rules: PriceRules) -> Band | None:
    """The band of a set of positive prices; None when there are too few of them."""
    if len(prices) < rules.min_offers:
        return None
    logs = [log(price) for price in prices]
    middle = median(logs)
    sigma = max(_SCALE * median(abs(one - middle) for one in logs), _CALMEST)
    reach = rules.z * sigma
    return Band(
        median=_round(exp(middle)),
        low=_round(min(exp(middle - reach), exp(middle) * (1 - rules.least_change))),
        high=_round(max(exp(middle + reach), exp(middle) / (1 - rules.least_change))),
        sigma=sigma,
        number=len(prices),
    )


def _round(value: float) -> Decimal:
    return Decimal(f"{value:.6g}")
