"""What clicks and scrolling told of a site: rules for its answers, and pages that only clicks lead to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sites.item_rules import CountRule, ItemRule, TurnRule
from sites.items import decode_answer, find_items
from sites.learning.items import Answers, Evidence, induce_items
from sites.learning.turning import induce_counts, induce_turns, is_alike
from sites.patterns import match_address
from sites.sealed import SealedAnswer

_MOST_GROUPS = 60


@dataclass(slots=True, kw_only=True)
class Clicks:
    """Collects what was seen; `entries` are the addresses that clicks led to."""

    start: str
    entries: dict[str, None] = field(default_factory=dict)
    _evidence: dict[Evidence, None] = field(default_factory=dict)
    _requests: dict[Evidence, None] = field(default_factory=dict)
    _answers: Answers = field(default_factory=Answers)
    _known: dict[str, SealedAnswer] = field(default_factory=dict)
    _groups: list[Sequence[SealedAnswer]] = field(default_factory=list)

    def add_answers(self, answers: Iterable[SealedAnswer]) -> None:
        """Take in answers, each once."""
        fresh = {one.request: one for one in answers if one.request not in self._known}
        self._known |= fresh
        self._answers.add(fresh.values())

    def add_way(self, texts: Sequence[str], led_to: str) -> None:
        """A box with some texts led to an address."""
        self._evidence[Evidence(texts=tuple(texts), led_to=led_to)] = None

    def add_requests(self, texts: Sequence[str], requests: Iterable[str]) -> None:
        """A box with some texts made the page ask for something; what was posted is never asked again."""
        urls = (one.url for one in self.get_known(requests) if one.method == "GET")
        self._requests |= {Evidence(texts=tuple(texts), led_to=url): None for url in urls}

    def add_sequence(self, answers: Sequence[SealedAnswer]) -> None:
        """What one page asked for, in order."""
        if len(self._groups) < _MOST_GROUPS:
            self._groups.append(answers)

    def get_known(self, requests: Iterable[str]) -> list[SealedAnswer]:
        """The answers to some requests, as far as they came."""
        return [self._known[one] for one in requests if one in self._known]

    def induce(self) -> list[ItemRule]:
        """The rules of things with pages."""
        return induce_items(list(self._evidence), self._answers, self.start)

    def induce_answers(self) -> list[ItemRule]:
        """The rules of things for which the page asks for an answer when they are clicked."""
        return induce_items(list(self._requests), self._answers, self.start)

    def induce_turns(self, rules: Sequence[ItemRule]) -> list[TurnRule]:
        """How the lists of those things go on."""
        return induce_turns(self._groups, _find_paths(rules))

    def induce_counts(self, rules: Sequence[ItemRule]) -> list[CountRule]:
        """How many things the lists hold that go on only on their pages."""
        return induce_counts(self._groups, _find_paths(rules))

    def is_scrolled(self, rules: Sequence[ItemRule], turns: Sequence[TurnRule]) -> bool:
        """Whether a list went on when its page was scrolled, in answers that cannot be asked for directly."""
        direct = {(rule.answer, rule.items) for rule in turns if rule.direct}
        places = {(rule.answer, rule.items) for rule in rules} - direct
        return any(_goes_on(group, *place) for group in self._groups for place in places)

    def get_answers(self, pattern: str, path: str) -> list[SealedAnswer]:
        """The answers of a pattern that came, those with the most things first."""
        known = (one for one in self._known.values() if one.method == "GET")
        found = [one for one in known if match_address(pattern, one.url)]
        return sorted(found, key=lambda one: -len(find_items(decode_answer(one.body), path)))


def _find_paths(rules: Sequence[ItemRule]) -> dict[str, set[str]]:
    """The ways to things, by the pattern of the answers that hold them."""
    paths: dict[str, set[str]] = {}
    for rule in rules:
        paths.setdefault(rule.answer, set()).add(rule.items)
    return paths


def _goes_on(group: Sequence[SealedAnswer], pattern: str, path: str) -> bool:
    """Whether a page asked for several answers of a pattern with different things."""
    bodies = {one.body for one in group if match_address(pattern, one.url)}
    firsts = [items[0] for body in bodies if (items := find_items(decode_answer(body), path))]
    return any(one != firsts[0] for one in firsts)


def is_same_list(rule: TurnRule, seen: SealedAnswer, body: bytes) -> bool:
    """Whether an answer that was asked for directly lists what the page was given."""
    value, other = decode_answer(seen.body), decode_answer(body)
    if value is None or other is None:
        return False
    items, others = find_items(value, rule.items), find_items(other, rule.items)
    return bool(items) and len(items) == len(others) and is_alike(items[0], others[0])
