"""Variants in data that name no goods: rows whose values are the choices that the page offers to a buyer."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from evidence.listing import Availability, Offer
from sites.generic.choices import Choice
from sites.generic.data.amounts import Amount, Kind, is_in_minor_units, scale
from sites.generic.data.facts import read_flag
from sites.generic.data.variants import Variant, read_variants
from sites.generic.data.walk import find_rows, is_scalar, iter_places, iter_scalars
from sites.state import State

_DEEPEST, _FEWEST, _MOST = 4, 2, 200
_NUMBER = re.compile(r"(?=[^\s]*\d)[\w.-]{3,60}")
Row = dict[str, Any]
FindAmount = Callable[[str], Decimal | None]


def find_chosen(
    states: Sequence[State],
    groups: Sequence[tuple[Choice, ...]],
    known: Collection[Decimal],
    currency: str | None,
    find_amount: FindAmount,
) -> list[Offer]:
    """The variants that data give for the page's choices, as offers named by those; none where none do.

    Args:
        states: of the page.
        groups: of choices that the page offers, a buyer takes one of each.
        known: amounts in the main unit that the page shows.
        currency: of the page.
        find_amount: what the page shows for a variant of a number, where its row has no price.
    """
    if not groups:
        return []
    for state in states:
        for place in iter_places(state.value):
            rows = find_rows(place.value)[:_MOST] if len(place.path) <= _DEEPEST else []
            names = [_name_row(row, groups) for row in rows]
            if len(rows) < _FEWEST or not all(names) or len(set(names)) < len(names):
                continue
            offers = make_offers(rows, [name or "" for name in names], known, currency, find_amount)
            if any(offer.amount is not None for offer in offers):
                return offers
    return []


def make_offers(
    rows: Sequence[Row],
    names: Sequence[str],
    known: Collection[Decimal],
    currency: str | None,
    find_amount: FindAmount = lambda _number: None,
) -> list[Offer]:
    """The offers of rows of variants under their names, with amounts in the main unit where that is known."""
    variants = _iter_priced(rows, known, currency, find_amount)
    return [
        replace(variant, name=name).make_offer(currency).model_copy(update=_read_stock(row))
        for variant, name, row in zip(variants, names, rows, strict=True)
    ]


def _name_row(row: Row, groups: Sequence[tuple[Choice, ...]]) -> str | None:
    """The words of the choices that a row is about, one of each group at most, or None without any."""
    said = {str(value) for _, value in iter_scalars(row, depth=2)} | {
        str(one) for value in row.values() if isinstance(value, list) for one in value if is_scalar(one)
    }
    words = []
    for group in groups:
        meant = [
            choice.text for choice in group if choice.text in said or (choice.value and choice.value in said)
        ]
        if len(meant) > 1:
            return None
        words += meant
    return " ".join(words) or None


def _iter_priced(
    rows: Sequence[Row], known: Collection[Decimal], currency: str | None, find_amount: FindAmount
) -> Iterator[Variant]:
    """The variants of rows with amounts in the main unit; those of an unknown unit are left out."""
    variants = read_variants(list(rows))
    fields: dict[str, list[Amount]] = {}
    for one in (amount for variant in variants for amount in variant.amounts):
        fields.setdefault(one.path[-1], []).append(one)
    exact = {one.low for found in fields.values() for one in found if one.is_exact}
    minor = {name: is_in_minor_units(found, {*known, *exact}, currency) for name, found in fields.items()}
    numbers = _find_numbers(rows)
    for row, variant in zip(rows, variants, strict=True):
        scaled = (scale(one, is_minor=minor[one.path[-1]]) for one in variant.amounts)
        amounts = tuple(one for one in scaled if one is not None)
        if not fields:
            shown = next(
                (low for key in numbers if (low := find_amount(str(row.get(key)))) is not None), None
            )
            amounts = () if shown is None else (_make_shown(shown),)
        yield replace(variant, amounts=amounts)


def _make_shown(amount: Decimal) -> Amount:
    """An amount that the page shows for a row of its data."""
    return Amount(
        path=("price",),
        kind=Kind.NOW,
        low=amount,
        high=amount,
        raw=str(amount),
        is_exact=True,
        is_minor=False,
    )


def _find_numbers(rows: Sequence[Row]) -> list[str]:
    """The fields that number the rows, each row otherwise."""
    return [
        key
        for key in rows[0]
        if len({str(row.get(key)) for row in rows}) == len(rows)
        and all(is_scalar(row.get(key)) and _NUMBER.fullmatch(str(row[key])) for row in rows)
    ]


def _read_stock(row: Row) -> dict[str, Availability]:
    """Whether a variant can be bought, where a field of it says so by yes or no."""
    said = {flag for key, value in row.items() if (flag := read_flag(key, value)) is not None}
    return {"availability": said.pop()} if len(said) == 1 else {}
