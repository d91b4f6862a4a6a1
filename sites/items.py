"""The things that a site's answers list, and the addresses of their pages, by the rules of its profile."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from sites.address import make_absolute
from sites.item_rules import CountRule, ItemRule, TurnRule, fill_address
from sites.patterns import fold_address, match_address
from sites.sealed import SealedAnswer

MOST_BYTES = 8_000_000
MOST_ITEMS, MOST_VALUES, MOST_PAGES = 3000, 60, 500
_MOST_ASKED = 10
_MOST_NODES, _DEEPEST, _LONGEST_VALUE = 200_000, 12, 300
_WRAPPED = re.compile(rb"^\s*[\w$.]{1,80}\s*\(\s*(?=[\[{])")
_DIGITS = re.compile(r"\d+")

Item = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A thing of an answer that has a page: the page's address, and what it is called."""

    url: str
    name: str | None
    answer: str


def decode_answer(body: bytes) -> Any | None:
    """The value of an answer that is JSON or JSONP; None where it is neither, or too large."""
    wrapped = _WRAPPED.match(body[:200])
    bare = body[wrapped.end() :].rstrip().rstrip(b";)") if wrapped else body
    if len(body) > MOST_BYTES or bare.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"{", b"["}:
        return None
    try:
        return json.loads(bare.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None


def fold_answer(url: str) -> str:
    """The pattern of an answer's address: numbers in its path and all values of its query left open."""
    parts = urlsplit(url)
    path = _DIGITS.sub("#", parts.path or "/")
    keys = [piece.partition("=")[0] for piece in sorted(parts.query.split("&")) if piece]
    return path + ("?" + "&".join(f"{key}=*" for key in keys) if keys else "")


def iter_arrays(value: Any, url: str = "") -> Iterator[tuple[str, list[Item]]]:
    """Each way to things in an answer with the things there; arrays within arrays are taken together.

    With the address of the answer, the things bear what it was asked with, as `^?key`.
    """
    found: dict[str, list[Item]] = {}
    budget = [_MOST_NODES]
    asked = {f"?{key}": text for key, text in parse_qsl(urlsplit(url).query)[:_MOST_ASKED]}
    _walk(value, "", asked, found, budget)
    yield from found.items()


def find_items(value: Any, path: str) -> list[Item]:
    """The things at one way into an answer."""
    return next((items for known, items in iter_arrays(value) if known == path), [])


def find_number(value: Any, path: str) -> int | None:
    """The whole number at a way into an answer, written as a number or as a text."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def has_array(value: Any, path: str) -> bool:
    """Whether an answer has a place for things at a way, be it empty."""
    for name in path.partition("[]")[0].split("."):
        if name and (not isinstance(value, dict) or name not in value):
            return False
        value = value[name] if name else value
    return value is None or isinstance(value, list)


def _walk(value: Any, path: str, held: Item, found: dict[str, list[Item]], budget: list[int]) -> None:
    budget[0] -= 1
    if budget[0] <= 0 or path.count(".") + path.count("[]") > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            item = _flatten(one, held) if isinstance(one, dict) else held
            if isinstance(one, dict) and len(found.setdefault(f"{path}[]", [])) < MOST_ITEMS:
                found[f"{path}[]"].append(item)
            if isinstance(one, dict | list):
                _walk(one, f"{path}[]", item, found, budget)
    elif isinstance(value, dict):
        for name, one in value.items():
            if isinstance(one, dict | list) and "." not in name and "[" not in name:
                _walk(one, f"{path}.{name}" if path else name, held, found, budget)


def _flatten(item: dict[str, Any], held: Item) -> Item:
    """The plain values of a thing by name, of boxes within it by dotted names, of its holder with a `^`."""
    values: Item = {}
    _add_plain(item, "", values)
    for name, value in item.items():
        if isinstance(value, dict):
            _add_plain(value, f"{name}.", values)
    for name, value in held.items():
        if len(values) < 2 * MOST_VALUES and not name.startswith("^^"):
            values[f"^{name}"] = value
    return values


def _add_plain(item: dict[str, Any], before: str, values: Item) -> None:
    for name, value in item.items():
        is_plain = isinstance(value, str | int | float) and not isinstance(value, bool)
        if is_plain and len(values) < MOST_VALUES and "{" not in name and "}" not in name:
            text = str(value)
            if 0 < len(text) <= _LONGEST_VALUE:
                values[before + name] = text


def iter_found(rules: Sequence[ItemRule], answers: Sequence[SealedAnswer], page: str) -> Iterator[Found]:
    """The things of some answers that rules give an address, each address once."""
    seen: set[str] = set()
    for answer in answers:
        fitting = [rule for rule in rules if match_address(rule.answer, answer.url)]
        value = decode_answer(answer.body) if fitting else None
        arrays = dict(iter_arrays(value, answer.url)) if value is not None else {}
        for rule in fitting:
            for item in arrays.get(rule.items, []):
                url = make_item_address(rule, item, page)
                if url is not None and url not in seen:
                    seen.add(url)
                    yield Found(url=url, name=item.get(rule.name or ""), answer=answer.url)


def make_item_address(rule: ItemRule, item: Item, page: str) -> str | None:
    """The address of a thing's page, or None where the thing lacks a value that it takes."""
    filled = fill_address(rule.make, {name: quote(item.get(name, ""), safe="") for name in rule.holes})
    return make_absolute(urljoin(page, filled), page) if filled is not None else None


def iter_further(rules: Sequence[TurnRule], answers: Sequence[SealedAnswer]) -> Iterator[str]:
    """The addresses of the answers that go on where some answers of lists end.

    With a total, all that are left; without, the next one, as long as the last was full.
    """
    for number, answer, rule in find_turned(rules, answers):
        yield from _iter_next(number, answer, rule)


def find_turned(
    rules: Sequence[TurnRule], answers: Sequence[SealedAnswer]
) -> list[tuple[int, SealedAnswer, TurnRule]]:
    """The last answer of each list among some answers, with its number and the rule by which it goes on."""
    furthest: dict[tuple[str, str, str], tuple[int, SealedAnswer, TurnRule]] = {}
    for answer in answers:
        for rule in rules:
            number = _read_number(answer.url, rule.key) if match_address(rule.answer, answer.url) else None
            if number is not None and rule.direct and answer.method == "GET":
                chain = (rule.answer, rule.items, fold_address(set_number(answer.url, rule.key, 0)))
                if chain not in furthest or furthest[chain][0] < number:
                    furthest[chain] = (number, answer, rule)
    return list(furthest.values())


def find_count(rules: Sequence[CountRule], answers: Sequence[SealedAnswer]) -> int | None:
    """How many things the largest list among some answers holds, shown or not; None where none says so."""
    counts = []
    for answer in answers:
        fitting = [rule for rule in rules if match_address(rule.answer, answer.url)]
        value = decode_answer(answer.body) if fitting else None
        counts += [find_number(value, rule.total) for rule in fitting]
    return max((count for count in counts if count is not None), default=None)


def _iter_next(number: int, answer: SealedAnswer, rule: TurnRule) -> Iterator[str]:
    value = decode_answer(answer.body)
    items = find_items(value, rule.items) if value is not None else []
    if not items:
        return
    total = find_number(value, rule.total) if rule.total is not None else None
    first = number if rule.step > 1 else number - (number > 0)  # pages count from 1, or from 0 as offsets do
    if total is None:
        if len(items) >= rule.size:
            yield set_number(answer.url, rule.key, number + rule.step)
        return
    seen = first if rule.step > 1 else first * rule.size
    left = max(0, -(-(total - seen - len(items)) // rule.size))
    for further in range(1, min(left, MOST_PAGES) + 1):
        yield set_number(answer.url, rule.key, number + further * rule.step)


def _read_number(url: str, key: str) -> int | None:
    text = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)).get(key, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def set_number(url: str, key: str, number: int) -> str:
    """An address with another number under one key of its query."""
    parts = urlsplit(url)
    pieces = [
        urlencode({key: number}) if piece.partition("=")[0] == key else piece
        for piece in parts.query.split("&")
    ]
    return urlunsplit(parts._replace(query="&".join(pieces)))


def add_to_number(url: str, key: str) -> str:
    """An address with the next number under one key of its query."""
    return set_number(url, key, (_read_number(url, key) or 0) + 1)
