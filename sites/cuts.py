"""Whether the discount that a page tells is the one that leads from a higher amount to a lower."""

import re
from collections.abc import Iterable
from decimal import Decimal

from sites.ranges import find_amounts
from sites.words import has_word

_CUT = re.compile(r"([0-9]{1,2})\s?[%％]|([0-9](?:\.[0-9])?)\s?折")
_LESS = re.compile(r"折|[-−–－]\s?[0-9]{1,2}\s?[%％]")
_CUT_ERROR = Decimal("0.012")
_LONGEST = 34


def is_told_cut(now: Decimal, before: Decimal, texts: Iterable[str]) -> bool:
    """Whether a short text says the share (`20 % off`, `8折`) or the sum (`save $10`) between two amounts."""
    if not 0 < now < before:
        return False
    share = now / before
    return any(_says_share(share, text) or _says_sum(before - now, text) for text in texts if _is_short(text))


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST and any(char.isdigit() for char in text)


def _says_share(share: Decimal, text: str) -> bool:
    for percent, tenths in _CUT.findall(text) if _tells_discount(text) else ():
        told = 1 - Decimal(percent) / 100 if percent else Decimal(tenths) / 10
        if abs(told - share) <= _CUT_ERROR and told < 1:
            return True
    return False


def _tells_discount(text: str) -> bool:
    """Whether a percentage is one that is taken off: `-20%`, `8折`, `20% off`; no tax, no share of cotton."""
    if any(has_word(subject, text) for subject in ("tax", "net", "gross")):
        return False
    return has_word("saving", text) or _LESS.search(text) is not None


def _says_sum(saved: Decimal, text: str) -> bool:
    return has_word("saving", text) and find_amounts(text) == {saved}
