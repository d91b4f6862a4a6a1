"""One visit to one target: fetch, judge, read, fetch its pictures, and hand over a Capture."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import HtmlResponse, Response
from twisted.internet.error import ConnectError, ConnectionClosed, SSLError

from crawlers import handler
from crawlers.answer import Answer, describe_error, look_at_answer, read_answer
from crawlers.guard import RefusedAddressError, UnresolvableError
from crawlers.job import BrowserUse, CrawlJob
from crawlers.outcomes import judge_detour
from crawlers.recorded import Explored, Recorded
from evidence.capture import Capture, Exchange, Generated
from evidence.clock import RunClock
from evidence.listing import Listing, PageKind
from evidence.snapshot import Outcome, Role
from evidence.writer import Target
from sites.address import AddressError, InvalidUrlError, normalise, parse_place
from sites.page import Lead
from sites.profile import SiteProfile
from sites.purpose import Purpose
from sites.reading import Reading
from sites.sealed import SealedAnswer, may_hold_data
from sites.shelf import Shelf, Site

NETWORK_ERRORS = (
    CannotResolveHostError,
    ConnectError,
    ConnectionClosed,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    InvalidUrlError,
    OSError,
    RefusedAddressError,
    ResponseDataLossError,
    SSLError,
    UnresolvableError,
    UnsupportedURLSchemeError,
)
BROKEN = "broken_answer"
"""The reason of a target whose answer or address broke something in us."""
_KINDS = {Purpose.LISTING: PageKind.LISTING, Purpose.LIST: PageKind.SEARCH, Purpose.SHOP: PageKind.SHOP}
_PICTURE_PURPOSES = {Purpose.LISTING, Purpose.LICENCE, Purpose.SHOP_INFO}

Fetch = Callable[[Request], Awaitable[Response]]
Read = Callable[[str, Response], Answer]


class Recorder(Protocol):
    """Opens a page in a browser and records it."""

    async def record(self, url: str, *, narrow: bool = False, scroll: bool = False) -> Recorded:
        """The page as the browser saw it, in a narrow window or scrolled to its end if asked for."""

    async def explore(self, url: str, *, narrow: bool = False) -> Explored:
        """Where the boxes of a page lead that have no links."""


@dataclass(slots=True, kw_only=True)
class _Trail:
    """What one visit leaves behind."""

    exchanges: list[Exchange] = field(default_factory=list)
    generated: list[Generated] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    partial: bool = False
    method: str = "http"
    browser_reason: str | None = None
    narrow: bool = False
    scroll: bool = False

    @property
    def size_bytes(self) -> int:
        return sum(len(exchange.body) for exchange in self.exchanges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What came of asking for a target, before its pictures are fetched and it is made a capture.

    `response` is the answer where one came; `answer` what it amounts to, read or only looked at.
    """

    target: Target
    captured_at: datetime
    answer: Answer
    response: Response | None
    trail: _Trail
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
        trail = _Trail(narrow=narrow)
        if isinstance(site, SiteProfile):
            trail.narrow, trail.scroll = narrow or site.narrow, site.needs_scrolling(purpose)
        captured_at = self.clock.now()
        if only_look:
            trail.browser_reason = "survey" if with_browser else None
            read = look_at_answer
            answer, response = await self._open(
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
        trail = _Trail(notes=[{"url": target.url, "error": describe_error(error)}], partial=True)
        answer = Answer(verdict=(Outcome.UNREADABLE, BROKEN), final_url=target.url)
        site = self.get_site(target.url)
        capture = _make_capture(target, site, Purpose(target.purpose), self.clock.now(), answer, trail)
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
            await self._fetch_pictures(answer.reading.listing, answer.final_url, trail)
        capture = _make_capture(target, site, purpose, sighting.captured_at, answer, trail)
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

    def _read(self, url: str, response: Response, site: Site, purpose: Purpose, trail: _Trail) -> Answer:
        return read_answer(url, response, site, purpose, find_sealed(trail.exchanges))

    async def _see(
        self, url: str, site: Site, purpose: Purpose, trail: _Trail
    ) -> tuple[Answer, Response | None]:
        is_answer = isinstance(site, SiteProfile) and site.is_answer(url)
        needs = purpose in site.browser and not is_answer
        use = BrowserUse.NEVER if is_answer else self.job.browser
        trail.browser_reason = _find_browser_reason(use, site, purpose)
        with_browser = trail.browser_reason is not None

        def read(asked: str, response: Response) -> Answer:
            return self._read(asked, response, site, purpose, trail)

        is_aside = purpose in {Purpose.NARROWED, Purpose.OTHER}
        seen = await self._open(url, read, trail, with_browser=with_browser, is_aside=is_aside)
        if with_browser and seen[0].verdict == (Outcome.BLOCKED, "timeout"):
            trail.partial = True  # the page does not end in a browser: keep at least what was served
            return await self._open(url, read, trail, with_browser=False)
        if with_browser:
            return seen
        reading = seen[0].reading
        trail.partial = trail.partial or needs or (reading is not None and reading.is_shell)
        shell = seen[0].verdict == (Outcome.UNREADABLE, "empty_shell")
        if shell and site.browser_when_empty and use is BrowserUse.AUTO:
            trail.browser_reason = "empty_shell"
            return await self._open(url, read, trail, with_browser=True)
        return seen

    async def _open(
        self, url: str, read: Read, trail: _Trail, *, with_browser: bool, is_aside: bool = False
    ) -> tuple[Answer, Response | None]:
        before = len(trail.exchanges)
        try:
            response = await self._ask(url, trail, with_browser=with_browser, is_aside=is_aside)
        except NETWORK_ERRORS as exc:
            trail.notes.append({"url": url, "error": describe_error(exc)})
            _keep_roles(trail, before, None)
            said = str(exc) if isinstance(exc, AddressError) else None
            return Answer(verdict=judge_detour(url, exc), final_url=url, problem=said), None
        except ValueError as exc:  # an answer led to an address that is none
            problem = describe_error(exc)
            trail.notes.append({"url": url, "error": problem})
            status = trail.exchanges[-1].status if len(trail.exchanges) > before else 0
            _keep_roles(trail, before, None)
            reason = f"http_{status}" if 300 <= status < 400 else BROKEN
            return Answer(verdict=(Outcome.BLOCKED, reason), final_url=url, problem=problem), None
        _keep_roles(trail, before, response.url)
        trail.partial = trail.partial or "partial" in response.flags
        answer = read(url, response)
        if answer.problem is not None:
            trail.notes.append({"url": response.url, "error": answer.problem})
        if with_browser and answer.reading is not None and answer.reading.is_shell:
            answer = replace(answer, verdict=(Outcome.UNREADABLE, "empty_shell"), reading=None)
        return answer, response

    async def _ask(self, url: str, trail: _Trail, *, with_browser: bool, is_aside: bool) -> Response:
        parse_place(url)
        meta: dict[str, Any] = {
            handler.EXCHANGES: trail.exchanges,
            handler.CLOCK: self.clock,
            handler.ROLE: Role.PAGE,
            handler.LIMIT_BYTES: self.job.limits.page_bytes,
        }
        if is_aside:
            # Looking round must not change what the shop shows: a currency or a language sticks to a session.
            meta["cookiejar"] = url
        if with_browser:
            meta[handler.BROWSER] = _Opener(recorder=self.recorder, trail=trail)
            meta["download_timeout"] = self.job.limits.browser_page_s + 30
        try:
            request = Request(url, meta=meta, dont_filter=True)
        except ValueError as exc:
            raise InvalidUrlError(f"{url!r} is no web address: {exc}") from exc
        return await self.fetch(request)

    async def _fetch_pictures(self, listing: Listing, page_url: str, trail: _Trail) -> None:
        limits = self.job.limits
        held = {exchange.url for exchange in trail.exchanges}
        wanted = [url for url in dict.fromkeys((*listing.images, *listing.detail_images)) if url not in held]
        if len(wanted) > limits.pictures:
            trail.partial = True
            trail.notes.append(
                {"url": page_url, "error": f"{len(wanted)} pictures, {limits.pictures} fetched"}
            )
        await asyncio.gather(
            *(self._fetch_picture(url, page_url, trail) for url in wanted[: limits.pictures])
        )

    async def _fetch_picture(self, url: str, page_url: str, trail: _Trail) -> None:
        if trail.size_bytes > self.job.limits.snapshot_bytes:
            trail.partial = True
            trail.notes.append({"url": url, "error": "the snapshot is as large as it may be"})
            return
        exchanges: list[Exchange] = []
        meta = {
            handler.EXCHANGES: exchanges,
            handler.CLOCK: self.clock,
            handler.ROLE: Role.IMAGE,
            handler.LIMIT_BYTES: self.job.limits.resource_bytes,
        }
        try:
            parse_place(url)
            response = await self.fetch(
                Request(url, meta=meta, headers={"Referer": page_url}, dont_filter=True)
            )
        except (*NETWORK_ERRORS, ValueError) as exc:
            trail.partial = True
            trail.notes.append({"url": url, "error": describe_error(exc)})
        else:
            trail.partial = trail.partial or "partial" in response.flags
        for exchange in exchanges:
            is_picture = exchange.status == 200 and exchange.media_type.startswith("image/")
            trail.exchanges.append(exchange if is_picture else replace(exchange, role=Role.RESOURCE))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opener:
    """Stands in a request's meta and has the download handler open the page in the browser."""

    recorder: Recorder | None
    trail: _Trail

    def __copy__(self) -> "_Opener":
        return self

    async def __call__(self, request: Request) -> Response:
        if self.recorder is None:
            raise UnresolvableError(f"no browser to open {request.url!r} with")
        trail = self.trail
        recorded = await self.recorder.record(request.url, narrow=trail.narrow, scroll=trail.scroll)
        self.trail.method = "browser"
        self.trail.exchanges.extend(recorded.exchanges)
        self.trail.generated.extend(recorded.generated)
        self.trail.notes.extend(recorded.notes)
        self.trail.partial = self.trail.partial or recorded.partial
        if recorded.status is None:
            raise recorded.make_error()
        flags = ["partial"] if recorded.partial else []
        return HtmlResponse(
            recorded.final_url,
            status=recorded.status,
            headers={"Content-Type": recorded.media_type, **recorded.headers},
            body=recorded.html,
            flags=flags,
        )


def find_sealed(exchanges: Sequence[Exchange]) -> tuple[SealedAnswer, ...]:
    """The answers of a visit that may hold data, for its reader."""
    return tuple(
        SealedAnswer(
            url=one.url, media_type=one.media_type, body=one.body, method=one.method, status=one.status
        )
        for one in exchanges
        if one.role is Role.RESOURCE and may_hold_data(one.url, one.media_type)
    )


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


def _keep_roles(trail: _Trail, start: int, final_url: str | None) -> None:
    """Only the answer that was read is the page; redirects and refused tries on the way are resources."""
    pages = [n for n in range(start, len(trail.exchanges)) if trail.exchanges[n].role is Role.PAGE]
    for number in pages[: None if final_url is None else -1]:
        trail.exchanges[number] = replace(trail.exchanges[number], role=Role.RESOURCE)


def _make_capture(
    target: Target, facts: Site, purpose: Purpose, captured_at: datetime, read: Answer, trail: _Trail
) -> Capture:
    listing = read.reading.listing if read.reading else None
    kind = listing.kind if listing else _KINDS.get(purpose, PageKind.OTHER)
    listing_id = listing.listing_id if listing else None
    if kind is PageKind.LISTING and listing_id is None:
        listing_id = facts.find_id(target.url, Purpose.LISTING)
    outcome, reason = read.verdict
    return Capture(
        platform=facts.name,
        kind=kind,
        listing_id=listing_id,
        url=normalise(target.url),
        final_url=normalise(read.final_url),
        captured_at=captured_at,
        outcome=outcome,
        reason=reason,
        partial=trail.partial,
        method=trail.method,
        listing=listing,
        exchanges=tuple(trail.exchanges),
        generated=(*trail.generated, _make_pageinfo(target, read, trail)),
    )


def _make_pageinfo(target: Target, read: Answer, trail: _Trail) -> Generated:
    """The list of what was asked for and what came of it (docs/crawling.md)."""
    info = {
        "url": target.url,
        "final_url": read.final_url,
        "found_on": target.found_on,
        "outcome": read.verdict[0],
        "reason": read.verdict[1],
        "method": trail.method,
        "browser_reason": trail.browser_reason,
        "partial": trail.partial,
        "resources": [
            {
                "url": exchange.url,
                "status": exchange.status,
                "media_type": exchange.media_type,
                "bytes": len(exchange.body),
                "truncated": exchange.truncated,
                "peer_address": exchange.peer_address,
                "protocol": exchange.protocol,
                "tls_version": exchange.tls_version,
                "tls_problem": exchange.tls_problem,
                "certificate_sha256": exchange.certificate_sha256,
            }
            for exchange in trail.exchanges
        ],
        "problems": trail.notes,
    }
    body = json.dumps(info, ensure_ascii=False, sort_keys=True).encode()
    return Generated(role=Role.PAGEINFO, url=target.url, media_type="application/json", body=body)
