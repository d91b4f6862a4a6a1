"""`netpatrol site`: what was learned of a site, and its goods: learn, show, check, table (docs/sites.md)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cases.casework import SURVEY
from config.errors import ConfigError, ExitCode, ItemError
from config.whole_file import refuse_present, write_whole
from console.goods_table import SHOWN, Row, format_csv, format_xlsx, iter_goods, make_cells, name_columns
from console.output import print_json, print_table, say
from console.session import Session, pass_session
from console.text import Words
from crawlers.checking import ListAgreement, SiteCheck, check_profile
from crawlers.confirmed import Confirmed
from crawlers.orders import find_places
from crawlers.rereading import FIELDS, find_page, read_value, reread
from evidence.snapshot import Outcome
from patrols.capture import capture, make_job
from sites.profile import BY_SURVEY, Example, SiteProfile, format_profile, load_profile
from sites.shelf import FOLDER, Shelf

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
_FORCE = click.option("--force", is_flag=True, help="覆盖已有的文件 / write over a file that is there.")


@click.group("site")
def command() -> None:
    """网站档案与商品表 / what was learned of a site, and its goods: learn, table, check, show, export…"""


@command.command("learn")
@click.argument("url")
@click.option("--delay", "delay_s", type=click.FloatRange(0), help="间隔秒数 / pause between two requests.")
@click.option("--allow-host", "allow_hosts", multiple=True, metavar="HOST:PORT", help="允许的内网地址.")
@click.option(
    "--as", "by", metavar="LOGIN", help="经办人 / who starts it; their office owns what it captures."
)
@_JSON
@pass_session
def learn(session: Session, /, url: str, *, as_json: bool, by: str | None, **asked: Any) -> int:
    """学习一个网站 / look at a few pages of a site and write its profile."""
    workspace = session.open(create=True)
    job = make_job(session.settings, (url,), only_learn=True, **asked)
    with session.work(workspace, SURVEY, job.as_data(), by=by, places=find_places(job)) as shift:
        result = capture(shift, job)
        shift.finish({"counts": result.counts, "coverage": result.coverage})
    if result.interrupted:
        say(session.words("interrupted"))
        return ExitCode.INTERRUPTED
    shelf = _open_shelf(session)
    site = shelf.find(url)
    if not isinstance(site, SiteProfile):
        seen = workspace.records.load_snapshots(run_id=result.run_id)
        if not any(one.outcome is Outcome.FOUND for one in seen):
            raise ItemError(
                f"{url!r}: no page could be looked at, so nothing was learned; the lines above say why"
            )
        raise ItemError(
            f"{url!r}: nothing that sells was told apart on the pages that were looked at; give the "
            "address of a list of goods, or write a profile by hand (docs/sites.md)"
        )
    if site.made_by != BY_SURVEY:
        say(session.words("site_by_hand", site=site.name))
    _print_profile(session, shelf, site, as_json=as_json)
    return ExitCode.DONE


@command.command("show")
@click.argument("name", required=False)
@_JSON
@pass_session
def show(session: Session, name: str | None, *, as_json: bool) -> int:
    """显示网站档案 / the profile of a site as YAML; without a name, all sites."""
    shelf = _open_shelf(session)
    if name is not None:
        _print_profile(session, shelf, _find(shelf, name), as_json=as_json)
        return ExitCode.DONE
    for profile in shelf.profiles:
        if as_json:
            print_json(_summarise(shelf, profile))
    if not as_json:
        words = session.words
        headers = [words(f"col_{key}") for key in ("site", "revision", "made_by", "pages", "path")]
        rows = ([str(_summarise(shelf, one)[key]) for key in _SUMMARY] for one in shelf.profiles)
        print_table(headers, rows)
    return ExitCode.DONE


@command.command("check")
@click.argument("name")
@_JSON
@pass_session
def check(session: Session, name: str, *, as_json: bool) -> int:
    """检验网站档案 / read the sealed pages of a site again, and compare confirmed values."""
    profile = _find(_open_shelf(session), name)
    result = check_profile(session.open(), profile)
    if not result.pages:
        raise ItemError(
            f"no page of {profile.name!r} was captured here, so nothing can be checked; crawl the site first"
        )
    if as_json:
        print_json(result)
    else:
        _print_check(session, result)
    say(_judge(session.words, result))
    return ExitCode.VERIFICATION if result.wrong or not result.listings else ExitCode.DONE


@command.command("table")
@click.argument("name")
@click.option("--run", "run_id", metavar="ID", help="仅此次采集 / only what this run captured.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="输出文件 / the file to write: .csv, .xlsx, .jsonl."
)
@_FORCE
@_JSON
@pass_session
def table(
    session: Session, name: str, *, run_id: str | None, out: Path | None, force: bool, as_json: bool
) -> int:
    """商品表 / the goods of a site (host or platform) from its sealed pages, as the profile reads now."""
    workspace, shelf = session.open(), _open_shelf(session)
    write = _find_writer(out)
    if out is not None:
        refuse_present(out, force=force)
    rows = list(iter_goods(workspace, _seek(shelf, name) or name, run_id=run_id))
    if not rows:
        raise ItemError(
            f"no listing of {name!r} was captured; give the host as it stands in the address, after "
            "`netpatrol crawl ADDRESS`"
        )
    if out is not None:
        _write(out, write(rows, session.words))
        say(session.words("goods_written", count=len(rows), path=out))
    elif as_json:
        for row in rows:
            print_json(row)
    else:
        headers = name_columns(session.words, SHOWN)
        print_table(headers, (make_cells(row, session.words, SHOWN) for row in rows))
    return ExitCode.DONE


@command.command("confirm")
@click.argument("snapshot_id")
@click.argument("values", nargs=-1, metavar="[FIELD=VALUE]…")
@click.option("--by", required=True, help="确认人 / who says so.")
@_JSON
@pass_session
def confirm(session: Session, snapshot_id: str, values: tuple[str, ...], by: str, *, as_json: bool) -> int:
    """确认页面的值 / keep the values of a sealed page as a test; without any, those read now."""
    workspace, shelf = session.open(), _open_shelf(session)
    snapshot = workspace.records.get_snapshot(snapshot_id)
    page = find_page(snapshot) if snapshot is not None else None
    if snapshot is None or page is None:
        raise ItemError(f"{snapshot_id!r} is no snapshot of this workspace; check the id")
    profile = shelf.find(snapshot.final_url)
    if not isinstance(profile, SiteProfile):
        raise ItemError(
            f"{snapshot.final_url!r} lies on no site with a profile; run `netpatrol site learn` first"
        )
    listing = reread(workspace, snapshot, profile)
    said = _parse_values(values) or {
        name: value
        for name in ("title", "price", "list_price", "availability")
        if (value := read_value(listing, name)) is not None
    }
    example = Example(
        sha256=page.sha256,
        url=snapshot.final_url,
        values=said,
        confirmed_by=by,
        confirmed_at=session.started_at,
    )
    others = tuple(one for one in profile.examples if one.sha256 != example.sha256)
    shelf.put(profile.model_copy(update={"examples": (*others, example)}))
    if as_json:
        print_json(example)
    else:
        click.echo(session.words("site_confirmed", count=len(said), site=profile.name))
    return ExitCode.DONE


@command.command("export")
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="输出文件 / the file to write.")
@_FORCE
@pass_session
def export(session: Session, name: str, out: Path, *, force: bool) -> int:
    """导出网站档案 / write a profile to a file for another office."""
    refuse_present(out, force=force)
    profile = _find(_open_shelf(session), name)
    _write(out, format_profile(profile).encode())
    say(session.words("site_exported", site=profile.name, path=out))
    return ExitCode.DONE


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--replace", is_flag=True, help="覆盖同一网站的档案 / take the place of the profile that is there."
)
@pass_session
def import_(session: Session, file: Path, *, replace: bool) -> int:
    """导入网站档案 / take a profile from another office."""
    try:
        profile = load_profile(file)
    except ConfigError as exc:
        raise ItemError(str(exc)) from exc
    session.open(create=True)
    shelf = _open_shelf(session)
    taken = {one.name for one in shelf.profiles if set(one.hosts) & set(profile.hosts)}
    if taken and not replace:
        raise ItemError(
            f"{profile.name!r}: there is a profile for its hosts already; --replace takes its place"
        )
    for name in taken - {profile.name}:
        shelf.drop(name)
    path = shelf.put(profile)
    say(session.words("site_imported", site=profile.name, path=path))
    return ExitCode.DONE


_SUMMARY = ("site", "revision", "made_by", "pages", "path")


def _open_shelf(session: Session) -> Shelf:
    return Shelf.open(session.root / FOLDER)


def _find(shelf: Shelf, name: str) -> SiteProfile:
    profile = _seek(shelf, name)
    if profile is None:
        known = ", ".join(one.name for one in shelf.profiles) or "none"
        raise ItemError(f"no profile of a site {name!r}; there are: {known}")
    return profile


def _seek(shelf: Shelf, name: str) -> SiteProfile | None:
    """The profile that a name, host or address stands for."""
    for profile in shelf.profiles:
        if name in {profile.name, *profile.hosts}:
            return profile
    site = shelf.find(name)
    return site if isinstance(site, SiteProfile) else None


def _find_writer(out: Path | None) -> Callable[[list[Row], Words], bytes]:
    suffix = out.suffix.lower() if out is not None else ".jsonl"
    writers = {".csv": format_csv, ".xlsx": format_xlsx, ".jsonl": _format_lines}
    if suffix not in writers:
        raise click.UsageError(f"{str(out)!r} ends in none of {', '.join(writers)}; name it so")
    return writers[suffix]


def _format_lines(rows: list[Row], words: Words) -> bytes:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def _write(path: Path, data: bytes) -> None:
    try:
        with write_whole(path) as part:
            part.write_bytes(data)
    except OSError as exc:
        raise ItemError(f"{str(path)!r} cannot be written: {exc.strerror}; check the path") from exc


def _summarise(shelf: Shelf, profile: SiteProfile) -> dict[str, Any]:
    path = shelf.get_path(profile.name)
    return {
        "site": profile.name,
        "revision": profile.revision,
        "made_by": profile.made_by,
        "pages": profile.surveyed,
        "path": str(path) if path is not None and path.exists() else None,
    }


def _print_profile(session: Session, shelf: Shelf, profile: SiteProfile, *, as_json: bool) -> None:
    if as_json:
        print_json(_summarise(shelf, profile) | {"profile": profile.model_dump(mode="json")})
        return
    click.echo(format_profile(profile), nl=False)
    path = shelf.get_path(profile.name)
    if path is not None and path.exists():
        say(session.words("site_kept", path=path))


def _print_check(session: Session, result: SiteCheck) -> None:
    words = session.words
    click.echo(
        words(
            "site_checked",
            site=result.site,
            pages=result.pages,
            listings=result.listings,
            unreadable=result.unreadable,
        )
    )
    rows = (
        (
            words(f"goods_{name}"),
            f"{result.filled[name]:.0%}",
            str(result.unsure.get(name, 0)),
            _show_share(result.confirmed.get(name)),
            _show_share(result.lists.get(name)),
            " · ".join(result.values[name]),
        )
        for name in FIELDS
    )
    print_table([words(f"col_{key}") for key in _CHECKED], rows)
    for name, agreement in result.lists.items():
        for one in agreement.differ:
            facts = {"read": one.read, "listed": one.listed, "url": one.url}
            say(words("site_differs", field=words(f"goods_{name}"), **facts))
    for former in result.former:
        say(words("site_former", count=result.former_prices, **former.model_dump()))
    for rule in result.idle:
        name = words(f"goods_{rule.field}") if rule.field in FIELDS else rule.field
        say(words("site_idle", field=name, select=rule.select))
    bad = [one for one in result.examples if not one.ok]
    if bad:
        headers = [words(f"col_{key}") for key in ("field", "expected", "read", "url")]
        print_table(headers, ((words(f"goods_{one.field}"), one.expected, one.read, one.url) for one in bad))
    if result.absent:
        say(words("site_absent", count=result.absent))


_CHECKED = ("field", "filled", "unsure", "confirmed_say", "lists_say", "for_example")


def _show_share(agreement: Confirmed | ListAgreement | None) -> str:
    return f"{agreement.agreed}/{agreement.compared}" if agreement is not None else ""


def _judge(words: Words, result: SiteCheck) -> str:
    """What the check comes to, in one line."""
    if not result.listings:
        return words("site_no_listing", pages=result.pages)
    if result.wrong:
        fields = [words(f"goods_{name}") for name in result.wrong]
        return words("site_wrong", fields=("、" if words.lang == "zh" else ", ").join(fields))
    compared = sum(one.compared for one in result.confirmed.values())
    return words("site_right", count=compared) if compared else words("site_unconfirmed")


def _parse_values(values: tuple[str, ...]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for value in values:
        name, mark, said = value.partition("=")
        if not mark or name not in FIELDS:
            raise click.UsageError(f"{value!r} is not FIELD=VALUE with a field of {', '.join(FIELDS)}")
        found[name] = said or None
    return found
