"""Opening a page in the browser, as the download handler is asked to."""

from dataclasses import dataclass
from typing import Protocol

from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawlers.guard import UnresolvableError
from crawlers.recorded import Explored, Recorded
from crawlers.trail import Trail


class Recorder(Protocol):
    """Opens a page in a browser and records it."""

    async def record(self, url: str, *, narrow: bool = False, scroll: bool = False) -> Recorded:
        """The page as the browser saw it, in a narrow window or scrolled to its end if asked for."""

    async def explore(self, url: str, *, narrow: bool = False) -> Explored:
        """Where the boxes of a page lead that have no links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Stands in a request's meta and has the download handler open the page in the browser."""

    recorder: Recorder | None
    trail: Trail

    def __copy__(self) -> "Opener":
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
        self.trail.ended = self.trail.ended or recorded.ended
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
