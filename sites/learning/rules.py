"""From labelled pages to a rule: each place that bears the labels is tried, the best is kept."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from sites.learning.tree import STRUCK_TAGS, SeenPage
from sites.profile import Parse, Rule, Support
from sites.rules import find_node, find_text, read_label

_INLINE_LABEL = re.compile(r"([^:：\d]{2,20}?)\s*[:：]\s*\S")
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_TRIED_PAGES, _MOST_TRIED, _MOST_CANDIDATES = 6, 4, 400
_MARKS = ("itemprop", "property", "name", "data-testid")
_HEADINGS = frozenset({"h1", "h2", "h3"})
_STRUCK = 1.0
"""A struck text is kept only where it agrees on a page more than others: it is what a thing cost before."""
_COUNTED = re.compile(r"\d{3,}")
FEWEST_AGREED = 0.6
FEWEST_WEIGHT = 0.5
"""What one weak source says alone is no agreement."""
FEWEST_FURTHER = 2
"""A further rule is learned from no fewer pages."""
_MOST_RULES, _FEWEST_RIGHT, _MOST_FIRSTS, _PER_RULE = 3, 0.9, 6, 0.3
_CONTRADICTED, _MISSING, _UNASKED, _SECOND, _NEAR = 1.2, 0.25, 0.4, 3.0, 0.35

OWN, INLINE = "", ":"
"""Stand for an attribute: what stands in no inner element, or follows a label in the same one."""
Read = Callable[[str], object | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What other sources say of a field on one page, by weight; `is_none`: that it is not shown."""

    values: Mapping[object, float] = field(default_factory=dict)
    is_none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A rule tried on all pages: its score, its value on each page, and on how many that is another thing."""

    rule: Rule
    score: float
    values: tuple[object | None, ...]
    strayed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Induced:
    """Rules to be tried in turn, and the first value that they give on each page."""

    rules: tuple[Rule, ...]
    values: tuple[object | None, ...]


def induce_rules(
    pages: Sequence[SeenPage], labels: Sequence[Label], read: Read, parse: Parse = Parse.TEXT
) -> Induced | None:
    """The rules that together agree with the labels on most pages, or None.

    A shop shows the same fact in several places, by what there is to say: the price of goods that are reduced
    stands in another element than that of goods that are not. So each further rule is learned from the pages
    on which those before it found nothing, and is kept only where it hardly ever contradicts the labels.

    Args:
        pages: like pages of one site.
        labels: what is said of the field on each of them.
        read: brings the text of a place into the form that labels have; None when it is no value.
        parse: what the rules make of a text.
    """
    trials = _Trials(pages=pages, labels=labels, read=read, parse=parse)
    tried = [trials.try_rule(rule) for rule in trials.iter_candidates(range(len(pages)))]
    tried.sort(key=lambda outcome: -outcome.score)
    wary = sorted(tried, key=lambda outcome: _count_contradicted(outcome.values, labels) - outcome.score)
    firsts = {id(one): one for one in (*tried[:_MOST_FIRSTS], *wary[:_MOST_FIRSTS])}
    best = max(map(trials.complete, firsts.values()), key=lambda one: one[0], default=None)
    if best is None:
        return None
    induced = best[1]
    asked = sum(bool(label.values) for label in labels)
    return induced if count_agreed(induced.values, labels)[0] >= max(2, FEWEST_AGREED * asked) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trials:
    """Rules tried on the same pages, each once."""

    pages: Sequence[SeenPage]
    labels: Sequence[Label]
    read: Read
    parse: Parse
    known: dict[str, Outcome] = field(default_factory=dict)

    def iter_candidates(self, numbers: Iterable[int]) -> Iterator[Rule]:
        """The places of labelled values on some of the pages."""
        chosen = list(numbers)
        pages, labels = [self.pages[n] for n in chosen], [self.labels[n] for n in chosen]
        return _iter_candidates(pages, labels, self.read, self.parse)

    def try_rule(self, rule: Rule) -> Outcome:
        key = rule.model_dump_json()
        if key not in self.known:
            self.known[key] = _try_rule(rule, self.pages, self.labels, self.read)
        return self.known[key]

    def complete(self, first: Outcome) -> tuple[float, Induced]:
        """The rules that go with a first one where it finds nothing, and the score of them together."""
        chosen, values = [first], list(first.values)
        while len(chosen) < _MOST_RULES:
            left = [n for n, value in enumerate(values) if value is None and self.labels[n].values]
            if len(left) < FEWEST_FURTHER:
                break
            tried = [self.try_rule(rule) for rule in self.iter_candidates(left)]
            best = max(tried, key=lambda one: self._score_rest(one, values), default=None)
            if best is None or not self._is_kept(best, values):
                break
            chosen.append(best)
            values = [new if old is None else old for old, new in zip(values, best.values, strict=True)]
        costs = sum(_weigh(one.rule) + _CONTRADICTED * one.strayed for one in chosen)
        score = _score(values, self.labels) - costs
        rules = tuple(self._support(chosen))
        return score - _PER_RULE * (len(rules) - 1), Induced(rules=rules, values=tuple(values))

    def _score_rest(self, outcome: Outcome, before: Sequence[object | None]) -> float:
        rest = _score(_leave(outcome.values, before), self.labels) - _weigh(outcome.rule)
        return rest - _CONTRADICTED * outcome.strayed

    def _is_kept(self, outcome: Outcome, before: Sequence[object | None]) -> bool:
        rest = _leave(outcome.values, before)
        agreed, _ = count_agreed(rest, self.labels)
        told = agreed + _count_contradicted(rest, self.labels) + outcome.strayed
        return agreed >= max(FEWEST_FURTHER, _FEWEST_RIGHT * told)

    def _support(self, chosen: Sequence[Outcome]) -> Iterator[Rule]:
        """The rules, each with what supports it on the pages that are left to it."""
        before: list[object | None] = [None] * len(self.pages)
        for outcome in chosen:
            rest = _leave(outcome.values, before)
            asked = sum(
                bool(label.values) and old is None for label, old in zip(self.labels, before, strict=True)
            )
            agreed, shown = count_agreed(rest, self.labels)
            support = Support(pages=shown, agreed=agreed, asked=asked)
            yield outcome.rule.model_copy(update={"support": support})
            before = [new if old is None else old for old, new in zip(before, outcome.values, strict=True)]


def _leave(values: Sequence[object | None], before: Sequence[object | None]) -> list[object | None]:
    """The values of a rule where none before it found any."""
    return [new if old is None else None for old, new in zip(before, values, strict=True)]


def _count_contradicted(values: Sequence[object | None], labels: Sequence[Label]) -> int:
    return sum(
        value is not None and bool(label.values) and not _agrees(label, value)
        for value, label in zip(values, labels, strict=True)
    )


def induce_rule(
    pages: Sequence[SeenPage], labels: Sequence[Label], read: Read, parse: Parse = Parse.TEXT
) -> Outcome | None:
    """The rule whose values agree best with the labels, or None when none agrees on most pages.

    Args:
        pages: like pages of one site.
        labels: what is said of the field on each of them.
        read: brings the text of a place into the form that labels have; None when it is no value.
    """
    best = _find_best(pages, labels, read, parse)
    if best is None:
        return None
    agreed, _ = count_agreed(best.values, labels)
    asked = sum(bool(label.values) for label in labels)
    return best if agreed >= max(2, FEWEST_AGREED * asked) else None


def _find_best(
    pages: Sequence[SeenPage], labels: Sequence[Label], read: Read, parse: Parse
) -> Outcome | None:
    """The rule that agrees best with the labels, with its support."""
    best: Outcome | None = None
    for rule in _iter_candidates(pages, labels, read, parse):
        outcome = _try_rule(rule, pages, labels, read)
        if best is None or outcome.score > best.score + 1e-9:
            best = outcome
    if best is None:
        return None
    agreed, shown = count_agreed(best.values, labels)
    asked = sum(bool(label.values) for label in labels)
    support = Support(pages=shown, agreed=agreed, asked=asked)
    return replace(best, rule=best.rule.model_copy(update={"support": support}))


def count_agreed(values: Sequence[object | None], labels: Sequence[Label]) -> tuple[int, int]:
    """On how many pages a rule's value is one of the labels, and on how many it gives a value at all."""
    agreed = sum(_holds(label, value) for value, label in zip(values, labels, strict=True))
    return agreed, sum(value is not None for value in values)


def _agrees(label: Label, value: object) -> bool:
    weight = label.values.get(value, 0.0)
    return weight >= FEWEST_WEIGHT and weight >= max(label.values.values()) - _NEAR


def _try_rule(rule: Rule, pages: Sequence[SeenPage], labels: Sequence[Label], read: Read) -> Outcome:
    texts = (find_text(page.tree, rule) for page in pages)
    values = [read(text) if text is not None else None for text in texts]
    strayed = _count_strayed(rule, pages, values, labels)
    score = _score(values, labels) - _weigh(rule) - _CONTRADICTED * strayed
    return Outcome(rule=rule, score=score, values=tuple(values), strayed=strayed)


def _count_strayed(
    rule: Rule, pages: Sequence[SeenPage], values: Sequence[object | None], labels: Sequence[Label]
) -> int:
    """On how many pages that nobody asked for a place holds something that the page calls otherwise.

    The first row of a table is the publisher of books and the weight of tea: a place by number alone would
    call the weight a publisher, and no other source says that it is none.
    """
    if rule.parse is not Parse.TEXT or rule.label is not None or rule.attribute is not None:
        return 0
    agreed = {n for n, (value, label) in enumerate(zip(values, labels, strict=True)) if _holds(label, value)}
    left = [n for n, value in enumerate(values) if value is not None and not labels[n].values]
    if not left or len(agreed) < FEWEST_FURTHER:
        return 0
    names = {_name_place(pages[n], rule) for n in agreed}
    if 2 * len(names) > len(agreed) or None in names:  # what stands before it is no label of it
        return 0
    return sum(_name_place(pages[n], rule) not in {None, *names} for n in left)


def _holds(label: Label, value: object | None) -> bool:
    return value is not None and _agrees(label, value)


def _name_place(page: SeenPage, rule: Rule) -> str | None:
    """What the page calls the element at a rule's place, if what stands before it is like a label."""
    node = find_node(page.tree, rule)
    name = read_label(node) if node is not None else None
    return name if name and _is_label(name) else None


def _is_label(text: str) -> bool:
    return 1 < len(text) <= 20 and not any(char.isdigit() for char in text)


def _score(values: Sequence[object | None], labels: Sequence[Label]) -> float:
    """How well values agree with the labels of their pages."""
    score = 0.0
    for value, label in zip(values, labels, strict=True):
        if value is None:
            score -= _MISSING if label.values else 0.0
        elif value in label.values:
            # Where several amounts are named, another one than the likeliest is worse than none.
            score += label.values[value] - _SECOND * (max(label.values.values()) - label.values[value])
        elif label.values:
            score -= _CONTRADICTED
        elif label.is_none:
            score -= _UNASKED
    return score


def _weigh(rule: Rule) -> float:
    """What makes a rule likelier to break: bare tags, places by number, long ways."""
    steps = rule.select.split()
    bare = sum(not re.search(r"[.#\[]", step) for step in steps if step != ">")
    last = steps[-1].partition(".")[0].partition("#")[0]
    kind = -0.04 if last in _HEADINGS else _STRUCK if last in STRUCK_TAGS else 0.03 if rule.own else 0.0
    return kind + 0.02 * len(steps) + 0.1 * bare + 0.04 * rule.nth + (0.03 if rule.label else 0.0)


def _iter_candidates(
    pages: Sequence[SeenPage], labels: Sequence[Label], read: Read, parse: Parse
) -> Iterator[Rule]:
    tried: set[tuple[str, int, str | None, str | None, bool]] = set()
    labelled = [(page, label) for page, label in zip(pages, labels, strict=True) if label.values]
    for page, label in labelled[:_TRIED_PAGES]:
        for number, attribute in _find_places(page, label, read):
            for rule in _make_rules(page, number, attribute, parse):
                key = (rule.select, rule.nth, rule.label, rule.attribute, rule.own)
                if key not in tried and len(tried) < _MOST_CANDIDATES:
                    tried.add(key)
                    yield rule


def _find_places(page: SeenPage, label: Label, read: Read) -> list[tuple[int, str | None]]:
    """The innermost elements whose text is a labelled value, and attributes that hold it."""
    found: list[tuple[int, str | None]] = []
    for number, text in enumerate(page.texts):
        if text and read(text) in label.values:
            if found and found[-1][1] is None and page.parents[number] == found[-1][0]:
                found.pop()  # the inner of two that say the same
            found.append((number, None))
    found += [
        (number, INLINE)
        for number, text in enumerate(page.texts)
        if (match := _INLINE_LABEL.match(text)) and read(text[match.end() - 1 :].strip()) in label.values
    ]
    found += [
        (number, OWN)
        for number, text in page.own_texts.items()
        if text != page.texts[number] and read(text) in label.values
    ]
    for number, node in enumerate(page.nodes):
        if node.tag in {"meta", "input"}:
            name = "content" if node.tag == "meta" else "value"
            held = node.attributes.get(name)
            if held and len(held) < 300 and read(" ".join(held.split())) in label.values:
                found.append((number, name))
    return found[: 3 * _MOST_TRIED]


def _make_rules(page: SeenPage, number: int, attribute: str | None, parse: Parse) -> Iterator[Rule]:
    node = page.nodes[number]
    inline = _INLINE_LABEL.match(page.texts[number]) if attribute in {None, INLINE} else None
    if inline is not None:
        yield Rule(select=node.tag or "*", label=inline[1].strip(), parse=parse)
    if attribute == INLINE:
        return
    for select in dict.fromkeys(iter_selectors(page, number)):
        matches = page.tree.css(select)
        nth = next((n for n, one in enumerate(matches[:51]) if one.mem_id == node.mem_id), None)
        if nth is not None and nth <= 8:
            is_own = attribute == OWN
            kept = None if is_own else attribute
            yield Rule(select=select, nth=nth, attribute=kept, own=is_own, parse=parse)
    label = read_label(node) if attribute is None else None
    if label and _is_label(label):
        yield Rule(select=node.tag or "*", label=label, parse=parse)


def iter_selectors(page: SeenPage, number: int) -> Iterator[str]:
    """Selectors that find an element, the shortest first."""
    own = _name_element(page.nodes[number])
    yield from own
    above = [above for above in page.iter_above(number) if page.marks[above] not in {"html", "body"}][:6]
    for depth, ancestor in enumerate(above):
        for outer in _name_element(page.nodes[ancestor])[:3]:
            if "." not in outer and "#" not in outer and "[" not in outer and depth > 0:
                continue
            for inner in own[:3]:
                yield f"{outer} > {inner}" if depth == 0 else f"{outer} {inner}"
            if depth > 0:
                parent = _name_element(page.nodes[above[0]])[0]
                yield f"{outer} {parent} > {own[0]}"


def _name_element(node: LexborNode) -> list[str]:
    """The ways to name an element by itself, the most telling first."""
    tag = node.tag or "*"
    attributes = node.attributes
    names = []
    mark = attributes.get("id")
    if mark and _NAME.fullmatch(mark) and not _COUNTED.search(mark):
        names.append(f"{tag}#{mark}")
    for name in _MARKS:
        value = attributes.get(name)
        if value and re.fullmatch(r"[\w:.-]{1,60}", value) and not _COUNTED.search(value):
            names.append(f'{tag}[{name}="{value}"]')
    classes = [
        c for c in (attributes.get("class") or "").split() if _NAME.fullmatch(c) and not _COUNTED.search(c)
    ]
    names += [f"{tag}.{one}" for one in classes[:4]]
    if len(classes) > 1:
        names.append(f"{tag}.{classes[0]}.{classes[1]}")
    return [*names, tag]
