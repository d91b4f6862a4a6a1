"""What the worker is told: the job, the run, the workspace and the present moment."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawlers.browser import BrowserPool
from crawlers.job import BrowserUse, CrawlJob, make_job
from evidence.clock import Run, RunClock
from evidence.noun import make_digest
from evidence.snapshot import Outcome
from evidence.writer import DONE, Target
from sites.address import InvalidUrlError, normalise, parse_place
from sites.platform import get_platform
from sites.purpose import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Everything the worker needs to know."""

    workspace: Path
    job: CrawlJob
    run: Run
    now: datetime

    def as_data(self) -> dict[str, Any]:
        """The orders as plain data for JSON."""
        return {
            "workspace": str(self.workspace),
            "job": self.job.as_data(),
            "run": self.run.model_dump(mode="json"),
            "now": self.now.isoformat(),
        }

    def make_recorder(self, clock: RunClock) -> BrowserPool | None:
        """What opens pages in browsers, unless the order is to do without."""
        return None if self.job.browser is BrowserUse.NEVER else BrowserPool(job=self.job, clock=clock)


def make_orders(data: dict[str, Any]) -> Orders:
    """The orders that `Orders.as_data` described."""
    return Orders(
        workspace=Path(data["workspace"]),
        job=make_job(data["job"]),
        run=Run.model_validate(data["run"]),
        now=datetime.fromisoformat(data["now"]),
    )


def find_places(job: CrawlJob) -> frozenset[str]:
    """What a job visits by itself, as short names: two jobs with one in common would visit it twice.

    Raises:
        ConfigError: the platform is unknown or has no such address.
    """
    waiting = (target for target in make_first_targets(job) if target.state != DONE)
    return frozenset(make_digest(target.url)[:32] for target in waiting)


NO_ADDRESS = "it is no web address; write http://… or https://…"


def make_first_targets(job: CrawlJob) -> list[Target]:
    """The targets that a job names itself; what is no web address is settled at once.

    Raises:
        ConfigError: the platform is unknown or has no such address.
    """
    targets = [_make_target(text) for text in job.targets]
    targets += [Target(url=make_screenshot_url(url), purpose=Purpose.SCREENSHOT) for url in job.screenshots]
    targets += [Target(url=url, purpose=Purpose(purpose)) for purpose, url in job.again]
    if job.platform is None:
        return targets
    platform = get_platform(job.platform)
    base = next((target.url for target in targets if target.state != DONE), None)
    for keyword in job.keywords:
        url = platform.make_search_url(keyword, base)
        targets.append(Target(url=url, purpose=Purpose.LIST))
    if job.shop is not None:
        targets.append(Target(url=platform.make_shop_url(job.shop, base), purpose=Purpose.SHOP))
    return targets


def make_screenshot_url(url: str) -> str:
    """The name under which a run keeps the order for a picture of a page that it visits anyway."""
    return f"{normalise(url)}#screenshot"


def _make_target(text: str) -> Target:
    url = text.strip()
    try:
        parse_place(url)
        url = normalise(url)
    except InvalidUrlError:
        return Target(
            url=text.strip(),
            purpose=Purpose.ANY,
            state=DONE,
            outcome=Outcome.NOT_ATTEMPTED,
            reason="invalid_url",
        )
    return Target(url=url, purpose=Purpose.ANY)
