"""The rules of word_rules.yaml: which rows of words are claims, of which goods, and how surely."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from config.catalogue import load_catalogue
from config.errors import ConfigError
from evidence.finding import Status

ANY = "*"
UNKNOWN = "unknown"
WORK = "work"
_NAMED = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Step:
    """A class of words, and how many signs may stand before it."""

    name: str
    gap: int


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows of words that make a claim: each row in its order, the rows anywhere near one another.

    `needs` are all its classes; `spoken` what must stand in the text before any pattern is looked for:
    classes of words, and the words without which a pattern cannot stand (`name_trigger`).
    """

    rows: tuple[tuple[Step, ...], ...]
    needs: frozenset[str]
    spoken: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, as the catalogue words it."""

    rule_id: str
    group: str
    codes: Mapping[str, str]
    law: tuple[str, ...]
    says: Status
    frames: tuple[Frame, ...]
    goods: frozenset[str]
    not_goods: frozenset[str]
    kinds: frozenset[str]
    doubt: frozenset[str]
    doubt_perhaps: frozenset[str]
    doubt_words: frozenset[str]
    wordless: frozenset[str]
    works: bool
    not_of: re.Pattern[str] | None
    only_of: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    doubt_if: re.Pattern[str] | None
    before_not: re.Pattern[str] | None
    after_not: re.Pattern[str] | None
    when_category: re.Pattern[str] | None
    unless_category: str | None
    without_number: str | None
    no_number_allows: bool
    since: date | None
    until: date | None

    @property
    def is_alike(self) -> bool:
        """Whether no frame of words stands for it, only likeness to what was punished."""
        return not self.frames

    @property
    def is_evident(self) -> bool:
        """Whether more such words lessen the doubt: not what a number allows, nor ranks without a scope."""
        return self.without_number is None and not self.group.startswith("ABS-")

    @property
    def is_praise(self) -> bool:
        """Whether it hears how good something is said to be, and not among whom."""
        return self.group.startswith("ABS-") and self.group != "ABS-FIRST"

    def covers(self, goods_class: str) -> bool:
        """Whether the rule speaks of such goods."""
        if goods_class == WORK and not self.works:
            return False
        return goods_class not in self.not_goods and (not self.goods or goods_class in self.goods)

    def is_of_path(self, category: str) -> bool:
        """Whether the rule speaks of goods that a shop has sorted so."""
        if self.when_category is not None and not self.when_category.search(category):
            return False
        return self.unless_category is None or self.unless_category not in category

    def get_code(self, goods_class: str) -> str:
        """The obligation that the claim breaks when it is made of such goods."""
        return self.codes.get(goods_class) or self.codes[ANY]

    def is_in_force(self, day: date) -> bool:
        """Whether what the rule stands for was law on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, and for a class of words (or what triggers a pattern) the frames that need it.

    `alike` are rules without frames, for wording that only sounds like what was punished (`alike.py`),
    `least_alike` the margin from which it is doubted (`stricter_alike` for some classes of goods),
    `surely_alike` the margin from which likeness makes sure what a rule doubts for its words alone, of goods
    other than `never_alike`; `spoken` for each group the classes of words that its rules are made of.
    """

    rules: tuple[Rule, ...]
    alike: tuple[Rule, ...]
    least_alike: float
    stricter_alike: Mapping[str, float]
    surely_alike: float
    never_alike: frozenset[str]
    by_class: Mapping[str, tuple[tuple[Rule, Frame], ...]]
    spoken: Mapping[str, frozenset[str]]


def name_trigger(name: str) -> str:
    """The class of the words without which the pattern of a class cannot stand (its `when`)."""
    return f"when {name}"


@cache
def load_rules() -> RuleBook:
    """The rules of the catalogue.

    Raises:
        ConfigError: a rule names a class that word_classes.yaml does not hold.
    """
    book = load_catalogue("word_rules")
    rules = tuple(_make_rule(entry, book) for entry in book["rules"])
    by_class: dict[str, list[tuple[Rule, Frame]]] = {}
    spoken: dict[str, frozenset[str]] = {}
    for rule in rules:
        for frame in rule.frames:
            spoken[rule.group] = spoken.get(rule.group, frozenset()) | frame.spoken
            if not frame.spoken:
                raise ConfigError(
                    f"rule {rule.rule_id!r} rests on a pattern alone, and the pattern has no `when`"
                )
            by_class.setdefault(min(frame.spoken), []).append((rule, frame))
    return RuleBook(
        rules,
        tuple(_make_rule({"says": "unsure", "frames": []} | entry, book) for entry in book["alike"]["rules"]),
        book["alike"]["least_margin"],
        book["alike"]["stricter_margin"],
        book["alike"]["sure_margin"],
        frozenset(book["alike"]["sure_not_of"]),
        {name: tuple(each) for name, each in by_class.items()},
        spoken,
    )


def _make_rule(entry: dict[str, Any], book: dict[str, Any]) -> Rule:
    known = load_catalogue("word_classes")["classes"]
    frames = tuple(_parse_frame(text, known) for text in entry["frames"])
    unknown = sorted(name for frame in frames for name in frame.needs if name not in known)
    if unknown:
        raise ConfigError(f"rule {entry['id']!r} names class {unknown[0]!r}, which word_classes.yaml lacks")
    codes = entry["code"]
    if isinstance(codes, str):
        codes = book["codes"].get(codes) or {ANY: codes}
    law = entry["law"]
    return Rule(
        rule_id=entry["id"],
        group=entry["group"],
        codes=codes,
        law=tuple(book["laws"][law] if isinstance(law, str) else law),
        says=Status(entry["says"]),
        frames=frames,
        goods=frozenset(entry.get("goods", ())),
        not_goods=frozenset(entry.get("not_goods", ())),
        kinds=frozenset(entry.get("kinds", ())),
        doubt=frozenset(entry.get("doubt", ())),
        doubt_perhaps=frozenset(entry.get("doubt_perhaps", ())),
        doubt_words=frozenset(entry.get("doubt_words", ())),
        wordless=frozenset(entry.get("wordless", ())),
        works=entry.get("works", False),
        not_of=_compile(_join_contexts(entry, "not_of", book["contexts"])),
        only_of=_compile(entry.get("only_of")),
        unless=_compile(_join_contexts(entry, "unless", book["contexts"])),
        doubt_if=_compile(_join_contexts(entry, "doubt_if", book["contexts"])),
        before_not=_compile(_join_contexts(entry, "before_not", book["contexts"])),
        after_not=_compile(_join_contexts(entry, "after_not", book["contexts"])),
        when_category=_compile(entry.get("when_category")),
        unless_category=entry.get("unless_category"),
        without_number=entry.get("without_number"),
        no_number_allows=entry.get("no_number_allows", False),
        since=_parse_day(entry.get("since")),
        until=_parse_day(entry.get("until")),
    )


def _parse_frame(text: str, classes: dict[str, Any]) -> Frame:
    rows = tuple(_parse_row(part) for part in text.split("&"))
    needs = frozenset(step.name for row in rows for step in row)
    spoken = {name for name in needs if "words" in classes.get(name, ())}
    spoken |= {name_trigger(name) for name in needs if "when" in classes.get(name, ())}
    return Frame(rows, needs, frozenset(spoken))


def _parse_row(text: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    gap = 1
    for part in text.split():
        if part.startswith("~"):
            gap = int(part[1:])
        else:
            steps.append(Step(part, gap))
            gap = 1
    return tuple(steps)


def spell_out(contexts: Mapping[str, str], name: str) -> str:
    """A context, with those that it names in their place."""
    return _NAMED.sub(lambda named: spell_out(contexts, named[1]), contexts[name])


def _join_contexts(entry: dict[str, Any], key: str, contexts: Mapping[str, str]) -> str | None:
    """What spares words by the rule itself, together with the contexts that several rules share."""
    shared = [spell_out(contexts, name) for name in entry.get(f"{key}_contexts", ())]
    return "|".join([*shared, *([entry[key]] if key in entry else [])]) or None


def _compile(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def _parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
