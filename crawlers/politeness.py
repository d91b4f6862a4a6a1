"""How the crawl behaves towards a host: robots.txt, and waiting when the host asks for it."""

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawlers.handler import get_host

WAITING = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
_PASSING = (DownloadTimeoutError, DownloadFailedError, DownloadCancelledError, ResponseDataLossError)
_TRIES = "np_tries"
_MOST_FETCHES = 3


class RobotsForbiddenError(IgnoreRequest):
    """robots.txt does not let us fetch `url`."""

    def __init__(self, message: str, url: str) -> None:
        super().__init__(message)
        self.url = url


class Robots(RobotsTxtMiddleware):
    """Scrapy's robots.txt rules with an error of their own; rules that could not be fetched allow nothing.

    Scrapy takes a fetch without an answer, or with a server error, for leave to fetch everything. Here
    the request fails as the fetch did (RFC 9309, 2.3.1.4), so that its target says why, and the next asks for
    the rules again.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._failures: dict[str, list[Exception]] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host.

        Raises:
            Exception: what the fetch of robots.txt ended with; after `_MOST_FETCHES` of them, the last.
        """
        host = urlsplit(request.url).netloc
        failures = self._failures.get(host, [])
        if 0 < len(failures) < _MOST_FETCHES and self._parsers.get(host, self) is None:
            del self._parsers[host]
        rules = await super().robot_parser(request)
        if rules is None and (failures := self._failures.get(host, [])):
            raise failures[-1].with_traceback(None)
        return rules

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let the request through or refuse it."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as exc:
            raise RobotsForbiddenError(str(exc), request.url) from exc

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status in WAITING or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise DownloadFailedError(f"robots.txt of {netloc!r} answered {response.status}")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._failures.setdefault(netloc, []).append(exc)
        super()._robots_error(exc, netloc)


class BackOff:
    """Tries again what may pass, after the pause that the host named, and holds back all its requests."""

    def __init__(self, *, retries: int, longest_wait_s: float) -> None:
        self._retries = retries
        self._longest_wait_s = longest_wait_s
        self._not_before_s: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """The back-off with the limits in the settings."""
        return cls(
            retries=crawler.settings.getint("RETRY_TIMES"),
            longest_wait_s=crawler.settings.getfloat("NETPATROL_LONGEST_WAIT_S"),
        )

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked again."""
        while (rest_s := self._not_before_s.get(get_host(request.url), 0.0) - time.monotonic()) > 0:
            await asyncio.sleep(rest_s)

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """The answer, or the request again when a later try may do better."""
        if response.status not in WAITING:
            return response
        header: bytes | None = response.headers.get(b"Retry-After")
        return self._try_again(request, parse_retry_after(header, datetime.now(UTC))) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The request again when the failure may pass."""
        return self._try_again(request, None) if isinstance(exception, _PASSING) else None

    def _try_again(self, request: Request, asked_s: float | None) -> Request | None:
        tries = request.meta.get(_TRIES, 0)
        wait_s = 0.5 * 2.0**tries if asked_s is None else asked_s
        if wait_s > self._longest_wait_s:
            return None
        host = get_host(request.url)
        self._not_before_s[host] = max(self._not_before_s.get(host, 0.0), time.monotonic() + wait_s)
        if tries >= self._retries:
            return None
        again = request.replace(dont_filter=True)
        again.meta[_TRIES] = tries + 1
        return again


def parse_retry_after(header: bytes | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, or None when it says nothing usable."""
    text = (header or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
