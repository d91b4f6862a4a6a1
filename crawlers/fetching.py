"""Asking for a page and its pictures: each answer, refusal and failure stands in the visit's trail."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

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
from scrapy.http import Response
from twisted.internet.error import ConnectError, ConnectionClosed, SSLError

from crawlers import handler
from crawlers.answer import Answer, describe_error
from crawlers.guard import RefusedAddressError, UnresolvableError
from crawlers.job import CrawlJob
from crawlers.opening import Opener, Recorder
from crawlers.outcomes import judge_detour
from crawlers.trail import Trail
from evidence.capture import Exchange
from evidence.clock import RunClock
from evidence.listing import Listing
from evidence.snapshot import Outcome, Role
from sites.address import AddressError, InvalidUrlError, parse_place

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
Fetch = Callable[[Request], Awaitable[Response]]
Read = Callable[[str, Response], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Asks for pages and pictures as a job orders."""

    job: CrawlJob
    clock: RunClock
    fetch: Fetch
    recorder: Recorder | None

    async def open(
        self, url: str, read: Read, trail: Trail, *, with_browser: bool, is_aside: bool = False
    ) -> tuple[Answer, Response | None]:
        """What asking for a page comes to, as `read` takes it, and the answer itself where one came.

        Args:
            url: of the page.
            read: makes of an answer what it amounts to.
            trail: takes in every exchange and note.
            with_browser: have it opened in the browser.
            is_aside: ask without the cookies of the job.
        """
        before = len(trail.exchanges)
        try:
            response = await self._ask(url, trail, with_browser=with_browser, is_aside=is_aside)
        except NETWORK_ERRORS as exc:
            trail.notes.append({"url": url, "error": describe_error(exc)})
            trail.keep_roles(before, None)
            said = str(exc) if isinstance(exc, AddressError) else None
            return Answer(verdict=judge_detour(url, exc), final_url=url, problem=said), None
        except ValueError as exc:  # an answer led to an address that is none
            problem = describe_error(exc)
            trail.notes.append({"url": url, "error": problem})
            status = trail.exchanges[-1].status if len(trail.exchanges) > before else 0
            trail.keep_roles(before, None)
            reason = f"http_{status}" if 300 <= status < 400 else BROKEN
            return Answer(verdict=(Outcome.BLOCKED, reason), final_url=url, problem=problem), None
        trail.keep_roles(before, response.url)
        trail.partial = trail.partial or "partial" in response.flags
        answer = read(url, response)
        if answer.problem is not None:
            trail.notes.append({"url": response.url, "error": answer.problem})
        if with_browser and answer.reading is not None and answer.reading.is_shell:
            answer = replace(answer, verdict=(Outcome.UNREADABLE, "empty_shell"), reading=None)
        return answer, response

    async def _ask(self, url: str, trail: Trail, *, with_browser: bool, is_aside: bool) -> Response:
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
            meta[handler.BROWSER] = Opener(recorder=self.recorder, trail=trail)
            meta["download_timeout"] = self.job.limits.browser_page_s + 30
        try:
            request = Request(url, meta=meta, dont_filter=True)
        except ValueError as exc:
            raise InvalidUrlError(f"{url!r} is no web address: {exc}") from exc
        return await self.fetch(request)

    async def fetch_pictures(self, listing: Listing, page_url: str, trail: Trail) -> None:
        """Fetch the pictures of a listing into the trail, as far as the job's limits go."""
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

    async def _fetch_picture(self, url: str, page_url: str, trail: Trail) -> None:
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
