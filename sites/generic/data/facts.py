"""The fields of the page's own goods, gathered from the part of the data that is about them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from evidence.listing import Availability
from sites.generic.data.amounts import is_price_name, read_money
from sites.generic.data.keys import about, find_head, load_words, means, split_key
from sites.generic.data.scope import (
    Scope,
    describes_goods,
    is_foreign,
    is_goods_list,
    is_map_of_others,
    sells,
)
from sites.generic.data.walk import Path, Scalar, find_rows, is_scalar

_MOST_DEPTH = 14
_MOST_FIELDS = 30_000
_MOST_LEFT = 10**8
_TRUE = {"1", "true", "yes", "y"}
_FALSE = {"0", "false", "no", "n"}


@dataclass(slots=True)
class Facts:
    """What lies in a scope: plain fields, lists, variants, stocks; other goods are left out."""

    scope: Scope
    leaves: list[tuple[Path, Scalar]] = field(default_factory=list)
    lists: list[tuple[Path, list[Any]]] = field(default_factory=list)
    objects: list[tuple[Path, dict[str, Any]]] = field(default_factory=list)
    variants: list[list[dict[str, Any]]] = field(default_factory=list)
    stocks: list[int] = field(default_factory=list)
    flags: list[Availability] = field(default_factory=list)
    selling: set[Path] = field(default_factory=set)  # where its own objects with a price and a picture lie


def collect(scope: Scope) -> Facts:
    """The fields of a scope, in its order, up to a bound."""
    facts = Facts(scope)
    numbers = find_numbers(scope)
    own = {id(hit.value) for hit in scope.hits}
    stack: list[tuple[Path, dict[str, Any]]] = [((), scope.value)]
    for _ in range(_MOST_FIELDS):
        if not stack:
            break
        path, one = stack.pop()
        if path and id(one) not in own and is_foreign(one, scope.id_fields, numbers):
            continue
        facts.objects.append((path, one))
        if id(one) in own and sells(one):
            facts.selling.add(path)
        _read_fields(one, path, facts, is_filled=not _is_unfilled(one))
        inner = list(_iter_inner(one, path, facts))
        stack.extend(reversed(inner))
    return facts


def find_numbers(scope: Scope) -> set[str]:
    """The numbers of the page's own goods."""
    return {hit.number[1] for hit in scope.hits if hit.number}


def _read_fields(one: dict[str, Any], path: Path, facts: Facts, *, is_filled: bool) -> None:
    for key, value in one.items():
        flag = read_flag(key, value)
        if flag is not None:
            facts.flags.append(flag)
        if is_scalar(value):
            facts.leaves.append(((*path, key), value))
            if is_filled and is_stock(key, value):
                facts.stocks.append(int(str(value)))


def _iter_inner(one: dict[str, Any], path: Path, facts: Facts) -> Iterator[tuple[Path, dict[str, Any]]]:
    for key, value in one.items():
        if not isinstance(value, (dict, list)) or len(path) >= _MOST_DEPTH:
            continue
        if means(split_key(key), "elsewhere") or (
            is_goods_list(value) and not means(split_key(key), "variants")
        ):
            continue
        if is_map_of_others(key, value, find_numbers(facts.scope)):
            continue
        if is_variant_list((*path, key), value):
            facts.variants.append(find_rows(value))
        elif isinstance(value, dict):
            yield (*path, key), value
        else:
            facts.lists.append(((*path, key), value))
            yield from (((*path, key, "[]"), row) for row in value[:100] if isinstance(row, dict))


def is_variant_list(path: Path, value: Any) -> bool:
    """Whether a value lists the variants of the goods: like objects, each with a price or a stock."""
    rows = find_rows(value)
    if not rows:
        return False
    priced = sum(any(_is_priced(key, inner) for key, inner in row.items()) for row in rows)
    stocked = sum(
        any(is_stock(key, inner) or is_left(key, inner) for key, inner in row.items()) for row in rows
    )
    if means(tuple(word for key in path[-2:] for word in split_key(key)), "variants"):
        return max(priced, stocked) >= len(rows) / 2
    return min(priced, stocked) >= len(rows) / 2 and (len(rows) > 1 or not describes_goods(rows[0]))


def _is_priced(key: str, value: Any) -> bool:
    if isinstance(value, dict):
        return any(_is_priced(f"{key}_{name}", inner) for name, inner in value.items() if is_scalar(inner))
    return is_price_name((key,), about((key,))) and read_money(value) is not None


def is_stock(key: str, value: Any) -> bool:
    """Whether a field counts what is left."""
    words = split_key(key)
    return (
        find_head(words) in load_words()["stock"]
        and not isinstance(value, (bool, float))
        and str(value).isdecimal()
        and len(str(value)) < 10
        and not means(words, "apart")
        and not means(words, "high")
        and not means(words, "low")
        and not means(words, "id")
    )


def is_left(key: str, value: Any) -> bool:
    """Whether a field of a row that also has a price counts what is left."""
    words = split_key(key)
    counts = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST_LEFT
    return counts and len(words) == 1 and words[0] in load_words()["left"]


def read_flag(key: str, value: Any) -> Availability | None:
    """Whether a field says by yes or no that goods can be bought; None where it says nothing of that."""
    if not isinstance(value, bool) and not (is_scalar(value) and str(value).lower() in _TRUE | _FALSE):
        return None
    words = "".join(split_key(key.removeprefix("is").removeprefix("has")))
    said = str(value).lower() in _TRUE
    if words in load_words()["sold_out"] and said:
        return Availability.OUT_OF_STOCK
    if words in load_words()["available"] and said:
        return Availability.IN_STOCK
    # on sale it may still be sold out
    gone = words in load_words()["on_sale"] | load_words()["available"] and not said
    return Availability.OUT_OF_STOCK if gone else None


def _is_unfilled(one: dict[str, Any]) -> bool:
    """Whether an object was never filled in: each of its prices is zero, and there are some."""
    prices = [
        value for key, value in one.items() if is_price_name((key,), about((key,))) and is_scalar(value)
    ]
    return bool(prices) and all(str(value).strip("0.") == "" for value in prices)
