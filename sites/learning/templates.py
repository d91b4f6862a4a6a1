"""Pages of one make: grouped by what they are built of, what all pages share left out."""

import math
from collections import Counter
from collections.abc import Sequence

from sites.learning.tree import SeenPage

ALIKE = 0.5
_EVERYWHERE = 0.9


def group_pages(pages: Sequence[SeenPage]) -> list[list[int]]:
    """The pages in groups of one make, by number; the largest group first."""
    counts = Counter(feature for page in pages for feature in page.features)
    weights = {
        feature: math.log(1 + len(pages) / count)
        for feature, count in counts.items()
        if count < _EVERYWHERE * len(pages) or len(pages) < FEWEST_TO_COMPARE
    }
    kept = [page.features & weights.keys() for page in pages]
    sizes = [sum(weights[one] for one in features) for features in kept]
    groups: list[list[int]] = []
    for number in sorted(range(len(pages)), key=lambda one: -sizes[one]):
        best, most = None, ALIKE
        for group in groups:
            near = sum(_compare(number, other, kept, sizes, weights) for other in group) / len(group)
            if near > most:
                best, most = group, near
        if best is None:
            groups.append([number])
        else:
            best.append(number)
    return sorted(groups, key=lambda group: -len(group))


FEWEST_TO_COMPARE = 4


def _compare(
    one: int, other: int, kept: list[frozenset[str]], sizes: list[float], weights: dict[str, float]
) -> float:
    """The weighted share of what two pages are built of that both have."""
    shared = sum(weights[feature] for feature in kept[one] & kept[other])
    whole = sizes[one] + sizes[other] - shared
    return shared / whole if whole else 1.0
