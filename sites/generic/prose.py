"""What a page says of its goods in sentences, below their name: no menus, tables, opinions or other goods."""

import re
from functools import lru_cache
from itertools import groupby
from typing import Any

from sites.generic.sight import Run, Sight, iter_above
from sites.generic.view import View
from sites.money import iter_money
from sites.words import has_mark, has_word, is_any_label, is_label

_APART = frozenset(
    (
        "nav",
        "footer",
        "header",
        "form",
        "button",
        "label",
        "a",
        "dt",
        "dd",
        "th",
        "aside",
        "address",
        "dialog",
    )
)
_DIALOGS = frozenset({"dialog", "alertdialog", "alert", "status", "banner", "contentinfo", "navigation"})
"""Roles of boxes that speak of the page, and not of the goods (WAI-ARIA 1.2)."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE = frozenset(
    {"span", "em", "b", "i", "strong", "font", "u", "mark", "small", "sup", "sub", "big", "ins"}
)
_ROWS = frozenset({"li", "tr", "article", "dl"})
_LABELS = frozenset(
    ("not_attribute", "sku", "gtin", "brand", "maker", "model", "shop", "seller", "licence", "shipping")
)
_FEWEST_LETTERS, _FEWEST_ALONE, _LONGEST_HEAD, _LONGEST_CELL = 4, 8, 16, 24
_BUTTONS = ("in_stock", "out_of_stock", "notify", "buy")
_CHIPS, _LONGEST_CHIP = 3, 8
_MOST_DEPTH, _MOST_LINES = 60, 600
_LOWEST, _OPEN = 7, 9
_NO_HEAD = re.compile(r"[\d\s()（）【】\[\]+:：>»›/|·.-]+")
_LABELLED = re.compile(r"^([^:：]{1,10})[:：]")
_HIDDEN_NAME = re.compile(r"\w\*{2,}\w?")


def find_prose(view: View) -> str | None:
    """The lines of text that stand below the name of the goods and speak of them, one a line.

    A heading that announces opinions, other goods, the shop or its terms ends it: to the end of the box that
    the heading stands in, or, where name and heading share their box, up to a heading of the goods again.
    """
    if view.name is None:
        return None
    return _Prose(view).read() or None


class _Prose:
    def __init__(self, view: View) -> None:
        self._view, self._sight = view, view.sight
        self._facts = {element for _, _, element in view.facts}
        self._opinions = _find_opinions(self._sight)

    def read(self) -> str:
        found: dict[str, None] = {}
        closed_until, closed_by = 0, _OPEN
        for element, runs in groupby(self._sight.runs, key=_find_block):
            line = list(runs)
            if line[0].number < max(self._view.title_place, closed_until) or self._is_apart(element):
                continue
            text = "".join(run.text if run.is_glued else f" {run.text}" for run in line).strip()
            rank = _rank_heading(element, text)
            if rank is None:
                if closed_by == _OPEN and self._is_prose(line, text):
                    found[text] = None
            elif not has_word("foreign_head", text):
                closed_by = _OPEN if rank <= closed_by or has_word("listing_head", text) else closed_by
            elif (box := self._find_box(element)) is not None:
                closed_until = self._sight.ends.get(box, 0)
            else:
                closed_by = min(rank, closed_by) if closed_by != _OPEN else rank
        return "\n".join(list(found)[:_MOST_LINES])

    def _is_apart(self, element: Any) -> bool:
        """Whether a piece of text stands in a menu, a pair of a table, an opinion or a box of other goods."""
        for one in iter_above(element, _MOST_DEPTH):
            if one in self._view.boxes or one in self._facts or one in self._opinions:
                return True
            if one in self._view.own:
                return False
            if one.tag in _APART or one.get("role") in _DIALOGS or has_mark("side", self._sight.names(one)):
                return True
        return False

    def _find_box(self, element: Any) -> Any | None:
        """The smallest box that holds a heading and what follows; None where the goods' name shares it."""
        end = self._sight.ends.get(element, 0)
        for one in iter_above(element, _MOST_DEPTH):
            if one in self._view.own:
                return None
            if self._sight.ends.get(one, 0) > end:
                return one
        return None

    def _is_prose(self, line: list[Run], text: str) -> bool:
        letters = _count_letters(text)
        above = [one.tag for one in iter_above(line[0].element, 4)]
        if letters < (_FEWEST_LETTERS if "p" in above else _FEWEST_ALONE):
            return False
        if has_word("furniture", text) or (letters < _LONGEST_CELL and "td" in above):
            return False
        if letters < _LONGEST_CELL and any(has_word(subject, text) for subject in _BUTTONS):
            return False
        label = _LABELLED.match(text)
        if label is not None and is_any_label(_LABELS, label[1]):
            return False
        if len(line) >= _CHIPS and all(len(run.text) <= _LONGEST_CHIP for run in line):
            return False  # choices and buttons beside one another
        return letters > _LONGEST_CELL or all(money.sign is None for money in iter_money(text))


@lru_cache(maxsize=20_000)
def _count_letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _rank_heading(element: Any, text: str) -> int | None:
    """How low a heading a line is: by its tag, lowest where it only is short and nothing but known words."""
    tags = [one.tag for one in iter_above(element, 3)]
    marked = next((tag for tag in tags if tag in _HEADINGS), None)
    if marked is not None:
        return int(marked[1])
    bare = _NO_HEAD.sub("", text)
    is_known = is_label("foreign_head", bare) or is_label("listing_head", bare)
    return _LOWEST if is_known and len(bare) <= _LONGEST_HEAD else None


def _find_block(run: Run) -> Any:
    """The box whose words a piece of text is part of, what only marks words in it left out."""
    return next((one for one in iter_above(run.element, _MOST_DEPTH) if one.tag not in _INLINE), run.element)


def _find_opinions(sight: Sight) -> frozenset[Any]:
    """The boxes of buyers' opinions that nothing marks but a name half hidden: 张***三."""
    found = (
        next((one for one in iter_above(run.element, 4) if one.tag in _ROWS), run.element.getparent())
        for run in sight.runs
        if len(run.text) < _LONGEST_CELL and _HIDDEN_NAME.search(run.text)
    )
    return frozenset(box for box in found if box is not None)
