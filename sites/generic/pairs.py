"""Two amounts side by side: which is the higher, and whether a discount between them is told."""

import re
from decimal import Decimal
from itertools import pairwise

from sites.generic.amounts import Amount
from sites.generic.sight import Run, Sight

_CUT = re.compile(r"([0-9]{1,2})\s?[%％]|([0-9](?:\.[0-9])?)\s?折")
_CUT_ERROR = Decimal("0.012")
_PAIRED_RUNS, _MOST_CUT, _LABEL_LENGTH = 4, 8, 34


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
        if _is_cut(low.low / high.low, near):
            low.signs.add("cut_low")
            high.signs.add("cut_high")


def _is_cut(share: Decimal, near: list[Run]) -> bool:
    """Whether a discount beside two amounts is the one that leads from one to the other."""
    for run in near:
        if len(run.text) > _LABEL_LENGTH:
            continue
        for match in _CUT.finditer(run.text):
            percent, tenths = match.groups()
            told = 1 - Decimal(percent) / 100 if percent else Decimal(tenths) / 10
            if abs(told - share) <= _CUT_ERROR and told < 1:
                return True
    return False
