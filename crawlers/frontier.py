"""What a run still has to visit: kept in the records, so that a killed crawl goes on where it was."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawlers.job import Limits
from evidence.clock import Run
from evidence.snapshot import Outcome, make_listing_key
from evidence.workspace import Workspace
from evidence.writer import DONE, PENDING, Target
from sites.learning.shapes import split_address
from sites.patterns import drop_parts, fold_address, is_varied, iter_wider, split_parts
from sites.profile import SiteProfile
from sites.purpose import Purpose
from sites.shelf import Shelf, Site, is_unknown

# What belongs to a shop comes before what only leads on; lists come after the listings they brought.
_ORDER = (
    Purpose.LICENCE,
    Purpose.SHOP_INFO,
    Purpose.RULES,
    Purpose.LISTING,
    Purpose.SHOP,
    Purpose.ANY,
    Purpose.HOME,
    Purpose.LIST,
    Purpose.NEXT_PAGE,
    Purpose.SITEMAP,
    Purpose.NARROWED,
    Purpose.OTHER,
    Purpose.SCREENSHOT,
)
_LISTS = frozenset({Purpose.LIST, Purpose.NEXT_PAGE, Purpose.SITEMAP})
_OPTIONAL = frozenset({Purpose.NARROWED, Purpose.OTHER})
_GOODS = frozenset({Purpose.LISTING, Purpose.ANY, Purpose.HOME})
_RANK = {purpose: rank for rank, purpose in enumerate(_ORDER)}
IDLE_NARROWED, IDLE_OTHERS = 4, 3
"""So many pages of one make of address without a new listing: the rest of it shows nothing new."""
_MENU, _MOST_IDLE = 60, 20
"""A menu of no more pages is tried to its end, as most of its lists may be empty; of more, so many are."""
MOST_OTHERS = 1000
"""So many pages of no known role may wait; a site with more of them makes them up as one goes."""
NOTHING_NEW = "nothing_new"
_VARIED = 1000

_HEAPS = ("goods", "lists", "others", "rest")
_Entry = tuple[int, int, int, Target]


@dataclass(slots=True, kw_only=True)
class Frontier:
    """The targets of a run, in the order in which they should be visited.

    What waits lies in four heaps, as budgets close one kind of target after the other: taking and adding
    cost the same however many wait.
    """

    workspace: Workspace
    run: Run
    now: Callable[[], datetime]
    max_listings: int | None
    limits: Limits
    shelf: Shelf = field(default_factory=Shelf)
    platform: str | None = None
    _heaps: dict[str, list[_Entry]] = field(default_factory=lambda: {name: [] for name in _HEAPS})
    _known: set[str] = field(default_factory=set)
    _lists: set[tuple[str, ...]] = field(default_factory=set)
    _ways: set[str] = field(default_factory=set)
    _flying: set[str] = field(default_factory=set)
    _visited: Counter[str] = field(default_factory=Counter)
    _known_of: Counter[str] = field(default_factory=Counter)
    listings_begun: int = 0
    lists_begun: int = 0
    others_begun: int = 0
    total: int = 0
    done: int = 0

    def load(self) -> None:
        """Take up the run's targets as the records hold them."""
        for target in self.workspace.records.load_targets(self.run.run_id):
            self._note(target)

    def add(self, found: Iterable[Target]) -> int:
        """Add targets that the run does not know yet, in the records first; returns how many are listings."""
        fresh: dict[str, Target] = {}
        for one in found:
            target = self._place(one)
            key = self._make_key(target)
            is_optional = target.purpose in _OPTIONAL
            if key not in self._known and not (is_optional and len(self._heaps["others"]) >= MOST_OTHERS):
                fresh.setdefault(key, target)
        if not fresh:
            return 0
        with self.workspace.records.write(self.now()) as writer:
            writer.add_targets(self.run.run_id, fresh.values(), first_position=self.total)
        for target in fresh.values():
            self._note(target)
        return sum(target.purpose == Purpose.LISTING for target in fresh.values())

    def take(self) -> Target | None:
        """The next target to visit, or None when nothing may be begun now."""
        while True:
            heads = [heap for name, heap in self._heaps.items() if heap and self._is_open(name)]
            if not heads:
                return None
            target = heapq.heappop(min(heads, key=lambda heap: heap[0][:3]))[3]
            if not self._is_idle(target):
                self._begin(target)
                return target
            self._settle(target, NOTHING_NEW)

    def begin(self, target: Target) -> Target | None:
        """Begin one target out of turn, known or not; None when it is dealt with or may not be begun."""
        self.add([target])
        key = self._make_key(target)
        for name, heap in self._heaps.items():
            for number, entry in enumerate(heap):
                if self._make_key(entry[3]) == key and self._is_open(name):
                    del heap[number]
                    heapq.heapify(heap)
                    self._begin(entry[3])
                    return entry[3]
        return None

    def settled(self, target: Target, *, was_listing: bool, brought: int = 0) -> None:
        """Say that a target taken from here is dealt with, and how many new listings it led to."""
        self._flying.discard(target.url)
        self.done += 1
        if was_listing and target.purpose != Purpose.LISTING:
            self.listings_begun += 1
        pattern = self._get_pattern(target)
        if pattern is not None:
            # How many in a row brought nothing: one that does, or sells, makes the next ones worth a look.
            is_worth = brought > 0 or was_listing
            self._visited[pattern] = 0 if is_worth else self._visited[pattern] + 1
            self.others_begun -= is_worth  # not one of those that cost and bring nothing

    @property
    def is_flying(self) -> bool:
        """Whether targets are being visited."""
        return bool(self._flying)

    @property
    def is_full(self) -> bool:
        """Whether the budget of listings is used up."""
        return self.max_listings is not None and self.listings_begun >= self.max_listings

    def close(self) -> None:
        """Settle what the budget left out, so that it counts against coverage."""
        waiting = [entry[3] for heap in self._heaps.values() for entry in heap]
        with self.workspace.records.write(self.now()) as writer:
            for target in waiting:
                reason = NOTHING_NEW if self._is_idle(target) else "budget"
                writer.settle_target(self.run.run_id, target.url, Outcome.NOT_ATTEMPTED, reason)
        self.done += len(waiting)
        for heap in self._heaps.values():
            heap.clear()

    def give_up(self, target: Target, reason: str) -> None:
        """Settle a target taken from here of which nothing can be sealed."""
        self._flying.discard(target.url)
        self._settle(target, reason)

    def _settle(self, target: Target, reason: str) -> None:
        with self.workspace.records.write(self.now()) as writer:
            writer.settle_target(self.run.run_id, target.url, Outcome.NOT_ATTEMPTED, reason)
        self.done += 1

    def _is_open(self, heap: str) -> bool:
        if heap == "goods":
            return not self.is_full
        if heap == "lists":
            return not self.is_full and self.lists_begun < self.limits.list_pages
        if heap == "others":
            return not self.is_full and self.others_begun < self.limits.other_pages
        return True

    def _is_idle(self, target: Target) -> bool:
        pattern = self._get_pattern(target)
        if pattern is None:
            return False
        fewest = IDLE_OTHERS if target.purpose == Purpose.OTHER else IDLE_NARROWED
        known = self._known_of[pattern] if target.purpose == Purpose.OTHER else 0
        return self._visited[pattern] >= max(fewest, known if known <= _MENU else min(_MOST_IDLE, known))

    def _get_pattern(self, target: Target) -> str | None:
        """The make of an address that only varies a list which the site has anyway, or of an unknown page."""
        return "".join(split_address(target.url)) if target.purpose in _OPTIONAL else None

    def _begin(self, target: Target) -> None:
        self._flying.add(target.url)
        self.listings_begun += target.purpose == Purpose.LISTING
        self.lists_begun += target.purpose in _LISTS
        self.others_begun += target.purpose in _OPTIONAL

    def _note(self, target: Target) -> None:
        self._known.add(self._make_key(target))
        self.total += 1
        pattern = self._get_pattern(target)
        if pattern is not None:
            self._known_of[pattern] += 1
        if target.purpose in _LISTS | _OPTIONAL:
            self._ways.add(fold_address(target.url))
        if target.purpose in {Purpose.LIST, Purpose.NARROWED}:
            self._lists.add(split_parts(fold_address(target.url)))
        if target.state == PENDING:
            purpose = Purpose(target.purpose)
            # Of lists, the plainer address first: what only sorts or narrows has the longer one.
            weight = len(fold_address(target.url)) // 8 if purpose in {Purpose.LIST, *_OPTIONAL} else 0
            if purpose is Purpose.OTHER and is_varied(target.url, self._ways):
                weight += _VARIED  # a page that is known anyway, in another order or with less in it
            heapq.heappush(self._heaps[_get_heap(purpose)], (_RANK[purpose], weight, self.total, target))
        elif target.state == DONE:
            self.done += 1
            attempted = target.outcome != Outcome.NOT_ATTEMPTED
            self.listings_begun += target.purpose == Purpose.LISTING and attempted
            self.lists_begun += target.purpose in _LISTS and attempted
            self.others_begun += target.purpose in _OPTIONAL and attempted

    def _place(self, target: Target) -> Target:
        """A target as what it is here: a known list with a key and a value added is narrowed."""
        if target.purpose != Purpose.LIST:
            return target
        known = any(wider in self._lists for wider in iter_wider(target.url))
        return replace(target, purpose=Purpose.NARROWED) if known or self._is_varied(target.url) else target

    def _is_varied(self, url: str) -> bool:
        """Whether a known list is this one without the keys that the site adds to its lists."""
        site = self._get_site(url)
        role = site.roles.get(Purpose.LIST) if isinstance(site, SiteProfile) else None
        if role is None or not role.keys:
            return False
        plain = drop_parts(url, role.keys)
        return plain in self._lists and plain != split_parts(fold_address(url))

    def _get_site(self, url: str) -> Site:
        return self.shelf.get(self.platform) if self.platform else self.shelf.find(url)

    def _make_key(self, target: Target) -> str:
        """One key for all addresses of the same thing; its picture is a thing of its own."""
        url = target.url
        if target.purpose == Purpose.SCREENSHOT:
            return url
        site = self._get_site(url)
        listing_id = None if is_unknown(site) else site.find_id(url, Purpose.LISTING)
        try:
            return make_listing_key(site.name, listing_id, url)
        except ValueError:  # no web address: the records hold it as it was written
            return url


def _get_heap(purpose: Purpose) -> str:
    if purpose in _GOODS:
        return "goods"
    if purpose in _LISTS:
        return "lists"
    return "others" if purpose in _OPTIONAL else "rest"
