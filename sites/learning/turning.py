"""How lists that a script fills go on: told from the answers that a page asked for while it was scrolled."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sites.item_rules import CountRule, TurnRule, check_path
from sites.items import Item, decode_answer, find_items, find_number, has_array
from sites.learning.items import make_pattern
from sites.sealed import SealedAnswer

_MOST_VALUES, _DEEPEST, _MOST_GUESSES = 400, 4, 4
Place = tuple[str, str]
Paths = dict[str, set[str]]
"""The ways to things, by the pattern of the answers that hold them."""


def induce_turns(groups: Sequence[Sequence[SealedAnswer]], paths: Paths) -> list[TurnRule]:
    """The rules of lists that went on while a page was looked at.

    Args:
        groups: what each page asked for, in order.
        paths: where the answers of a pattern hold things that have pages.
    """
    counted: dict[Place, Counter[tuple[str, int]]] = defaultdict(Counter)
    answers: dict[str, dict[str, SealedAnswer]] = defaultdict(dict)
    for group in groups:
        chains: dict[str, list[SealedAnswer]] = defaultdict(list)
        for answer in group:
            pattern = make_pattern(answer.url)
            if pattern in paths and answer.method == "GET" and answer.status == HTTPStatus.OK:
                chains[pattern].append(answer)
                answers[pattern][answer.url] = answer
        for pattern, chain in chains.items():
            for path in paths[pattern]:
                counted[pattern, path].update(_find_keys(chain, path))
    rules = []
    for (pattern, path), keys in sorted(counted.items()):
        if keys:
            (key, step), _ = keys.most_common(1)[0]
            rules.append(make_turn(pattern, path, key, step, list(answers[pattern].values())))
    return [rule for rule in rules if rule is not None]


def _find_keys(chain: Sequence[SealedAnswer], path: str) -> Iterator[tuple[str, int]]:
    """The key of the only number in which answers differ that came one after another, and by how much."""
    for before, after in pairwise(chain):
        one, other = _read_query(before.url), _read_query(after.url)
        changed = [key for key in one if one[key] != other.get(key)]
        if one.keys() == other.keys() and len(changed) == 1 and is_next(path, before.body, after.body):
            values = one[changed[0]], other[changed[0]]
            if all(value.isascii() and value.isdigit() and len(value) < 7 for value in values):
                step = int(values[1]) - int(values[0])
                if 0 < step <= 1000:
                    yield changed[0], step


def make_turn(
    pattern: str, path: str, key: str, step: int, answers: Sequence[SealedAnswer]
) -> TurnRule | None:
    """The rule of lists whose key is known; size and total are told from some of their answers."""
    values = [(answer.url, decode_answer(answer.body)) for answer in answers]
    size = max((len(find_items(value, path)) for _, value in values), default=0)
    if size == 0 or (step > 1 and step != size):
        return None
    total = _find_total(path, values, key, step, size)
    return TurnRule(answer=pattern, items=path, key=key, step=step, size=size, total=total)


def guess_keys(url: str) -> list[str]:
    """The keys of an address that may count pages: those with the first number of a count.

    Pages count from one more often than from nought, which is also what says that something is not wanted.
    """
    query = _read_query(url)
    return [key for first in ("1", "0") for key, value in query.items() if value == first][:_MOST_GUESSES]


def is_next(path: str, first: bytes, other: bytes) -> bool | None:
    """Whether an answer goes on where another ends: None where it is only empty, as after the last page."""
    value, further = decode_answer(first), decode_answer(other)
    if value is None or further is None or not has_array(further, path):
        return False
    items, others = find_items(value, path), find_items(further, path)
    if not others:
        return None
    return bool(items) and is_alike(items[0], others[0]) and not any(one in items for one in others)


def is_alike(one: Item, other: Item) -> bool:
    """Whether two things have most of their fields in common: one that is empty is left out of a thing."""
    return 2 * len(one.keys() & other.keys()) > len(one.keys() | other.keys())


def _find_total(path: str, seen: Sequence[tuple[str, Any]], key: str, step: int, size: int) -> str | None:
    """The way to a number that is the count of things wherever a list is seen to its end, and never less."""
    if path.count("[]") != 1:
        return None
    counted = []
    for url, value in seen:
        number = int(_read_query(url).get(key) or 0)
        before = number if step > 1 else max(0, number - 1) * size
        counted.append((value, before, len(find_items(value, path))))
    return next((way for way in _iter_numbers(seen[0][1], "", 0) if _is_total(way, counted, size)), None)


def induce_counts(groups: Sequence[Sequence[SealedAnswer]], paths: Paths) -> list[CountRule]:
    """The rules of how many things lists hold whose answers are asked for by POST.

    Nothing tells such answers' place in their list. So a number counts what a list holds where it is the same
    in all answers of a page and never below the things in them, and is just that on a page seen to its end.

    Args:
        groups: what each page asked for, in order.
        paths: where the answers of a pattern hold things that have pages.
    """
    seen: dict[Place, list[list[Any]]] = defaultdict(list)
    for group in groups:
        chains: dict[str, list[Any]] = defaultdict(list)
        for answer in group:
            pattern = make_pattern(answer.url)
            if pattern in paths and answer.method == "POST" and answer.status == HTTPStatus.OK:
                chains[pattern].append(decode_answer(answer.body))
        for pattern, chain in chains.items():
            for path in paths[pattern]:
                if "[]" not in path.rstrip("[]") and any(find_items(value, path) for value in chain):
                    seen[pattern, path].append(chain)
    found = []
    for (pattern, path), chains_of_it in sorted(seen.items()):
        ways = _iter_numbers(chains_of_it[0][0], "", 0)
        total = next((way for way in ways if _counts_all(way, path, chains_of_it)), None)
        if total is not None:
            found.append(CountRule(answer=pattern, items=path, total=total))
    return found


def _counts_all(way: str, path: str, chains: Sequence[Sequence[Any]]) -> bool:
    """Whether a number counts the things of every list, and just those of one that went on to its end."""
    is_proven = False
    for chain in chains:
        totals = {find_number(value, way) for value in chain}
        total = totals.pop() if len(totals) == 1 else None
        held = len({tuple(sorted(item.items())) for value in chain for item in find_items(value, path)})
        if total is None or total < held:
            return False
        is_proven = is_proven or (total == held and len(chain) > 1)
    return is_proven


def _is_total(way: str, counted: Sequence[tuple[Any, int, int]], size: int) -> bool:
    proofs, totals = set(), set()
    for value, before, count in counted:
        total = find_number(value, way)
        if total is None or total < before + count or (count < size and total > before + size):
            return False
        totals.add(total)
        if 0 < count < size and total == before + count:
            proofs.add(total)
    return len(proofs) > 1 or (bool(proofs) and max(totals) > size)


def _iter_numbers(value: Any, path: str, depth: int) -> Iterator[str]:
    """The ways to whole numbers that stand in no array."""
    if not isinstance(value, dict) or depth > _DEEPEST:
        return
    for name, one in list(value.items())[:_MOST_VALUES]:
        way = f"{path}.{name}" if path else name
        if isinstance(one, dict):
            yield from _iter_numbers(one, way, depth + 1)
        elif find_number(value, name) is not None and _is_path(way):
            yield way


def _is_path(way: str) -> bool:
    try:
        return bool(check_path(way))
    except ValueError:
        return False


def _read_query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
