"""From labelled pages to a rule: each place that bears the labels is tried, the best is kept."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from sites.learning.tree import SeenPage
from sites.profile import Parse, Rule, Support
from sites.rules import find_text, read_label

_INLINE_LABEL = re.compile(r"([^:：\d]{2,20}?)\s*[:：]\s*\S")
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_TRIED_PAGES, _MOST_TRIED, _MOST_CANDIDATES = 6, 4, 400
_MARKS = ("itemprop", "property", "name", "data-testid")
_HEADINGS = frozenset({"h1", "h2", "h3"})
_STRUCK_TAGS = frozenset({"del", "s", "strike"})
_STRUCK = 1.0
"""A struck text is kept only where it agrees on a page more than others: it is what a thing cost before."""
_COUNTED = re.compile(r"\d{3,}")
FEWEST_AGREED = 0.6
FEWEST_WEIGHT = 0.5
"""What one weak source says alone is no agreement."""
_CONTRADICTED, _MISSING, _UNASKED = 0.8, 0.25, 0.4

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
    """A rule tried on all pages: its score and its value on each page."""

    rule: Rule
    score: float
    values: tuple[object | None, ...]


def induce_rule(
    pages: Sequence[SeenPage], labels: Sequence[Label], read: Read, parse: Parse = Parse.TEXT
) -> Outcome | None:
    """The rule whose values agree best with the labels, or None when none agrees on most pages.

    Args:
        pages: like pages of one site.
        labels: what is said of the field on each of them.
        read: brings the text of a place into the form that labels have; None when it is no value.
    """
    best: Outcome | None = None
    for rule in _iter_candidates(pages, labels, read, parse):
        outcome = _try_rule(rule, pages, labels, read)
        if best is None or outcome.score > best.score + 1e-9:
            best = outcome
    if best is None:
        return None
    agreed, shown = count_agreed(best.values, labels)
    asked = sum(bool(label.values) for label in labels)
    if agreed < max(2, FEWEST_AGREED * asked):
        return None
    support = Support(pages=shown, agreed=agreed, asked=asked)
    return replace(best, rule=best.rule.model_copy(update={"support": support}))


def count_agreed(values: Sequence[object | None], labels: Sequence[Label]) -> tuple[int, int]:
    """On how many pages a rule's value is one of the labels, and on how many it gives a value at all."""
    agreed = sum(
        value is not None and label.values.get(value, 0.0) >= FEWEST_WEIGHT
        for value, label in zip(values, labels, strict=True)
    )
    return agreed, sum(value is not None for value in values)


def _try_rule(rule: Rule, pages: Sequence[SeenPage], labels: Sequence[Label], read: Read) -> Outcome:
    values: list[object | None] = []
    score = 0.0
    for page, label in zip(pages, labels, strict=True):
        text = find_text(page.tree, rule)
        value = read(text) if text is not None else None
        values.append(value)
        if value is None:
            score -= _MISSING if label.values else 0.0
        elif value in label.values:
            score += label.values[value]
        elif label.values:
            score -= _CONTRADICTED
        elif label.is_none:
            score -= _UNASKED
    return Outcome(rule=rule, score=score - _weigh(rule), values=tuple(values))


def _weigh(rule: Rule) -> float:
    """What makes a rule likelier to break: bare tags, places by number, long ways."""
    steps = rule.select.split()
    bare = sum(not re.search(r"[.#\[]", step) for step in steps if step != ">")
    last = steps[-1].partition(".")[0].partition("#")[0]
    kind = -0.04 if last in _HEADINGS else _STRUCK if last in _STRUCK_TAGS else 0.03 if rule.own else 0.0
    return kind + 0.02 * len(steps) + 0.05 * bare + 0.04 * rule.nth + (0.03 if rule.label else 0.0)


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
    if label and 1 < len(label) <= 20 and not any(char.isdigit() for char in label):
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
