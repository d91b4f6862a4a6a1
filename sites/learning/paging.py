"""What turns the pages of a list: links with the number in their address or words, and bare numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from sites.learning.tree import SeenLink, SeenPage
from sites.patterns import fold_address
from sites.words import has_mark, has_word, split_name

_NUMBER = re.compile(r"\d{1,5}")
_LONGEST, _DEPTH = 20, 3
_FEWEST_LISTS = 3
_FEWEST_FULL = 4
"""A list is not cut to fewer goods."""
MOST_IDLE = 20


def is_paging(link: SeenLink, here: str) -> bool:
    """Whether a link leads to another page of the list at `here`."""
    if urlsplit(link.url).netloc != urlsplit(here).netloc:
        return False
    number = _NUMBER.fullmatch(link.text)
    if number is not None:
        added = set(_NUMBER.findall(fold_address(link.url))) - set(_NUMBER.findall(fold_address(here)))
        return number.group() in added or bool(
            added and int(number.group()) > 1 and _is_step(added, link.text)
        )
    return len(link.text) <= _LONGEST and has_word("next_page", link.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadRow:
    """A row of page numbers without addresses, and what its box and those around it are called."""

    path: str
    numbers: tuple[int, ...]


def find_dead_pages(page: SeenPage, goods: Collection[int], idle: Collection[str] = ()) -> int | None:
    """The highest number in a row of page numbers without addresses, which only a script turns; None without.

    Args:
        page: the page.
        goods: its elements that lead to goods; a row that turns them stands behind them.
        idle: the paths of rows that are known to turn no list.
    """
    rows = (row for row in iter_dead_rows(page, goods) if row.path not in idle)
    return max((max(row.numbers) for row in rows), default=None)


def iter_dead_rows(page: SeenPage, goods: Collection[int] = ()) -> Iterator[DeadRow]:
    """The rows that begin with 1 and 2, each once, and each of whose numbers is made to be pressed.

    A row of tabs is none, nor one that turns something else: pictures, or a few goods of many.
    """
    led = {link.element for link in page.links}
    rows: dict[int, list[int]] = defaultdict(list)
    firsts: dict[int, int] = {}
    live: set[int] = set()
    for element, text in enumerate(page.texts):
        if _NUMBER.fullmatch(text) is None or not _is_pressed(page, element):
            continue
        above = page.parents[element]
        row = page.parents[above] if above >= 0 and page.texts[above] == text else above
        rows[row].append(int(text))
        firsts.setdefault(row, element)
        if element in led or _is_tab(page, element):
            live.add(row)
    for row, numbers in rows.items():
        is_counted = {1, 2} <= set(numbers) and numbers == sorted(set(numbers))
        is_behind = 2 * sum(one < firsts[row] for one in goods) >= len(goods)
        if row not in live and is_counted and is_behind and _turns_goods(page, row, len(numbers), goods):
            yield DeadRow(path=page.get_path(row, _DEPTH), numbers=tuple(numbers))


def find_idle_rows(
    lists: Sequence[tuple[SeenPage, Collection[int]]], listings: Sequence[SeenPage]
) -> tuple[str, ...]:
    """The paths of rows that turn no list: each has the same numbers on whatever page it stands.

    It stands on most pages of goods too, or on lists that show fewer goods than others do: a list that has a
    further page shows as many as any.

    Args:
        lists: the surveyed lists, each with its elements that lead to goods.
        listings: the surveyed pages of goods.
    """
    seen: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    shown: dict[str, list[int]] = defaultdict(list)
    for page, goods in lists:
        for row in iter_dead_rows(page, goods):
            seen[row.path].add(row.numbers)
            shown[row.path].append(len(goods))
    elsewhere = Counter(row for page in listings for row in set(iter_dead_rows(page)))
    return tuple(
        path
        for path, numbers in seen.items()
        if len(numbers) == 1
        and (
            2 * elsewhere[DeadRow(path=path, numbers=next(iter(numbers)))] > len(listings)
            or (len(shown[path]) >= _FEWEST_LISTS and min(shown[path]) < max(shown[path]))
        )
    )[:MOST_IDLE]


def has_turner(page: SeenPage) -> bool:
    """Whether something on a page is called what turns the pages of lists, though it may lead nowhere."""
    return any(
        has_mark("turner", split_name(said))
        for node in page.nodes
        for said in map(node.attributes.get, ("id", "class", "name"))
        if said
    )


def find_full_size(lists: Sequence[tuple[SeenPage, Collection[str]]]) -> int | None:
    """How many goods a list shows that is cut where only a script turns its pages; None where none is.

    Several lists of other goods show just as many, none shows more, and each has what turns pages and no
    link that does: lists that are whole seldom are so alike. A page without a place for what turns pages,
    as a home page that shows goods of all kinds, says nothing of how many the lists show.

    Args:
        lists: the surveyed lists, each with the addresses of the goods that it shows.
    """
    turned = [(page, frozenset(goods)) for page, goods in lists if goods and has_turner(page)]
    most = max((len(goods) for _, goods in turned), default=0)
    full = [(page, goods) for page, goods in turned if len(goods) == most]
    if most < _FEWEST_FULL or len({goods for _, goods in full}) < _FEWEST_LISTS:
        return None
    return most if all(is_cut(page) for page, _ in full) else None


def is_cut(page: SeenPage) -> bool:
    """Whether a list has what turns pages, and no link that does."""
    return has_turner(page) and not any(is_paging(link, page.url) for link in page.links)


def _turns_goods(page: SeenPage, row: int, size: int, goods: Collection[int]) -> bool:
    """Whether a row stands in one box with most of what a page lists, or with nothing that it may turn."""
    above = page.parents[row] if row >= 0 else -1
    if above < 0:
        return True
    box = set(page.iter_below(above))
    held = sum(element in box for element in goods)
    if held:
        return 2 * held >= len(goods)
    return sum(page.nodes[element].tag == "img" for element in box) < size


def _is_tab(page: SeenPage, element: int) -> bool:
    chain = [element, *islice(page.iter_above(element), 2)]
    return any((page.nodes[one].attributes.get("role") or "") in {"tab", "tablist"} for one in chain)


def _is_pressed(page: SeenPage, element: int) -> bool:
    node = page.nodes[element]
    href = (node.attributes.get("href") or "").strip().lower()
    if node.tag == "a":
        return href == "" or href.startswith(("#", "javascript:"))
    return node.tag == "button" or bool(node.attributes.get("onclick"))


def _is_step(added: set[str], text: str) -> bool:
    """Whether an address counts goods or pages from nought where the link counts pages from one."""
    before = int(text) - 1
    return any(int(number) % before == 0 and int(number) > 0 for number in added)
