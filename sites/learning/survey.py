"""The survey of a site: which few of its pages to look at so that every make of page is seen."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sites.hosts import is_same_site
from sites.hyperlinks import is_file, returns_here
from sites.item_rules import TurnRule
from sites.learning.cards import Series, find_series
from sites.learning.clicks import Clicks
from sites.learning.shapes import AddressBook
from sites.learning.tree import SeenPage
from sites.patterns import fold_address, is_varied

CARD_QUOTA, OTHER_QUOTA = 20, 3
_LIKELY = 0.5

Key = tuple[str, str, bool]


@dataclass(kw_only=True)
class Survey:
    """The pages looked at so far; `choose` says which comes next, `is_left_out` what is never asked for."""

    start: str
    budget: int
    is_left_out: Callable[[str], bool]
    pages: list[SeenPage] = field(default_factory=list)
    book: AddressBook = field(default_factory=AddressBook)
    asked: set[str] = field(default_factory=set)
    returning: set[str] = field(default_factory=set)
    clicks: Clicks = field(init=False)
    turns: tuple[TurnRule, ...] = ()

    def __post_init__(self) -> None:
        self.clicks = Clicks(start=self.start)

    def add(self, page: SeenPage) -> None:
        """Take in a page that was looked at."""
        self.asked.add(page.url)
        self.pages.append(page)
        self.returning |= {way.url for way in page.ways if returns_here(way.url, page.url)}
        self.book.add([page.url, *self._find_ways(page)])
        if page.answers:
            self.clicks.add_answers(page.answers)
            self.clicks.add_sequence(page.answers)
            for card in (card for series in find_series(page, self.book) for card in series.cards):
                self.clicks.add_way(card.texts, card.url)

    def follow_clicks(self) -> None:
        """Go by what clicks and links have told so far of the things that answers list."""
        rules = tuple(self.clicks.induce())
        for page in self.pages:
            page.use(rules)
            self.book.add(self._find_ways(page))
        self.book.add(self._find_entries())

    def choose(self, most: int) -> list[str]:
        """The next addresses to look at, at most so many; none when the budget is spent or nothing is new.

        Half of them are what boxes with an amount or a picture lead to, as long as there are enough of those.
        What only varies a page that was looked at, by another order or with less in it, comes last; what does
        something and comes back is not asked for, unless boxes of goods lead nowhere else.
        """
        most = max(0, min(most, self.budget - len(self.asked)))
        queues = self._sort_candidates(1) or self._sort_candidates(2)
        likely = _take([urls for key, urls in queues if key[2]], most)
        seen = {fold_address(url) for url in self.asked}
        others = [urls for key, urls in queues if not key[2]]
        late = {url for urls in others for url in urls if is_varied(url, seen)}
        plain = [[url for url in urls if url not in late] for urls in others]
        varied = [[url for url in urls if url in late] for urls in others]
        other = list(dict.fromkeys([*_take(plain, most), *_take(varied, most)]))[:most]
        kept = max((most + 1) // 2, most - len(other))
        chosen = [*likely[:kept], *other][:most]
        self.asked.update(chosen)
        return chosen

    def iter_series(self) -> Iterable[tuple[SeenPage, list[Series]]]:
        """Each page with the series of boxes that it repeats."""
        return ((page, find_series(page, self.book)) for page in self.pages)

    def _find_ways(self, page: SeenPage) -> list[str]:
        return self._keep(link.url for link in page.ways)

    def _find_entries(self) -> list[str]:
        return self._keep(self.clicks.entries)

    def _keep(self, urls: Iterable[str]) -> list[str]:
        return [
            url
            for url in dict.fromkeys(urls)
            if is_same_site(url, self.start) and not is_file(url) and not self.is_left_out(url)
        ]

    def _sort_candidates(self, times: int) -> list[tuple[Key, list[str]]]:
        """What is open, by kind of way: boxes that look like goods first, then what most pages lead to."""
        likely = self._find_likely()
        open_ways: dict[Key, dict[str, None]] = defaultdict(dict)
        seen_on: Counter[Key] = Counter()
        linked: Counter[str] = Counter()
        for ways in [*(self._find_ways(page) for page in self.pages), self._find_entries()]:
            keys = set()
            for url in ways:
                if url in self.returning and url not in likely:
                    continue
                key = self._get_key(url, likely)
                keys.add(key)
                linked[url] += 1
                if url not in self.asked:
                    open_ways[key].setdefault(url)
            seen_on.update(keys)
        done = Counter(self._get_key(url, likely) for url in self.asked)
        queues = []
        for key, urls in open_ways.items():
            left = times * (CARD_QUOTA if key[2] else OTHER_QUOTA) - done[key]
            if left > 0:
                queues.append((key, _mix(urls, linked)[:left]))
        return sorted(queues, key=lambda one: (done[one[0]], len(one[0][1]) // 20, -seen_on[one[0]], one[0]))

    def _get_key(self, url: str, likely: set[str]) -> Key:
        return urlsplit(url).netloc, self.book.get_shape(url), url in likely

    def _find_likely(self) -> set[str]:
        """The addresses that boxes with an amount or a picture lead to, without those that only come back."""
        likely: set[str] = set()
        for _, found in self.iter_series():
            ways: dict[int, set[str]] = defaultdict(set)
            for series in found:
                if max(series.money_share, series.picture_share) >= _LIKELY:
                    for card in series.cards:
                        ways[card.box].add(card.url)
            for urls in ways.values():
                likely |= urls - self.returning or urls
        return likely


def _take(queues: list[list[str]], most: int) -> list[str]:
    """One address of each queue in turn, the first queue first."""
    longest = max(map(len, queues), default=0)
    turns = (queue[turn] for turn in range(longest) for queue in queues if turn < len(queue))
    return list(dict.fromkeys(turns))[:most]


def _mix(urls: Iterable[str], linked: Mapping[str, int]) -> list[str]:
    """Addresses of one make: in turn one that most pages lead to, as to a category in a menu, and any."""
    shuffled = sorted(urls, key=_shuffle)
    chief = sorted(shuffled, key=lambda url: -linked[url])
    return list(dict.fromkeys(url for pair in zip(chief, shuffled, strict=True) for url in pair))


def _shuffle(url: str) -> str:
    """An order without any order of the site's, the same on every machine."""
    return hashlib.sha256(url.encode()).hexdigest()
