"""Boxes that a page repeats, one for each of many things: found by where links lead and how boxes nest."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sites.generic.addresses import could_be_goods, iter_links, make_address
from sites.generic.sight import Sight
from sites.money import iter_money
from sites.words import has_mark

_FEWEST, _SHARED = 2, 3
_MOST_LINKS = 6_000
_MOST_STEPS = 30
_WHOLE = frozenset({"body", "html", "main", "table", "tbody"})


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """A box of a list and where it leads."""

    element: Any
    address: str


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Boxes of one make, in page order, and how much they look like goods: from 0 to 1 each."""

    boxes: tuple[Box, ...]
    priced: float
    pictured: float
    is_side: bool

    @property
    def weight(self) -> float:
        """How likely these boxes are what the page is about."""
        looks = 2 * self.priced + self.pictured
        return len(self.boxes) * looks * (0.2 if self.is_side else 1.0)

    @property
    def is_goods(self) -> bool:
        """Whether the boxes show goods: most have a price, or some and a picture each."""
        return self.priced >= 0.5 or (self.priced > 0 and self.pictured >= 0.6)


def find_shelves(sight: Sight, base: str) -> list[Shelf]:
    """The lists of like boxes on a page, the likeliest to be goods first."""
    shelves = [
        _make_shelf(sight, boxes)
        for links in _cluster_links(sight, base).values()
        for boxes in _group_boxes(_find_boxes(links))
    ]
    shelves.sort(key=lambda shelf: -shelf.weight)
    return _join_alike(sight, _drop_same(shelves))


def _cluster_links(sight: Sight, base: str) -> dict[tuple[str, ...], list[Box]]:
    """Links that stand in like places."""
    found: dict[tuple[str, ...], list[Box]] = defaultdict(list)
    here = base.partition("#")[0]
    count = 0
    for element in sight.places:
        for href in iter_links(element):
            address = make_address(href, base)
            if address is None or address == here or not could_be_goods(address):
                continue
            count += 1
            if count > _MOST_LINKS:
                return found
            found[_describe_place(element, 3)].append(Box(element, address))
    return found


def _describe_place(element: Any, steps: int) -> tuple[str, ...]:
    found = []
    while element is not None and steps:
        found.append(_describe(element))
        element = element.getparent()
        steps -= 1
    return tuple(found)


def _describe(element: Any) -> str:
    first = (element.get("class") or "").split(" ", 1)[0]
    return f"{element.tag}.{re.sub(r'[0-9]+', '', first)}"


def _find_boxes(links: list[Box]) -> list[Box]:
    """For each address of a cluster the largest box that leads to no other one."""
    links = _drop_shared(links)
    held: dict[Any, str | None] = {}
    for link in links:
        for above in _iter_steps(link.element):
            if held.setdefault(above, link.address) != link.address:
                held[above] = None
    found: dict[Any, Box] = {}
    for link in links:
        box = None
        for above in _iter_steps(link.element):
            if held[above] is None:
                break
            box = above
        if box is not None:
            found.setdefault(box, Box(box, link.address))
    return list(found.values())


def _drop_shared(links: list[Box]) -> list[Box]:
    """Links without those that stand in box after box: to the cart, to one shop, to a chat."""
    holders: dict[str, set[Any]] = defaultdict(set)
    for link in links:
        holders[link.address].add(link.element.getparent())
    return [link for link in links if len(holders[link.address]) < _SHARED]


def _iter_steps(element: Any) -> Iterator[Any]:
    for _ in range(_MOST_STEPS):
        if element is None or element.tag in _WHOLE:
            return
        yield element
        element = element.getparent()


def _group_boxes(boxes: list[Box]) -> Iterator[list[Box]]:
    groups: dict[tuple[str, ...], list[Box]] = defaultdict(list)
    for box in boxes:
        above = box.element.getparent()
        groups[(box.element.tag, *_describe_place(above, 2))].append(box)
    for group in groups.values():
        if len(group) >= _FEWEST:
            yield group


def _make_shelf(sight: Sight, boxes: list[Box]) -> Shelf:
    count = len(boxes)
    priced = sum(_has_money(sight, box.element) for box in boxes)
    pictured = sum(next(box.element.iter("img"), None) is not None for box in boxes)
    return Shelf(
        boxes=tuple(boxes),
        priced=priced / count,
        pictured=pictured / count,
        is_side=_is_beside(sight, boxes[0].element),
    )


def _has_money(sight: Sight, element: Any) -> bool:
    """Whether a box shows an amount: signed, or bare where markup calls it a price."""
    for run in sight.runs_of(element)[:60]:
        if len(run.text) <= 80 and any(char.isdigit() for char in run.text):
            around = sight.text_of(run.element.getparent(), 60) if len(run.text) < 12 else run.text
            if any(money.sign for money in iter_money(around)) or has_mark("price", sight.names(run.element)):
                return True
            if re.fullmatch(r"[0-9]{1,6}\.[0-9]{2}", run.text):
                return True
    return False


def _is_beside(sight: Sight, element: Any) -> bool:
    return any(has_mark("side", sight.names(above)) for above in list(_iter_steps(element))[:6])


def _drop_same(shelves: list[Shelf]) -> list[Shelf]:
    """One shelf of those that share most of their boxes, with the address that tells the boxes apart best."""
    kept: list[Shelf] = []
    taken: set[Any] = set()
    for shelf in shelves:
        new = [box for box in shelf.boxes if box.element not in taken]
        if len(new) * 2 > len(shelf.boxes):
            kept.append(shelf)
            taken.update(box.element for box in shelf.boxes)
    return kept


def _join_alike(sight: Sight, shelves: list[Shelf]) -> list[Shelf]:
    """Shelves of one make that stand in lists of one make, as one; with the boxes beside them that fit."""
    groups: dict[tuple[str, ...], list[Box]] = defaultdict(list)
    for shelf in _join_neighbours(sight, shelves):
        first = shelf.boxes[0].element
        make = _describe(first) if first.get("class") else f"{first.tag} {id(first)}"
        groups[(make, first.getparent().tag, str(shelf.is_side))] += shelf.boxes
    joined = [_make_shelf(sight, _add_fitting(sight, boxes)) for boxes in groups.values()]
    return sorted(joined, key=lambda shelf: -shelf.weight)


def _join_neighbours(sight: Sight, shelves: list[Shelf]) -> list[Shelf]:
    """Shelves of goods whose boxes stand side by side, as one: some of them may be called otherwise."""
    groups: dict[tuple[str, Any], list[Shelf]] = {}
    for place, shelf in enumerate(shelves):
        first = shelf.boxes[0].element
        key = (first.tag, first.getparent()) if shelf.is_goods else ("", place)
        groups.setdefault(key, []).append(shelf)
    return [
        group[0] if len(group) == 1 else _make_shelf(sight, [box for shelf in group for box in shelf.boxes])
        for group in groups.values()
    ]


def _add_fitting(sight: Sight, boxes: list[Box]) -> list[Box]:
    """Boxes with those of the same make beside them, which lead nowhere that is known, in page order."""
    held = {box.element for box in boxes}
    makes = {_describe(box.element) for box in boxes if box.element.get("class")}
    found = list(boxes)
    for parent in {box.element.getparent(): None for box in boxes}:
        found += [
            Box(element, "")
            for element in parent
            if element not in held and sight.sees(element) and _describe(element) in makes
        ]
    return sorted(found, key=lambda box: sight.place_of(box.element))
