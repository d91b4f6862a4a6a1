"""What a crawl is asked to do, and what it says in the end."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from evidence.noun import Noun, make_canonical_json, make_digest


class BrowserUse(StrEnum):
    """When pages are opened in a real browser."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Ceilings; what hits one is marked partial, never cut silently. Bytes are decoded bytes."""

    page_bytes: int = 8_000_000
    resource_bytes: int = 8_000_000
    snapshot_bytes: int = 60_000_000
    pictures: int = 12
    resources: int = 200
    list_pages: int = 2000
    other_pages: int = 120
    survey_pages: int = 60
    timeout_s: float = 30.0
    browser_page_s: float = 45.0
    browser_settle_s: float = 8.0
    browser_memory_bytes: int = 3_000_000_000
    explore_s: float = 60.0
    explore_clicks: int = 30
    scrolls: int = 60
    retries: int = 2
    retry_after_s: float = 30.0
    pages_per_browser: int = 40
    browsers: int = 2
    concurrency: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJob:
    """One order to crawl; two orders with the same content are the same job and resume each other.

    `targets` are web addresses as the user wrote them. `platform` with `keywords` or `shop` adds search and
    shop pages of an adapter. `screenshots` are pages of which only a picture is taken, in the browser.
    `again` are pages to be captured once more, as (purpose, address), and nothing that they lead to.
    `keeps_mhtml` seals a page of the browser also as one MHTML file.
    `delay_s` of None means what the platform's adapter asks for. `only_learn` ends the job once the sites of
    its targets are surveyed, anew where a survey made their profile.
    """

    targets: tuple[str, ...] = ()
    platform: str | None = None
    keywords: tuple[str, ...] = ()
    shop: str | None = None
    screenshots: tuple[str, ...] = ()
    again: tuple[tuple[str, str], ...] = ()
    max_listings: int | None = None
    browser: BrowserUse = BrowserUse.AUTO
    browser_executable: str | None = None
    keeps_mhtml: bool = True
    delay_s: float | None = None
    allow_hosts: tuple[str, ...] = ()
    obey_robots: bool = True
    user_agent: str = "netpatrol/0.1 (market supervision; +https://example.org/netpatrol)"
    limits: Limits = field(default_factory=Limits)
    only_learn: bool = False

    @property
    def job_key(self) -> str:
        """What identifies the job: the digest of its content."""
        return f"crawl-{make_digest(make_canonical_json(self.as_data()))[:32]}"

    def as_data(self) -> dict[str, Any]:
        """The job as plain data for JSON."""
        return asdict(self)


def make_job(data: dict[str, Any]) -> CrawlJob:
    """The job that `CrawlJob.as_data` described."""
    tuples = {name: tuple(data[name]) for name in ("targets", "keywords", "screenshots", "allow_hosts")}
    tuples["again"] = tuple((purpose, url) for purpose, url in data["again"])
    rest: dict[str, Any] = {"browser": BrowserUse(data["browser"]), "limits": Limits(**data["limits"])}
    return CrawlJob(**{**data, **tuples, **rest})


class ListingResult(Noun):
    """How one target ended (docs/contracts/cli.md, `crawl`)."""

    url: str
    outcome: str
    reason: str | None = None
    partial: bool = False
    platform: str | None = None
    listing_id: str | None = None
    shop: dict[str, str | None] | None = None
    title: str | None = None
    snapshot_id: str | None = None
    captured_at: datetime | None = None


class CrawlResult(Noun):
    """How a crawl ended."""

    run_id: str
    counts: dict[str, int]
    coverage: float
    listings: tuple[ListingResult, ...] = ()
    interrupted: bool = False
    notes: tuple[str, ...] = ()
