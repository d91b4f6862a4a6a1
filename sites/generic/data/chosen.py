"""Variants in data that name no goods: rows whose values are the choices that the page offers to a buyer."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from evidence.listing import Availability, Offer
from sites.generic.choices import Choice
from sites.generic.data.amounts import Amount, Kind, is_in_minor_units, is_price_name, scale
from sites.generic.data.facts import is_stock, read_flag
from sites.generic.data.keys import about
from sites.generic.data.tables import is_address, is_picture, make_columns
from sites.generic.data.variants import Variant, read_variants
from sites.generic.data.walk import find_rows, is_scalar, iter_places, iter_scalars
from sites.state import State

_DEEPEST, _FEWEST, _MOST, _LEAST_TELLING = 4, 2, 200, 3
_NAME = ""
_JOINTS = re.compile(r"[|,;:_/-]")
_NUMBER = re.compile(r"(?=[^\s]*\d)[\w.-]{3,60}")
Row = dict[str, Any]
FindAmount = Callable[[str], Decimal | None]


def find_chosen(
    states: Sequence[State],
    groups: Sequence[tuple[Choice, ...]],
    known: Collection[Decimal],
    currency: str | None,
    find_amount: FindAmount,
    own: str | None,
) -> list[Offer]:
    """The variants that data give for the page's choices, as offers named by those; none where none do.

    Args:
        states: of the page.
        groups: of choices that the page offers, a buyer takes one of each.
        known: amounts in the main unit that the page shows.
        currency: of the page.
        find_amount: what the page shows for a variant of a number, where its row has no price.
        own: the number of the goods, which rows of other things do not have.
    """
    if not groups:
        return []
    for rows in _iter_tables(states):
        keyed = _name_keyed(rows, groups, own)
        names = keyed or _tell_apart([_name_row(row, groups, own) for row in rows])
        offers = make_offers(rows, names, known, currency, find_amount) if names else []
        if any(offer.amount is not None or (keyed and offer.availability is not None) for offer in offers):
            return offers
    return []


def find_variant_pages(
    states: Sequence[State],
    groups: Sequence[tuple[Choice, ...]],
    own: str | None,
    is_own_page: Callable[[str], bool],
) -> list[str]:
    """The addresses, as written, that data give for variants which have a page each; nothing without such.

    Args:
        states: of the page.
        groups: of choices that the page offers.
        own: the number of the goods.
        is_own_page: whether an address, as written, is that of the page: rows one of which leads there are
            about its goods, however short the numbers of their choices.
    """
    if not groups:
        return []
    for rows in _iter_tables(states):
        for column in (column for column in make_columns(rows) if len(column.path) == 1):
            values = [str(value) for value in column.values if is_address(value)]
            if len(set(values)) != len(rows) or any(map(is_picture, values)):
                continue
            if _name_keyed(rows, groups, own, is_own=any(map(is_own_page, values))):
                return values
    return []


def _iter_tables(states: Sequence[State]) -> Iterator[list[Row]]:
    """The lists of like objects near the top of some data, with the name of each where it has one."""
    for state in states:
        for place in iter_places(state.value):
            rows = find_rows(place.value)[:_MOST] if len(place.path) <= _DEEPEST else []
            if isinstance(place.value, dict):
                rows = [{_NAME: name, **row} for name, row in zip(place.value, rows, strict=False)]
            if len(rows) >= _FEWEST:
                yield rows


def _name_keyed(
    rows: Sequence[Row], groups: Sequence[tuple[Choice, ...]], own: str | None, *, is_own: bool = False
) -> list[str]:
    """The names of rows which have a field that joins the numbers of their choices, one of each group.

    What counts or prices is no such field, though it may hold a number that a choice has too. Rows of one
    group by numbers that any list counts with must say the number of the goods, or be known as theirs
    (is_own).
    """
    is_counted = len(groups) == 1 and any(_is_count(one.value or one.number) for one in groups[0])
    if is_counted and not is_own and not all(_is_of(own, _list_said(row)) for row in rows):
        return []
    for key in rows[0]:
        if is_stock(key, "1") or is_price_name((key,), about((key,))):
            continue
        names = _tell_apart([_name_joined(str(row.get(key, "")), groups) for row in rows])
        if names:
            return names
    return []


def _name_joined(joined: str, groups: Sequence[tuple[Choice, ...]]) -> str | None:
    """The words of the choices whose numbers a text joins, or None where it does anything else."""
    parts = set(_JOINTS.split(joined))
    chosen = [[one for one in group if (one.value or one.number) in parts] for group in groups]
    if len(parts) != len(groups) or any(len(found) != 1 for found in chosen):
        return None
    words = [found[0] for found in chosen]
    return (
        " ".join(one.text for one in words) if {one.value or one.number for one in words} == parts else None
    )


def _tell_apart(names: Sequence[str | None]) -> list[str]:
    """Names that all rows have and no two share; else nothing."""
    found = [name for name in names if name]
    return found if len(set(found)) == len(names) else []


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


def _name_row(row: Row, groups: Sequence[tuple[Choice, ...]], own: str | None) -> str | None:
    """The words of the choices that a row is about, one of each group at most, or None without any."""
    said = _list_said(row)
    found: list[Choice] = []
    for group in groups:
        meant = [one for one in group if one.text in said or (one.value and one.value in said)]
        if len(meant) > 1:
            return None
        found += meant
    if len(found) == 1 and found[0].text not in said and _is_count(found[0].value) and not _is_of(own, said):
        return None
    return " ".join(one.text for one in found) or None


def _list_said(row: Row) -> set[str]:
    """All that a row says, as text."""
    return {str(value) for _, value in iter_scalars(row, depth=2)} | {
        str(one) for value in row.values() if isinstance(value, list) for one in value if is_scalar(one)
    }


def _is_count(number: str) -> bool:
    """Whether a number is so short that ranks, tiers and rows of anything have it too."""
    return number.isdecimal() and len(number) < _LEAST_TELLING


def _is_of(own: str | None, said: Collection[str]) -> bool:
    """Whether a row says the number of the page's goods."""
    return own is not None and not _is_count(own) and own in said


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
