"""A patrol: capture, read, inspect, picture, pick, index, and then whether its result may be believed."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from config.errors import ConfigError, ExitCode
from config.settings import CanarySettings, PatrolSettings, Settings
from crawlers.job import CrawlResult
from evidence.finding import Finding, Status
from index.searcher import SearchIndex
from patrols.capture import capture, make_job
from patrols.indexing import update_index
from patrols.inspection import Inspection, inspect_snapshots
from patrols.picking import Picking, keep_prices, pick_products
from patrols.picturing import picture_findings
from patrols.reading import ReadReport, read_pictures
from patrols.stage import Shift
from patrols.stamping import stamp_ledger
from patrols.usage import Laps, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryResult:
    """Whether a planted violation was found again."""

    canary: CanarySettings
    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolResult:
    """What a patrol gave; `exit_code` is not 0 when its result is incomplete or not to be believed."""

    patrol: str
    run_id: str
    captured: CrawlResult
    read: ReadReport
    inspection: Inspection
    picking: Picking
    target: float
    canaries: tuple[CanaryResult, ...]
    usage: dict[str, Usage] = field(default_factory=dict)
    exit_code: ExitCode

    @property
    def coverage(self) -> float:
        """The share of targets whose state is known."""
        return self.captured.coverage

    def as_json(self) -> dict[str, Any]:
        """The object that `patrol run --json` prints; `cannot_tell` counts what picking could not decide."""
        return {
            "patrol": self.patrol,
            "run_id": self.run_id,
            "coverage": self.coverage,
            "target": self.target,
            "canaries": [{**result.canary.model_dump(), "found": result.found} for result in self.canaries],
            "picks": [pick.model_dump(mode="json") for pick in self.picking.picks],
            "cannot_tell": self.picking.cannot_tell,
            "exit": int(self.exit_code),
        }


def get_patrol(settings: Settings, name: str) -> PatrolSettings:
    """The patrol called `name`.

    Raises:
        ConfigError: there is none.
    """
    found = {patrol.name: patrol for patrol in settings.patrol}
    if name not in found:
        known = ", ".join(found) or "none is declared"
        raise ConfigError(f"no patrol {name!r} in netpatrol.toml ({known}); see docs/settings.md")
    return found[name]


def run_patrol(shift: Shift, patrol: PatrolSettings, index: SearchIndex) -> PatrolResult:
    """Run a patrol's stages in order; stopped at any point, the same call goes on from there."""
    laps = Laps()
    captured = capture(shift, make_job(shift.settings, patrol.targets, max_listings=patrol.max_listings))
    laps.take("crawl")
    snapshots = shift.workspace.records.load_snapshots(run_id=shift.run.run_id)
    keep_prices(shift, snapshots)
    read = read_pictures(shift, snapshots)
    laps.take("read")
    inspection = inspect_snapshots(shift, snapshots)
    laps.take("inspect")
    if not captured.interrupted:
        picture_findings(shift, inspection.findings)
    laps.take("picture")
    picking = pick_products(shift, patrol, snapshots)
    laps.take("pick")
    service = update_index(shift, index)
    laps.take("index")
    stamp_ledger(shift.workspace, shift.settings, now=shift.now(), say=partial(shift.say, "index"))
    canaries = tuple(
        CanaryResult(canary=canary, found=_has_canary(inspection.findings, canary))
        for canary in patrol.canaries
    )
    result = PatrolResult(
        patrol=patrol.name,
        run_id=shift.run.run_id,
        captured=captured,
        read=read,
        inspection=inspection,
        picking=picking,
        target=patrol.coverage_target,
        canaries=canaries,
        usage=laps.stages,
        exit_code=service or _decide(captured, patrol, canaries),
    )
    if not captured.interrupted:
        shift.finish(result.as_json())
    return result


def _decide(captured: CrawlResult, patrol: PatrolSettings, canaries: tuple[CanaryResult, ...]) -> ExitCode:
    whole = captured.coverage >= patrol.coverage_target and all(result.found for result in canaries)
    return ExitCode.DONE if whole and not captured.interrupted else ExitCode.INCOMPLETE


def _has_canary(findings: tuple[Finding, ...], canary: CanarySettings) -> bool:
    return any(
        finding.status is Status.FAIL
        and finding.code == canary.code
        and finding.listing.platform == canary.platform
        and finding.listing.listing_id == canary.listing_id
        for finding in findings
    )
