"""One visit to one target: fetch, judge, read, fetch its pictures, and hand over a Capture."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from scrapy.http import Response

from config.errors import ConfigError, RunAbortedError, VerificationError
from crawlers.answer import Answer, describe_error, look_at_answer, read_answer
from crawlers.capturing import make_capture
from crawlers.fetching import BROKEN, Fetch, Fetcher
from crawlers.job import BrowserUse, CrawlJob
from crawlers.opening import Recorder
from crawlers.trail import Trail, find_sealed
from evidence.capture import Capture
from evidence.clock import RunClock
from evidence.snapshot import Outcome
from evidence.writer import Target
from sites.page import Lead
from sites.profile import SiteProfile
from sites.purpose import Purpose
from sites.reading import Reading
from sites.sealed import SealedAnswer
from sites.shelf import Shelf, Site

STOPPING = (ConfigError, RunAbortedError, VerificationError)
"""What ends the whole order: the workspace or this machine is in trouble, not a target."""
_PICTURE_PURPOSES = {Purpose.LISTING, Purpose.LICENCE, Purpose.SHOP_INFO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What came of asking for a target, before its pictures are fetched and it is made a capture.

    `response` is the answer where one came; `answer` what it amounts to, read or only looked at.
    """

    target: Target
    captured_at: datetime
    answer: Answer
    response: Response | None
    trail: Trail
    is_read: bool = True

    @property
    def answers(self) -> tuple[SealedAnswer, ...]:
        """What came beside the page and may hold data."""
        return find_sealed(self.trail.exchanges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of a visit; `problem` is what is wrong with its address or kept it from being read."""

    capture: Capture
    leads: tuple[Lead, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Visits targets for one job."""

    job: CrawlJob
    clock: RunClock
    fetch: Fetch
    recorder: Recorder | None
    shelf: Shelf
    listed: set[tuple[Lead, ...]] = field(default_factory=set)

    @property
    def _fetcher(self) -> Fetcher:
        return Fetcher(job=self.job, clock=self.clock, fetch=self.fetch, recorder=self.recorder)

    def get_site(self, url: str) -> Site:
        """The reader for an address: of the platform that the job names, else of its host."""
        return self.shelf.get(self.job.platform) if self.job.platform else self.shelf.find(url)

    async def visit(self, target: Target) -> Visit:
        """Visit a target; whatever happens there becomes its outcome."""
        return await self.finish(await self.see(target))

    async def see(
        self,
        target: Target,
        *,
        only_look: bool = False,
        with_browser: bool = False,
        narrow: bool = False,
        is_aside: bool = False,
    ) -> Sighting:
        """Ask for a target, and read what comes unless it is only to be looked at.

        Args:
            target: what to ask for.
            only_look: leave it unread.
            with_browser: look at it in the browser.
            narrow: and there in a window as narrow as a telephone's.
            is_aside: look without the cookies of the job.
        """
        site = self.get_site(target.url)
        purpose = _decide_purpose(site, target)
        trail = Trail(narrow=narrow)
        if isinstance(site, SiteProfile):
            trail.narrow, trail.scroll = narrow or site.narrow, site.needs_scrolling(purpose)
        captured_at = self.clock.now()
        if only_look:
            trail.browser_reason = "survey" if with_browser else None
            read = look_at_answer
            answer, response = await self._fetcher.open(
                target.url, read, trail, with_browser=with_browser, is_aside=is_aside
            )
        else:
            answer, response = await self._see(target.url, site, purpose, trail)
        return Sighting(
            target=target,
            captured_at=captured_at,
            answer=answer,
            response=response,
            trail=trail,
            is_read=not only_look,
        )

    def give_up(self, target: Target, error: Exception) -> Visit:
        """What is kept of a target whose answer or address broke something in us: that, and the reason."""
        trail = Trail(notes=[{"url": target.url, "error": describe_error(error)}], partial=True)
        answer = Answer(verdict=(Outcome.UNREADABLE, BROKEN), final_url=target.url)
        site = self.get_site(target.url)
        capture = make_capture(target, site, Purpose(target.purpose), self.clock.now(), answer, trail)
        return Visit(capture=capture, problem=describe_error(error))

    async def finish(self, sighting: Sighting) -> Visit:
        """Read what was only looked at, fetch the pictures, and make a capture of it all."""
        target, trail = sighting.target, sighting.trail
        site = self.get_site(target.url)
        purpose = _decide_purpose(site, target)
        answer = sighting.answer
        if not sighting.is_read and sighting.response is not None:
            answer = self._read(target.url, sighting.response, site, purpose, trail)
        if answer.reading is not None and answer.reading.purpose in _PICTURE_PURPOSES:
            await self._fetcher.fetch_pictures(answer.reading.listing, answer.final_url, trail)
        capture = make_capture(target, site, purpose, sighting.captured_at, answer, trail)
        leads = self._choose_leads(target.url, answer.reading) if answer.reading else ()
        return Visit(capture=capture, leads=leads, problem=answer.problem)

    def _choose_leads(self, url: str, reading: Reading) -> tuple[Lead, ...]:
        """The leads of a page; an answer with only what another listed lies behind the end of its list."""
        site = self.get_site(url)
        if not (isinstance(site, SiteProfile) and site.is_answer(url)):
            return reading.leads
        listed = tuple(lead for lead in reading.leads if lead.purpose is not Purpose.NEXT_PAGE)
        if listed in self.listed or not listed:
            return listed
        self.listed.add(listed)
        return reading.leads

    def _read(self, url: str, response: Response, site: Site, purpose: Purpose, trail: Trail) -> Answer:
        return read_answer(url, response, site, purpose, find_sealed(trail.exchanges))

    async def _see(
        self, url: str, site: Site, purpose: Purpose, trail: Trail
    ) -> tuple[Answer, Response | None]:
        is_answer = isinstance(site, SiteProfile) and site.is_answer(url)
        needs = purpose in site.browser and not is_answer
        use = BrowserUse.NEVER if is_answer else self.job.browser
        trail.browser_reason = _find_browser_reason(use, site, purpose)
        with_browser = trail.browser_reason is not None

        def read(asked: str, response: Response) -> Answer:
            return self._read(asked, response, site, purpose, trail)

        is_aside = purpose in {Purpose.NARROWED, Purpose.OTHER}
        seen = await self._fetcher.open(url, read, trail, with_browser=with_browser, is_aside=is_aside)
        if with_browser and seen[0].verdict == (Outcome.BLOCKED, "timeout"):
            trail.partial = True  # the page does not end in a browser: keep at least what was served
            return await self._fetcher.open(url, read, trail, with_browser=False)
        if with_browser:
            return seen
        reading = seen[0].reading
        trail.partial = trail.partial or needs or (reading is not None and reading.is_shell)
        shell = seen[0].verdict == (Outcome.UNREADABLE, "empty_shell")
        if shell and site.browser_when_empty and use is BrowserUse.AUTO:
            trail.browser_reason = "empty_shell"
            return await self._fetcher.open(url, read, trail, with_browser=True)
        return seen


def _find_browser_reason(use: BrowserUse, facts: Site, purpose: Purpose) -> str | None:
    """Why a page is opened in the browser at once, as its pageinfo says it; None when it is not."""
    if purpose is Purpose.SITEMAP:
        return None
    if use is BrowserUse.ALWAYS:
        return "always"
    if purpose is Purpose.SCREENSHOT:
        return "screenshot"
    return f"purpose:{purpose}" if use is BrowserUse.AUTO and purpose in facts.browser else None


def _decide_purpose(facts: Site, target: Target) -> Purpose:
    if target.purpose == Purpose.SCREENSHOT:
        return Purpose.SCREENSHOT
    if urlsplit(target.url).path.endswith((".xml", ".xml.gz")):
        return Purpose.SITEMAP
    known = facts.recognise(target.url)
    return Purpose(target.purpose) if known is Purpose.ANY else known
