"""Variants that data name by options: each option of a group with the numbers of its variants."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evidence.listing import Offer
from sites.generic.data.amounts import is_price_name
from sites.generic.data.chosen import make_offers
from sites.generic.data.keys import about, find_head, load_words, split_key
from sites.generic.data.tables import is_words
from sites.generic.data.walk import is_scalar, iter_places, iter_scalars
from sites.prices import parse_plain_amount
from sites.state import State

_DEEPEST, _FEWEST, _MOST, _MOST_GROUPS = 5, 2, 200, 6
_UNITS = (Decimal(1), Decimal(100))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Option:
    text: str
    numbers: frozenset[str]
    amount: Decimal | None


_Group = tuple[_Option, ...]


def find_combined(
    states: Sequence[State], price: Decimal | None, known: Collection[Decimal], currency: str | None
) -> list[Offer]:
    """The variants of the page's goods, named by their options; none where several goods have such options.

    What each costs stands under its number, or is what its options add to the price of the page.

    Args:
        states: of the page.
        price: of the goods, as the page asks it.
        known: amounts in the main unit that the page shows.
        currency: of the page.
    """
    found: dict[tuple[_Group, ...], Mapping[str, Any]] = {}
    for state in states:
        for place in iter_places(state.value):
            if isinstance(place.value, dict) and len(place.path) <= _DEEPEST:
                for value in place.value.values():
                    groups = _read_groups(value)
                    if groups:
                        found.setdefault(groups, place.value)
    if len(found) != 1:
        return []
    groups, holder = next(iter(found.items()))
    numbers = list(dict.fromkeys(number for option in groups[0] for number in sorted(option.numbers)))
    names = [" ".join(option.text for option in _choose(groups, number)) for number in numbers]
    rows = [dict(_iter_numbered(holder, numbers, number)) for number in numbers]
    offers = make_offers(rows, names, known, currency)
    if any(offer.amount is not None for offer in offers):
        return offers
    return list(_iter_added(groups, numbers, names, holder, price, currency))


def _read_groups(value: Any) -> tuple[_Group, ...]:
    """The groups of options among which each variant has one; nothing where a number is in none or in two."""
    rows = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(rows, list) or not 0 < len(rows) <= _MOST_GROUPS:
        return ()
    groups = []
    for row in rows:
        lists = [one for one in row.values() if isinstance(one, list)] if isinstance(row, dict) else []
        read = [group for one in lists if (group := _read_group(one))]
        if len(read) != 1:
            return ()
        groups.append(read[0])
    every = {number for option in groups[0] for number in option.numbers}
    if not _FEWEST <= len(every) <= _MOST:
        return ()
    for group in groups:
        held = [number for option in group for number in option.numbers]
        if len(held) != len(every) or set(held) != every:
            return ()
    return tuple(groups)


def _read_group(rows: list[Any]) -> _Group:
    options = []
    for row in rows:
        lists = [one for one in row.values() if isinstance(one, list)] if isinstance(row, dict) else []
        numbers = [one for one in lists if one and all(is_scalar(number) for number in one)]
        text = _find_text(row) if len(numbers) == 1 else None
        if text is None:
            return ()
        options.append(_Option(text=text, numbers=frozenset(map(str, numbers[0])), amount=_find_step(row)))
    return tuple(options)


def _find_text(row: dict[str, Any]) -> str | None:
    words = load_words()
    texts = [str(value) for key, value in row.items() if is_words(value) and _is_name(key, words)]
    return texts[0] if texts else None


def _is_name(key: str, words: Mapping[str, frozenset[str]]) -> bool:
    return find_head(split_key(key)) in words["title"] | words["value"] | words["label"]


def _find_step(row: dict[str, Any]) -> Decimal | None:
    """What an option adds, of several amounts that are alike; nought is an amount here."""
    amounts = {
        parse_plain_amount(str(value).removeprefix("-"))
        for key, value in row.items()
        if is_scalar(value) and is_price_name((key,), about((key,)))
    }
    signs = {str(value).startswith("-") for key, value in row.items() if is_price_name((key,), about((key,)))}
    if len(amounts) != 1 or len(signs) != 1:
        return None
    amount = amounts.pop()
    return amount if amount is None or not signs.pop() else -amount


def _choose(groups: Sequence[_Group], number: str) -> Iterator[_Option]:
    return (option for group in groups for option in group if number in option.numbers)


def _iter_numbered(
    holder: Mapping[str, Any], numbers: Sequence[str], number: str
) -> Iterator[tuple[str, Any]]:
    """What the tables beside the options hold under a variant's number."""
    for key, value in holder.items():
        if isinstance(value, dict) and value.keys() >= set(numbers):
            yield key, value[number]


def _iter_added(
    groups: Sequence[_Group],
    numbers: Sequence[str],
    names: Sequence[str],
    holder: Mapping[str, Any],
    price: Decimal | None,
    currency: str | None,
) -> Iterator[Offer]:
    """Offers of what the options add to the price, which the data must name for its unit to be known."""
    if price is None:
        return
    told = {
        amount
        for path, value in iter_scalars(holder, depth=1)
        if is_price_name(path, about(path)) and (amount := parse_plain_amount(str(value))) is not None
    }
    unit = next((unit for unit in _UNITS if price * unit in told), None)
    is_step = all(any(option.amount == 0 for option in group) for group in groups)
    for number, name in zip(numbers, names, strict=True):
        steps = [option.amount for option in _choose(groups, number)]
        if unit is None or not is_step or any(step is None for step in steps):
            return
        amount = price + sum((step for step in steps if step is not None), Decimal(0)) / unit
        yield Offer(name=name, amount=amount, currency=currency)
