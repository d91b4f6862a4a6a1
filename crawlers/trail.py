"""What one visit leaves behind: the exchanges, what was made of them, and what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from evidence.capture import Exchange, Generated
from evidence.snapshot import Role
from sites.sealed import SealedAnswer, holds_data


@dataclass(slots=True, kw_only=True)
class Trail:
    """What one visit leaves behind; `ended` is why the browser was stopped before the page was done."""

    exchanges: list[Exchange] = field(default_factory=list)
    generated: list[Generated] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    partial: bool = False
    method: str = "http"
    browser_reason: str | None = None
    ended: str | None = None
    narrow: bool = False
    scroll: bool = False

    @property
    def size_bytes(self) -> int:
        """How much was received so far."""
        return sum(len(exchange.body) for exchange in self.exchanges)

    def keep_roles(self, start: int, final_url: str | None) -> None:
        """Only the answer that was read is the page; redirects and refused tries before it are resources.

        Args:
            start: the number of the first exchange of this try.
            final_url: of the page; None when none came.
        """
        pages = [n for n in range(start, len(self.exchanges)) if self.exchanges[n].role is Role.PAGE]
        for number in pages[: None if final_url is None else -1]:
            self.exchanges[number] = replace(self.exchanges[number], role=Role.RESOURCE)


def find_sealed(exchanges: Sequence[Exchange]) -> tuple[SealedAnswer, ...]:
    """The answers of a visit that may hold data, for its reader."""
    return tuple(
        SealedAnswer(
            url=one.url,
            media_type=one.media_type,
            body=one.body,
            method=one.method,
            request_body=one.request_body or None,
            status=one.status,
        )
        for one in exchanges
        if one.role is Role.RESOURCE and holds_data(one.url, one.media_type, one.body)
    )
