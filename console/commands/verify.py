"""`netpatrol verify`: whether bundles, or the workspace's own store, still hold what was sealed."""

from datetime import datetime
from pathlib import Path

import click

from cases.accounts import find_password_problems
from cases.papers import find_paper_problems
from cases.received import find_parcel_problems
from config.errors import ExitCode, ItemError, NetpatrolError, VerificationError
from console.output import print_json, print_table
from console.session import Session, pass_session
from evidence.key_change import load_revoked
from evidence.stamps import load_roots
from evidence.trust import load_trusted, read_public_key
from evidence.verification import Problem, Verification
from evidence.verify_bundle import verify_bundle
from evidence.verify_store import verify_store


@click.command("verify")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--store", is_flag=True, help="校验工作区 / check the workspace's own store.")
@click.option(
    "--key",
    "keys",
    multiple=True,
    type=click.Path(path_type=Path),
    help="公钥文件 / accept bundles signed with this public key (PEM).",
)
@click.option(
    "--ca",
    "authorities",
    multiple=True,
    type=click.Path(path_type=Path),
    help="时间戳机构证书 / certificates (PEM) that vouch for time stamps.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
@pass_session
def command(
    session: Session,
    files: tuple[Path, ...],
    *,
    store: bool,
    keys: tuple[Path, ...],
    authorities: tuple[Path, ...],
    as_json: bool,
) -> int:
    """校验证据包或工作区 / check bundles or the store; every changed part is named."""
    if not files and not store:
        raise click.UsageError(session.words("verify_both"))
    for path in files:
        if not path.is_file():
            raise ItemError(f"{str(path)!r} is no file; check the path")
    trusted = _load_trusted(session) | dict(map(read_public_key, keys)) if files else {}
    pinned = [*authorities, *(one.ca_file for one in session.settings.stamp)] if files else []
    roots = load_roots(pinned)
    now = session.clock.now()
    revoked = _load_revoked(session) if files else {}
    results = [verify_bundle(path, trusted, revoked=revoked, roots=roots, now=now) for path in files]
    if store:
        results.append(_verify_store(session))
    for result in results:
        if as_json:
            print_json(result)
        else:
            _print_result(session, result)
    return ExitCode.DONE if all(result.ok for result in results) else ExitCode.VERIFICATION


def _load_trusted(session: Session) -> dict[str, str]:
    """The keys that this workspace trusts; none where there is no workspace that can be opened."""
    try:
        return load_trusted(session.open())
    except NetpatrolError:
        return {}


def _load_revoked(session: Session) -> dict[str, datetime]:
    """The keys that were revoked here; none where there is no workspace that can be opened."""
    try:
        return load_revoked(session.open().records)
    except NetpatrolError:
        return {}


def _verify_store(session: Session) -> Verification:
    """A store that cannot even be opened is not whole; nor is one whose case database differs."""
    try:
        workspace = session.open()
        result = verify_store(workspace)
    except VerificationError as exc:
        problem = Problem(path="records.db", problem=str(exc))
        return Verification(file=str(session.root), ok=False, grade=None, problems=(problem,))
    try:
        book = session.open_book(workspace)
        others = [
            *book.history.find_problems(),
            *find_parcel_problems(book),
            *find_paper_problems(book),
            *find_password_problems(book),
        ]
    except NetpatrolError as exc:
        others = [Problem(path="cases", problem=str(exc))]
    if not others:
        return result
    problems = (*result.problems, *others)
    return result.model_copy(update={"ok": False, "grade": None, "problems": problems})


def _print_result(session: Session, result: Verification) -> None:
    words = session.words
    if result.ok:
        click.echo(words("verified", file=result.file, grade=result.grade or "-"))
        if result.signer is not None:
            state = words(f"key_state_{result.state}")
            click.echo(words("verified_signer", key_id=result.signer, state=state))
        for reason in result.reasons:
            click.echo(f"- {words.explain(reason)}")
        return
    click.echo(words("not_verified", file=result.file))
    rows = ((problem.path, words.explain(problem.problem)) for problem in result.problems)
    print_table([words("col_where"), words("col_problem")], rows)
