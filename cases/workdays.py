"""Periods in working days (工作日) and days, by the State Council's holiday calendar.

The calendar comes from the package chinesecalendar, brought up to date each autumn, when the holidays of the
next year are announced. Of days beyond it those from Monday to Friday count; `Due.announced` says so.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period; `announced` is false when it was reckoned beyond the announced calendar."""

    day: date
    announced: bool


def is_working_day(day: date) -> tuple[bool, bool]:
    """Whether people work on a day in China, and whether that is announced and not only reckoned."""
    try:
        return chinese_calendar.is_workday(day), True
    except NotImplementedError:
        return day.isoweekday() <= 5, False


def add_working_days(start: date, days: int) -> Due:
    """The last of so many working days after `start`, which does not count itself (程序规定 80)."""
    day, announced = start, True
    for _ in range(days):
        day, known = _find_working_day(day + timedelta(days=1))
        announced = announced and known
    return Due(day, announced)


def add_days(start: date, days: int) -> Due:
    """The last of so many days after `start`; a day off moves it to the next working day (程序规定 80)."""
    return Due(*_find_working_day(start + timedelta(days=days)))


def _find_working_day(day: date) -> tuple[date, bool]:
    announced = True
    while True:
        works, known = is_working_day(day)
        announced = announced and known
        if works:
            return day, announced
        day += timedelta(days=1)
