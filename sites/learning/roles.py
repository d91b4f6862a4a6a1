"""What each group of like pages is: told from where boxes lead and from names that agree."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sites.learning.cards import SeenCard, Series
from sites.learning.names import agrees
from sites.learning.shops import Shape
from sites.learning.templates import Likeness
from sites.learning.tree import SeenPage
from sites.purpose import Word
from sites.ranges import find_amounts, has_signed_amount

FEWEST_LISTINGS = 2
_SHORT = 40
_HALF, _LIKE, _RATHER_LIKE, _HARDLY_LIKE = 0.5, 0.5, 0.3, 0.15
"""Shares of what pages of the chosen make have in common."""
_MOST_ASKED, _NEARLY_ALL = 10, 0.9
GetShape = Callable[[str], Shape]
WeighWord = Callable[[SeenPage], Word]


@dataclass(kw_only=True)
class Groups:
    """The pages of a survey in groups of one make, with the boxes that lead to each page.

    `weigh_word` says how a page by itself says that it sells.
    """

    pages: Sequence[SeenPage]
    series: Sequence[Sequence[Series]]
    groups: Sequence[Sequence[int]]
    likeness: Likeness
    weigh_word: WeighWord = lambda _page: Word.NONE
    group_of: dict[int, int] = field(init=False)
    _words: dict[int, Word] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.group_of = {page: number for number, group in enumerate(self.groups) for page in group}

    def get_word(self, page: int) -> Word:
        """How a page by itself says that it sells."""
        if page not in self._words:
            self._words[page] = self.weigh_word(self.pages[page])
        return self._words[page]

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The number of each page by its address."""
        return {page.url: number for number, page in enumerate(self.pages)}

    @cached_property
    def cards_to(self) -> dict[int, list[tuple[int, SeenCard]]]:
        """For each page the boxes that lead to it, with the page on which they stand."""
        found: dict[int, list[tuple[int, SeenCard]]] = defaultdict(list)
        for number, many in enumerate(self.series):
            for series in many:
                for card in series.cards:
                    target = self.number_of.get(card.url)
                    if target is not None and target != number:
                        found[target].append((number, card))
        return found


def find_listings(groups: Groups, get_shape: GetShape) -> list[int]:
    """The pages that sell one thing each; none when nothing on the site is told to be that.

    Args:
        groups: the surveyed pages.
        get_shape: the shape of an address.
    """
    scores = [_score_listing(groups, number) for number in range(len(groups.groups))]
    # A box leads to what others say of its goods too, which by itself does not say that it sells.
    says_of = [_count_saying(groups, group) if scores[n] else 0.0 for n, group in enumerate(groups.groups)]
    best = max(range(len(scores)), key=lambda one: scores[one] * (1 + says_of[one]), default=None)
    if best is None or scores[best] < FEWEST_LISTINGS:
        return []
    first = groups.groups[best]
    whole = groups.likeness.compare_groups(first, first) or 1.0
    ways = _find_ways(groups, set(first))
    lists = sorted({source for page in first for source, _ in groups.cards_to.get(page, [])} - set(first))
    # On a site of bare tables a list is built as a listing is.
    can_tell = groups.likeness.compare_groups(lists, first) < _RATHER_LIKE * whole
    shapes = Counter(get_shape(groups.pages[page].url) for page in first)
    is_priced, says = _is_priced(groups, first), _count_saying(groups, first) >= _NEARLY_ALL
    chosen = set(first)
    for number, group in enumerate(groups.groups):
        named = {page for page in group if _is_named(groups, page)}
        led = {page for page in group if _find_ways(groups, {page}) & ways}
        same = {page for page in group if shapes[get_shape(groups.pages[page].url)] >= FEWEST_LISTINGS}
        # Goods that are built a little differently: most of it alike, or some where boxes or addresses
        # tell the same, or a little where the same boxes lead to all of them and call them by their names.
        share = groups.likeness.compare_groups(group, first) / whole
        is_told = len(named | led) > _HALF * len(group) or len(same) > _HALF * len(group)
        is_like = can_tell and (share >= _LIKE or (share >= _RATHER_LIKE and is_told))
        is_like = is_like or (share >= _HARDLY_LIKE and named & led == set(group))
        # What shows name and price of goods but does not say to sell is about them: opinions, a picture.
        is_about = (is_priced and not _is_priced(groups, group)) or (
            says and _count_saying(groups, group) == 0
        )
        if number != best and is_like and not is_about:
            chosen |= set(group)
    apart = _find_built_apart(groups, sorted(chosen))
    shapes = Counter(get_shape(groups.pages[page].url) for page in chosen | apart)
    # One that looks alike, but that no box names and with an address like no other, is the home page,
    # unless it was met on the way and says itself that it sells.
    lone = {
        page
        for page in chosen
        if shapes[get_shape(groups.pages[page].url)] < FEWEST_LISTINGS
        and not _is_named(groups, page)
        and (page == 0 or groups.get_word(page) is Word.NONE)
    }
    return sorted((chosen - lone) | apart)


def _find_built_apart(groups: Groups, chosen: Sequence[int]) -> set[int]:
    """Pages that sell by what they say themselves, however they are built, where that word can be trusted.

    It can where a box elsewhere calls the page by its name, and where the page states its goods as data as
    nearly all do that are known to sell.
    """
    asked = chosen[:: max(1, len(chosen) // _MOST_ASKED)]
    stated = sum(groups.get_word(page) is Word.STATED for page in asked)
    enough = Word.STATED if stated >= _NEARLY_ALL * len(asked) else None
    margins = {series.path for page in chosen for series in groups.series[page]}
    wanted = {groups.pages[page].url for page in chosen}
    return {
        page
        for page in set(range(len(groups.pages))) - set(chosen)
        if not any(_lists_goods(series, wanted, margins) for series in groups.series[page])
        and (groups.get_word(page) is enough or (groups.get_word(page) and _is_named(groups, page)))
    }


def _lists_goods(series: Series, wanted: set[str], margins: set[str]) -> bool:
    """Whether boxes with a price lead to goods, in a place that no page of goods has in its margin."""
    return (
        series.path not in margins
        and series.money_share > _HALF
        and any(card.url in wanted for card in series.cards)
    )


def _is_priced(groups: Groups, group: Sequence[int]) -> bool:
    """Whether most pages of a group are priced: by a box that leads there, or outside the boxes they show."""
    priced = sum(
        any(card.has_money for _, card in groups.cards_to.get(page, [])) or _shows_amount(groups, page)
        for page in group
    )
    return priced > _HALF * len(group)


def _shows_amount(groups: Groups, number: int) -> bool:
    page = groups.pages[number]
    boxes = {card.box for series in groups.series[number] for card in series.cards}
    return any(
        text
        and len(text) <= _SHORT
        and has_signed_amount(text)
        and boxes.isdisjoint(page.iter_above(element))
        for element, text in enumerate(page.texts)
        if element not in boxes
    )


def find_lists(groups: Groups, listings: Sequence[int]) -> list[int]:
    """The pages whose boxes lead to listings and that are none themselves."""
    wanted = {groups.pages[number].url for number in listings}
    known = [
        series
        for many in groups.series
        for series in many
        if any(card.url in wanted for card in series.cards)
    ]
    shapes, paths = {series.shape for series in known}, {series.path for series in known}
    return [
        number
        for number, many in enumerate(groups.series)
        if number not in set(listings)
        and any(
            (series.shape in shapes or series.path in paths) and _is_goods_series(series, wanted)
            for series in many
        )
    ]


def _is_goods_series(series: Series, wanted: set[str]) -> bool:
    return (
        any(card.url in wanted for card in series.cards)
        or max(series.money_share, series.picture_share) > 0.5
    )


def _score_listing(groups: Groups, number: int) -> float:
    """How many pages of a group bear the names and amounts of boxes elsewhere that lead to them."""
    group = groups.groups[number]
    named = sum(_count_named(groups, page, number) for page in group)
    leads_on = sum(_leads_to_goods(groups, page, number) for page in group) / len(group)
    if leads_on and named:
        leads_on *= 1 - _count_saying(groups, group)  # what says that it sells has other goods in its margin
    return named * (1 - leads_on)


def _count_saying(groups: Groups, group: Sequence[int]) -> float:
    """The share of some pages of a group that say by themselves that they sell."""
    asked = group[:: max(1, len(group) // _MOST_ASKED)]
    return sum(groups.get_word(page) is not Word.NONE for page in asked) / len(asked)


def _count_named(groups: Groups, page: int, group: int) -> float:
    cards = [card for source, card in groups.cards_to.get(page, []) if groups.group_of[source] != group]
    if not any(agrees(name, groups.pages[page].headings) for card in cards for name in card.names):
        return 0.0
    amounts = {amount for text in groups.pages[page].texts if text for amount in find_amounts(text)}
    shared = any(find_amounts(text) & amounts for card in cards for text in card.texts if len(text) < 40)
    pictured = any(card.has_picture for card in cards)
    return 0.2 + 0.4 * shared + 0.4 * pictured


def _leads_to_goods(groups: Groups, page: int, group: int) -> bool:
    """Whether a page has boxes with amounts of which most lead to pages of another group."""
    return any(
        series.money_share > _HALF and _count_apart(groups, series, group) > _HALF
        for series in groups.series[page]
    )


def _count_apart(groups: Groups, series: Series, group: int) -> float:
    """Of a series' boxes whose pages were looked at, the share that leads to another group."""
    targets = [groups.number_of[card.url] for card in series.cards if card.url in groups.number_of]
    return sum(groups.group_of[target] != group for target in targets) / len(targets) if targets else 0.0


def _find_ways(groups: Groups, pages: set[int]) -> set[tuple[int, str]]:
    """The places of boxes that lead to some pages: the group in which they stand and their path."""
    return {
        (groups.group_of[source], groups.pages[source].get_path(card.box, 3))
        for page in pages
        for source, card in groups.cards_to.get(page, [])
    }


def _is_named(groups: Groups, page: int) -> bool:
    return any(
        agrees(name, groups.pages[page].headings)
        for _, card in groups.cards_to.get(page, [])
        for name in card.names
    )
