"""From where boxes led to rules: which arrays of answers hold the things, and what their addresses are."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from sites.item_rules import ItemRule
from sites.items import Item, decode_answer, fold_answer, iter_arrays
from sites.learning.names import fold_name
from sites.patterns import check_pattern, match_address
from sites.sealed import SealedAnswer

_PARTS = re.compile(r"([/?&=#!])")
_RUNS = re.compile(r"(\d+)")
_EMPTY = re.compile(r"(?<=[?&])[^=&?#]+=(?:&|$)")
"""A key of a query without a value: an address with it and one without are the same."""
_MOST_EVIDENCE, _MOST_RULES, _FEWEST_SIGNS = 600, 40, 6
_HIGH = 40
"""Texts of so many things in answers name none of them."""

Place = tuple[str, str, str]
"""The pattern of an answer, the way to an array in it, and the value that names its things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A box with some texts led to an address."""

    texts: tuple[str, ...]
    led_to: str


@dataclass(slots=True, kw_only=True)
class Answers:
    """The things of many answers, by pattern and way that lead to them, and by what they are called."""

    items: dict[tuple[str, str], list[Item]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, list[tuple[Place, Item]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, answers: Iterable[SealedAnswer]) -> None:
        """Take in the arrays of answers; those whose addresses no pattern can hold are left out."""
        for answer in answers:
            pattern = make_pattern(answer.url)
            value = decode_answer(answer.body) if pattern is not None else None
            if pattern is None or value is None:
                continue
            for path, items in iter_arrays(value, answer.url):
                known = self.items[pattern, path]
                for item in items:
                    known.append(item)
                    self._name(pattern, path, item)

    def _name(self, pattern: str, path: str, item: Item) -> None:
        for key, text in item.items():
            folded = fold_name(text) if not key.startswith("^") and not text.isdigit() else ""
            if len(folded) > 1:
                self.named[folded].append(((pattern, path, key), item))

    def is_distinct(self, place: Place, key: str) -> bool:
        """Whether a value tells the things of an array apart."""
        items = self.items[place[:2]]
        values = {tuple(item.get(one, "") for one in (key, place[2])) for item in items}
        return len({one[0] for one in values}) >= len({one[1] for one in values})


def make_pattern(url: str) -> str | None:
    """The pattern of an answer's address, where a profile can have it."""
    pattern = fold_answer(url)
    try:
        return pattern if match_address(check_pattern(pattern), url) else None
    except ValueError:
        return None


def induce_items(evidence: Sequence[Evidence], answers: Answers, start: str) -> list[ItemRule]:
    """The rules that explain where boxes led by what answers list, those with the most support first."""
    pairs: dict[Place, list[tuple[Item, str]]] = defaultdict(list)
    for one in evidence[:_MOST_EVIDENCE]:
        for text in dict.fromkeys(map(fold_name, one.texts)):
            places = answers.named.get(text, [])
            if len(text) > 1 and len(places) <= _HIGH:
                for place, item in places:
                    pairs[place].append((item, one.led_to))
    best: dict[tuple[str, ...], ItemRule] = {}
    for place, found in pairs.items():
        for form, rule in _make_rules(place, found, answers, start):
            key = (rule.answer, rule.items, *form)
            if key not in best or best[key].seen < rule.seen:
                best[key] = rule
    ranked = sorted(best.values(), key=lambda rule: (-rule.seen, rule.answer, rule.items, len(rule.make)))
    plain = {(rule.answer, rule.items, _EMPTY.sub("", rule.make)): rule for rule in reversed(ranked)}
    rules = [rule for rule in ranked if rule in plain.values()]
    return [*rules, *_spread(rules, answers)][:_MOST_RULES]


def _spread(rules: Sequence[ItemRule], answers: Answers) -> Iterator[ItemRule]:
    """The same rules for answers without a click that list things of the same make in the same place."""
    known = {(rule.answer, rule.items) for rule in rules}
    for rule in rules:
        needed = {*rule.holes, rule.name or ""} - {""}
        for (pattern, path), items in answers.items.items():
            is_like = path == rule.items and all(needed <= item.keys() for item in items)
            if is_like and rule.seen > 1 and (pattern, path) not in known:
                known.add((pattern, path))
                yield rule.model_copy(update={"answer": pattern, "seen": 0})


def _make_rules(
    place: Place, pairs: Sequence[tuple[Item, str]], answers: Answers, start: str
) -> Iterator[tuple[tuple[str, ...], ItemRule]]:
    """The rules of one array, each with the form of the addresses that it makes."""
    by_form: dict[tuple[str, ...], dict[str, Item]] = defaultdict(dict)
    for item, url in pairs:
        by_form[_get_form(url)].setdefault(url, item)
    for form, all_of_it in by_form.items():
        for found in _split_up(all_of_it, place, answers):
            make = _explain(list(found.items()), place, answers)
            if make is not None:
                whole = _name_host(next(iter(found)), start) + make
                rule = ItemRule(answer=place[0], items=place[1], make=whole, name=place[2], seen=len(found))
                # A lone address with nothing but the name in it may name whatever else is listed there.
                if rule.seen > 1 or set(rule.holes) != {place[2]}:
                    yield form, rule


def _split_up(found: dict[str, Item], place: Place, answers: Answers) -> list[dict[str, Item]]:
    """Addresses of one form, all together where one rule explains them, else those of like parts."""
    if _explain(list(found.items()), place, answers) is not None:
        return [found]
    alike: dict[tuple[str, ...], dict[str, Item]] = defaultdict(dict)
    for url, item in found.items():
        values = set(item.values())
        alike[tuple("*" if _is_held(part, values) else part for part in _split(url))][url] = item
    return list(alike.values())


def _get_form(url: str) -> tuple[str, ...]:
    """Host, marks and query keys of an address."""
    parts = _split(url)
    keys = (part for number, part in enumerate(parts[:-1]) if parts[number + 1] == "=")
    return (urlsplit(url).netloc, *parts[1::2], *keys)


def _name_host(url: str, start: str) -> str:
    """The beginning of an address on another host than the start's; nothing on the same."""
    host, here = urlsplit(url), urlsplit(start)
    is_same = (host.scheme, host.netloc) == (here.scheme, here.netloc)
    return "" if is_same else f"{host.scheme}://{host.netloc}"


def _is_held(part: str, values: set[str]) -> bool:
    return unquote(part) in values or any(run in values for run in _RUNS.findall(part))


def _split(url: str) -> list[str]:
    """The parts of an address below its host, with the marks between them at the odd places."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    route = f"#{parts.fragment}" if parts.fragment else ""
    return _PARTS.split(f"{parts.path or '/'}{query}{route}")


def _explain(found: Sequence[tuple[str, Item]], place: Place, answers: Answers) -> str | None:
    """The address with its changing parts taken from the things; None where a part is not explained."""
    rows = [_split(url) for url, _ in found]
    items = [item for _, item in found]
    made: list[str] = []
    holes = 0
    for number, column in enumerate(zip(*rows, strict=True)):
        name = column_name(rows[0], number)
        hole = _find_hole(column, items, name, place, answers) if number % 2 == 0 and column[0] else None
        holes += hole is not None
        if hole is None and len(set(column)) > 1:
            return None
        made.append(hole or column[0])
    return "".join(made) if holes and not any("{" in part for row in rows for part in row) else None


def column_name(parts: Sequence[str], number: int) -> str:
    """The key of a query that a part is the value of, or nothing."""
    return parts[number - 2] if number >= 2 and parts[number - 1] == "=" else ""


def _find_hole(
    column: Sequence[str], items: Sequence[Item], name: str, place: Place, answers: Answers
) -> str | None:
    """What stands for a part of an address: the value of the things that it is, whole or in its digits."""
    key = _find_key([unquote(part) for part in column], items, name, place, answers)
    if key is not None:
        return "{" + key + "}"
    runs = [_RUNS.split(part) for part in column]
    if len(runs[0]) < 3 or len({tuple(run[::2]) for run in runs}) > 1:
        return None
    pieces = list(runs[0])
    is_found = False
    for number in range(1, len(pieces), 2):
        key = _find_key([run[number] for run in runs], items, "", place, answers)
        if key is not None:
            pieces[number], is_found = "{" + key + "}", True
        elif len({run[number] for run in runs}) > 1:
            return None
    return "".join(pieces) if is_found else None


def _find_key(
    values: Sequence[str], items: Sequence[Item], name: str, place: Place, answers: Answers
) -> str | None:
    fitting = [
        key
        for key in items[0]
        if all(item.get(key) == value for item, value in zip(items, values, strict=True))
    ]
    ranked = sorted(
        fitting,
        key=lambda key: (
            key.count("^"),
            not answers.is_distinct(place, key),
            key.rpartition(".")[2].lower() != name.lower(),
            not key.lower().endswith("id"),
            len(key),
        ),
    )
    if not ranked:
        return None
    if len(set(values)) > 1:
        return ranked[0]
    best = ranked[0]
    is_named = bool(name) and best.rpartition(".")[2].lstrip("^?").lower() == name.lower()
    is_telling = values[0].isdigit() or len(values[0]) >= _FEWEST_SIGNS or best == place[2]
    is_lone = len(values) == 1 and is_telling and answers.is_distinct(place, best) and "^" not in best
    return best if is_named or is_lone else None
