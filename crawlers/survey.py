"""The survey of a site that nobody prepared: a few of its pages are looked at, and its profile is learned."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from crawlers.explorations import Explorations
from crawlers.job import BrowserUse, CrawlJob
from crawlers.outcomes import look_at
from crawlers.sitemap import find_sitemaps, probe_sitemap
from crawlers.visit import STOPPING, Sighting, Visitor
from evidence.listing import Listing
from evidence.snapshot import Outcome
from evidence.writer import Target
from sites.address import make_absolute, normalise
from sites.hosts import is_same_site
from sites.hyperlinks import is_own_affair
from sites.learning.cards import find_series
from sites.learning.induce import Study
from sites.learning.paging import is_paging
from sites.learning.shapes import AddressBook
from sites.learning.styles import Lining, Reach, find_linings, tell_reach
from sites.learning.survey import Survey
from sites.learning.tree import SeenPage
from sites.page import UnreadableError
from sites.patterns import IN_PATH, fold_address, set_key, set_page_number
from sites.profile import SiteProfile
from sites.purpose import Purpose, Word
from sites.reading import read_listing_alone, recognise_alone, weigh_word
from sites.shelf import Site
from sites.words import get_written

logger = logging.getLogger(__name__)

AT_ONCE = 6
FEWEST_PAGES = 12
"""With fewer pages than these nothing is learned of a site."""
EMPTY = (Outcome.UNREADABLE, "empty_shell")
_TELLING = 200
"""A page that says so much is shown as it is meant to be."""
_MOST_SHEETS, _MOST_MAKES = 4, 6
_MOST_FURTHER, _MOST_TURNED = 10, 2
_BEYOND = "9999"
"""A number of a page that no list reaches: one that answers it with goods shows them whatever it is asked."""
_BROWSER_SHARE = 0.5
"""A page in the browser costs many times one over HTTP: so much smaller is such a survey."""


@dataclass(kw_only=True)
class SiteSurvey:
    """Looks at a site's pages; what was seen is kept to be read and sealed once the profile is there.

    Nothing more is looked at, and nothing learned, once `is_stopped` says so. `tell` hears of each page that
    is looked at: how many were before it, how many may be in all, and its address.
    """

    visitor: Visitor
    target: Target
    is_stopped: Callable[[], bool] = lambda: False
    tell: Callable[[int, int, str], None] = lambda _done, _total, _url: None
    sightings: dict[str, Sighting] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    narrow: bool = False
    linings: dict[tuple[str, ...], tuple[Lining, ...]] = field(default_factory=dict)

    @property
    def may_open(self) -> bool:
        """Whether pages may be opened in the browser."""
        return self.visitor.job.browser is not BrowserUse.NEVER and self.visitor.recorder is not None

    async def learn(self) -> SiteProfile | None:
        """The site's profile, or None where nothing is told to sell; over HTTP first, then in the browser."""
        always = self.visitor.job.browser is BrowserUse.ALWAYS
        start = normalise(self.target.url)
        first = await self._look(start, with_browser=False)
        if first is None or (first.answer.verdict[0] is not Outcome.FOUND and first.answer.verdict != EMPTY):
            return None
        if self._sells_one(first):
            # The order names one listing: its site need not be known.
            found = replace(first.answer, verdict=(Outcome.FOUND, None))
            self.sightings = {} if always else {start: replace(first, answer=found)}
            return None
        is_shell = first.answer.verdict == EMPTY
        profile = None if is_shell or always else await self._learn(start, with_browser=False)
        if (
            profile is None
            and not self.is_stopped()
            and self.may_open
            and (is_shell or always or counts_on_script(first))
        ):
            self.sightings.clear()
            await self._choose_window(start)
            profile = await self._learn(start, with_browser=True)
        return profile

    async def add_sitemaps(self, profile: SiteProfile) -> SiteProfile:
        """The profile with the sitemaps that lead to goods; whether they name all that were looked at."""
        start = normalise(self.target.url)
        robots = await self._fetch_body(urljoin(start, "/robots.txt"))
        told = [url for url in find_sitemaps(start, robots) if profile.is_near(url)]
        held = {url: probe_sitemap(await self._fetch_body(url), profile) for url in told}
        held = {url: leads for url, leads in held.items() if leads}
        leads = [lead for found in held.values() for lead in found]
        further = [lead.url for lead in leads if lead.purpose is Purpose.SITEMAP] if profile.full else []
        for url in further[:_MOST_FURTHER]:
            leads += probe_sitemap(await self._fetch_body(url), profile)
        named = {fold_address(lead.url) for lead in leads}
        seen = {fold_address(url) for url in self.sightings if profile.recognise(url) is Purpose.LISTING}
        is_whole = bool(seen) and seen <= named
        return profile.model_copy(update={"sitemaps": tuple(held), "whole_sitemaps": is_whole})

    async def _fetch_body(self, url: str) -> bytes:
        """What stands at an address; empty where nothing came, or the survey is stopped."""
        seen = await self._look(url, with_browser=False) if not self.is_stopped() else None
        came = seen.response if seen is not None else None
        return came.body if came is not None and came.status == HTTPStatus.OK else b""

    async def _choose_window(self, start: str) -> None:
        """Some shops show themselves on telephones only, and elsewhere nothing or a frame with one."""
        wide = _measure(await self._look(start, with_browser=True))
        if wide >= _TELLING:
            return
        held, self.narrow = dict(self.sightings), True
        self.sightings.clear()
        if _measure(await self._look(start, with_browser=True)) <= wide:
            self.sightings, self.narrow = held, False

    def _sells_one(self, first: Sighting) -> bool:
        if urlsplit(self.target.url).path in {"", "/"} or first.answer.html is None:
            return False
        return _looks_like_goods(first.answer.final_url, first.answer.html)

    async def _learn(self, start: str, *, with_browser: bool) -> SiteProfile | None:
        budget = find_budget(self.visitor.job)
        survey = Survey(
            start=start,
            budget=max(8, round(budget * _BROWSER_SHARE)) if with_browser else budget,
            is_left_out=is_own_affair,
        )
        todo = [start]
        survey.asked.add(start)
        done = 0
        explorations = Explorations(visitor=self.visitor, narrow=self.narrow)
        while todo and not self.is_stopped():
            for number, url in enumerate(todo):
                self.tell(done + number, survey.budget, url)
            done += len(todo)
            seen = await asyncio.gather(*(self._look(url, with_browser=with_browser) for url in todo))
            fresh = [
                make_seen(sighting, has_routes=with_browser)
                for sighting in seen
                if sighting is not None and _is_seen(sighting, with_browser=with_browser)
            ]
            for page in fresh:
                page.lined = await self._find_linings(page)
                survey.add(page)
            if with_browser:
                await explorations.explore(fresh, survey)
            todo = survey.choose(AT_ONCE)
        if self.is_stopped():
            return None
        if with_browser:
            survey.turns = await explorations.find_turns(survey)
        study = Study(survey=survey, read_page=_read_alone, weigh_word=_weigh_word)
        profile = study.make_profile(self.visitor.clock.now(), with_browser=with_browser, narrow=self.narrow)
        if profile is None or with_browser:
            return profile
        return await self._probe_paging(study, profile)

    async def _find_linings(self, page: SeenPage) -> tuple[Lining, ...]:
        """What the stylesheets strike out that a page and its own server bring.

        A script brings those of a make of page with such pages only. Of sets of sheets that differ from page
        to page the first few are read; for any other stands the one with which it shares most.
        """
        here: list[str] = []
        texts: dict[str, str] = {}
        for node in page.nodes:
            if tell_reach(node.attributes.get("media") or "") is not Reach.ALWAYS:
                continue
            if node.tag == "style":
                if "text-decoration" in (text := node.text()):
                    texts[text] = text
                    here.append(text)
            elif node.tag == "link" and (node.attributes.get("rel") or "").lower() == "stylesheet":
                url = make_absolute(node.attributes.get("href") or "", page.url)
                is_near = url is not None and is_same_site(url, page.url)
                if url is not None and is_near and url not in here:
                    here.append(url)
        key = tuple(here)
        if key not in self.linings:
            if len(self.linings) == _MOST_MAKES:
                near = max(self.linings, key=lambda one: len({*one} & {*here}))
                return self.linings[near] if {*near} & {*here} else ()
            for url in [one for one in here if one not in texts][:_MOST_SHEETS]:
                texts[url] = (await self._fetch_body(url)).decode("utf-8", "replace")
            self.linings[key] = find_linings([texts[one] for one in here if one in texts])
        return self.linings[key]

    async def _probe_paging(self, study: Study, profile: SiteProfile) -> SiteProfile:
        """Try the usual query keys where lists hold more than they show and nothing leads to the rest.

        Where none works and a list leads on once its script has run, lists are opened in the browser.
        """
        cuts = list(study.iter_cut_lists(profile))
        if not cuts:
            return profile
        cut = cuts[0]
        known = study.find_goods(cut)
        for key in get_written("paging_keys"):
            page = await self._see_turned(set_key(cut.url, key, "2"))
            if page is None or not study.find_goods(page) - known:
                continue
            beyond = await self._see_turned(set_key(cut.url, key, _BEYOND)) if profile.full else None
            if beyond is None or not study.find_goods(beyond) - known:
                return profile.model_copy(update={"paging": key})
        if study.counts_in_path(cut) and await self._turn_in_path(study, cuts):
            return profile.model_copy(update={"paging": IN_PATH})
        if self.may_open and await self._turns_by_script(cut):
            lists = profile.roles[Purpose.LIST].model_copy(update={"browser": True})
            roles = profile.roles | {Purpose.LIST: lists}
            return profile.model_copy(update={"roles": roles, "full": None})
        return profile

    async def _turn_in_path(self, study: Study, lists: Sequence[SeenPage]) -> bool:
        """Whether the last number of its path turns the pages of one cut list, and orders no other."""
        shape = study.get_shape(lists[0].url)
        alike = [one for one in lists if study.get_shape(one.url) == shape][:_MOST_TURNED]
        told = [await self._turns_in_path(study, cut) for cut in alike]
        return True in told and False not in told

    async def _turns_in_path(self, study: Study, cut: SeenPage) -> bool | None:
        """Whether 2 for the last number shows other goods, and a far one no more; None where 2 shows nothing.

        None may be on both: a number that orders a list shows some of them again.
        """
        known = study.find_goods(cut)
        seen = [
            await self._see_turned(set_page_number(cut.url, IN_PATH, number)) for number in (2, int(_BEYOND))
        ]
        second, beyond = (study.find_goods(page) if page is not None else set() for page in seen)
        return not second & known and not beyond - known - second if second else None

    async def _see_turned(self, url: str) -> SeenPage | None:
        sighting = await self._look(url, with_browser=False)
        html = sighting.answer.html if sighting is not None else None
        return make_seen(sighting, has_routes=False) if sighting is not None and html else None

    async def _turns_by_script(self, cut: SeenPage) -> bool:
        """Whether a list has links to its further pages once its script has run."""
        target = self._make_target(cut.url)
        seen = await self._see(target, with_browser=True)
        return seen is not None and any(
            is_paging(link, cut.url) for link in make_seen(seen, has_routes=False).links
        )

    def iter_useful(self) -> Iterator[Sighting]:
        """What was looked at and belongs to the crawl: the page asked for, and pages of a known role.

        A page that came empty is left out: it is asked for again, in a browser.
        """
        for url, sighting in sorted(self.sightings.items(), key=lambda one: len(one[0])):
            if sighting.answer.verdict == EMPTY:
                continue
            site = self.visitor.get_site(url)
            purpose = site.recognise(url)
            if sighting.target is self.target:
                yield sighting
            elif purpose is not Purpose.ANY and not _is_short(site, purpose):
                yield replace(sighting, target=replace(sighting.target, purpose=purpose))

    async def _look(self, url: str, *, with_browser: bool) -> Sighting | None:
        held = self.sightings.get(url)
        if held is None and url not in self.broken:
            target = self.target if url == normalise(self.target.url) else self._make_target(url)
            held = await self._see(target, with_browser=with_browser, narrow=self.narrow and with_browser)
            if held is not None:
                self.sightings[url] = held
        return held

    async def _see(self, target: Target, *, with_browser: bool, narrow: bool = False) -> Sighting | None:
        try:
            return await self.visitor.see(
                target,
                only_look=True,
                with_browser=with_browser,
                narrow=narrow,
                is_aside=target is not self.target,
            )
        except STOPPING:
            raise
        except Exception:
            # One page that breaks something in us must not end the survey of a site.
            logger.exception("look at %s failed", target.url)
            self.broken.add(target.url)
            return None

    def _make_target(self, url: str) -> Target:
        return Target(url=url, purpose=Purpose.OTHER, depth=self.target.depth + 1, found_on=self.target.url)


def find_budget(job: CrawlJob) -> int:
    """How many pages a job may spend on a survey: no more than a few for each listing that it wants."""
    most = job.limits.survey_pages
    budget = most if job.max_listings is None else min(most, job.max_listings)
    return budget if budget >= FEWEST_PAGES else 0


def counts_on_script(sighting: Sighting) -> bool:
    """Whether a page that shows no box of goods has scripts that may fill it."""
    page = make_seen(sighting)
    book = AddressBook()
    book.add(link.url for link in page.links)
    shown = any(series.money_share > 0 or series.picture_share > 0 for series in find_series(page, book))
    return not shown and page.tree.css_first("script[src]") is not None


def _measure(sighting: Sighting | None) -> int:
    """How much a page says."""
    html = sighting.answer.html if sighting is not None else None
    return len(look_at(html).text) if html else 0


def _is_seen(sighting: Sighting, *, with_browser: bool) -> bool:
    """Whether a page can be learned from; where its script has run, what says little is no shell."""
    outcome, reason = sighting.answer.verdict
    return bool(sighting.answer.html) and (
        outcome is Outcome.FOUND or (with_browser and reason == "empty_shell")
    )


def _is_short(site: Site, purpose: Purpose) -> bool:
    """Whether such a page has more to it than the survey saw: it was not scrolled."""
    return isinstance(site, SiteProfile) and site.needs_scrolling(purpose)


def make_seen(sighting: Sighting, *, has_routes: bool = True) -> SeenPage:
    """A looked-at page as learning takes it; over HTTP there is nothing behind a route of a script."""
    answer = sighting.answer
    return SeenPage(
        url=normalise(answer.final_url),
        html=answer.html or "",
        answers=sighting.answers,
        has_routes=has_routes,
    )


def _read_alone(page: SeenPage) -> Listing | None:
    return read_listing_alone(page.url, page.html, page.answers)


def _weigh_word(page: SeenPage) -> Word:
    return weigh_word(page.url, page.html, page.answers)


def _looks_like_goods(url: str, html: str) -> bool:
    try:
        return recognise_alone(url, html) is Purpose.LISTING
    except UnreadableError:
        return False
