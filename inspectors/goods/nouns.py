"""The nouns that name goods (goods_classes.yaml, in_force.yaml), and which of them a title sells."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from config.catalogue import load_catalogue
from inspectors.authority.shipped import load_shipped_rows
from inspectors.words.folding import fold

_CLAUSE = re.compile(r"[\s,，。;；、|/+＋【】\[\]()（）]")


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun in a title: where it stands, the classes of goods it may name, and how long its phrase is."""

    word: str
    start: int
    end: int
    classes: tuple[str, ...]
    kind: str | None
    phrase: int = 0


@dataclass(frozen=True, slots=True)
class _Index:
    automaton: AhoCorasick
    words: tuple[str, ...]
    classes: dict[str, tuple[str, ...]]
    kinds: dict[str, str]


def find_nouns(title: str) -> list[Noun]:
    """The nouns that name what a title sells, in their order: of each phrase the last one.

    Of nouns within one another the longest counts. What stands before the last noun of a phrase describes
    it (蛋白粉摇摇杯), as does one before a word like 味 or behind one like 适用于. A gift is not sold, and a
    phrase that ends in a thing that no list names (红酒开瓶器) sells such a thing.
    """
    text = fold(title).text
    phrases: dict[int, list[Noun]] = {}
    ends = [match.start() for match in _CLAUSE.finditer(text)] + [len(text)]
    for noun in _iter_longest(text):
        end = ends[bisect_left(ends, noun.end)]
        if _stands(text, noun):
            phrases.setdefault(end, []).append(noun)
    starts = {end: before + 1 for before, end in pairwise([-1, *ends])}
    return [_find_head(text, nouns, end, end - starts[end]) for end, nouns in sorted(phrases.items())]


def _find_head(text: str, nouns: list[Noun], end: int, phrase: int) -> Noun:
    last = nouns[-1]
    if end > last.end and _sign("things").match(text[last.end : end]):
        return Noun(text[last.end : end], last.end, end, ("none",), None, phrase)
    return replace(last, phrase=phrase)


def list_known() -> list[tuple[str, str]]:
    """Every noun that names goods, folded, with its first class."""
    return [(word, names[0]) for word, names in _load_index().classes.items()]


def find_class_of_part(part: str) -> tuple[str, str | None] | None:
    """The class and kind that a part of a category path names: a category word, or a noun that ends it."""
    text = fold(part.strip()).text
    names = _load_categories().get(text)
    if names is not None:
        return names, _load_index().kinds.get(text)
    nouns = [noun for noun in _iter_longest(text) if noun.end == len(text)]
    if nouns:
        return nouns[-1].classes[0], nouns[-1].kind
    ends = [word for word in _load_categories() if len(word) > 1 and text.endswith(word)]
    return (_load_categories()[max(ends, key=len)], None) if ends else None


def _iter_longest(text: str) -> Iterator[Noun]:
    index = _load_index()
    matches = index.automaton.find_matches_as_indexes(text, overlapping=True)
    if not matches:
        return
    spans = sorted({(start, end) for _, start, end in matches}, key=lambda span: (span[0], -span[1]))
    last_end = 0
    for start, end in spans:
        if end <= last_end:
            continue
        word = text[start:end]
        if len(word) == 1 and end < len(text) and not _CLAUSE.match(text[end]):
            continue
        last_end = end
        yield Noun(word, start, end, index.classes[word], index.kinds.get(word))


def _stands(text: str, noun: Noun) -> bool:
    sense = _load_other_senses().get(noun.word)
    if sense is not None and sense.search(text):
        return False
    if _sign("followed").match(text[noun.end : noun.end + 6]):
        return False
    if text[noun.start - 1 : noun.start].isdigit() and _sign("unit").match(noun.word):
        return False
    before = _CLAUSE.split(text[max(0, noun.start - 14) : noun.start])[-1]
    return not (_sign("fits").search(before) or _sign("gift").search(before))


@cache
def _load_other_senses() -> dict[str, re.Pattern[str]]:
    senses = load_catalogue("goods_classes")["signs"]["other_sense"]
    return {word: re.compile(pattern) for word, pattern in senses.items()}


@cache
def _sign(name: str) -> re.Pattern[str]:
    return re.compile(load_catalogue("goods_classes")["signs"][name])


@cache
def _load_index() -> _Index:
    classes: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    for row in load_shipped_rows():
        name = {
            "ccc": "ccc_product",
            "energy_label": "labelled_appliance",
            "water_label": "labelled_appliance",
        }
        if row["catalogue"] in name and row["category"] not in {"玩具", "童车"}:
            for word in row["keywords"]:
                classes.setdefault(fold(word).text, []).append(name[row["catalogue"]])
    for name, spec in load_catalogue("goods_classes")["classes"].items():
        for word in spec.get("nouns", ()):
            classes.setdefault(fold(word).text, []).append(name)
        for kind, words in spec.get("kinds", {}).items():
            for word in words:
                classes.setdefault(fold(word).text, []).append(name)
                kinds[fold(word).text] = kind
    ranked = {word: tuple(sorted(set(names), key=_rank)) for word, names in classes.items()}
    words = tuple(ranked)
    return _Index(AhoCorasick(list(words), implementation=Implementation.ContiguousNFA), words, ranked, kinds)


def _rank(name: str) -> int:
    order = ("toy", "health_food", "drug", "medical_device", "disinfectant", "cosmetic", "labelled_appliance")
    return order.index(name) if name in order else len(order) + (name == "none")


@cache
def _load_categories() -> dict[str, str]:
    classes: dict[str, dict[str, Any]] = load_catalogue("goods_classes")["classes"]
    return {fold(word).text: name for name, spec in reversed(classes.items()) for word in spec["category"]}
