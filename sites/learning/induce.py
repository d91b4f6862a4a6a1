"""From the pages of a survey to the profile of a site."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import parse_qs, urlsplit

from evidence.listing import Listing
from sites.hosts import is_same_site
from sites.learning.cards import SeenCard
from sites.learning.fields import counts_stock, find_ignored, induce_fields
from sites.learning.names import fold_name
from sites.learning.paging import find_dead_pages, find_full_size, find_idle_rows, is_cut, is_paging
from sites.learning.roles import Groups, WeighWord, find_listings, find_lists
from sites.learning.rules import induce_rules, iter_selectors
from sites.learning.scripted import add_scripted
from sites.learning.shapes import place_id, share_id_keys
from sites.learning.shops import Shape, find_shop_shape, iter_labelled, iter_worded, label_shops
from sites.learning.survey import Survey
from sites.learning.templates import Likeness, group_pages
from sites.learning.totals import induce_total, read_count
from sites.learning.tree import SeenPage
from sites.patterns import IN_PATH, fold_address, get_page_number, match_address, merge_patterns
from sites.profile import Lead, Role, Rule, SiteProfile
from sites.purpose import Purpose, Word
from sites.rules import find_text

MOST_SAMPLES = 24
_MOST_PATTERNS = 20
ReadPage = Callable[[SeenPage], Listing | None]


@dataclass(kw_only=True)
class Study:
    """One survey being turned into a profile."""

    survey: Survey
    read_page: ReadPage
    weigh_word: WeighWord = lambda _page: Word.NONE
    """How a page by itself says that it sells."""
    with_browser: bool = False

    @cached_property
    def groups(self) -> Groups:
        """The surveyed pages by make."""
        pages = self.survey.pages
        series = [found for _, found in self.survey.iter_series()]
        likeness = Likeness(pages)
        return Groups(
            pages=pages,
            series=series,
            groups=group_pages(likeness),
            likeness=likeness,
            weigh_word=self.weigh_word,
        )

    @cached_property
    def listings(self) -> list[int]:
        """The pages that sell one thing."""
        return find_listings(self.groups, self.get_shape)

    @cached_property
    def samples(self) -> list[int]:
        """Some of the listings: one of each make first, then those that have most that the others lack."""
        left, chosen = list(self.listings), list[int]()
        covered: set[str] = set()
        while left and len(chosen) < MOST_SAMPLES:
            best = max(left, key=lambda number: len(self.pages[number].features - covered))
            covered |= self.pages[best].features
            left.remove(best)
            chosen.append(best)
        return sorted(chosen)

    @cached_property
    def lists(self) -> list[int]:
        """The pages whose boxes lead to those."""
        return find_lists(self.groups, self.listings)

    @cached_property
    def shop_shape(self) -> Shape | None:
        """The shape of the addresses of shops."""
        names = {
            url: read.shop.name if read is not None and read.shop is not None else None
            for url, read in self._read.items()
        }
        return find_shop_shape([self.pages[number] for number in self.listings], self.survey.book, names)

    @property
    def pages(self) -> Sequence[SeenPage]:
        """The surveyed pages."""
        return self.survey.pages

    def get_shape(self, url: str) -> Shape:
        """Host and shape of an address."""
        return urlsplit(url).netloc, self.survey.book.get_shape(url)

    @cached_property
    def licences(self) -> set[str]:
        """The addresses of pages that words say to be about licences, listings and lists left out."""
        known = {self.pages[number].url for number in [*self.listings, *self.lists]}
        return {
            url for url in iter_worded(self.pages, "licence_link") if url not in known and self._is_here(url)
        }

    @cached_property
    def rules(self) -> set[str]:
        """The addresses of pages that words say to be the platform's rules."""
        return {url for url in iter_worded(self.pages, "rules_link") if self._is_here(url)} - self.licences

    @cached_property
    def about(self) -> set[str]:
        """On a site of one shop the addresses of pages about it, told by the words of links to them."""
        if self.shop_shape is not None:
            return set()
        known = {self.pages[number].url for number in [*self.listings, *self.lists]}
        known |= self.licences | self.rules | {self.survey.start}
        found = (url for url in iter_labelled(self.pages, "about_link") if self._is_here(url))
        return set([url for url in found if url not in known][:_FEW])

    def _is_here(self, url: str) -> bool:
        return is_same_site(url, self.survey.start)

    @cached_property
    def roles(self) -> dict[str, Purpose]:
        """The role of each surveyed page."""
        found = dict.fromkeys((self.pages[number].url for number in self.lists), Purpose.LIST)
        found |= {url: Purpose.SHOP for url in found if self.get_shape(url) == self.shop_shape}
        found |= {self.pages[number].url: Purpose.LISTING for number in self.listings}
        for urls, purpose in (
            (self.about, Purpose.SHOP_INFO),
            (self.licences, Purpose.LICENCE),
            (self.rules, Purpose.RULES),
        ):
            found |= dict.fromkeys(urls, purpose)
        return found

    def make_profile(
        self, at: datetime, *, with_browser: bool = False, narrow: bool = False
    ) -> SiteProfile | None:
        """The profile, or None when the survey found nothing that sells.

        Args:
            at: when it is made.
            with_browser: the pages were seen in a browser, and are to be opened in one.
            narrow: in a window as narrow as a telephone's.
        """
        if not self.listings:
            return None
        self.with_browser = with_browser
        hosts = Counter(page.host for page in self.pages)
        roles = {purpose: role for purpose in _ORDER if (role := self._make_role(purpose)) is not None}
        profile = SiteProfile(
            name=urlsplit(self.survey.start).netloc,
            hosts=tuple(host for host, _ in hosts.most_common()),
            made_at=at,
            surveyed=len(self.pages),
            start=self.survey.start,
            currency=self._find_currency(),
            roles=roles,
            unfollowed=self._find_unfollowed(roles),
            idle_rows=find_idle_rows(
                [(self.pages[number], self._find_ways_to_goods(self.pages[number])) for number in self.lists],
                [self.pages[number] for number in self.samples],
            ),
            full=self._find_full_size(),
            narrow=narrow,
        )
        return add_scripted(profile, self.survey)

    def _make_role(self, purpose: Purpose) -> Role | None:
        urls = [url for url, known in self.roles.items() if known is purpose]
        if purpose is Purpose.SHOP and self.shop_shape is not None:
            urls += [url for url in self.survey.book.urls if self.get_shape(url) == self.shop_shape]
        if not urls:
            return None
        addresses = self._make_patterns(purpose, urls)
        surveyed = sum(page.url in set(urls) for page in self.pages)
        if purpose is not Purpose.LISTING:
            keys = self._find_added_keys(urls) if purpose in {Purpose.LIST, Purpose.SHOP} else ()
            marks = self._find_list_marks() if purpose is Purpose.LIST else ()
            return Role(
                addresses=addresses,
                keys=keys,
                marks=marks,
                by_page=bool(marks) and self._has_strays(addresses, purpose),
                fields=self._induce_few(purpose),
                pages=surveyed,
                browser=self.with_browser,
            )
        samples = self.samples
        names = [self._name_lists(number) for number in samples]
        ignored = find_ignored([self._read[self.pages[number].url] for number in samples], names)
        return Role(
            addresses=addresses,
            marks=self._find_marks(self.listings),
            leads=() if addresses else self._find_ways(),
            fields=induce_fields(
                [self.pages[number] for number in samples],
                [self._get_cards(number) for number in samples],
                [self._read[self.pages[number].url] for number in samples],
                ignored,
            ),
            ignored=ignored,
            counted=counts_stock([self._read[self.pages[number].url] for number in samples]),
            pages=surveyed,
            browser=self.with_browser,
        )

    def _induce_few(self, purpose: Purpose) -> dict[str, tuple[Rule, ...]]:
        """The rules of pages that sell nothing: a list's total, a shop's name."""
        if purpose is Purpose.LIST:
            total = self._find_total()
            return {"total": (total,)} if total is not None else {}
        if purpose is not Purpose.SHOP:
            return {}
        shops = [page for page in self.pages if self.roles.get(page.url) is Purpose.SHOP]
        named = label_shops(shops, [self.pages[number] for number in self.listings])
        title = induce_rules(shops, named, fold_name)
        return {"title": title.rules} if title is not None else {}

    def find_goods(self, page: SeenPage) -> set[str]:
        """The addresses of listings that a page leads to."""
        return {link.url for link in page.links if self.get_shape(link.url) in self._goods_shapes}

    def _find_ways_to_goods(self, page: SeenPage) -> set[int]:
        """The elements of a page that lead to listings."""
        return {link.element for link in page.links if self.get_shape(link.url) in self._goods_shapes}

    @cached_property
    def _goods_shapes(self) -> set[Shape]:
        return {self.get_shape(self.pages[number].url) for number in self.listings}

    def iter_cut_lists(self, profile: SiteProfile) -> Iterator[SeenPage]:
        """The lists that hold more than they show where none, up to there, has a way to its next page."""
        rules = profile.roles[Purpose.LIST].fields.get("total", ()) if Purpose.LIST in profile.roles else ()
        for number in self.lists:
            page = self.pages[number]
            if any(is_paging(link, page.url) for link in page.links):
                return
            texts = (find_text(page.tree, rule) for rule in rules)
            counts = [read_count(text, rule.number) for text, rule in zip(texts, rules, strict=True) if text]
            shown = len(self.find_goods(page))
            ways = self._find_ways_to_goods(page)
            if (
                any(count is not None and count > shown > 0 for count in counts)
                or (shown and find_dead_pages(page, ways, profile.idle_rows) is not None)
                or (shown == profile.full and is_cut(page))
            ):
                yield page

    def counts_in_path(self, cut: SeenPage) -> bool:
        """Whether the path of lists ends with the number 1 after the one that names the list."""
        alike = {
            urlsplit(self.pages[number].url).path
            for number in self.lists
            if self.get_shape(self.pages[number].url) == self.get_shape(cut.url)
        }
        return len(alike) > 1 and all(
            get_page_number(path, IN_PATH) == 1 and len(_DIGITS.findall(path)) > 1 for path in alike
        )

    def _find_full_size(self) -> int | None:
        return find_full_size(
            [(page, self.find_goods(page)) for page in map(self.pages.__getitem__, self.lists)]
        )

    def _find_total(self) -> Rule | None:
        counts = [len(self.find_goods(self.pages[number])) for number in self.lists]
        return induce_total([self.pages[number] for number in self.lists], counts)

    @cached_property
    def _read(self) -> dict[str, Listing | None]:
        pages = [self.pages[number] for number in self.samples]
        return {page.url: self.read_page(page) for page in pages}

    def _find_currency(self) -> str | None:
        prices = [read.price for read in self._read.values() if read is not None and read.price is not None]
        codes = Counter(price.currency for price in prices if price.currency)
        return codes.most_common(1)[0][0] if codes else None

    def _get_cards(self, number: int) -> list[SeenCard]:
        return [card for _, card in self.groups.cards_to.get(number, [])]

    def _name_lists(self, number: int) -> frozenset[str]:
        """The names of the lists that lead to a listing, without the numbers of their pages."""
        lists = set(self.lists)
        sources = {source for source, _ in self.groups.cards_to.get(number, []) if source in lists}
        return frozenset(_DIGITS.sub("", self.pages[source].title) for source in sources)

    def _make_patterns(self, purpose: Purpose, urls: Sequence[str]) -> tuple[str, ...]:
        """The shapes of a role's addresses; where other roles share one, the addresses themselves."""
        if purpose is Purpose.SHOP_INFO:  # pages like it by address are about other things
            return tuple(sorted(map(fold_address, urls)))
        shapes = Counter(self.get_shape(url)[1] for url in urls)
        patterns = []
        for shape, count in shapes.most_common(_MOST_PATTERNS):
            same = [url for url in self.survey.book.urls if self.survey.book.get_shape(url) == shape]
            pattern = place_id(shape, same) if purpose is not Purpose.LIST else shape
            if not self._is_shared(pattern, purpose, count):
                patterns.append(pattern)
            elif purpose in {Purpose.LICENCE, Purpose.RULES}:
                patterns += [fold_address(url) for url in urls if self.get_shape(url)[1] == shape][:_FEW]
        patterns = share_id_keys(patterns)
        merged = merge_patterns(patterns, lambda wider: not self._is_shared(wider, purpose, len(urls)))
        return tuple(sorted(merged, key=lambda one: (len(one), one)))

    def _find_added_keys(self, urls: Sequence[str]) -> tuple[str, ...]:
        """The query keys that pages of a list have beside those of its first page."""
        by_path: dict[str, list[tuple[set[str], str, int]]] = defaultdict(list)
        for url in urls:
            number = self.groups.number_of.get(url)
            if number is not None:
                keys = set(parse_qs(urlsplit(url).query, keep_blank_values=True))
                name = _DIGITS.sub("", self.pages[number].title)
                by_path[urlsplit(url).path].append((keys, name, self.groups.group_of[number]))
        added = {
            key
            for pages in by_path.values()
            for some, *what in pages
            for fewer, *same in pages
            if fewer < some and what == same
            for key in some - fewer
        }
        return tuple(sorted(added))

    def _is_shared(self, pattern: str, purpose: Purpose, count: int) -> bool:
        """Whether pages of other roles have such an address, or nearly as many of no role at all."""
        matching = [page.url for page in self.pages if match_address(pattern, page.url)]
        others = [self.roles.get(url) for url in matching if self.roles.get(url) is not purpose]
        return any(other is not None for other in others) or len(others) > count * _UNTOLD[purpose]

    def _has_strays(self, addresses: Sequence[str], purpose: Purpose) -> bool:
        """Whether surveyed pages that are of no such role have addresses like those of a role."""
        return any(
            self.roles.get(page.url) is not purpose and any(match_address(one, page.url) for one in addresses)
            for page in self.pages
        )

    def _find_list_marks(self) -> tuple[str, ...]:
        """Marks of all lists, or of their chief make where some are built apart, as a map of the site is."""
        marks = self._find_marks(self.lists)
        if marks or not self.lists:
            return marks
        makes = Counter(self.groups.group_of[number] for number in self.lists)
        chief = makes.most_common(1)[0][0]
        alike = [number for number in self.lists if self.groups.group_of[number] == chief]
        # A list with little in it is built as others are, but its few boxes say nothing.
        apart = {page for make in makes for page in self.groups.groups[make]} - set(self.listings)
        return self._find_marks(alike, apart) if len(alike) >= _FEW_ALIKE else ()

    def _find_marks(self, numbers: Sequence[int], apart: Collection[int] = ()) -> tuple[str, ...]:
        """A few selectors that every one of some pages has and no other surveyed page, some left apart."""
        chosen = {*numbers, *apart}
        first = self.pages[numbers[0]]
        others = [page for number, page in enumerate(self.pages) if number not in chosen]
        shared = frozenset.intersection(*(self.pages[number].features for number in numbers))
        alone = shared - frozenset().union(*(page.features for page in others))
        places = [
            number
            for number, above in enumerate(first.parents)
            if f"{first.marks[above]}>{first.marks[number]}" in alone and above >= 0
        ]
        found: list[str] = []
        for number in places[:40]:
            select = next(iter_selectors(first, number))
            is_mark = all(self.pages[one].tree.css_first(select) for one in numbers) and not any(
                page.tree.css_first(select) for page in others
            )
            if is_mark and select not in found:
                found.append(select)
            if len(found) >= _MOST_MARKS:
                break
        return tuple(found)

    def _find_ways(self) -> tuple[Lead, ...]:
        """Selectors of the links that lead to listings, where addresses do not tell them."""
        wanted = {self.pages[number].url for number in self.listings}
        counts: Counter[str] = Counter()
        for number in self.lists:
            page = self.pages[number]
            for series in self.groups.series[number]:
                if any(card.url in wanted for card in series.cards):
                    counts.update(
                        {next(iter_selectors(page, link)) for card in series.cards for link in card.links}
                    )
        chosen = [select for select, _ in counts.most_common(10) if self._leads_only_to(select, wanted)]
        return tuple(Lead(select=select, to=Purpose.LISTING) for select in chosen)

    def _leads_only_to(self, select: str, wanted: set[str]) -> bool:
        known = {page.url for page in self.pages} - wanted
        return not any(
            page.links_by_node.get(node.mem_id) in known
            for page in self.pages
            for node in page.tree.css(select)
        )

    def _find_unfollowed(self, roles: dict[Purpose, Role]) -> tuple[str, ...]:
        """The shapes of surveyed pages that are of no role."""
        known = [pattern for role in roles.values() for pattern in role.addresses]
        lists = {url for url, purpose in self.roles.items() if purpose is not Purpose.LISTING}
        linked = {link.url for page in self.pages if page.url in self.roles for link in page.ways}
        idle = Counter(
            self.get_shape(page.url)[1]
            for number, page in enumerate(self.pages)
            if page.url not in self.roles
            and not any(way.url in lists - linked for way in page.ways)
            and not self.groups.get_word(number)
        )
        idle.update(self._find_aspects())
        busy = {_fold_numbers(shape) for shape in [*(self.get_shape(url)[1] for url in self.roles), *known]}
        menus = Counter(
            self.get_shape(url)[1]
            for url in {way.url for page in self.pages if page.url in lists for way in page.ways}
        )
        return tuple(
            shape
            for shape, _ in idle.most_common(100)
            # Of a menu of many only a few were looked at: that those were empty says little of the others.
            if _fold_numbers(shape) not in busy and menus[shape] < _MENU
        )

    def _find_aspects(self) -> Counter[str]:
        """The shapes of pages about goods that have a page of their own: their reviews, their large picture.

        Such a page bears the name by which links elsewhere call another page that it leads to.
        """
        called: dict[str, set[str]] = defaultdict(set)
        for link in (link for page in self.pages for link in page.links):
            if link.text:
                called[fold_name(link.text)].add(link.url)
        found: dict[str, list[bool]] = defaultdict(list)
        for page in self.pages:
            if page.url not in self.roles:
                own = {url for heading in page.headings for url in called[fold_name(heading)]} - {page.url}
                found[self.get_shape(page.url)[1]].append(any(way.url in own for way in page.ways))
        return Counter(
            {shape: len(said) for shape, said in found.items() if len(said) >= _FEW_ALIKE and all(said)}
        )


def _fold_numbers(shape: str) -> str:
    """A shape in which a way of numbers, `#_#_#`, counts as one: how deep a category lies."""
    return _ROW.sub("#", shape)


_MOST_MARKS, _FEW_ALIKE = 3, 2
_DIGITS = re.compile(r"\d+")
_ROW = re.compile(r"#(?:[-_]#)+")
_FEW, _MENU = 5, 10
_UNTOLD = {
    Purpose.LISTING: 0.5,
    Purpose.SHOP: 0.5,
    Purpose.LIST: 1.0,
    Purpose.LICENCE: 0.0,
    Purpose.RULES: 0.0,
}
"""How many pages of no role, for each of the role, may share a pattern: empty lists are such pages."""
_ORDER = (
    Purpose.LISTING,
    Purpose.SHOP,
    Purpose.SHOP_INFO,
    Purpose.LICENCE,
    Purpose.RULES,
    Purpose.LIST,
)
