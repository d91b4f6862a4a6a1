"""Comparing model numbers: as pages write them, as labels print them, as registers hold them."""

import re
import unicodedata
from enum import StrEnum
from functools import cache

from inspectors.pages.check_terms import get_terms

_DASHES = re.compile(r"[‐‑‒–—―−﹣－_]")
_SHORTEST_STEM = 5


class Likeness(StrEnum):
    """How near two model numbers are."""

    SAME = "same"
    SUFFIX = "suffix"
    RELATED = "related"
    OTHER = "other"


def fold_model(text: str) -> str:
    """A model number as it is compared: width, case, dashes and brackets folded, no spaces, no 型号."""
    folded = re.sub(r"[\[【〔]", "(", re.sub(r"[\]】〕]", ")", _DASHES.sub("-", text)))
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", folded)).upper().replace("\\", "/")
    return re.sub(r"^(?:规格)?型号[:：]?|型号?$", "", folded)


def strip_suffix(model: str) -> str:
    """A folded model number without a suffix that names a colour or a packing (check_terms.yaml)."""
    return _suffix().sub("", model) or model


def iter_spellings(model: str) -> tuple[str, ...]:
    """The ways in which a register may hold a model number, the likeliest first."""
    folded = fold_model(model)
    return tuple(dict.fromkeys((model, folded, strip_suffix(folded))))


def compare_models(left: str, right: str) -> Likeness:
    """Same; same but for a colour or packing suffix; one continues the other; or another model."""
    first, second = fold_model(left), fold_model(right)
    if first == second:
        return Likeness.SAME
    stems = sorted((strip_suffix(first), strip_suffix(second)), key=len)
    if stems[0] == stems[1]:
        return Likeness.SUFFIX
    if len(stems[0]) >= _SHORTEST_STEM and stems[1].startswith(stems[0]):
        return Likeness.RELATED
    return Likeness.OTHER


@cache
def _suffix() -> re.Pattern[str]:
    chinese = "|".join(map(re.escape, get_terms("model_suffixes", "chinese")))
    latin = "|".join(map(re.escape, get_terms("model_suffixes", "latin")))
    return re.compile(rf"(?:[-/]?(?:{chinese})|[-/](?:{latin})|\((?:{chinese}|{latin})\))$")
