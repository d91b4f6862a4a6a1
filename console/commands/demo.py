"""`netpatrol demo`: the whole job on an imaginary market, scored against its truth."""

import shutil
import tempfile
from pathlib import Path

import click

from config.errors import ConfigError, ExitCode
from console.commands.patrol import print_result
from console.demonstration import Demonstration, demonstrate
from console.output import print_json, print_table, say
from console.scoring.score import Score
from console.session import Session, pass_session
from demo.sizes import Size
from patrols.patrol import PatrolResult

MARK = ".netpatrol-demo"


@click.command("demo")
@click.option("--keep", type=click.Path(path_type=Path), help="保留在该目录 / keep the workspace in DIR.")
@click.option("--seed", default=1, show_default=True, help="市场种子 / seed of the market.")
@click.option(
    "--size",
    type=click.Choice([size.value for size in Size]),
    default=Size.QUICK.value,
    show_default=True,
    help="市场规模 / how large a market.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: the summary.")
@pass_session
def command(session: Session, keep: Path | None, seed: int, size: str, *, as_json: bool) -> int:
    """演示 / the whole job on the demo market, from nothing, scored against the market's truth."""
    if keep is not None:
        _clear(keep)
        return _run(session, keep, Demonstration(seed=seed, size=Size(size)), as_json=as_json)
    with tempfile.TemporaryDirectory(prefix="netpatrol-demo-") as folder:
        return _run(session, Path(folder), Demonstration(seed=seed, size=Size(size)), as_json=as_json)


def _clear(folder: Path) -> None:
    """Make room for the demo; only a folder that an earlier demo made is emptied."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise ConfigError(f"{str(folder)!r} is not empty and was not made by a demo; name another folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()


def _run(session: Session, folder: Path, asked: Demonstration, *, as_json: bool) -> int:
    inner = Session(workspace_option=folder, lang_option=session.words.lang)
    result, got = demonstrate(inner, asked)
    kept = folder if (folder / MARK).exists() else None
    if as_json:
        print_json(
            {
                "seed": asked.seed,
                "size": asked.size,
                **got.as_json(),
                "patrol": result.as_json(),
                "seconds": {stage: used.seconds for stage, used in result.usage.items()},
                "workspace": None if kept is None else str(kept),
            }
        )
    else:
        print_result(inner, result)
        _print_score(inner, result, got)
        _print_next(inner, result, kept)
    return ExitCode.DONE if got.is_good and not result.exit_code else ExitCode.INCOMPLETE


def _print_score(session: Session, result: PatrolResult, got: Score) -> None:
    words, findings = session.words, got.findings
    click.echo(f"\n{words('demo_score_title')}")
    doubts = findings.doubts - len(findings.needless)
    lines = [
        words("demo_outcomes", right=got.outcomes.right, total=got.outcomes.total),
        words("demo_found", right=findings.found, total=findings.planted),
        words("demo_false", number=len(findings.falsely_accused), total=findings.accusations),
        words("demo_lookalikes", right=findings.spared, total=findings.alike),
    ]
    if findings.doubts:
        lines.append(words("demo_doubts", right=doubts, total=findings.doubts))
    if got.documents.total:
        lines.append(
            words(
                "demo_documents",
                right=got.documents.exact,
                sure=got.documents.sure,
                total=got.documents.total,
                wrong=got.documents.wrong_reads,
            )
        )
    if got.picks.planted:
        lines.append(
            words("demo_picks", right=got.picks.found, total=got.picks.planted, false=got.picks.false)
        )
    taken = ((words(f"stage_{stage}"), used.seconds) for stage, used in result.usage.items())
    seconds = "，".join(f"{stage} {took:.1f} s" for stage, took in taken)
    lines.append(words("demo_time", seconds=seconds))
    for line in lines:
        click.echo(f"  {line}")
    if got.wrong or findings.needless:
        headers = [words(f"col_{name}") for name in ("code", "planted", "found", "false", "needless")]
        print_table(headers, ((code, *counts) for code, counts in findings.by_code.items()))
    for line in (*got.wrong, *findings.needless):
        say(f"  {line}")


def _print_next(session: Session, result: PatrolResult, kept: Path | None) -> None:
    fails = [one for one in result.inspection.findings if one.status == "fail"]
    if kept is None or not fails:
        return
    first = next((one for one in fails if one.check.name == "licence_matches_register"), fails[0])
    click.echo(f"\n{session.words('demo_next')}")
    for rest in (
        "serve",
        f"show {first.finding_id}",
        f"review {first.finding_id} confirmed --by NAME",
        f"bundle {first.finding_id} --out lead.wacz",
    ):
        click.echo(f"  .venv/bin/netpatrol -w {kept} {rest}")
    click.echo("  .venv/bin/netpatrol verify lead.wacz")
