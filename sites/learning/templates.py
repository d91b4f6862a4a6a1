"""Pages of one make: grouped by what they are built of, what all pages share left out."""

import math
from collections import Counter
from collections.abc import Sequence

from sites.learning.tree import SeenPage

ALIKE = 0.5
_EVERYWHERE = 0.9
FEWEST_TO_COMPARE = 4
_MOST_COMPARED = 12


class Likeness:
    """How much of what two pages are built of both have; what few pages have weighs most."""

    def __init__(self, pages: Sequence[SeenPage]) -> None:
        counts = Counter(feature for page in pages for feature in page.features)
        self._weights = {
            feature: math.log(1 + len(pages) / count)
            for feature, count in counts.items()
            if count < _EVERYWHERE * len(pages) or len(pages) < FEWEST_TO_COMPARE
        }
        self._kept = [page.features & self._weights.keys() for page in pages]
        self.sizes = [sum(self._weights[one] for one in features) for features in self._kept]

    def compare(self, one: int, other: int) -> float:
        """The weighted share, from 0 to 1, that two pages have in common."""
        shared = sum(self._weights[feature] for feature in self._kept[one] & self._kept[other])
        whole = self.sizes[one] + self.sizes[other] - shared
        return shared / whole if whole else 1.0

    def compare_groups(self, ones: Sequence[int], others: Sequence[int]) -> float:
        """The same on the average over the pages of two groups, or of one with itself."""
        found = [
            self.compare(one, other)
            for one in ones[:_MOST_COMPARED]
            for other in others[:_MOST_COMPARED]
            if one != other
        ]
        return sum(found) / len(found) if found else 1.0


def group_pages(likeness: Likeness) -> list[list[int]]:
    """The pages in groups of one make, by number; the largest group first."""
    sizes = likeness.sizes
    groups: list[list[int]] = []
    for number in sorted(range(len(sizes)), key=lambda one: -sizes[one]):
        best, most = None, ALIKE
        for group in groups:
            near = sum(likeness.compare(number, other) for other in group) / len(group)
            if near > most:
                best, most = group, near
        if best is None:
            groups.append([number])
        else:
            best.append(number)
    return sorted(groups, key=lambda group: -len(group))
