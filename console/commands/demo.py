"""`netpatrol demo`: the whole job on a small imaginary market, scored against its truth."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from config.errors import ConfigError, ExitCode
from config.settings import SETTINGS_FILE
from console.commands.patrol import print_result
from console.output import print_json, say
from console.scoring import Score, score
from console.session import Session, pass_session
from demo.market import make_market
from demo.model import Market
from demo.registers import write_market_entities
from demo.server import Site, serve
from demo.truth import make_truth
from evidence.workspace import Workspace
from patrols.patrol import PatrolResult, get_patrol, run_patrol
from patrols.registers import import_register_file

MARK = ".netpatrol-demo"
_PATROL = "demo"


@click.command("demo")
@click.option("--keep", type=click.Path(path_type=Path), help="保留在该目录 / keep the workspace in DIR.")
@click.option("--seed", default=1, show_default=True, help="市场种子 / seed of the market.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: the summary.")
@pass_session
def command(session: Session, keep: Path | None, seed: int, *, as_json: bool) -> int:
    """演示 / the whole job on the demo market, from nothing, scored against the market's truth."""
    if keep is not None:
        _clear(keep)
        return _run(session, keep, seed, as_json=as_json)
    with tempfile.TemporaryDirectory(prefix="netpatrol-demo-") as folder:
        return _run(session, Path(folder), seed, as_json=as_json)


def _clear(folder: Path) -> None:
    """Make room for the demo; only a folder that an earlier demo made is emptied."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise ConfigError(f"{str(folder)!r} is not empty and was not made by a demo; name another folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()


def _run(session: Session, folder: Path, seed: int, *, as_json: bool) -> int:
    market = make_market(seed)
    truth = make_truth(market)
    with serve(market) as site:
        _write_settings(folder, site, truth)
        inner = Session(workspace_option=folder, lang_option=session.words.lang)
        say(_describe_market(inner, market, truth, site))
        workspace = inner.open(create=True)
        _import_register(inner, workspace, market)
        patrol = get_patrol(inner.settings, _PATROL)
        with inner.work(workspace, "patrol", patrol.model_dump(mode="json")) as shift:
            result = run_patrol(shift, patrol, inner.open_index(workspace))
    outcomes = {urlsplit(one.url).path: one.outcome for one in result.captured.listings}
    got = score(truth, outcomes, result.inspection.findings)
    if as_json:
        print_json(_make_summary(seed, folder, result, got))
    else:
        _print_score(inner, folder, result, got)
    return ExitCode.DONE if got.is_perfect and not result.exit_code else ExitCode.INCOMPLETE


def _write_settings(folder: Path, site: Site, truth: dict[str, Any]) -> None:
    canary = next(entry for entry in truth["expected"] if entry["canary"])
    lines = [
        "# Made by `netpatrol demo`; its market is gone once the demo has ended.",
        "[crawl]",
        "delay_s = 0.0",
        f"allow_hosts = [{json.dumps(urlsplit(site.named_url).netloc)}]",
        "",
        "[[patrol]]",
        f'name = "{_PATROL}"',
        f"targets = [{json.dumps(site.named_url)}]",
        "coverage_target = 0.75  # the market hides, blocks and garbles 8 of its 30 listings on purpose",
        "canaries = [{ platform = %s, listing_id = %s, code = %s }]"  # noqa: UP031 -- braces are TOML's here
        % tuple(json.dumps(value) for value in (truth["platform"], canary["listing_id"], canary["code"])),
    ]
    (folder / SETTINGS_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _import_register(session: Session, workspace: Workspace, market: Market) -> None:
    path = workspace.root / "market_entities.csv"
    write_market_entities(market, path)
    now = session.clock.now()
    import_register_file(workspace, "market_entities", path, now=now, source="demo market")


def _describe_market(session: Session, market: Market, truth: dict[str, Any], site: Site) -> str:
    counts = {"listings": len(truth["listings"]), "shops": len(truth["shops"])}
    return session.words("demo_market", seed=market.seed, url=site.named_url, **counts)


def _print_score(session: Session, folder: Path, result: PatrolResult, got: Score) -> None:
    words = session.words
    print_result(session, result)
    click.echo(f"\n{words('demo_score_title')}")
    lines = [
        words("demo_outcomes", right=got.outcomes_right, total=got.outcomes_total),
        words("demo_found", right=got.planted_found, total=got.planted_total),
        words("demo_false", number=got.false_accusations),
        words("demo_lookalikes", right=got.look_alikes_spared, total=got.look_alikes_total),
        words("demo_time", **result.seconds),
        *got.wrong,
    ]
    for line in lines:
        click.echo(f"  {line}")
    if not (folder / MARK).exists():
        return
    fails = [one for one in result.inspection.findings if one.status == "fail"]
    first = next((one for one in fails if one.check.name == "licence_matches_register"), fails[0])
    click.echo(f"\n{words('demo_next')}")
    for rest in (
        "serve",
        f"show {first.finding_id}",
        f"review {first.finding_id} rejected --by NAME",
        f"bundle {first.finding_id} --out lead.wacz",
    ):
        click.echo(f"  .venv/bin/netpatrol -w {folder} {rest}")
    click.echo("  .venv/bin/netpatrol verify lead.wacz")


def _make_summary(seed: int, folder: Path, result: PatrolResult, got: Score) -> dict[str, Any]:
    return {
        "seed": seed,
        "outcomes": {"right": got.outcomes_right, "total": got.outcomes_total},
        "planted": {"found": got.planted_found, "total": got.planted_total},
        "false_accusations": got.false_accusations,
        "look_alikes": {"spared": got.look_alikes_spared, "total": got.look_alikes_total},
        "wrong": list(got.wrong),
        "patrol": result.as_json(),
        "seconds": result.seconds,
        "workspace": str(folder) if (folder / MARK).exists() else None,
    }
