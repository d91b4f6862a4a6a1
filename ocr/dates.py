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
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})(?:uary|ruary|ch|il|e|y|ust|t(?:ember)?|ober|ember)?"
# "Aug.20,2013", "20 August 2013"; folded text has no spaces: figures without a sign between run together.
_ENGLISH = re.compile(
    rf"(?<![a-z]){_MONTH}\.?(\d{{1,2}})(?:st|nd|rd|th)?[.,](\d{{4}})(?!\d)"
    rf"|(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[-./,]?{_MONTH}[-./,]*(\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?![\d./-])")
_MONTHS_OF_YEAR = 12
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date as printed, and as ISO 8601; None where the calendar has no such day."""

    raw: str
    iso: str | None
    start: int


def find_dates(text: str) -> list[PrintedDate]:
    """The dates in folded text, in their order; those in English where there are no others.

    Forms in two languages print the same date twice.
    """
    found = [*_iter_western(text), *_iter_chinese(text)] or list(_iter_english(text))
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


def _iter_english(text: str) -> Iterator[PrintedDate]:
    for match in _DAY_FIRST.finditer(text):
        before, after = int(match[1]), int(match[3])
        # 05/06/2024 is in May or in June: which, only a day above twelve tells.
        is_told = before > _MONTHS_OF_YEAR or before == after
        iso = make_iso_date(int(match[4]), after, before) if is_told else None
        if iso is not None:
            yield PrintedDate(raw=match[0], iso=iso, start=match.start())
    for match in _ENGLISH.finditer(text):
        first, day, year, other_day, second, other_year = match.groups()
        month = _MONTHS.index((first or second).lower()) + 1
        iso = make_iso_date(int(year or other_year), month, int(day or other_day))
        yield PrintedDate(raw=match[0], iso=iso, start=match.start())


def _count(numeral: str) -> int:
    """A Chinese numeral below a hundred; 0 where it is none."""
    tens, ten, ones = numeral.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + (_NUMERALS[ones] if ones else 0)
