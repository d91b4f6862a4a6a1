"""Dates as documents print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_NUMERALS = {"〇": 0, "○": 0, "零": 0} | {sign: i for i, sign in enumerate("一二三四五六七八九", start=1)}
_WESTERN = re.compile(r"(?<!\d)(\d{4})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})(?!\d)日?")
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date as printed, and as ISO 8601; None where the calendar has no such day."""

    raw: str
    iso: str | None
    start: int


def find_dates(text: str) -> list[PrintedDate]:
    """The dates in folded text, in their order."""
    found = [*_iter_western(text), *_iter_chinese(text)]
    return sorted(found, key=lambda printed: printed.start)


def make_iso_date(year: int, month: int, day: int) -> str | None:
    """A date in ISO 8601, or None where the calendar has no such day."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _iter_western(text: str) -> Iterator[PrintedDate]:
    for match in _WESTERN.finditer(text):
        year, month, day = (int(part) for part in match.groups())
        yield PrintedDate(raw=match[0], iso=make_iso_date(year, month, day), start=match.start())


def _iter_chinese(text: str) -> Iterator[PrintedDate]:
    for match in _CHINESE.finditer(text):
        year = int("".join(str(_NUMERALS[sign]) for sign in match[1]))
        iso = make_iso_date(year, _count(match[2]), _count(match[3]))
        yield PrintedDate(raw=match[0], iso=iso, start=match.start())


def _count(numeral: str) -> int:
    """A Chinese numeral below a hundred; 0 where it is none."""
    tens, ten, ones = numeral.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + (_NUMERALS[ones] if ones else 0)
