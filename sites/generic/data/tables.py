"""Lists of like objects as tables: each field a column, told by what its values do over the rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from lxml import html

from sites.generic.data.keys import about, find_head, load_words, means, split_key
from sites.generic.data.walk import Path, Scalar, iter_scalars
from sites.page import clean

_SAMPLE = 60
_LEAST_FILLED = 0.6
_IMAGE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|bmp|svg)\b|/(?:img|image|pic|photo)s?/", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:https?:)?//[^\s<>\"']+|/[\w.-][^\s<>\"']*|[\w-]+\.html?\?[^\s<>\"']+", re.IGNORECASE
)
_NUMBER = re.compile(r"[A-Za-z0-9][\w.:-]{0,39}")
_TAGS = re.compile(r"<[^<>]{1,500}>")
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Column:
    """One field of a table: its place in a row and its values, None where a row has none."""

    path: Path
    values: tuple[Scalar | None, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What its name is put together from."""
        return about(self.path)

    @cached_property
    def head(self) -> str:
        """What its name is about."""
        return find_head(self.words)

    @cached_property
    def filled(self) -> list[Scalar]:
        """The values that are there."""
        return [value for value in self.values if value is not None]

    @cached_property
    def variety(self) -> float:
        """How many of its values differ."""
        return len(set(self.filled)) / len(self.filled)

    def share(self, holds: Callable[[Scalar], bool]) -> float:
        """For how many of its values something holds."""
        return sum(holds(value) for value in self.filled) / len(self.filled)


def make_columns(rows: list[dict[str, Any]]) -> list[Column]:
    """The columns of which most rows have a value."""
    found: dict[Path, dict[int, Scalar]] = {}
    some = rows[:_SAMPLE]
    for index, row in enumerate(some):
        for path, value in iter_scalars(row):
            found.setdefault(path, {})[index] = value
    return [
        Column(path=path, values=tuple(values.get(index) for index in range(len(some))))
        for path, values in found.items()
        if len(values) >= len(some) * _LEAST_FILLED
    ]


def get_at(row: Any, path: Path) -> Any:
    """The value of a row at a place."""
    for key in path:
        if not isinstance(row, dict):
            return None
        row = row.get(key)
    return row


def is_address(value: Any) -> bool:
    """Whether a value is a link, absolute or within the site."""
    return isinstance(value, str) and len(value) < 4000 and bool(_ADDRESS.fullmatch(value.strip()))


def is_picture(value: Any) -> bool:
    """Whether a value is the address of a picture."""
    return is_address(value) and bool(_IMAGE.search(urlsplit_path(value)))


def urlsplit_path(value: str) -> str:
    """The path of an address; nothing of one that cannot be split."""
    try:
        return urlsplit(value.strip()).path
    except ValueError:
        return ""


def is_number(value: Any) -> bool:
    """Whether a value could be the number of goods."""
    return not isinstance(value, (float, bool)) and bool(_NUMBER.fullmatch(str(value))) and str(value) != "0"


def is_words(value: Any) -> bool:
    """Whether a value is text for people: letters, no address."""
    return isinstance(value, str) and bool(_LETTERS.search(value)) and not is_address(value)


def strip_markup(text: Any) -> str | None:
    """A text without tags and entities."""
    plain = str(text)[:20_000]
    if "<" in plain:
        plain = _TAGS.sub(" ", plain) if " <" in plain or "> " in plain else _TAGS.sub("", plain)
    if "&" in plain:
        plain = html.fromstring(f"<p>{plain}</p>").text_content() if "&" in plain else plain
    return clean(plain)


def score_title(column: Column) -> float:
    """How much a column looks like the names of goods."""
    if column.share(is_words) < _LEAST_FILLED:
        return 0.0
    texts = [str(value) for value in column.filled]
    length = sum(map(len, texts)) / len(texts)
    score = min(length, 30) / 30 + column.variety - 0.2 * len(column.path)
    score += 3.0 * (column.head in load_words()["title"]) + 1.0 * means(column.words, "goods")
    score -= 4.0 * _is_of_others(column) + 0.5 * any("<" in text for text in texts)
    return score if length >= 2 and column.variety > 0.4 else 0.0


def score_number(column: Column, links: list[Column]) -> float:
    """How much a column looks like the numbers of goods: unlike one another, and in their links."""
    if column.share(is_number) < 1.0 or column.variety < 1.0 or is_picture(column.filled[0]):
        return 0.0
    linked = any(
        sum(str(mine) in str(theirs) for mine, theirs in zip(column.values, link.values, strict=True))
        >= len(column.filled) * _LEAST_FILLED
        for link in links
    )
    named = column.head in load_words()["id"]
    score = 2.0 * named + 1.5 * means(column.words, "goods") * named + 1.5 * linked - 0.3 * len(column.path)
    score -= 4.0 * (_is_of_others(column) or means(column.words, "shop"))
    # of goods that are sold in variants the number of the goods, not of the variant
    return score - 0.5 * ("sku" in column.words)


def score_link(column: Column, numbers: tuple[Scalar | None, ...]) -> float:
    """How much a column looks like the links to the goods."""
    if column.share(is_address) < _LEAST_FILLED or column.share(is_picture) > 0.3:
        return 0.0
    if means(column.words, "image") and column.head not in load_words()["link"]:
        return 0.0
    holds = sum(
        number is not None and str(number) in str(link)
        for number, link in zip(numbers, column.values, strict=True)
    )
    score = 1.0 * (column.head in load_words()["link"]) + column.variety + 2.0 * holds / len(column.values)
    score += 0.5 * (means(column.words, "goods") or means(column.words, "description"))
    score -= 4.0 * (means(column.words, "shop") or _is_of_others(column) or means(column.words, "elsewhere"))
    return score - 3.0 * means(column.words, "image")


def score_shop(column: Column) -> float:
    """How much a column looks like the names of shops."""
    if column.share(is_words) < _LEAST_FILLED:
        return 0.0
    endings = tuple(load_words()["shop_endings"])
    ends = column.share(lambda value: str(value).lower().endswith(endings))
    named = means(column.words, "shop") and (column.head in load_words()["title"] or column.head == "nick")
    named = named or (column.head in load_words()["shop"])
    score = 2.0 * named + 2.0 * (ends >= 0.5)
    return score - 0.2 * len(column.path) if score else 0.0


def pick(columns: list[Column], score: Callable[[Column], float], least: float) -> Column | None:
    """The column with the highest score, if it reaches the least."""
    best = max(columns, key=score, default=None)
    return best if best is not None and score(best) >= least else None


def _is_of_others(column: Column) -> bool:
    """Whether a name or number is that of something beside the goods: a user, a category, an icon."""
    known = load_words()
    words = [word for key in column.path for word in split_key(key)]
    last = next((word for word in reversed(words) if word in known["goods"] | known["others"]), "")
    return last in known["others"]
