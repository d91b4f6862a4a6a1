"""Finding advertising terms in a page's words, with their contexts.

Evasions (蕞好, 最*好) are folded for matching; places and quotes are of the original text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from config.catalogue import load_catalogue

_CLAUSE_END = re.compile(r"[。！？!?；;，,\n\r|]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of ad_terms.yaml: its terms, patterns, and tier (1 = strongest)."""

    rule_id: str
    tier: int
    terms: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    weak_patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A term as it stands in a text: its rule, the words on the page, and the clause around them."""

    rule: Rule
    term: str
    start: int
    end: int
    clause: str
    weak: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A context in which a term is lawful, or may be."""

    context_id: str
    source: str
    effect: str
    pattern: str


@cache
def load_rules(prefix: str) -> tuple[Rule, ...]:
    """The rules whose id starts with `prefix`."""
    entries = load_catalogue("ad_terms")["rules"]
    return tuple(_make_rule(entry) for entry in entries if entry["id"].startswith(prefix))


@cache
def load_contexts() -> tuple[Context, ...]:
    """The contexts of ad_exemptions.yaml, in order."""
    return tuple(
        Context(
            context_id=entry["id"], source=entry["source"], effect=entry["effect"], pattern=entry["pattern"]
        )
        for entry in load_catalogue("ad_exemptions")["contexts"]
    )


def find_terms(text: str, rules: tuple[Rule, ...]) -> list[Hit]:
    """Every term of the rules in a text; of overlapping hits the strongest, then the longest is kept."""
    folded, places = _fold(text)
    hits = sorted(
        _iter_hits(text, folded, places, rules),
        key=lambda hit: (hit.weak, hit.rule.tier, hit.start - hit.end),
    )
    kept: list[Hit] = []
    for hit in hits:
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def is_measured(hit: Hit) -> bool:
    """Whether a hit plainly ranks the goods: a word of the statute, in disguise, or against others."""
    if hit.rule.tier == 1 or _fold(hit.term)[0] != hit.term:
        return True
    return re.search(load_catalogue("ad_exemptions")["scope"], _fold(hit.clause)[0]) is not None


def find_context(hit: Hit) -> Context | None:
    """The first context that covers a hit, exemptions before doubts."""
    clause = _fold(hit.clause)[0]
    term = _fold(hit.term)[0]
    contexts = sorted(load_contexts(), key=lambda context: context.effect != "exempt")
    return next((context for context in contexts if _covers(context, clause, term)), None)


def _covers(context: Context, clause: str, term: str) -> bool:
    pattern = context.pattern.replace("TERM", re.escape(term))
    if "TERM" in context.pattern:
        return re.search(pattern, clause) is not None
    spans = [match.span() for match in re.finditer(pattern, clause)]
    at = clause.find(term)
    return any(start <= at < end for start, end in spans)


def _iter_hits(text: str, folded: str, places: list[int], rules: tuple[Rule, ...]) -> Iterator[Hit]:
    for rule in rules:
        spans = [
            (match.span(), False) for term in rule.terms for match in re.finditer(re.escape(term), folded)
        ]
        spans += [(match.span(), False) for pattern in rule.patterns for match in pattern.finditer(folded)]
        spans += [
            (match.span(), True) for pattern in rule.weak_patterns for match in pattern.finditer(folded)
        ]
        for (start, end), weak in spans:
            first, last = places[start], places[end - 1] + 1
            yield Hit(
                rule=rule,
                term=text[first:last],
                start=first,
                end=last,
                clause=_cut(text, first, last),
                weak=weak,
            )


def _cut(text: str, start: int, end: int) -> str:
    """The clause around a place, at most 60 characters to either side."""
    before = [match.end() for match in _CLAUSE_END.finditer(text, max(0, start - 60), start)]
    after = _CLAUSE_END.search(text, end, end + 60)
    return text[before[-1] if before else max(0, start - 60) : after.start() if after else end + 60].strip()


def _fold(text: str) -> tuple[str, list[int]]:
    """The text as it is matched, and for each of its characters the place in the original."""
    folds, separators = _load_folding()
    out: list[str] = []
    places: list[int] = []
    index = 0
    while index < len(text):
        source, target = _match_fold(text, index, folds)
        if not (target in separators and _splits_word(text, index)):
            out.extend(target)
            places.extend([index] * len(target))
        index += len(source)
    return "".join(out), places


def _match_fold(text: str, index: int, folds: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    for source, target in folds:
        if text.startswith(source, index):
            return source, target
    return text[index], unicodedata.normalize("NFKC", text[index])


def _splits_word(text: str, index: int) -> bool:
    """Whether a separator stands between two Chinese characters, as in 最*好."""
    neighbours = text[index - 1 : index] + text[index + 1 : index + 2]
    return len(neighbours) == 2 and all("\u4e00" <= character <= "\u9fff" for character in neighbours)


@cache
def _load_folding() -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    entry = load_catalogue("ad_terms")["normalisation"]
    folds = sorted(entry["fold"].items(), key=lambda pair: -len(pair[0]))
    # A space or 、 between two words is ordinary punctuation, not an evasion.
    return tuple(folds), frozenset(entry["separators"]) - {" ", "、"}


def _make_rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        rule_id=entry["id"],
        tier=entry["tier"],
        terms=tuple(entry["terms"]),
        patterns=tuple(re.compile(pattern) for pattern in entry.get("patterns", ())),
        weak_patterns=tuple(re.compile(pattern) for pattern in entry.get("weak_patterns", ())),
    )
