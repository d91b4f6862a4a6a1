"""What a site's stylesheets strike out: amounts that were asked before are often struck by nothing else."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import tinycss2

from sites.profile import check_selector

MOST_CHARS = 1_000_000
"""Sheets that are longer together tell nothing: what is left out might take back what the rest says."""
_MOST_LININGS, _DEEPEST, _LONGEST = 300, 8, 1000
_DECORATIONS = frozenset({"text-decoration", "text-decoration-line", "all"})
_AT_RULES = frozenset({"media", "supports", "layer", "container", "scope"})
_ON_SCREENS = frozenset({"", "all", "screen", "only all", "only screen"})
_NEVER_SHOWN = re.compile(r"(?:only )?(?:print|speech|aural|braille|embossed|tty)\b")
_PASSING = re.compile(
    r":(?:hover|focus(?:-within|-visible)?|active|visited|target|before|after)(?![\w-])|::[\w-]"
)
"""What holds only for a moment, or of nothing that stands in the page."""
_STEP = re.compile(r"[\s>+~]+")
_SIMPLE = re.compile(r"(?P<id>#[\w-]+)|(?P<kind>\.-?[\w-]+|\[[^\]]*\]|:[\w-]+)|(?P<tag>[A-Za-z][\w-]*)")

Weight = tuple[bool, int, int, int, int]


class Reach(StrEnum):
    """Where a rule holds: on every screen, perhaps on some, or on none."""

    ALWAYS = "always"
    MAYBE = "maybe"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lining:
    """What a rule of a stylesheet says of the line through the elements of a selector."""

    selector: str
    is_struck: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    selector: str
    is_struck: bool
    is_important: bool

    def weigh(self, place: int) -> Weight:
        """Which of two rules for one element holds: importance, ids, classes, tags, then the later one."""
        kinds = [match.lastgroup for match in _SIMPLE.finditer(self.selector)]
        return self.is_important, kinds.count("id"), kinds.count("kind"), kinds.count("tag"), place

    @property
    def subject(self) -> frozenset[str]:
        """What its selector asks of the element itself."""
        return frozenset(match.group() for match in _SIMPLE.finditer(_STEP.split(self.selector)[-1]))


def tell_reach(media: str) -> Reach:
    """Where what stands under a list of media queries holds."""
    queries = [" ".join(one.lower().split()) for one in media.split(",")]
    if any(one in _ON_SCREENS for one in queries):
        return Reach.ALWAYS
    return Reach.NEVER if all(_NEVER_SHOWN.match(one) for one in queries) else Reach.MAYBE


def find_linings(sheets: Sequence[str]) -> tuple[Lining, ...]:
    """What stylesheets strike out on every screen and what they take the line from, the weightiest last.

    A rule that strikes is left out where a weightier one may take its line back and is none that a profile
    may have, so that nobody can tell for which elements it does.

    Args:
        sheets: the texts of stylesheets, in the order in which the page has them.
    """
    telling = [sheet for sheet in sheets if "text-decoration" in sheet.lower()]
    if sum(map(len, telling)) > MOST_CHARS or not any("line-through" in one.lower() for one in telling):
        return ()
    said = [
        (one.weigh(place), one)
        for place, one in enumerate(
            one
            for sheet in telling
            for one in _iter_said(tinycss2.parse_stylesheet(sheet, skip_comments=True), Reach.ALWAYS)
        )
    ]
    if sum(one.is_struck for _, one in said) > _MOST_LININGS:
        return ()
    known = {one: _fit(one.selector) for _, one in said}
    obscure = [(weight, one.subject) for weight, one in said if known[one] is None and not one.is_struck]
    kept = [
        (weight, Lining(selector=selector, is_struck=one.is_struck))
        for weight, one in said
        if (selector := known[one]) is not None
        and not (
            one.is_struck and any(weight < other and subject & one.subject for other, subject in obscure)
        )
    ]
    if len(kept) > _MOST_LININGS or not any(one.is_struck for _, one in kept):
        return ()
    return tuple(one for _, one in sorted(kept, key=lambda pair: pair[0]))


def _fit(selector: str) -> str | None:
    """A selector as a profile may have it, or None."""
    try:
        return check_selector(selector)
    except ValueError:
        return None


def _iter_said(rules: Sequence[Any], reach: Reach, depth: int = 0) -> Iterator[_Said]:
    """What rules say of lines: those that strike on every screen, those that do not on any."""
    for rule in rules if depth < _DEEPEST else ():
        if rule.type == "at-rule" and rule.lower_at_keyword in _AT_RULES and rule.content is not None:
            within = tell_reach(_write(rule.prelude)) if rule.lower_at_keyword == "media" else Reach.MAYBE
            if within is not Reach.NEVER:
                inner = tinycss2.parse_rule_list(rule.content, skip_comments=True)
                yield from _iter_said(
                    inner, Reach.MAYBE if Reach.MAYBE in {within, reach} else reach, depth + 1
                )
        elif rule.type == "qualified-rule":
            parts = tinycss2.parse_blocks_contents(rule.content, skip_comments=True)
            lines = [one for one in parts if one.type == "declaration" and _is_of_lines(one)]
            if lines:
                last = max(enumerate(lines), key=lambda pair: (pair[1].important, pair[0]))[1]
                is_struck = any(
                    one.type == "ident" and one.lower_value == "line-through" for one in last.value
                )
                if reach is Reach.ALWAYS or not is_struck:
                    for selector in _iter_selectors(rule.prelude):
                        yield _Said(selector=selector, is_struck=is_struck, is_important=last.important)
            # A rule in a rule holds of less than its own selector says.
            yield from _iter_said([one for one in parts if one.type != "declaration"], Reach.MAYBE, depth + 1)


def _is_of_lines(declaration: Any) -> bool:
    return declaration.lower_name.removeprefix("-webkit-") in _DECORATIONS


def _iter_selectors(prelude: Sequence[Any]) -> Iterator[str]:
    """The selectors of a rule that hold as a page is shown: none of a state, such as under the pointer."""
    selectors: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    for tokens in selectors:
        selector = _write(tokens).replace("&", "").strip()
        if 0 < len(selector) <= _LONGEST and not _PASSING.search(selector):
            yield selector


def _write(tokens: Sequence[Any]) -> str:
    """Tokens as text; empty where blocks stand in blocks."""
    inner = [one for token in tokens for one in _get_inner(token)]
    return "" if any(_get_inner(one) for one in inner) else str(tinycss2.serialize(tokens))


def _get_inner(token: Any) -> Sequence[Any]:
    """What stands in a block or a function."""
    held: Sequence[Any] = getattr(token, "content", None) or getattr(token, "arguments", None) or ()
    return held
