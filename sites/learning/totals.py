"""Where lists say how many goods they hold: a number that equals the boxes of short lists."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sites.learning.rules import Label, induce_rule
from sites.learning.tree import SeenPage
from sites.profile import Parse, Rule

_NUMBER = re.compile(r"[0-9]{1,3}(?:[,.\u00a0\u202f][0-9]{3})+(?![0-9])|[0-9]{1,7}")
_MARKS = re.compile(r"[^0-9]")
_LONGEST, _ON_MOST, _FEWEST_EQUAL = 60, 0.5, 2
_FEWEST_RANGES, _NEARLY_ALL = 3, 0.8
_Key = tuple[str, int, int]


def induce_total(pages: Sequence[SeenPage], counts: Sequence[int]) -> Rule | None:
    """The place of a list's total, or None where no number fits.

    Args:
        pages: lists of one site.
        counts: how many listings each of them shows.
    """
    seen: dict[_Key, dict[int, int]] = defaultdict(dict)
    for number, page in enumerate(pages):
        for key, value in _iter_numbers(page):
            seen[key].setdefault(number, value)
    told = [(key, values) for key, values in seen.items() if _goes_with_range(key, values, seen, counts)]
    fitting = told or [(key, values) for key, values in seen.items() if _fits(values, counts)]
    best = max(fitting, key=lambda one: _rate(one[0], one[1], seen), default=None)
    if best is None:
        return None
    (_, place, _), values = best
    labels = [Label(values={values[n]: 1.0} if n in values else {}) for n in range(len(pages))]
    outcome = induce_rule(pages, labels, lambda text: read_count(text, place), Parse.COUNT)
    return outcome.rule.model_copy(update={"number": place}) if outcome is not None else None


def _goes_with_range(
    key: _Key, values: dict[int, int], seen: Mapping[_Key, dict[int, int]], counts: Sequence[int]
) -> bool:
    """Whether two numbers right before or behind say which of so many are shown: `11 to 20 of 25`."""
    path, place, count = key
    for start in (place - 2, place + 1):
        first, last = seen.get((path, start, count), {}), seen.get((path, start + 1, count), {})
        fits = [
            last[n] - first[n] + 1 == counts[n] and values[n] >= last[n] >= first[n] >= 1
            for n in values
            if n in first and n in last and counts[n] > 0
        ]
        if len(fits) >= _FEWEST_RANGES and sum(fits) >= _NEARLY_ALL * len(fits):
            return True
    return False


def _rate(
    key: _Key, values: dict[int, int], seen: Mapping[_Key, dict[int, int]]
) -> tuple[int, int, bool, int]:
    """On how many lists a number stands, and how large; of equal ones rather no end of a range."""
    path, place, count = key
    starts = seen.get((path, place - 1, count), {})
    is_end = place > 0 and all(starts.get(number) in {0, 1} for number in values)
    return len(values), sum(values.values()), not is_end, -len(path)


def read_count(text: str, place: int) -> int | None:
    """The whole number at a place among those of a text."""
    found = _NUMBER.findall(text) if len(text) <= _LONGEST else []
    return _read_number(found[place]) if len(found) > place else None


def _read_number(text: str) -> int:
    """A whole number, with or without marks between its thousands."""
    return int(_MARKS.sub("", text))


def _iter_numbers(page: SeenPage) -> list[tuple[_Key, int]]:
    found = []
    for element, text in enumerate(page.texts):
        if not text or len(text) > _LONGEST or not any(char.isdigit() for char in text):
            continue
        numbers = _NUMBER.findall(text)
        path = page.get_path(element, 3)
        found += [
            ((path, place, len(numbers)), _read_number(value)) for place, value in enumerate(numbers[:6])
        ]
    return found


def _fits(values: dict[int, int], counts: Sequence[int]) -> bool:
    """Whether numbers are never below what is shown, and equal it on lists of different lengths."""
    shown = [(value, counts[number]) for number, value in values.items() if counts[number] > 0]
    equal = {value for value, count in shown if value == count}
    is_common = len(shown) >= max(3, _ON_MOST * sum(count > 0 for count in counts))
    return is_common and len(equal) >= _FEWEST_EQUAL and all(value >= count for value, count in shown)
