"""What a site's stylesheets strike out: amounts that were asked before are often struck by nothing else."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import tinycss2

from sites.profile import check_selector

_MOST_SELECTORS, _MOST_CHARS = 40, 1_000_000
_LINED = re.compile(r"\btext-decoration(?:-line)?\s*:[^;}]*\bline-through\b", re.IGNORECASE)


def find_struck(sheets: Sequence[str]) -> tuple[str, ...]:
    """The selectors whose elements stylesheets strike out, as far as a profile may have such.

    Args:
        sheets: the texts of stylesheets; what is too long is left out.
    """
    found = (
        selector
        for sheet in sheets
        if len(sheet) <= _MOST_CHARS and _LINED.search(sheet)
        for selector in _iter_struck(
            tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
        )
    )
    return tuple(dict.fromkeys(found))[:_MOST_SELECTORS]


def _iter_struck(rules: Sequence[Any]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            yield from _iter_struck(tinycss2.parse_rule_list(rule.content, skip_comments=True))
        elif rule.type == "qualified-rule" and _LINED.search(tinycss2.serialize(rule.content)):
            yield from _iter_plain(tinycss2.serialize(rule.prelude))


def _iter_plain(prelude: str) -> Iterator[str]:
    """The selectors of a rule that always hold: none of a state, such as under the pointer."""
    for selector in prelude.split(","):
        try:
            if ":" not in selector:
                yield check_selector(selector.strip())
        except ValueError:
            continue
