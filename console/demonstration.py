"""The demonstration: an imaginary market is served on loopback, patrolled, and compared with its truth."""

import json
from dataclasses import dataclass
from datetime import timedelta
from math import floor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.settings import SETTINGS_FILE
from console.output import say, show_progress
from console.scoring.score import Score, score_run
from console.session import Session
from demo.server import Site, serve
from demo.sizes import Size
from demo.truth import make_truth
from demo.world import World, make_world, write_price_history, write_registers
from evidence.clock import RunClock, make_shanghai_day
from evidence.workspace import Workspace, open_workspace
from patrols.capture import capture, make_job
from patrols.history import import_history
from patrols.patrol import PatrolResult, get_patrol, run_patrol
from patrols.picking import keep_prices
from patrols.registers import import_register_file
from patrols.stage import begin_shift

PATROL = "demo"
SOURCE = "demo market"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """Which market is shown."""

    seed: int
    size: Size


def demonstrate(session: Session, asked: Demonstration) -> tuple[PatrolResult, Score]:
    """Serve the market, import its registers and price history, patrol it, and score what came of it.

    The market's today is the day of the session's clock; the workspace is the session's.
    """
    world = make_world(asked.seed, asked.size, make_shanghai_day(session.clock.now()))
    truth = make_truth(world)
    with serve(*world.markets) as site:
        _write_settings(session.root, site, truth)
        say(_describe(session, truth, site))
        port = site.port
    if asked.size is not Size.SMALL:
        _capture_earlier(session, world, port)
    workspace = session.open(create=True)
    _import(session, workspace, world)
    with serve(*world.markets, port=port):
        patrol = get_patrol(session.settings, PATROL)
        with session.work(workspace, "patrol", patrol.model_dump(mode="json")) as shift:
            result = run_patrol(shift, patrol, session.open_index(workspace))
    return result, score_run(truth, result, workspace)


def _write_settings(folder: Path, site: Site, truth: dict[str, Any]) -> None:
    known = sum(one["outcome"] in {"found", "absent"} for one in truth["listings"])
    total = len(truth["listings"])
    canary = _find_canary(truth)
    named = (canary.get("platform") or truth["platform"], canary["listing_id"], canary["code"])
    hosts = [urlsplit(url).netloc for url in site.named_urls]
    lines = [
        "# Made by `netpatrol demo`; its market is gone once the demo has ended.",
        "[crawl]",
        "delay_s = 0.0",
        f"allow_hosts = {json.dumps(hosts)}",
        "",
        "[[patrol]]",
        f'name = "{PATROL}"',
        f"targets = {json.dumps(site.named_urls)}",
        f"# the market hides, blocks and garbles {total - known} of its {total} listings on purpose",
        f"coverage_target = {floor(95 * known / total) / 100}",
        "canaries = [{ platform = %s, listing_id = %s, code = %s }]"  # noqa: UP031 -- braces are TOML's here
        % tuple(json.dumps(value) for value in named),
        f"picks = {json.dumps(['price', 'novel'] if truth.get('picks') else [])}",
    ]
    (folder / SETTINGS_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _capture_earlier(session: Session, world: World, port: int) -> None:
    """Crawl the platforms as they stood before, by a clock set back: only that tells what is new.

    The workspace is made by that clock as well, so that its ledger never goes back in time.
    """
    days = max((world.day - world.baseline_day).days, session.settings.novelty.window_days + 1)
    before = session.clock.now() - timedelta(days=days)
    say(session.words("demo_earlier", day=make_shanghai_day(before)))
    targets = get_patrol(session.settings, PATROL).targets
    workspace = open_workspace(session.root, create=True, now=before)
    say(session.words("workspace_made", path=session.root))
    with serve(*world.at(make_shanghai_day(before)).markets, port=port), show_progress(session.words) as tell:
        shift = begin_shift(
            workspace,
            session.settings,
            RunClock(started_at=before),
            tell,
            command="crawl",
            job_key=f"demo-{before.isoformat()}",
        )
        captured = capture(shift, make_job(session.settings, targets))
        keep_prices(shift, workspace.records.load_snapshots(run_id=shift.run.run_id))
        shift.finish({"counts": captured.counts, "coverage": captured.coverage})


def _find_canary(truth: dict[str, Any]) -> dict[str, Any]:
    fails: list[dict[str, Any]] = [entry for entry in truth["expected"] if entry["status"] == "fail"]
    listings = [entry for entry in fails if "listing_id" in entry]
    marked = [entry for entry in listings if entry.get("canary")]
    wordy = [entry for entry in listings if entry["code"] == "AD-001"]
    return (marked or wordy or listings)[0]


def _import(session: Session, workspace: Workspace, world: World) -> None:
    now = session.clock.now()
    for register, path in write_registers(world, workspace.root / "registers").items():
        import_register_file(workspace, register, path, now=now, source=SOURCE)
    if world.account.history:
        path = workspace.root / "history.csv"
        write_price_history(world, path)
        import_history(workspace, path, now=now, source=SOURCE)


def _describe(session: Session, truth: dict[str, Any], site: Site) -> str:
    counts = {"listings": len(truth["listings"]), "shops": len(truth["shops"])}
    return session.words("demo_market", seed=truth["seed"], url=" ".join(site.named_urls), **counts)
