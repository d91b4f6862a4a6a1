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
