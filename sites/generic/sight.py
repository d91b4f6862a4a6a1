"""What a page shows to the eye: its text in order, where it stands, and what markup calls its boxes."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sites.money import JOINT
from sites.page import clean
from sites.words import has_mark, split_name

_UNSEEN = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "head",
        "textarea",
        "iframe",
        "object",
        "select",
        "math",
        "title",
    }
)
_INLINE = frozenset({"span", "em", "b", "i", "strong", "font", "u", "mark", "a", "small", "sup", "sub"})
STRUCK = frozenset({"del", "s", "strike"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NAMES = ("class", "id", "itemprop", "data-testid", "data-test", "data-role", "data-qa", "data-hook", "name")
_MOST_RUNS, _FEWEST_RUNS = 40_000, 5
_MOST_DEPTH = 220
_NEAR = 3


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A piece of text without markup in it, and the element that holds it."""

    text: str
    element: Any
    number: int
    is_glued: bool = False
    """Whether nothing parts it from the run before, as in a word half of which is marked."""


class Sight:
    """A page as a reader sees it."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._names: dict[Any, str] = {}
        self.runs: list[Run] = []
        self.places: dict[Any, int] = {}
        """The number of the next run, by element that can be seen."""
        self.ends: dict[Any, int] = {}
        self._heeds_hiding = True
        self._can_glue = False
        self._gather()
        if len(self.runs) < _FEWEST_RUNS:  # a page that waits, hidden, for its scripts
            self._heeds_hiding = False
            self.runs, self.places, self.ends = [], {}, {}
            self._gather()

    def _gather(self) -> None:
        stack: list[Any] = [(self.root, 0)]
        while stack and len(self.runs) < _MOST_RUNS:
            step, depth = stack.pop()
            if isinstance(step, Run):
                self._note(step.text, step.element)
            elif depth < 0:
                self.ends[step] = len(self.runs)
            elif self._can_be_seen(step, depth):
                self.places[step] = len(self.runs)
                self._note(step.text, step)
                stack.append((step, -1))
                for child in reversed(step):
                    if child.tail:
                        stack.append((Run(child.tail, step, 0), depth))
                    stack.append((child, depth + 1))

    def _can_be_seen(self, element: Any, depth: int) -> bool:
        return (
            isinstance(element.tag, str)
            and element.tag not in _UNSEEN
            and depth <= _MOST_DEPTH
            and not (self._heeds_hiding and _is_hidden(element))
        )

    def _note(self, text: str | None, element: Any) -> None:
        said = clean(text)
        if said is None or text is None:
            self._can_glue = self._can_glue and not text
            return
        before = self.runs[-1].element if self.runs else None
        is_glued = (
            self._can_glue
            and not text[0].isspace()
            and before is not None
            and (element.getparent() is before or before.getparent() is element or before is element)
            and (element.tag in _INLINE or before.tag in _INLINE)
        )
        self.runs.append(Run(said, element, len(self.runs), is_glued))
        self._can_glue = not text[-1].isspace()

    def sees(self, element: Any) -> bool:
        """Whether an element can be seen, as far as the page's own bytes say."""
        return element in self.places

    def place_of(self, element: Any) -> int:
        """How many runs stand before an element; far below everything for one that is not seen."""
        return self.places.get(element, _MOST_RUNS)

    def place_near(self, element: Any) -> int:
        """Where an element would stand that is not seen itself: behind what is seen before it."""
        while element is not None:
            if self.sees(element):
                return self.places[element]
            before = element.getprevious()
            if before is not None and self.sees(before):
                return self.ends.get(before, len(self.runs))
            element = before if before is not None else element.getparent()
        return 0

    def names(self, element: Any) -> str:
        """What markup calls an element, as words in lower case."""
        held = self._names.get(element)
        if held is None:
            get = element.get
            held = " ".join(split_name(value) for name in _NAMES if (value := get(name)))
            self._names[element] = held
        return held

    @cached_property
    def priced(self) -> frozenset[Any]:
        """The elements that markup calls a price."""
        return frozenset(
            one
            for one in self.places
            if has_mark("price", self.names(one)) or one.get("itemprop") in {"price", "lowPrice"}
        )

    def count_runs(self, element: Any) -> int:
        """How many pieces of text can be seen of an element."""
        start = self.places.get(element)
        return 0 if start is None else self.ends.get(element, len(self.runs)) - start

    def runs_of(self, element: Any) -> list[Run]:
        """The text that can be seen of an element."""
        start = self.places.get(element)
        return [] if start is None else self.runs[start : self.ends.get(element, len(self.runs))]

    def text_of(self, element: Any, most: int = 400) -> str:
        """What can be seen of an element, in one line, cut where it gets long."""
        found: list[str] = []
        size = 0
        start = self.places.get(element)
        for place in () if start is None else range(start, self.ends.get(element, len(self.runs))):
            run = self.runs[place]
            found.append(run.text if run.is_glued or not found else f" {run.text}")
            size += len(run.text)
            if size > most:
                break
        return "".join(found)

    @cached_property
    def lines(self) -> list[list[Run]]:
        """Runs that stand beside one another in one small box: what markup may have split."""
        found: list[list[Run]] = []
        before: Run | None = None
        for run in self.runs:
            if before is not None and _is_beside(before.element, run.element):
                found[-1].append(run)
            else:
                found.append([run])
            before = run
        return found

    @cached_property
    def _line_numbers(self) -> list[int]:
        return [number for number, line in enumerate(self.lines) for _ in line]

    def lines_of(self, first: int, last: int) -> list[list[Run]]:
        """The lines that hold the runs from one number to another."""
        return self.lines[self._line_numbers[first] : self._line_numbers[last] + 1]


def join(runs: list[Run]) -> str:
    """The text of a line, with a mark where markup splits it."""
    return JOINT.join(run.text for run in runs)


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None or element.get("type") == "hidden":
        return True
    style = element.get("style")
    return style is not None and _HIDING.search(style) is not None


def _chain(element: Any) -> list[Any]:
    found = [element]
    while len(found) <= _NEAR and (element := element.getparent()) is not None:
        found.append(element)
    return found


def _is_beside(one: Any, other: Any) -> bool:
    """Whether two elements are parts of one small box and neither is struck alone."""
    if one is other:
        return True
    first, second = _chain(one), _chain(other)
    shared = next((box for box in first if box in second), None)
    if shared is None:
        return False
    apart = first[: first.index(shared)] + second[: second.index(shared)]
    return not any(box.tag in STRUCK or box.tag in {"li", "tr", "p", "dd", "dt", "h1"} for box in apart)


def iter_above(element: Any, most: int) -> Any:
    """An element and what holds it, the nearest first, the page's own boxes left out."""
    while element is not None and most > 0 and element.tag not in {"body", "html"}:
        yield element
        element = element.getparent()
        most -= 1
