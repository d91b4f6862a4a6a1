"""The capturing stage: a crawl job made from settings, run as this shift's run."""

from typing import Any

from config.settings import Settings
from crawlers.crawl import crawl
from crawlers.job import BrowserUse, CrawlJob, CrawlResult, Limits
from patrols.stage import Progress, Shift


def make_job(
    settings: Settings,
    targets: tuple[str, ...] = (),
    *,
    max_listings: int | None = None,
    allow_hosts: tuple[str, ...] = (),
    **asked: Any,
) -> CrawlJob:
    """A crawl job with the workspace's settings, and what the command asked for on top of them."""
    crawling = settings.crawl
    limits = Limits(
        page_bytes=crawling.max_body_bytes,
        timeout_s=crawling.timeout_s,
        browser_page_s=settings.browser.page_deadline_s,
        browsers=settings.browser.at_once,
        browser_memory_bytes=settings.browser.memory_mb * 1_000_000,
    )
    job: dict[str, Any] = {
        "targets": targets,
        "max_listings": max_listings or crawling.max_listings,
        "browser": BrowserUse.AUTO,
        "browser_executable": settings.browser.executable,
        "keeps_mhtml": settings.browser.mhtml,
        "delay_s": crawling.delay_s,
        "allow_hosts": (*crawling.allow_hosts, *allow_hosts),
        "user_agent": crawling.user_agent,
        "limits": limits,
    }
    return CrawlJob(**{**job, **{name: value for name, value in asked.items() if value is not None}})


def capture(shift: Shift, job: CrawlJob, stage: str = "crawl") -> CrawlResult:
    """Crawl as this shift's run: what the run has settled already is not visited again."""

    def tell(done: int, total: int | None, note: str | None) -> None:
        shift.tell(Progress(stage=stage, done=done, total=total, note=note))

    def look(said: dict[str, Any]) -> None:
        if "looked_at" in said:
            looked = said["looked_at"]
            shift.tell(Progress(stage="survey", done=looked["done"], total=looked["total"], at=looked["url"]))

    return crawl(shift.workspace.root, job, shift.run, tell, now=shift.now(), on_event=look)
