"""Lists of goods in data: cards from arrays of like objects, whatever their fields are called."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sites.generic.data.amounts import Amount, Kind, is_in_minor_units, read_amount, scale
from sites.generic.data.keys import means, split_key
from sites.generic.data.tables import (
    Column,
    get_at,
    is_address,
    make_columns,
    pick,
    score_link,
    score_number,
    score_shop,
    score_title,
    strip_markup,
)
from sites.generic.data.verdict import decide_price
from sites.generic.data.walk import Path, find_rows, fold_path, iter_places, iter_scalars

_MOST_ROWS = 2000
_LEAST_ROWS = 2
_LEAST_TITLE = 1.2
_SAMPLE = 60
_LEAST_PRICED = 0.05
_LARGEST_TITLE = 500


@dataclass(slots=True, kw_only=True)
class Row:
    """One piece of goods as a list shows it."""

    title: str
    number: str | None = None
    link: str | None = None
    price: Decimal | None = None
    list_price: Decimal | None = None
    currency: str | None = None
    shop: str | None = None
    is_unsure: bool = False


@dataclass(slots=True, kw_only=True)
class GoodsList:
    """A list of goods in data, with where it lies."""

    path: Path
    rows: list[Row]
    score: float
    sources: list[int] = field(default_factory=list)


def find_lists(value: Any, known: Collection[Decimal] = (), currency: str | None = None) -> list[GoodsList]:
    """The lists of goods in a value, the best first; parts of one list are put together.

    Args:
        value: data of a page or an answer.
        known: amounts in the main unit that the page shows elsewhere.
        currency: of the page.
    """
    parts: dict[Path, list[dict[str, Any]]] = {}
    for place in iter_places(value):
        if any(means(split_key(key), "variants") for key in place.path[-2:]):
            continue
        rows = find_rows(place.value)
        if len(rows) >= _LEAST_ROWS or (len(rows) == 1 and fold_path(place.path) in parts):
            parts.setdefault(fold_path(place.path), []).extend(rows[:_MOST_ROWS])
    found = [read_list(path, rows, known, currency) for path, rows in parts.items()]
    return sorted((one for one in found if one is not None), key=lambda one: -one.score)


def read_list(
    path: Path, objects: list[dict[str, Any]], known: Collection[Decimal], currency: str | None
) -> GoodsList | None:
    """The goods that like objects are; None where they are something else."""
    columns = make_columns(objects)
    title = pick(columns, score_title, _LEAST_TITLE)
    if title is None:
        return None
    links = [column for column in columns if column.share(is_address) > 0.5]
    number = pick(columns, lambda column: score_number(column, links), 1.0)
    numbers = number.values if number else (None,) * len(title.values)
    link = pick(columns, lambda column: score_link(column, numbers), 1.5)
    prices = find_price_paths(objects)
    of_goods = means(tuple(word for key in path for word in split_key(key)), "goods") or means(
        title.words, "goods"
    )
    if not prices or not (number or link or of_goods):
        return None
    reader = _RowReader(
        title=title, number=number, link=link, shop=pick(columns, score_shop, 1.5), prices=prices
    )
    rows = reader.read(objects, known, currency)
    kinds = 1.0 + 2.0 + (number is not None) + 0.5 * (link is not None) + 0.5 * of_goods
    aside = any(means(split_key(key), "elsewhere") for key in path)
    score = len(rows) * kinds * (0.3 if aside else 1.0)
    return GoodsList(path=path, rows=rows, score=score, sources=[id(one) for one in objects])


def find_price_paths(objects: list[dict[str, Any]]) -> list[Path]:
    """The places in like objects that hold prices, in at least some of them."""
    counts: dict[Path, int] = {}
    some = objects[:_SAMPLE]
    for one in some:
        for path, value in iter_scalars(one):
            amount = read_amount(path, value)
            if amount is not None and amount.kind is not Kind.APART:
                counts[path] = counts.get(path, 0) + 1
    return [path for path, count in counts.items() if count >= len(some) * _LEAST_PRICED]


@dataclass(frozen=True, slots=True, kw_only=True)
class _RowReader:
    """The columns of a list of goods, and how its rows are read by them."""

    title: Column
    number: Column | None
    link: Column | None
    shop: Column | None
    prices: list[Path]

    def read(
        self, objects: list[dict[str, Any]], known: Collection[Decimal], currency: str | None
    ) -> list[Row]:
        minor = self._find_minor(objects, known, currency)
        rows: dict[object, Row] = {}
        for index, one in enumerate(objects[:_MOST_ROWS]):
            row = self._read_row(one, minor, currency)
            if row is not None:
                rows.setdefault(row.number or row.link or index, row)
        return list(rows.values())

    def _find_minor(
        self, objects: list[dict[str, Any]], known: Collection[Decimal], currency: str | None
    ) -> dict[Path, bool | None]:
        amounts = {path: _read_amounts(objects, path) for path in self.prices}
        exact = {one.low for found in amounts.values() for one in found if one.is_exact}
        sure = {*known, *exact}
        found = {path: is_in_minor_units(amounts[path], sure, currency) for path in self.prices}
        told = {
            is_minor
            for path, is_minor in found.items()
            if is_minor is not None and not _is_exact(amounts[path])
        }
        # fields of one object are in one unit: what is plain of one holds for the others
        return {
            path: next(iter(told)) if is_minor is None and len(told) == 1 else is_minor
            for path, is_minor in found.items()
        }

    def _read_row(
        self, one: dict[str, Any], minor: dict[Path, bool | None], currency: str | None
    ) -> Row | None:
        title = strip_markup(get_at(one, self.title.path) or "")
        if title is None:
            return None
        amounts = [
            scale(found, is_minor=minor[path]) for path in self.prices if (found := _read_at(one, path))
        ]
        verdict = decide_price(amount for amount in amounts if amount is not None)
        number = get_at(one, self.number.path) if self.number else None
        return Row(
            title=title[:_LARGEST_TITLE],
            number=None if number is None else str(number),
            link=_text(get_at(one, self.link.path)) if self.link else None,
            price=verdict.low,
            list_price=verdict.was,
            currency=currency,
            shop=strip_markup(get_at(one, self.shop.path) or "") if self.shop else None,
            is_unsure=verdict.is_unsure or (bool(amounts) and verdict.low is None),
        )


def _read_amounts(objects: Iterable[dict[str, Any]], path: Path) -> list[Amount]:
    return [found for one in objects if (found := read_amount(path, get_at(one, path))) is not None]


def _is_exact(amounts: list[Amount]) -> bool:
    return all(one.is_exact for one in amounts)


def _read_at(one: dict[str, Any], path: Path) -> Amount | None:
    return read_amount(path, get_at(one, path))


def _text(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None
