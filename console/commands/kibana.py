"""`netpatrol kibana`: data views, saved searches and dashboards, as a file and into a Kibana."""

from pathlib import Path

import click

from config.errors import ConfigError, ExitCode, ItemError, RunAbortedError
from config.whole_file import refuse_present, write_whole_text
from console.output import print_json
from console.session import Session, pass_session
from index.families import check_region
from index.key_file import read_login
from index.kibana.loading import load_ndjson
from index.kibana.objects import Object, make_objects, write_ndjson

_DESK = "http://127.0.0.1:8421"


@click.group("kibana")
def command() -> None:
    """看板 / what Kibana shows: export and import."""


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--region", metavar="CODE", help="地区代码 / region; without it all that a reader may see.")
@click.option("--desk", default=_DESK, help="工作台地址 / address of the desk, to which documents lead.")
@click.option("--force", is_flag=True, help="覆盖已有的文件 / write over a file that is there.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def export(session: Session, *, file: Path, region: str | None, desk: str, force: bool, as_json: bool) -> int:
    """导出 / write data views, saved searches and dashboards as NDJSON."""
    objects = _make(region, desk)
    refuse_present(file, force=force)
    try:
        write_whole_text(file, write_ndjson(objects))
    except OSError as exc:
        raise ItemError(f"{str(file)!r} cannot be written: {exc.strerror}; name another file") from exc
    if as_json:
        print_json({"file": str(file), "objects": len(objects)})
    else:
        click.echo(session.words("kibana_written", file=file, objects=len(objects)))
    return ExitCode.DONE


@command.command("import")
@click.argument("url")
@click.option(
    "--admin",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="账号文件 / file with NAME:PASSWORD, readable by its owner only.",
)
@click.option(
    "--file",
    "source",
    type=click.Path(path_type=Path, dir_okay=False),
    help="NDJSON / what export wrote.",
)
@click.option("--region", metavar="CODE", help="地区代码 / region, when no --file is given.")
@click.option("--desk", default=_DESK, help="工作台地址 / address of the desk, when no --file is given.")
@click.option("--space", help="Kibana 空间 / space to import into.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def import_(  # noqa: PLR0913 -- the options of the command
    session: Session,
    *,
    url: str,
    admin: Path,
    source: Path | None,
    region: str | None,
    desk: str,
    space: str | None,
    as_json: bool,
) -> int:
    """导入 / load them into a Kibana and read what it says of each."""
    ndjson = _read(source) if source else write_ndjson(_make(region, desk))
    search = session.settings.search
    loaded = load_ndjson(url, ndjson, login=read_login(admin), ca_file=search.ca_file, space=space)
    if as_json:
        refused = [{"object": name, "error": kind} for name, kind in loaded.refused]
        print_json({"taken": loaded.taken, "refused": refused})
    else:
        click.echo(session.words("kibana_loaded", taken=loaded.taken, refused=len(loaded.refused)))
    if loaded.refused:
        number, (name, kind) = len(loaded.refused), loaded.refused[0]
        raise RunAbortedError(
            f"{number} of {number + loaded.taken} objects were refused by Kibana, such as {name!r} ({kind}); "
            "mend that and run the same command again"
        )
    return ExitCode.DONE


def _make(region: str | None, desk: str) -> list[Object]:
    option = "--desk"
    if not desk.startswith(("http://", "https://")):
        raise ConfigError(f"{option} is {desk!r}; write https://HOST:PORT")
    return make_objects(None if region is None else check_region(region), desk)


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise ItemError(f"{str(path)!r} cannot be read: {exc}; check the path") from exc
    if '"type"' not in text:
        raise ItemError(f"{str(path)!r} holds no saved objects; write it with `netpatrol kibana export`")
    return text
