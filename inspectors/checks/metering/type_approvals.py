"""Type approvals (型式批准) of measuring instruments: those a listing shows, and those the register holds."""

from collections.abc import Iterator
from typing import Any

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState
from inspectors.authority.lookup import Authority, Match
from inspectors.checks.certificates.certificates import list_makers
from inspectors.checks.certificates.certified_models import compare_with_certified, list_models
from inspectors.matching.firms import Sameness, compare_firms
from inspectors.matching.model_numbers import Likeness, iter_spellings
from inspectors.pages.shown import Shown, find_shown

_REGISTER = "type_approvals"
_SAME = (Likeness.SAME, Likeness.SUFFIX)


def iter_approvals(exhibit: Exhibit, authority: Authority) -> Iterator[tuple[Shown, Match]]:
    """The approval numbers on a listing, each with its row; the mark CPA before a number is no part of it."""
    for shown in find_shown(exhibit, "type_approval"):
        bare = shown.value.removeprefix("CPA")
        match = authority.find(_REGISTER, bare)
        if match.state is RegisterState.NOT_FOUND:
            match = authority.find(_REGISTER, f"CPA{bare}")
        yield shown, match


def find_approved(exhibit: Exhibit, authority: Authority) -> Match | None:
    """The approval that the register holds for the listing's model and maker, or that it holds none.

    None when the listing names no firm or no model by which to ask.
    """
    listing = exhibit.listing
    models, makers = (list_models(listing), list_makers(listing)) if listing else ([], [])
    if not models or not makers:
        return None
    for model in models:
        for row in _iter_rows(authority, model):
            if any(_is_holder(maker, row.record or {}, authority) for maker in makers):
                return row
    return authority.find_by(_REGISTER, models=models[0], holder=makers[0])


def _is_holder(firm: str, record: dict[str, Any], authority: Authority) -> bool:
    """Whether a firm is the one that an approval was given to."""
    return compare_firms(firm, [str(record.get("holder", ""))], authority) is Sameness.SAME


def covers(exhibit: Exhibit, record: dict[str, Any]) -> bool:
    """Whether an approval is for the listing's model; true where either names none."""
    models = list_models(exhibit.listing) if exhibit.listing else []
    listed = record.get("models") or ()
    return not models or not listed or any(compare_with_certified(one, listed) in _SAME for one in models)


def _iter_rows(authority: Authority, model: str) -> Iterator[Match]:
    for spelling in iter_spellings(model):
        yield from (row for row in authority.find_all(_REGISTER, models=spelling) if row.record)
