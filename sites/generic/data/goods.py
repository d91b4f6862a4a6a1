"""The goods of a page as its data describe them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from evidence.listing import Availability, Offer, Shop
from sites.generic.data.amounts import Amount, Kind, is_in_minor_units, read_amount, scale
from sites.generic.data.facts import Facts, collect
from sites.generic.data.keys import find_head, load_words, means, split_key
from sites.generic.data.scope import PageFacts, Scope, find_scope
from sites.generic.data.tables import is_number
from sites.generic.data.texts import Texts, read_texts
from sites.generic.data.variants import Variant, read_variants
from sites.generic.data.verdict import NOTHING, PriceVerdict, decide_price
from sites.generic.data.walk import Path, is_scalar
from sites.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class DataGoods:
    """What a page's data say of the goods it sells."""

    number: str | None
    texts: Texts
    sku: str | None = None
    price: PriceVerdict = NOTHING
    knows_was: bool = False  # whether a field for the struck price is filled, be it with the price itself
    currency: str | None = None
    offers: tuple[Offer, ...] = ()
    availability: Availability | None = None
    shop: Shop | None = None
    unsure: tuple[str, ...] = ()
    amounts: frozenset[Decimal] = field(default_factory=frozenset)


def find_goods(
    states: Iterable[State], page: PageFacts, known: Collection[Decimal] = (), currency: str | None = None
) -> DataGoods | None:
    """The goods that a page sells, from all of its data; None where they do not say.

    Args:
        states: of the page.
        page: what it says of itself outside its data.
        known: amounts in the main unit that the page shows.
        currency: of the page.
    """
    scopes = [scope for state in states if (scope := find_scope(state.value, page)) is not None]
    numbered = [scope for scope in scopes if scope.number is not None]
    scopes = numbered or scopes
    if not scopes:
        return None
    return describe(scopes, page, known, currency)


def describe(
    scopes: list[Scope], page: PageFacts, known: Collection[Decimal], currency: str | None
) -> DataGoods | None:
    """The goods that several pieces of data describe together."""
    every = [collect(scope) for scope in scopes]
    texts = read_texts(every, page)
    if texts.title is None and not page.names:
        return None
    amounts, sources = _read_amounts(every, known, currency)
    is_cut = any(_is_paid(path, value, facts) for facts in every for path, value in facts.leaves)
    variants = max(sources, key=len, default=[])
    price = decide_price(amounts, _iter_costs(variants))
    if all(one.kind is Kind.WAS for one in amounts) and is_cut and not variants:
        price = PriceVerdict(is_unsure=True)  # what is paid now is there, in a unit that nothing tells
    if _disagree(sources):
        price = PriceVerdict(is_unsure=True)
    availability, is_unsure = _decide_stock(every, variants)
    unsure = [("price", price.is_unsure), ("list_price", price.is_was_unsure), ("availability", is_unsure)]
    return DataGoods(
        number=next((scope.number for scope in scopes if scope.number), None),
        texts=texts,
        sku=_find_sku(scopes),
        price=price,
        knows_was=any(one.kind is Kind.WAS for one in amounts) and price.low is not None,
        currency=next((one.currency for one in amounts if one.currency), currency),
        offers=tuple(one.make_offer(currency) for one in variants[:100]),
        availability=availability,
        shop=texts.shop,
        unsure=tuple(name for name, holds in unsure if holds),
        amounts=frozenset({one.low for one in amounts} | set(_iter_costs(variants))),
    )


def _read_amounts(
    every: list[Facts], known: Collection[Decimal], currency: str | None
) -> tuple[list[Amount], list[list[Variant]]]:
    """The amounts of the goods and of their variants in the main unit; those of unknown unit are left out."""
    amounts = [
        found
        for facts in every
        for path, value in facts.leaves
        if (path[:-1] in facts.selling or _is_of_goods(path)) and (found := read_amount(path, value))
    ]
    sources = [read_variants(rows) for facts in every for rows in facts.variants]
    inner = [one for variants in sources for variant in variants for one in variant.amounts]
    exact = {one.low for one in [*amounts, *inner] if one.is_exact} | {
        one.high for one in [*amounts, *inner] if one.is_exact
    }
    sure = {*known, *exact}
    fields: dict[str, list[Amount]] = {}
    for one in [*amounts, *inner]:
        fields.setdefault(one.path[-1], []).append(one)
    minor = {name: is_in_minor_units(found, sure, currency) for name, found in fields.items()}
    told = {
        value
        for name, value in minor.items()
        if value is not None and not all(a.is_exact for a in fields[name])
    }
    minor = {
        name: next(iter(told)) if value is None and len(told) == 1 else value for name, value in minor.items()
    }
    main = [done for one in amounts if (done := scale(one, is_minor=minor[one.path[-1]]))]
    scaled = [
        [
            replace(one, amounts=tuple(d for a in one.amounts if (d := scale(a, is_minor=minor[a.path[-1]]))))
            for one in variants
        ]
        for variants in sources
    ]
    return main, scaled


def _is_paid(path: Path, value: Any, facts: Facts) -> bool:
    amount = read_amount(path, value)
    is_own = path[:-1] in facts.selling or _is_of_goods(path)
    return is_own and amount is not None and amount.kind not in {Kind.WAS, Kind.APART}


def _find_sku(scopes: list[Scope]) -> str | None:
    """The number of goods that stands beside the one in the address, or the seller's own number of them."""
    for scope in scopes:
        for hit in scope.hits:
            for key, value in hit.value.items() if hit.number else ():
                words = split_key(key)
                named = words == ("sku",) or (_is_goods_number(words) and str(value) != scope.number)
                if named and is_scalar(value) and is_number(value):
                    return str(value)
    return None


def _is_goods_number(words: tuple[str, ...]) -> bool:
    return means(words, "goods") and words[-1] in load_words()["id"] and not means(words, "others")


@lru_cache(maxsize=20_000)
def _is_of_goods(path: Path) -> bool:
    """Whether an amount is the goods' own: not of a list of other things, not of a brand or shop."""
    lists = [split_key(path[place - 1]) for place, key in enumerate(path) if key == "[]" and place]
    if not all(means(words, "price") for words in lists):
        return False
    known = load_words()
    beside = (
        (known["others"] | known["shop"]) - known["label"] - known["variants"] - known["group"] - known["now"]
    )
    holders = [split_key(key) for key in path[:-1]]
    if any(
        find_head(words) in beside - known["shop"] and not means(words, "goods") for words in holders[-2:]
    ):
        return False
    return not holders or means(holders[-1], "goods") or find_head(holders[-1]) not in beside


def _disagree(sources: list[list[Variant]]) -> bool:
    """Whether lists of the same variants say different prices; a list may be a part of another."""
    costs = sorted((costs for one in sources if (costs := set(_iter_costs(one)))), key=len)
    return any(not smaller <= costs[-1] for smaller in costs[:-1])


def _iter_costs(variants: Iterable[Variant]) -> Iterator[Decimal]:
    for variant in variants:
        cost = variant.price.low
        if cost is not None:
            yield cost


def _decide_stock(every: list[Facts], variants: list[Variant]) -> tuple[Availability | None, bool]:
    """Whether the goods can be bought, and whether the data say both."""
    said = {value for facts in every for value in facts.flags}
    counts = [count for facts in every for count in facts.stocks]
    inner = [variant.stock for variant in variants if variant.stock is not None]
    if counts or inner:
        left = any(count > 0 for count in (*inner, *counts))
        said.add(Availability.IN_STOCK if left else Availability.OUT_OF_STOCK)
    if len(said) > 1:
        return None, True
    return next(iter(said), None), False


def is_filled(value: Any) -> bool:
    """Whether a value says anything."""
    return value not in (None, "", [], {})
