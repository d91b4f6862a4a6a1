"""Cards: boxes of one make that a page repeats, each with its own way on."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from sites.learning.shapes import AddressBook, fold_part
from sites.learning.tree import SeenPage
from sites.ranges import has_signed_amount

FEWEST = 3
FEWEST_LETTERS = 4
_SHARED = 0.2
Shape = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCard:
    """One box of a series: where it leads, the words of its links, all of its short texts."""

    url: str
    box: int
    links: tuple[int, ...]
    names: tuple[str, ...]
    texts: tuple[str, ...]
    has_picture: bool
    struck: frozenset[str] = frozenset()
    """Those of the texts that are crossed out."""

    @property
    def has_money(self) -> bool:
        """Whether the box shows an amount with a currency."""
        return any(has_signed_amount(text) for text in self.texts if len(text) < 60)


@dataclass(slots=True, kw_only=True)
class Series:
    """Boxes of one make on one page that lead to addresses of one shape."""

    page: SeenPage
    path: str
    shape: Shape
    cards: list[SeenCard] = field(default_factory=list)

    @property
    def money_share(self) -> float:
        """The share of boxes that show an amount."""
        return sum(card.has_money for card in self.cards) / len(self.cards)

    @property
    def picture_share(self) -> float:
        """The share of boxes that show a picture."""
        return sum(card.has_picture for card in self.cards) / len(self.cards)


def find_series(page: SeenPage, book: AddressBook) -> list[Series]:
    """The series of a page, the longest first."""
    found: dict[tuple[str, Shape], Series] = {}
    targets: dict[Shape, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for link in page.links:
        shape = (urlsplit(link.url).netloc, book.get_shape(link.url))
        targets[shape][link.url].append(link.element)
    for shape, group in _join_small(targets).items():
        for card in _make_cards(page, group):
            path = page.get_path(card.box, 3)
            found.setdefault((path, shape), Series(page=page, path=path, shape=shape)).cards.append(card)
    for series in found.values():
        _name_cards(series)
    return sorted(
        (one for one in found.values() if len(one.cards) >= FEWEST), key=lambda one: -len(one.cards)
    )


def _join_small(targets: dict[Shape, dict[str, list[int]]]) -> dict[Shape, dict[str, list[int]]]:
    """The addresses by shape, those of too few joined where they differ in their last part only.

    A list of few goods whose addresses are names shows too few of them to tell names from parts of the site.
    """
    large = {shape: group for shape, group in targets.items() if len(group) >= FEWEST}
    joined: dict[Shape, dict[str, list[int]]] = defaultdict(dict)
    for (host, below), group in targets.items():
        head, mark, last = below.rpartition("/")
        if (host, below) not in large and last:
            joined[host, f"{head}{mark}{fold_part(last)}"].update(group)
    for shape, group in joined.items():
        if len(group) >= FEWEST:
            large[shape] = {**large.get(shape, {}), **group}
    return large


def _name_cards(series: Series) -> None:
    """Take for names also what stands on few of the boxes only: a name is no word that all of them print."""
    counts = Counter(text for card in series.cards for text in card.texts)
    most = max(1, _SHARED * len(series.cards))
    series.cards = [
        replace(
            card,
            names=tuple(
                dict.fromkeys([*card.names, *(t for t in card.texts if _may_name(t, counts[t], most))])
            ),
        )
        for card in series.cards
    ]


def _may_name(text: str, count: int, most: float) -> bool:
    return count <= most and sum(char.isalpha() for char in text) >= FEWEST_LETTERS


def _make_cards(page: SeenPage, group: dict[str, list[int]]) -> list[SeenCard]:
    """One card for each address: the largest box that leads nowhere else in the group."""
    held: dict[int, set[str]] = defaultdict(set)
    for url, elements in group.items():
        for element in elements:
            held[element].add(url)
            for above in page.iter_above(element):
                held[above].add(url)
    cards = []
    for url, elements in group.items():
        boxes: dict[int, list[int]] = defaultdict(list)
        for element in elements:
            boxes[_find_box(page, element, held)].append(element)
        box = max(boxes, key=lambda one: (len(boxes[one]), -one))
        cards.append(_make_card(page, url, box, boxes[box]))
    return sorted(cards, key=lambda card: card.box)


def _find_box(page: SeenPage, element: int, held: dict[int, set[str]]) -> int:
    box = element
    for above in page.iter_above(element):
        if len(held[above]) > 1 or page.marks[above] in {"body", "html"}:
            break
        box = above
    return box


def _make_card(page: SeenPage, url: str, box: int, links: list[int]) -> SeenCard:
    inside = list(page.iter_below(box))
    names = [page.link_texts.get(link) or "" for link in links]
    return SeenCard(
        url=url,
        box=box,
        links=tuple(links),
        names=tuple(dict.fromkeys(name for name in names if name)),
        texts=tuple(dict.fromkeys(page.texts[one] for one in inside if page.texts[one])),
        has_picture=any(page.nodes[one].tag == "img" or _has_background(page, one) for one in inside),
        struck=frozenset(page.texts[one] for one in _find_struck(page, inside) if page.texts[one]),
    )


def _find_struck(page: SeenPage, inside: list[int]) -> set[int]:
    """The elements of a box, in page order, that are crossed out or stand in one that is."""
    struck: set[int] = set()
    for one in inside:
        if one in page.struck or page.parents[one] in struck:
            struck.add(one)
    return struck


def _has_background(page: SeenPage, element: int) -> bool:
    return "url(" in (page.nodes[element].attributes.get("style") or "")
