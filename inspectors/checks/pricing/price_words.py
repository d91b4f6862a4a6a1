"""The words of price_words.yaml, and the texts of a listing in which prices are spoken of."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from config.catalogue import get_words
from evidence.listing import Listing

AMOUNT = r"[¥￥]?\s?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
"""An amount of money in words, as one group of a regular expression."""

_CLAUSE_END = re.compile(r"[。！？!?；;，,、\n\r|]+(?!\d{3}(?!\d))")


def get_price_words(*path: str) -> tuple[str, ...]:
    """The words under a path of the catalogue, such as `reference`, `former`."""
    return get_words("price_words", *path)


@cache
def join_words(*path: str) -> str:
    """The words under a path as one alternative of a regular expression, the longest first."""
    return "|".join(re.escape(word) for word in sorted(get_price_words(*path), key=len, reverse=True))


def has_price_words(text: str, *path: str) -> bool:
    """Whether a text holds one of the words under a path."""
    return any(word in text for word in get_price_words(*path))


def iter_amounts(clause: str, *paths: tuple[str, ...]) -> Iterator[tuple[str, Decimal]]:
    """The amounts that stand behind words under these paths, each with its words: 原价 99."""
    words = "|".join(join_words(*path) for path in paths)
    for match in re.finditer(rf"(?:{words})[^\d,，。]{{0,4}}?{AMOUNT}", clause):
        yield match[0], Decimal(match[1].replace(",", ""))


def iter_price_clauses(listing: Listing) -> Iterator[tuple[str, bool]]:
    """The clauses of title, attributes and description, and whether they stand in the title."""
    attributes = (f"{name}：{value}" for name, value in listing.attributes.items())
    for text, is_title in (
        (listing.title or "", True),
        *((one, False) for one in attributes),
        (listing.description or "", False),
    ):
        for clause in _CLAUSE_END.split(unicodedata.normalize("NFKC", text)):
            if clause.strip():
                yield clause.strip(), is_title
