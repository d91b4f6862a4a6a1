"""Two amounts side by side: which is the higher, and whether a discount between them is told."""

from itertools import pairwise

from sites.cuts import is_told_cut
from sites.generic.amounts import Amount
from sites.generic.sight import Sight

_PAIRED_RUNS, _MOST_CUT = 4, 8


def mark_pairs(sight: Sight, amounts: list[Amount]) -> None:
    """Note of amounts side by side which is the higher and which the lower: before and now, gross and net."""
    for one, other in pairwise(amounts):
        if other.number - one.number > _PAIRED_RUNS or one.low == other.low:
            continue
        low, high = sorted((one, other), key=lambda amount: amount.low)
        if low.low * _MOST_CUT > high.low and "signed" in low.signs & high.signs:
            low.signs.add("pair_low")
            high.signs.add("pair_high")
        near = sight.runs[max(0, one.number - _PAIRED_RUNS) : other.number + _PAIRED_RUNS + 1]
        if is_told_cut(low.low, high.low, (run.text for run in near)):
            low.signs.add("cut_low")
            high.signs.add("cut_high")
