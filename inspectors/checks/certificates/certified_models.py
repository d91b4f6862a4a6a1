"""Models of a listing against the models of a certificate, which may name whole series."""

import re
from collections.abc import Iterable, Iterator

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState
from evidence.listing import Listing
from inspectors.authority.lookup import Authority, Match
from inspectors.checks.certificates.certificates import list_makers, list_owners
from inspectors.matching.firms import Sameness, compare_firms
from inspectors.matching.model_numbers import Likeness, compare_models, fold_model, iter_spellings

# A stock number (货号, 款号) is not a model: nothing is compared with it.
_MODEL_ATTRIBUTES = ("型号", "规格型号", "产品型号", "型号规格")
_ORDER = (Likeness.SAME, Likeness.SUFFIX, Likeness.RELATED, Likeness.OTHER)
_WILD = re.compile(r"(?<=[-/0-9])X{1,4}(?![A-Z])|\*+|[#□■]+")


def list_models(listing: Listing) -> list[str]:
    """The models that a listing states."""
    stated = [listing.model, *(listing.attributes.get(name) for name in _MODEL_ATTRIBUTES)]
    parts = (part.strip() for text in stated if text for part in re.split(r"[;；、,，]", text))
    return list(dict.fromkeys(part for part in parts if any(sign.isdigit() for sign in part)))


def compare_with_certified(model: str, certified: Iterable[str]) -> Likeness:
    """How a model goes with the nearest of a certificate's."""
    found = [_compare(model, other) for other in certified]
    return min(found, key=_ORDER.index, default=Likeness.OTHER)


def find_certified(exhibit: Exhibit, authority: Authority, kind: str) -> Match | None:
    """A certificate in force for a model and maker that a listing names; None when there is none."""
    if exhibit.listing is None:
        return None
    makers = list_makers(exhibit.listing)
    for row in _iter_rows(exhibit.listing, authority):
        record = row.record or {}
        known = row.state is RegisterState.FOUND and str(record.get("kind", "")).startswith(kind)
        owners = list_owners(record)
        if known and any(compare_firms(name, owners, authority) is Sameness.SAME for name in makers):
            return row
    return None


def _iter_rows(listing: Listing, authority: Authority) -> Iterator[Match]:
    for model in list_models(listing):
        for spelling in iter_spellings(model):
            yield from authority.find_all("certificates", models=spelling)


def _compare(model: str, certified: str) -> Likeness:
    ours, other = fold_model(model), fold_model(certified)
    if other.endswith("系列") and ours.startswith(other.removesuffix("系列")):
        return Likeness.SAME
    if _WILD.search(other):
        shape = ".{0,6}".join(re.escape(part) for part in _WILD.split(other))
        return Likeness.SAME if re.fullmatch(shape, ours) else compare_models(ours, other)
    # A certificate may print ratings behind the model: QH-100(5V/2A).
    return min((compare_models(ours, one) for one in (other, other.split("(")[0])), key=_ORDER.index)
