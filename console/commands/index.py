"""`netpatrol index`: the search side: set up, how it stands, made anew, compared with the evidence."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from config.errors import ConfigError, ExitCode
from config.settings import SearchSettings
from console.output import print_json, print_table
from console.session import Session, pass_session
from index.bootstrap import Plan, Step
from index.bootstrap import bootstrap as set_up
from index.broken import drop_broken
from index.elastic import open_elastic
from index.elastic_client import explain_errors, make_client
from index.families import REGIONAL, Family, Place
from index.key_file import read_login
from index.migration import Migration
from index.outbox import Outbox
from index.searcher import IndexState, SearchIndex


@click.group("index")
def command() -> None:
    """检索索引 / the search index: status, rebuild, check."""


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def status(session: Session, *, as_json: bool) -> int:
    """现状 / how many documents it holds, and how many are still to be written."""
    return _report(session, _open(session).status(), as_json=as_json)


@command.command("rebuild")
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="迁移角色的密钥文件 / key file of a migrator; that of the settings when not given.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def rebuild(session: Session, *, key: Path | None, as_json: bool) -> int:
    """重建 / drop it and make it anew from the evidence, with the same ids."""
    workspace = session.open()
    drop_broken(workspace.root)
    index = session.open_index(workspace, _use_key(session.settings.search, key))
    index.rebuild()
    return _report(session, index.check(), as_json=as_json)


@command.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def check(session: Session, *, as_json: bool) -> int:
    """核对 / compare it with the evidence: what is missing, extra or stale."""
    return _report(session, _open(session).check(), as_json=as_json)


@command.command("bootstrap")
@click.option("--region", required=True, metavar="CODE", help="地区代码 / region code of GB/T 2260.")
@click.option(
    "--share-with",
    "receivers",
    multiple=True,
    metavar="CODE",
    help="可共享的地区 / a region to share with.",
)
@click.option(
    "--admin",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="管理员账号文件 / file with NAME:PASSWORD of an administrator, readable by its owner only.",
)
@click.option(
    "--keys", type=click.Path(path_type=Path, file_okay=False), help="密钥目录 / folder of the key files."
)
@click.option("--days", type=click.IntRange(1, 365), default=30, help="有效天数 / days a key holds (30).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a step.")
@pass_session
def bootstrap(  # noqa: PLR0913 -- the options of the command
    session: Session,
    *,
    region: str,
    receivers: tuple[str, ...],
    admin: Path,
    keys: Path | None,
    days: int,
    as_json: bool,
) -> int:
    """建库 / set a server up for a region: templates, indices, roles, short-lived keys."""
    plan = Plan(
        region=region,
        receivers=receivers,
        keys=keys or session.root / "search-keys",
        lifetime=timedelta(days=days),
        now=session.started_at,
    )
    client = make_client(session.settings.search, login=read_login(admin))
    with explain_errors(urlsplit(session.settings.search.url or "").netloc):
        _print_steps(session, list(set_up(client, plan)), as_json=as_json)
    return ExitCode.DONE


@command.command("migrate")
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="迁移角色的密钥文件 / key file of a migrator; that of the settings when not given.",
)
@click.option(
    "--family",
    "families",
    multiple=True,
    type=click.Choice([str(one) for one in REGIONAL]),
    help="只迁移 / only these.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object an index that was moved.")
@pass_session
def migrate(session: Session, *, key: Path | None, families: tuple[str, ...], as_json: bool) -> int:
    """迁移 / move indices to new versions while others write and read: those that need it, or --family."""
    settings = session.settings.search
    if settings.backend == "embedded":
        raise ConfigError("the embedded index has no versions to move; run `netpatrol index rebuild`")
    backend = open_elastic(_use_key(settings, key))
    outbox = Outbox(session.open().root, backend.target)
    migration = Migration(client=backend.client, outbox=outbox, host=backend.host)
    places = [Place(family=Family(name), region=settings.region) for name in families or REGIONAL]
    migration.drop_leftovers(places)
    moved = [migration.run(place) for place in (places if families else migration.find_due(places))]
    for one in moved:
        if as_json:
            print_json(asdict(one))
        else:
            click.echo(session.words("index_moved", **asdict(one)))
    if not moved and not as_json:
        click.echo(session.words("index_nothing_to_move"))
    return ExitCode.DONE


def _print_steps(session: Session, steps: list[Step], *, as_json: bool) -> None:
    if as_json:
        for step in steps:
            print_json(asdict(step))
        return
    words = session.words
    rows = ((words(f"setup_{step.kind}"), step.name, words(f"setup_{step.state}")) for step in steps)
    print_table([words("col_kind"), words("col_object"), words("col_state")], rows)


def _use_key(settings: SearchSettings, key: Path | None) -> SearchSettings:
    return settings if key is None else settings.model_copy(update={"api_key_file": key})


def _open(session: Session) -> SearchIndex:
    return session.open_index(session.open())


def _report(session: Session, state: IndexState, *, as_json: bool) -> int:
    facts = asdict(state)
    differences = facts.pop("differences")
    if as_json:
        print_json(facts)
        for difference in differences:
            print_json(difference)
    else:
        shown = {name: "–" if value is None else value for name, value in facts.items()}
        click.echo(session.words("index_report", **shown))
        words = session.words
        rows = ((words(f"index_{one['state']}"), one["id"]) for one in differences)
        if differences:
            print_table([words("col_state"), words("col_object")], rows)
    return ExitCode.DONE if state.ok else ExitCode.INCOMPLETE
