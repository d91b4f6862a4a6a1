"""The spider: visits what the frontier holds, seals it, and adds what it leads to."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from scrapy import Spider

from config.errors import ConfigError, RunAbortedError
from crawlers.answer import describe_error
from crawlers.fetching import BROKEN
from crawlers.frontier import Frontier
from crawlers.job import CrawlJob
from crawlers.orders import NO_ADDRESS, Orders, make_first_targets
from crawlers.results import make_listing_result, note_failed_survey
from crawlers.survey import SiteSurvey, find_budget
from crawlers.visit import STOPPING, Visit, Visitor
from evidence.clock import RunClock
from evidence.listing import PageKind
from evidence.snapshot import Outcome, Snapshot
from evidence.workspace import Workspace, open_workspace
from evidence.writer import DONE, Target
from sites.address import InvalidUrlError, parse_place
from sites.page import Lead
from sites.profile import BY_SURVEY, SiteProfile
from sites.purpose import EXPANDED, Purpose
from sites.shelf import FOLDER, Shelf, Site, is_unknown

logger = logging.getLogger(__name__)

GRACE_S = 8.0
_OF_LISTS = frozenset({Purpose.LIST, Purpose.NEXT_PAGE})
_OF_SHOPS = frozenset({Purpose.SHOP, Purpose.SHOP_INFO, Purpose.LICENCE, Purpose.RULES})
Tell = Callable[[dict[str, Any]], None]


class ShopSpider(Spider):
    """Home page, lists, shops, listings, licences: one order, one run."""

    name = "shop"

    def __init__(self, orders: Orders | None = None, tell: Tell | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if orders is None:
            raise ConfigError("the spider works for `netpatrol crawl`; run that command instead")
        self._orders = orders
        self._tell: Tell = tell or (lambda _: None)
        self._stopping = asyncio.Event()
        self._wake = asyncio.Event()
        self.error: Exception | None = None

    def stop(self) -> None:
        """Begin nothing new; what is under way is sealed."""
        self._stopping.set()
        self._wake.set()

    async def start(self) -> AsyncIterator[Any]:
        """Visit everything; nothing is left for Scrapy's own scheduler."""
        try:
            await self._work()
        except Exception as exc:  # noqa: BLE001 -- the worker tells it to the parent, who raises it again
            self.error = exc
        nothing: tuple[Any, ...] = ()
        for one in nothing:
            yield one

    async def _work(self) -> None:
        orders, job = self._orders, self._orders.job
        workspace = open_workspace(orders.workspace)
        shelf = Shelf.open(orders.workspace / FOLDER)
        clock = RunClock(started_at=orders.now)
        frontier = Frontier(
            workspace=workspace,
            run=orders.run,
            now=clock.now,
            max_listings=job.max_listings,
            limits=job.limits,
            shelf=shelf,
            platform=job.platform,
        )
        frontier.load()
        firsts = make_first_targets(job)
        frontier.add(firsts)
        recorder = orders.make_recorder(clock)
        engine = self.crawler.engine
        if engine is None:
            raise RunAbortedError("the crawl's engine did not start; run the same command again")
        visitor = Visitor(job=job, clock=clock, fetch=engine.download_async, recorder=recorder, shelf=shelf)
        self._report(frontier)
        for target in firsts:
            if target.outcome is not None:
                self._report(frontier, note=_make_note(target.outcome, target.reason, target.url, NO_ADDRESS))
        try:
            await self._survey(firsts, frontier, visitor, workspace)
            if job.only_learn:
                frontier.close()
                return
            tasks = [
                asyncio.create_task(self._serve(frontier, visitor, workspace))
                for _ in range(max(1, job.limits.concurrency))
            ]
            await self._finish(tasks)
            if not self._stopping.is_set():
                frontier.close()
                self._report(frontier)
        finally:
            if recorder is not None:
                await recorder.close()

    async def _survey(
        self, firsts: list[Target], frontier: Frontier, visitor: Visitor, workspace: Workspace
    ) -> None:
        """Learn each unknown site that the order is to go through; what was looked at for that is sealed."""
        for target in firsts:
            if self._stopping.is_set() or target.state == DONE or not self._is_to_learn(target, visitor):
                continue
            survey = SiteSurvey(
                visitor=visitor,
                target=target,
                is_stopped=self._stopping.is_set,
                tell=partial(self._report_look, frontier),
            )
            try:
                profile = await survey.learn()
                if profile is not None:
                    visitor.shelf.put(profile)  # it stays, whatever its sitemaps bring
                    path = visitor.shelf.put(await survey.add_sitemaps(profile))
                    note = f"site {profile.name} learned from {profile.surveyed} pages: {path}"
                    self._report(frontier, note=note)
                if not self._stopping.is_set():
                    await self._seal_survey(survey, frontier, visitor, workspace)
            except STOPPING:
                raise
            except Exception as exc:
                # What a site answers must not end the order: its pages are visited one by one all the same.
                logger.exception("survey of %s failed", target.url)
                note_failed_survey(workspace, self._orders.run.run_id, target.url, frontier.now())
                self._report(frontier, note=f"the survey of {target.url!r} failed: {describe_error(exc)}")

    async def _seal_survey(
        self, survey: SiteSurvey, frontier: Frontier, visitor: Visitor, workspace: Workspace
    ) -> None:
        """Read and seal the pages of a survey as targets like any other, as far as they are of use."""
        for sighting in survey.iter_useful():
            target = frontier.begin(sighting.target)
            if target is not None:
                work = visitor.finish(replace(sighting, target=target))
                await self._settle(target, work, frontier, visitor, workspace)

    def _is_to_learn(self, target: Target, visitor: Visitor) -> bool:
        purposes = {Purpose.ANY, Purpose.HOME, Purpose.LIST}
        return (
            self._orders.job.platform is None
            and not self._orders.job.again
            and find_budget(self._orders.job) > 0
            and Purpose(target.purpose) in purposes
            and self._is_to_survey(visitor.get_site(target.url))
        )

    def _is_to_survey(self, site: Site) -> bool:
        return is_unknown(site) or (
            self._orders.job.only_learn and isinstance(site, SiteProfile) and site.made_by == BY_SURVEY
        )

    async def _finish(self, tasks: list[asyncio.Task[None]]) -> None:
        stopping = asyncio.create_task(self._stopping.wait())
        waiting: set[asyncio.Task[Any]] = set(tasks)
        try:
            while waiting and not self._stopping.is_set():
                done, _ = await asyncio.wait({*waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
                for task in done - {stopping}:
                    task.result()
                waiting -= done
            if waiting:
                _, late = await asyncio.wait(waiting, timeout=GRACE_S)
                for task in late:
                    task.cancel()
                await asyncio.gather(*waiting, return_exceptions=True)
        finally:
            for task in [*tasks, stopping]:
                task.cancel()

    async def _serve(self, frontier: Frontier, visitor: Visitor, workspace: Workspace) -> None:
        while not self._stopping.is_set():
            target = frontier.take()
            if target is not None:
                await self._deal_with(target, frontier, visitor, workspace)
            elif not frontier.is_flying:
                self._wake.set()
                return
            else:
                self._wake.clear()
                await self._wake.wait()

    async def _deal_with(
        self, target: Target, frontier: Frontier, visitor: Visitor, workspace: Workspace
    ) -> None:
        await self._settle(target, visitor.visit(target), frontier, visitor, workspace)
        self._wake.set()

    async def _settle(
        self,
        target: Target,
        work: Coroutine[Any, Any, Visit],
        frontier: Frontier,
        visitor: Visitor,
        workspace: Workspace,
    ) -> None:
        """Keep what comes of a target; whatever happens there ends this target and nothing else."""
        try:
            self._keep(target, await work, frontier, workspace)
        except STOPPING:
            raise
        except Exception as exc:
            logger.exception("visit of %s failed", target.url)
            try:
                self._keep(target, visitor.give_up(target, exc), frontier, workspace)
            except STOPPING:
                raise
            except Exception:
                # Not even a capture can name this address: the records say so, and it is not tried again.
                logger.exception("nothing can be sealed of %s", target.url)
                frontier.give_up(target, BROKEN)
                note = _make_note(Outcome.NOT_ATTEMPTED, BROKEN, target.url, describe_error(exc))
                self._report(frontier, note=note)

    def _keep(self, target: Target, visit: Visit, frontier: Frontier, workspace: Workspace) -> None:
        # Leads first, then the seal that settles the page they were found on: killed between the two,
        # the page is visited again and nothing is lost.
        job = self._orders.job
        leads = [] if job.again else _choose_leads(target, visit, job, frontier.shelf)
        brought = frontier.add(leads)
        snapshot = workspace.seal(self._orders.run, visit.capture, target_url=target.url)
        frontier.settled(target, was_listing=snapshot.kind is PageKind.LISTING, brought=brought)
        note = None
        if snapshot.outcome not in {Outcome.FOUND, Outcome.ABSENT}:
            problem = None if snapshot.outcome is Outcome.UNREADABLE else visit.problem
            note = _make_note(snapshot.outcome, snapshot.reason, target.url, problem)
        self._report(frontier, target, snapshot, note=note)

    def _report_look(self, frontier: Frontier, done: int, total: int, url: str) -> None:
        looked = {"done": done, "total": total, "url": url}
        self._tell({"done": frontier.done, "total": frontier.total, "note": None, "looked_at": looked})

    def _report(
        self,
        frontier: Frontier,
        target: Target | None = None,
        snapshot: Snapshot | None = None,
        note: str | None = None,
    ) -> None:
        said: dict[str, Any] = {"done": frontier.done, "total": frontier.total, "note": note}
        if target is not None and snapshot is not None and snapshot.kind is PageKind.LISTING:
            said["listing"] = make_listing_result(target, snapshot).model_dump(mode="json")
        self._tell(said)


def _make_note(outcome: str, reason: str | None, url: str, problem: str | None) -> str:
    return f"{outcome} ({reason}) {url}" + (f": {problem}" if problem else "")


def _choose_leads(target: Target, visit: Visit, job: CrawlJob, shelf: Shelf) -> list[Target]:
    """The leads that this order follows: on the same platform, and no further than what was asked for."""
    purpose = Purpose(target.purpose)
    only_shop = purpose not in EXPANDED or (purpose is Purpose.ANY and visit.capture.kind is PageKind.LISTING)
    is_asked_for = target.found_on is None  # an order of one listing is one of that alone
    chosen = []
    for lead in visit.leads:
        if only_shop and lead.purpose not in _OF_SHOPS and (is_asked_for or not lead.is_variant):
            continue
        if _is_same_place(visit.capture.final_url, lead, job, shelf):
            chosen.append(
                Target(
                    url=lead.url,
                    purpose=_place_lead(purpose, lead.purpose),
                    depth=target.depth + 1,
                    found_on=target.url,
                )
            )
    return chosen


def _place_lead(here: Purpose, lead: Purpose) -> Purpose:
    """What a lead is, found on a page of that purpose: the next page of a narrowed list is narrowed too."""
    return Purpose.NARROWED if here is Purpose.NARROWED and lead in _OF_LISTS else lead


def _is_same_place(page_url: str, lead: Lead, job: CrawlJob, shelf: Shelf) -> bool:
    try:
        here, there = parse_place(page_url), parse_place(lead.url)
    except InvalidUrlError:
        return False
    if here == there:
        return True
    site = shelf.find(page_url)
    if isinstance(site, SiteProfile):
        return site.is_near(lead.url)
    return not is_unknown(site) and site == shelf.find(lead.url) and not job.platform
