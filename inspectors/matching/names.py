"""Comparing the names of firms as printed, read and registered."""

import re
import unicodedata

from opencc import OpenCC
from rapidfuzz.distance import Levenshtein

_TO_SIMPLIFIED = OpenCC("t2s")


def fold_name(name: str) -> str:
    """A firm's name as it is compared: width and script folded, no spaces, one kind of bracket."""
    folded = _TO_SIMPLIFIED.convert(unicodedata.normalize("NFKC", name))
    folded = re.sub(r"[\[【〔〈《]", "(", re.sub(r"[\]】〕〉》]", ")", folded))
    return re.sub(r"[\s·•・.]", "", folded).upper()


def count_edits(left: str, right: str) -> int:
    """How many characters must be inserted, removed or replaced to make one text the other."""
    return Levenshtein.distance(left, right)


def share_name(left: str, right: str) -> bool:
    """Whether two brands written alone or together, as in 美的/Midea（家电）, have a name in common."""
    return bool(_part_names(left) & _part_names(right))


def is_firm(name: str) -> bool:
    """Whether a name is a firm's full name, not a brand."""
    return name.strip().endswith(("公司", "厂", "集团", "合作社", "商行", "经营部", "加工坊", "工作室"))


def _part_names(name: str) -> set[str]:
    return {fold_name(part) for part in re.split(r"[/／|()（）、,，]", name) if part.strip()}
