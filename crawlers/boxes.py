"""Which boxes of a page are worth a click, and which are never to be clicked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sites.words import has_mark, has_word, split_name

_NEVER_WORDS = ("own_affairs", "buy", "notify")
_NEVER_MARKS = ("own_affairs", "cart")
_LONGEST_WORD = 14
"""Longer texts are names of goods, which may well hold a word such as "order"."""
_MOST_SERIES = 14
LEAST = 3
"""So many boxes that are alike are a series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box of a series, as the page's script described it."""

    series: str
    texts: tuple[str, ...]
    order: int
    least: int = LEAST
    """How many such boxes a series had where it was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A series of boxes; `within` is the series whose boxes hold them."""

    series: str
    within: str | None
    boxes: tuple[Box, ...]
    has_picture: bool


def make_row(told: dict[str, Any], least: int = LEAST) -> Row | None:
    """A series as a page's script described it; None when its boxes are not to be clicked."""
    words = split_name(str(told["words"]))
    if any(has_mark(subject, words) for subject in _NEVER_MARKS):
        return None
    boxes = [
        Box(series=told["series"], texts=tuple(one["texts"]), order=one["order"], least=least)
        for one in told["boxes"]
        if not says_own_affair(one["texts"])
    ]
    has_picture = any(one["has_picture"] for one in told["boxes"])
    row = Row(series=told["series"], within=told["within"], boxes=tuple(boxes), has_picture=has_picture)
    return row if boxes else None


def says_own_affair(texts: Sequence[str]) -> bool:
    """Whether what stands on a box says that it does something, or leads to a visitor's own affairs.

    How many have done something (0人付款) is told of goods, and does nothing.
    """
    short = [text for text in texts if len(text) <= _LONGEST_WORD and not _is_count(text)]
    return any(has_word(subject, text) for subject in _NEVER_WORDS for text in short)


def _is_count(text: str) -> bool:
    return any(sign.isdigit() for sign in text) and has_word("count", text)


def choose_rows(rows: Sequence[Row]) -> list[Row]:
    """The series worth a click: those that hold others first, then with pictures, then long ones."""
    outer = {row.within for row in rows}
    ranked = sorted(
        rows,
        key=lambda row: (
            row.within is not None,
            not row.has_picture,
            row.series not in outer,
            -len(row.boxes),
        ),
    )
    return ranked[:_MOST_SERIES]


def choose_boxes(row: Row) -> list[Box]:
    """The boxes of a series to try in turn, two of which are enough: far apart, saying different things.

    The last may be gone when the page is opened again: an endless list begins anew.
    """
    distinct = list({box.texts: box for box in row.boxes}.values())
    return list(dict.fromkeys([distinct[0], distinct[-1], distinct[len(distinct) // 2], distinct[:2][-1]]))
