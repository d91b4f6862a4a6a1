"""Notices about products (recalls, spot checks): the rows that may be about what a page sells."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evidence.clock import make_shanghai_day
from evidence.exhibit import Exhibit
from evidence.finding import RegisterState
from inspectors.authority.lookup import Authority
from inspectors.checks.codes.gtins import find_gtins, has_check_digit
from inspectors.checks.codes.gtins import iter_spellings as iter_gtin_spellings
from inspectors.matching.model_numbers import Likeness, compare_models, iter_spellings
from inspectors.matching.names import share_name
from inspectors.pages.page_numbers import find_fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A row of a register of notices, and what on the page led to it.

    `exact` is false for a model that differs by a colour or packing suffix.
    """

    key: str
    row: dict[str, Any]
    led_by: str
    exact: bool


def is_imported(authority: Authority, register: str) -> bool:
    """Whether the register was imported."""
    return authority.find(register, "-").state is not RegisterState.UNAVAILABLE


def find_notices(exhibit: Exhibit, authority: Authority, register: str, model_column: str) -> list[Notice]:
    """Rows announced before the capture that name the page's bar code, or its brand and model."""
    day = make_shanghai_day(exhibit.snapshot.captured_at).isoformat()
    key_column = {"recalls": "recall_no", "spot_checks": "check_no"}[register]
    found: dict[str, Notice] = {}
    for row, led_by, exact in _iter_rows(exhibit, authority, register, model_column):
        if str(row.get("announced_on") or "") < day:
            key = str(row[key_column])
            held = found.get(key)
            if held is None or (exact and not held.exact):
                found[key] = Notice(key=key, row=row, led_by=led_by, exact=exact)
    return list(found.values())


def find_codes(exhibit: Exhibit) -> list[str]:
    """The page's bar codes that hold."""
    return [gtin.value for gtin in find_gtins(exhibit) if gtin.certain and has_check_digit(gtin.value)]


def _iter_rows(
    exhibit: Exhibit, authority: Authority, register: str, model_column: str
) -> Iterator[tuple[dict[str, Any], str, bool]]:
    listing = exhibit.listing
    if register == "recalls":
        for gtin in find_codes(exhibit):
            for spelling in iter_gtin_spellings(gtin):
                for row in authority.find_by(register, gtins=spelling).records:
                    yield row, f"条码 {gtin}", True
    if listing is None:
        return
    model = listing.model or find_fact(listing, "model")
    brand = listing.brand or find_fact(listing, "brand")
    if not model or not brand:
        return
    for spelling in iter_spellings(model):
        for row in authority.find_by(register, **{model_column: spelling}).records:
            if row.get("brand") and share_name(brand, str(row["brand"])):
                yield row, f"{brand} {model}", _is_exact(model, row.get(model_column))


def _is_exact(model: str, held: Any) -> bool:
    models = held if isinstance(held, list) else [held]
    return any(compare_models(model, str(one)) is Likeness.SAME for one in models)
