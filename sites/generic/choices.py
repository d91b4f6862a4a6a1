"""The choices that a page offers among variants: selects, radio buttons, boxes to press with a value each."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import islice, pairwise
from typing import Any

from sites.generic.sight import iter_above
from sites.generic.view import View
from sites.money import iter_money
from sites.page import clean
from sites.words import has_mark, has_word, is_label, split_name

_PRESSED = frozenset({"li", "a", "button", "label", "span", "div"})
_OFF = re.compile(r"\b(?:disabled|disable|forbid|soldout|sold|out|unavailable|nostock)\b")
_SHOWN_VALUE = re.compile(r"^#|\.(?:jpe?g|png|gif|webp|avif|svg)\b", re.IGNORECASE)
"""A value that names a part of the page or a picture: what shows something, and chooses nothing."""
_NUMBERS = re.compile(r"\d+")
_AMOUNT = re.compile(r"\d{1,9}(?:\.\d{1,4})?")
_LEADS_ON = re.compile(r"(?!#|javascript:)\S")
_MOST_GROUPS, _MOST, _FEWEST, _LONGEST, _NEAR_RUNS = 12, 60, 2, 80, 150
_NO_VARIANTS = ("shipping", "instalment", "coupon", "quantity", "count")
_MOST_ASKED = 60
"""So many selects, or groups of buttons, are looked at: no shop asks a buyer more."""
_EMPTY_VALUES = frozenset({"", "0", "-1", None})


@dataclass(frozen=True, slots=True)
class Choice:
    """One variant as its words say it, whether it cannot be chosen now, and what the page's form calls it.

    `number` is how scripts tell it from the others of its group, where no form does; `amount` is what scripts
    read as its price, and `is_chosen` says that the page shows this one.
    """

    text: str
    is_off: bool = False
    value: str = ""
    number: str = ""
    amount: Decimal | None = None
    is_chosen: bool = False


def find_groups(view: View) -> list[tuple[Choice, ...]]:
    """The groups among whose choices a buyer chooses one each, in page order."""
    finder = _Finder(view)
    found = [*finder.iter_selects(), *finder.iter_radios(), *finder.iter_pressed()]
    return list(dict.fromkeys(found))[:_MOST_GROUPS]


class _Finder:
    def __init__(self, view: View) -> None:
        self._view = view

    @cached_property
    def _forms(self) -> frozenset[Any]:
        """The forms in which the goods' own buttons stand."""
        forms = (_find_form(button.element) for button in self._view.buttons)
        return frozenset(form for form in forms if form is not None)

    @cached_property
    def _end(self) -> int:
        """The place behind which nothing is chosen: the last button that buys."""
        places = [one.place for one in self._view.buttons if one.place >= self._view.title_place]
        return max(places, default=self._view.title_place + _NEAR_RUNS)

    def iter_selects(self) -> Iterator[tuple[Choice, ...]]:
        for select in islice(self._view.root.iter("select"), _MOST_ASKED):
            label = select.get("aria-label") or select.get("name") or ""
            named = f"{split_name(label)} {self._view.sight.names(select)}"
            if is_label("quantity", label) or has_mark("not_choice", named) or not self._is_here(select):
                continue
            options = [one for one in select.iter("option") if not _is_prompt(one)]
            choices = [
                Choice(
                    clean("".join(one.itertext())) or "",
                    one.get("disabled") is not None,
                    one.get("value") or "",
                    amount=_find_amount(one),
                    is_chosen=one.get("selected") is not None,
                )
                for one in options
            ]
            yield from self._keep(choices, self._find_label(select))

    def iter_radios(self) -> Iterator[tuple[Choice, ...]]:
        by_name: dict[tuple[Any, str], list[Any]] = defaultdict(list)
        for box in self._view.root.iter("input"):
            if box.get("type") == "radio" and (name := box.get("name")):
                by_name[_find_form(box), name].append(box)
        labels = {one.get("for"): one for one in self._view.root.iter("label") if one.get("for")}
        for boxes in islice(by_name.values(), _MOST_ASKED):
            if self._is_here(boxes[0]):
                rows = _read_rows(boxes)
                choices = [
                    Choice(
                        rows[number] if rows else _read_radio(box, labels),
                        box.get("disabled") is not None,
                        box.get("value") or "",
                        amount=_find_amount(box),
                        is_chosen=box.get("checked") is not None,
                    )
                    for number, box in enumerate(boxes)
                ]
                yield from self._keep(choices, "")

    def iter_pressed(self) -> Iterator[tuple[Choice, ...]]:
        """Boxes beside one another that differ in a value which scripts read."""
        seen: set[Any] = set()
        for element in self._view.sight.places:
            if element.tag not in _PRESSED or not _list_values(element):
                continue
            box, found = _find_alike(element)
            if box in seen:
                continue
            seen.add(box)
            alike = list(found)
            if len(alike) < _FEWEST or not _differ(alike) or not self._is_here(element, is_form=False):
                continue
            if any(_LEADS_ON.match(link.get("href") or "") for one in alike for link in one.iter("a")):
                continue
            numbers = _number(alike)
            choices = [
                Choice(self._read_pressed(one), self._is_off(one), number=number)
                for one, number in zip(alike, numbers, strict=True)
            ]
            yield from self._keep(choices, self._find_label(element))

    def _read_pressed(self, element: Any) -> str:
        return self._view.sight.text_of(element, _LONGEST) or clean(element.get("title")) or ""

    def _is_off(self, element: Any) -> bool:
        names = self._view.sight.names(element)
        return element.get("disabled") is not None or _OFF.search(names) is not None

    def _keep(self, choices: Sequence[Choice], label: str) -> Iterator[tuple[Choice, ...]]:
        """The group, where it is one of variants: with names that differ, and no counts or ways to send."""
        texts = [choice.text for choice in choices]
        if not _FEWEST <= len(choices) <= _MOST or len(set(texts)) < len(texts):
            return
        title = self._view.name.text if self._view.name is not None else None
        if any(not 0 < len(text) <= _LONGEST or text == title or _is_no_choice(text) for text in texts):
            return
        if _is_counting(texts) or any(has_word(subject, label) for subject in _NO_VARIANTS):
            return
        yield tuple(
            replace(choice, is_off=choice.is_off or has_word("out_of_stock", choice.text))
            for choice in choices
        )

    def _find_label(self, element: Any) -> str:
        """The short text right before a group."""
        place = self._view.sight.place_near(element)
        before = self._view.sight.runs[place - 1].text if 0 < place <= len(self._view.sight.runs) else ""
        return before if len(before) <= _LONGEST else ""

    def _is_here(self, element: Any, *, is_form: bool = True) -> bool:
        """Whether it stands with the goods' button, or by their name, and in no box of other goods."""
        above = list(iter_above(element, 20))
        if any(one in self._view.boxes for one in above):
            return False
        form = _find_form(element)
        if form is not None and self._forms:
            if form not in self._forms:
                return False
            if is_form:
                return True
        if any(one.tag in {"nav", "header", "footer"} for one in above):
            return False
        place = self._view.sight.place_near(element)
        return self._view.title_place - 5 <= place <= max(self._end, self._view.title_place)


def _find_form(element: Any) -> Any:
    return next((one for one in iter_above(element, 40) if one.tag == "form"), None)


def _is_prompt(option: Any) -> bool:
    """Whether an option only asks to choose: it has no value, or the first one's is nought."""
    value = option.get("value")
    return value in _EMPTY_VALUES and (not value or option.getprevious() is None)


def _read_radio(box: Any, labels: dict[Any, Any]) -> str:
    """The words beside a radio button."""
    label = labels.get(box.get("id")) if box.get("id") else None
    if label is None:
        label = next((one for one in iter_above(box, 4) if one.tag == "label"), None)
    if label is not None:
        return clean(" ".join("".join(label.itertext()).split())) or ""
    following = box.getnext()
    return clean(box.tail) or (clean("".join(following.itertext())) if following is not None else None) or ""


def _read_rows(boxes: Sequence[Any]) -> list[str]:
    """What rows of one table say of radio buttons that stand in a cell each, less what all rows say.

    A cell with several amounts is left out: one of them may be a former price.
    """
    rows = [row for box in boxes for row in islice((one for one in iter_above(box, 4) if one.tag == "tr"), 1)]
    if len(set(rows)) < len(boxes) or len({row.getparent() for row in rows}) > 1:
        return []
    if any((clean("".join(box.getparent().itertext())) or "") for box in boxes):
        return []  # it has words of its own
    said = [[clean(" ".join("".join(cell.itertext()).split())) or "" for cell in row] for row in rows]
    if len({len(cells) for cells in said}) > 1:
        return []
    kept = [number for number, column in enumerate(zip(*said, strict=True)) if len(set(column)) > 1]
    return [
        " ".join(cells[number] for number in kept if sum(1 for _ in iter_money(cells[number])) < _FEWEST)
        for cells in said
    ]


def _find_amount(element: Any) -> Decimal | None:
    """The amount in the values of a choice that are called its price; None where they differ."""
    said = {
        match.group()
        for name, value in element.items()
        if name.startswith("data-")
        and has_mark("price", named := split_name(name))
        and not has_mark("old", named)
        and not has_mark("save", named)
        and (match := _AMOUNT.fullmatch(value.strip()))
    }
    return Decimal(said.pop()) if len(said) == 1 else None


def _list_values(element: Any) -> list[tuple[str, str]]:
    """The values of an element that scripts read."""
    return [
        (name, value)
        for name, value in element.items()
        if value
        and (name.startswith("data-") or name in {"value", "onclick"})
        and not has_mark("not_choice", split_name(name))
        and not _SHOWN_VALUE.search(value)
    ]


def _find_alike(element: Any) -> tuple[Any, Iterator[Any]]:
    """The box in which elements like one stand, and those: beside it, or each in a box beside its own."""
    above = element.getparent()
    outer = above.getparent()
    is_alone = next(islice(_iter_valued(above, element.tag), 1, None), None) is None
    if not is_alone or outer is None or above.tag not in _PRESSED:
        return above, _iter_valued(above, element.tag)
    return outer, (one for box in outer if box.tag == above.tag for one in _iter_valued(box, element.tag))


def _iter_valued(box: Any, tag: str) -> Iterator[Any]:
    return (one for one in box if one.tag == tag and _list_values(one))


def _iter_differing(alike: Sequence[Any]) -> Iterator[list[str]]:
    """The values of boxes by name that are another one in each of them."""
    held = [dict(_list_values(one)) for one in alike]
    for name in [name for name in held[0] if all(name in one for one in held)]:
        values = [one[name] for one in held]
        if len(set(values)) == len(values):
            yield values


def _differ(alike: Sequence[Any]) -> bool:
    """Whether boxes have a value that is another one in each of them."""
    return next(_iter_differing(alike), None) is not None


def _number(alike: Sequence[Any]) -> list[str]:
    """What tells boxes apart to scripts: the one number in a value of each, else nothing."""
    for values in _iter_differing(alike):
        numbers = [_NUMBERS.findall(value) for value in values]
        if all(len(found) == 1 for found in numbers) and len({found[0] for found in numbers}) == len(alike):
            return [found[0] for found in numbers]
    return [""] * len(alike)


def _is_counting(texts: Sequence[str]) -> bool:
    """Whether all are numbers that count up from nought or one: how many to buy, how many stars to give."""
    if not all(text.isdecimal() for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return numbers[0] <= 1 or any(one >= other for one, other in pairwise(numbers))


def _is_no_choice(text: str) -> bool:
    """Whether words on a button name a part of the page, or do something."""
    return any(is_label(subject, text) for subject in ("buy", "listing_head", "own_affairs"))
