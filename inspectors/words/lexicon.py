"""The classes of words (word_classes.yaml) as one automaton: a text is read once, however many they are."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from config.catalogue import load_catalogue
from inspectors.words.disguise import list_disguises
from inspectors.words.folding import fold
from inspectors.words.rules import name_trigger


@dataclass(frozen=True, slots=True)
class Entry:
    """One form of a word: its word and classes, how it must stand, and whether it is a disguise."""

    word: str
    classes: tuple[str, ...]
    core: bool = False
    alone: bool = False
    tight: bool = False
    disguised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Every class: words in an automaton, patterns to be asked for by name."""

    entries: tuple[Entry, ...]
    automaton: AhoCorasick
    longest: int
    patterns: dict[str, re.Pattern[str]]
    computed: frozenset[str]
    measures: frozenset[str]
    triggered: frozenset[str]


@cache
def load_lexicon() -> Lexicon:
    """The classes of word_classes.yaml."""
    classes: dict[str, dict[str, Any]] = load_catalogue("word_classes")["classes"]
    words: dict[str, list[str]] = {}
    for name, spec in classes.items():
        for word in spec.get("words", ()):
            words.setdefault(fold(str(word)).text, []).append(name)
    for name, spec in classes.items():
        for word in spec.get("when", ()):
            words.setdefault(fold(str(word)).text, []).append(name_trigger(name))
    forms = {word: _make_entry(word, names, classes) for word, names in words.items()}
    for word, entry in list(forms.items()):
        for disguise in list_disguises(word) if entry.core else ():
            if disguise not in forms:
                forms[disguise] = Entry(word, entry.classes, core=True, disguised=True)
    return Lexicon(
        entries=tuple(forms.values()),
        longest=max(map(len, forms)),
        automaton=AhoCorasick(list(forms), implementation=Implementation.ContiguousNFA),
        patterns={name: re.compile(spec["pattern"]) for name, spec in classes.items() if "pattern" in spec},
        computed=frozenset(name for name, spec in classes.items() if "computed" in spec),
        measures=frozenset(word for spec in classes.values() for word in spec.get("but", ())),
        triggered=frozenset(name for name, spec in classes.items() if "when" in spec),
    )


def _make_entry(word: str, names: list[str], classes: dict[str, dict[str, Any]]) -> Entry:
    specs = [classes[name] for name in names if name in classes]  # a trigger of a pattern is no class
    return Entry(
        word,
        tuple(names),
        core=any(spec.get("core") for spec in specs) and len(word) > 1,
        alone=all(spec.get("alone") for spec in specs),
        tight=len(word) == 1 and any(spec.get("tight") for spec in specs),
    )
