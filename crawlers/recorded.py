"""What the page recorder hands over."""

from dataclasses import dataclass, field
from typing import Any

from scrapy.exceptions import DownloadTimeoutError

from crawlers.guard import RefusedAddressError, UnresolvableError
from crawlers.ways import FoundWay
from evidence.capture import Exchange, Generated

_ERRORS: dict[str, type[Exception]] = {
    "timeout": DownloadTimeoutError,
    "refused_address": RefusedAddressError,
    "unresolvable": UnresolvableError,
    "connection_refused": ConnectionRefusedError,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """What exploring a page brought; `exchanges` is what was asked for meanwhile."""

    ways: tuple[FoundWay, ...] = ()
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A page as the browser saw it; without a status no answer came and `error` says why.

    `ended` is why the browser was stopped before the page was done, where it was.
    """

    final_url: str
    status: int | None
    html: bytes
    media_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    exchanges: tuple[Exchange, ...] = ()
    generated: tuple[Generated, ...] = ()
    notes: tuple[dict[str, Any], ...] = ()
    partial: bool = False
    error: str | None = None
    ended: str | None = None

    def make_error(self) -> Exception:
        """Why no answer came, as the error that the HTTP side would raise."""
        kind = _ERRORS.get(self.error or "", ConnectionError)
        return kind(f"the browser could not open {self.final_url!r}: {self.error}")
