"""`netpatrol verify`: whether bundles, or the workspace's own store, still hold what was sealed."""

from pathlib import Path

import click

from config.errors import ExitCode
from console.output import print_json, print_table
from console.session import Session, pass_session
from evidence.verification import Verification
from evidence.verify_bundle import verify_bundle
from evidence.verify_store import verify_store


@click.command("verify")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--store", is_flag=True, help="校验工作区 / check the workspace's own store.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
@pass_session
def command(session: Session, files: tuple[Path, ...], *, store: bool, as_json: bool) -> int:
    """校验证据包或工作区 / check bundles or the store; every changed part is named."""
    if not files and not store:
        raise click.UsageError(session.words("verify_both"))
    results = [verify_bundle(path) for path in files]
    if store:
        results.append(verify_store(session.open()))
    for result in results:
        if as_json:
            print_json(result)
        else:
            _print_result(session, result)
    return ExitCode.DONE if all(result.ok for result in results) else ExitCode.VERIFICATION


def _print_result(session: Session, result: Verification) -> None:
    words = session.words
    if result.ok:
        click.echo(words("verified", file=result.file, grade=result.grade or "-"))
        return
    click.echo(words("not_verified", file=result.file))
    rows = ((problem.path, words.explain(problem.problem)) for problem in result.problems)
    print_table([words("col_where"), words("col_problem")], rows)
