"""What a run still has to visit: kept in the records, so that a killed crawl goes on where it was."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from crawlers.job import Limits
from evidence.clock import Run
from evidence.snapshot import Outcome, make_listing_key
from evidence.workspace import Workspace
from evidence.writer import DONE, PENDING, Target
from sites.platform import GENERIC, find_platform, get_platform
from sites.purpose import Purpose

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
    Purpose.SITEMAP,
    Purpose.SCREENSHOT,
)
_LISTS = frozenset({Purpose.LIST, Purpose.SITEMAP})
_RANK = {purpose: rank for rank, purpose in enumerate(_ORDER)}


@dataclass(slots=True, kw_only=True)
class Frontier:
    """The targets of a run, in the order in which they should be visited."""

    workspace: Workspace
    run: Run
    now: Callable[[], datetime]
    max_listings: int | None
    limits: Limits
    platform: str | None = None
    _pending: list[tuple[int, int, Target]] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)
    _flying: set[str] = field(default_factory=set)
    listings_begun: int = 0
    lists_begun: int = 0
    total: int = 0
    done: int = 0

    def load(self) -> None:
        """Take up the run's targets as the records hold them."""
        for target in self.workspace.records.load_targets(self.run.run_id):
            self._note(target)

    def add(self, found: Iterable[Target]) -> None:
        """Add targets that the run does not know yet, in the records first."""
        fresh: dict[str, Target] = {}
        for target in found:
            key = self._make_key(target)
            if key not in self._known:
                fresh.setdefault(key, target)
        if not fresh:
            return
        with self.workspace.records.write(self.now()) as writer:
            writer.add_targets(self.run.run_id, fresh.values())
        for target in fresh.values():
            self._note(target)

    def take(self) -> Target | None:
        """The next target to visit, or None when nothing may be begun now."""
        for index, (_, _, target) in enumerate(self._pending):
            if self._may_begin(target):
                del self._pending[index]
                self._begin(target)
                return target
        return None

    def settled(self, target: Target, *, was_listing: bool) -> None:
        """Say that a target taken from here is dealt with."""
        self._flying.discard(target.url)
        self.done += 1
        if was_listing and target.purpose != Purpose.LISTING:
            self.listings_begun += 1

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
        with self.workspace.records.write(self.now()) as writer:
            for _, _, target in self._pending:
                writer.settle_target(self.run.run_id, target.url, Outcome.NOT_ATTEMPTED, "budget")
        self.done += len(self._pending)
        self._pending.clear()

    def _may_begin(self, target: Target) -> bool:
        purpose = Purpose(target.purpose)
        if purpose in {Purpose.LISTING, Purpose.ANY, Purpose.HOME}:
            return not self.is_full
        if purpose in _LISTS:
            return not self.is_full and self.lists_begun < self.limits.list_pages
        return True

    def _begin(self, target: Target) -> None:
        self._flying.add(target.url)
        self.listings_begun += target.purpose == Purpose.LISTING
        self.lists_begun += target.purpose in _LISTS

    def _note(self, target: Target) -> None:
        self._known.add(self._make_key(target))
        self.total += 1
        if target.state == PENDING:
            self._pending.append((_RANK[Purpose(target.purpose)], self.total, target))
            self._pending.sort(key=lambda entry: entry[:2])
        elif target.state == DONE:
            self.done += 1
            attempted = target.outcome != Outcome.NOT_ATTEMPTED
            self.listings_begun += target.purpose == Purpose.LISTING and attempted
            self.lists_begun += target.purpose in _LISTS and attempted

    def _make_key(self, target: Target) -> str:
        """One key for all addresses of the same thing; its picture is a thing of its own."""
        url = target.url
        if target.purpose == Purpose.SCREENSHOT:
            return url
        facts = get_platform(self.platform) if self.platform else find_platform(url)
        listing_id = None if facts.name == GENERIC else facts.find_id(url, Purpose.LISTING)
        try:
            return make_listing_key(facts.name, listing_id, url)
        except ValueError:  # no web address: the records hold it as it was written
            return url
