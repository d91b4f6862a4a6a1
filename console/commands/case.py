"""`netpatrol case`: case files, their evidence lists, and what of them is shared."""

from pathlib import Path

import click

from cases.acting import BECOMES, ActRequest, complete_case, do_act
from cases.book import CaseBook
from cases.casework import add_items, close_case, load_case, open_case, refuse_case, remove_items
from cases.delivery import send_share
from cases.model import ActKind, Case, Fields
from cases.papers import read_paper
from cases.people import get_user
from cases.rights import Machine, Viewer
from cases.scoped_records import open_scope
from cases.sharing import Preview, make_share, withdraw_share
from cases.viewing import list_cases, see_case
from cases.world import World
from config.errors import ExitCode, ItemError
from config.whole_file import refuse_present, write_whole
from console.itemising import tell_items
from console.messages import name_reason
from console.naming import name_of, tell_ties, tell_touched
from console.output import print_json, print_table
from console.session import Session, pass_session
from console.sharing_tables import print_shares
from console.text import format_time
from evidence.clock import make_shanghai_day, parse_moment
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import open_library
from patrols.relating import find_related


@click.group("case")
def command() -> None:
    """案件 / case files: evidence lists, acts, sharing."""


@command.result_callback()
@pass_session
def _follow(session: Session, code: int) -> int:
    """What a search server shows of cases follows each change; while it is away, the work waits."""
    session.follow_cases()
    return code


_as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
_by = click.option("--as", "by", required=True, metavar="LOGIN", help="经办人 / who does it.")
_maybe_by = click.option(
    "--as", "by", metavar="LOGIN", help="经办人 / who does it, if not the administrator."
)
_viewer = click.option("--as", "by", metavar="LOGIN", help="以谁的权限 / as this user may see it.")


@command.command("open")
@click.argument("ids", nargs=-1)
@click.option("--title", required=True, help="案由 / what the case is called.")
@_by
@_as_json
@pass_session
def open_(session: Session, ids: tuple[str, ...], *, title: str, by: str, as_json: bool) -> int:
    """立案卷 / open a case on leads, findings or snapshots."""
    book = session.open_book(session.open())
    case = open_case(book, title, ids, by=by, at=session.clock.now())
    return print_case(session, book, case, by, as_json=as_json)


@command.command("add")
@click.argument("case")
@click.argument("ids", nargs=-1, required=True)
@_by
@click.option("--proves", help="证明对象 / what it proves.")
@_as_json
@pass_session
def add(
    session: Session, case: str, ids: tuple[str, ...], *, by: str, proves: str | None, as_json: bool
) -> int:
    """列入证据 / add leads, findings or snapshots to a case's evidence list."""
    book = session.open_book(session.open())
    changed = add_items(book, case, ids, by=by, proves=proves, at=session.clock.now())
    return print_case(session, book, changed, by, as_json=as_json)


@command.command("remove")
@click.argument("case")
@click.argument("ids", nargs=-1, required=True)
@_by
@_as_json
@pass_session
def remove(session: Session, case: str, ids: tuple[str, ...], *, by: str, as_json: bool) -> int:
    """移出证据 / take items out of the evidence list; the entries stay."""
    book = session.open_book(session.open())
    changed = remove_items(book, case, ids, by=by, at=session.clock.now())
    return print_case(session, book, changed, by, as_json=as_json)


@command.command("close")
@click.argument("case")
@_maybe_by
@_as_json
@pass_session
def close(session: Session, case: str, *, by: str | None, as_json: bool) -> int:
    """结案 / close a case."""
    book = session.open_book(session.open())
    closed = close_case(book, case, by=by, at=session.clock.now())
    return print_case(session, book, closed, by, as_json=as_json)


@command.command("show")
@click.argument("case")
@_viewer
@_as_json
@pass_session
def show(session: Session, case: str, *, by: str | None, as_json: bool) -> int:
    """查看 / show a case with its evidence list, acts, shares and history."""
    book, now = session.open_book(session.open()), session.clock.now()
    world = book.load_world()
    viewer = get_user(world, by) if by is not None else None
    seen = load_case(book, case, at=now) if viewer is None else see_case(world, viewer, case, now)
    if seen is None:
        raise refuse_case(case)
    if viewer is None or viewer.office_id == seen.office_id:
        records = book.workspace.records if viewer is None else open_scope(book, viewer, world, now).records
        seen = complete_case(seen, records, world, _open_registers(session, book))
    return print_case(session, book, seen, by, as_json=as_json)


@command.command("related")
@click.argument("case")
@_by
@_as_json
@pass_session
def related(session: Session, case: str, *, by: str, as_json: bool) -> int:
    """关联线索 / other leads that may be of the same operator, and what ties them to the case."""
    workspace, now = session.open(), session.clock.now()
    book = session.open_book(workspace)
    world = book.load_world()
    viewer = get_user(world, by)
    seen = see_case(world, viewer, case, now)
    if seen is None or seen.office_id != viewer.office_id:
        raise refuse_case(case)
    found = find_related(open_scope(book, viewer, world, now), session.open_index(workspace), seen)
    if as_json:
        for one in found:
            print_json(one)
        return ExitCode.DONE
    words = session.words
    headers = [words(f"col_{name}") for name in ("code", "title", "shop", "ties", "lead")]
    rows = ((one.code, one.title, one.shop, tell_ties(one.ties, words), one.lead_id) for one in found)
    print_table(headers, rows)
    return ExitCode.DONE


@command.command("act")
@click.argument("case")
@click.argument("kind", type=click.Choice([kind.value for kind in ActKind]))
@_by
@click.option("--second", metavar="LOGIN", help="第二名执法人员 / the second officer.")
@click.option("--to", default="", metavar="OFFICE", help="主送 / an office or whoever else it goes to.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="文件 / FILE.docx or FILE.pdf.")
@_as_json
@pass_session
def act(  # noqa: PLR0913 -- the options of the command
    session: Session,
    case: str,
    kind: str,
    *,
    by: str,
    second: str | None,
    to: str,
    out: Path,
    as_json: bool,
) -> int:
    """制作文书 / print an act from the evidence, and keep it in the case's history."""
    if out.exists():
        raise ItemError(f"{str(out)!r} is there already, perhaps an act with its number; name another file")
    book = session.open_book(session.open())
    asked = ActRequest(kind=ActKind(kind), by=by, second=second, to=to, name=out.name)
    done = do_act(
        book,
        case,
        asked,
        at=session.clock.now(),
        authority=_open_registers(session, book),
        name_reason=name_reason,
        write=lambda data: _write(out, data),
    )
    if as_json:
        print_json(done)
    else:
        words = session.words
        click.echo(words("act_done", number=done.number, file=out))
        if done.kind in BECOMES:
            click.echo(words("act_moves", state=words(f"case_{BECOMES[done.kind]}")))
        if not done.to:
            click.echo(words("act_unaddressed"))
    return ExitCode.DONE


@command.command("paper")
@click.argument("case")
@click.argument("act")
@_viewer
@click.option("--out", required=True, type=click.Path(path_type=Path), help="文件 / the file to write.")
@_as_json
@pass_session
def paper(session: Session, case: str, act: str, *, by: str | None, out: Path, as_json: bool) -> int:
    """取回文书 / the paper of an act (its id or number) byte for byte as it was printed."""
    refuse_present(out)
    book, now = session.open_book(session.open()), session.clock.now()
    world = book.load_world()
    done, data = read_paper(book, _get_viewer(world, by), case, act, at=now)
    with book.write(now) as deeds:
        deeds.add("take", "case", case, {"act_id": done.act_id}, by=world.users.get(by) if by else None)
    _write(out, data)
    if as_json:
        print_json(done)
    else:
        click.echo(session.words("paper_taken", number=done.number, file=out))
    return ExitCode.DONE


@command.command("list")
@_viewer
@click.option("--json", "as_json", is_flag=True, help="One JSON object a case.")
@pass_session
def list_(session: Session, *, by: str | None, as_json: bool) -> int:
    """列出案件 / every case, or those that a user may see."""
    world = session.open_book(session.open()).load_world()
    cases = list_cases(world, _get_viewer(world, by), session.clock.now())
    if as_json:
        for case in cases:
            print_json(case)
        return ExitCode.DONE
    words = session.words
    headers = [words(f"col_{name}") for name in ("case", "title", "state", "office", "opened", "items")]
    rows = (
        (
            one.case_id,
            one.title,
            words(f"case_{one.status}"),
            one.office_id,
            format_time(one.opened_at),
            len(one.held_items),
        )
        for one in cases
    )
    print_table(headers, rows)
    return ExitCode.DONE


@command.command("share")
@click.argument("case")
@click.option("--item", "items", multiple=True, metavar="ID", help="只共享这些 / only these items.")
@click.option("--number", metavar="N", help="只告知一个号码 / only that this number is known.")
@click.option("--group", required=True, help="共享组 / the group, by id or name.")
@click.option("--fields", "shown", required=True, type=click.Choice([field.value for field in Fields]))
@click.option("--until", metavar="DATE", help="截止日 / the last day.")
@_by
@click.option("--preview", is_flag=True, help="预览 / change nothing, print who will see which fields.")
@_as_json
@pass_session
def share(  # noqa: PLR0913 -- the options of the command
    session: Session,
    case: str,
    *,
    items: tuple[str, ...],
    number: str | None,
    group: str,
    shown: str,
    until: str | None,
    by: str,
    preview: bool,
    as_json: bool,
) -> int:
    """共享 / offer a case, some items or a number to the other offices of a group."""
    book, now = session.open_book(session.open()), session.clock.now()
    made, previews = make_share(
        book,
        case,
        group=group,
        shown=Fields(shown),
        items=items,
        number=number,
        until=parse_moment(until) if until else None,
        by=by,
        at=now,
        preview=preview,
    )
    if preview:
        return _print_previews(session, previews, as_json=as_json)
    print_shares(session, [made], as_json=as_json)
    return ExitCode.DONE


@command.command("unshare")
@click.argument("share")
@_maybe_by
@_as_json
@pass_session
def unshare(session: Session, share: str, *, by: str | None, as_json: bool) -> int:
    """撤回共享 / take a share back; at once nobody sees anything through it."""
    book = session.open_book(session.open())
    print_shares(session, [withdraw_share(book, share, by=by, at=session.clock.now())], as_json=as_json)
    return ExitCode.DONE


@command.command("send")
@click.argument("share")
@click.option(
    "--to", required=True, metavar="OFFICE", help="收件机关 / the office of the group that gets it."
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="文件 / FILE.parcel.")
@_by
@_as_json
@pass_session
def send(session: Session, share: str, *, to: str, out: Path, by: str, as_json: bool) -> int:
    """寄送共享 / write what a share shows to one office into a signed file, for one without a link."""
    refuse_present(out)
    book = session.open_book(session.open())
    sent = send_share(book, share, to=to, out=out, by=by, at=session.clock.now())
    print_shares(session, [sent], as_json=as_json)
    return ExitCode.DONE


def _get_viewer(world: World, by: str | None) -> Viewer:
    return Machine() if by is None else get_user(world, by)


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        ItemError: it cannot be written.
    """
    try:
        with write_whole(path) as part:
            part.write_bytes(data)
    except OSError as exc:
        raise ItemError(f"{str(path)!r} cannot be written: {exc.strerror}; name another with --out") from exc


def _open_registers(session: Session, book: CaseBook) -> Authority:
    day = make_shanghai_day(session.clock.now())
    return Authority(library=open_library(book.workspace), at=day)


def print_case(session: Session, book: CaseBook, case: Case, by: str | None, *, as_json: bool) -> int:
    """A case for people, or as one JSON object."""
    if as_json:
        print_json(case)
        return ExitCode.DONE
    words = session.words
    facts = {"case": case.case_id, "title": case.title, "state": words(f"case_{case.status}")}
    click.echo(words("case_head", **facts, office=case.office_id, opened=format_time(case.opened_at)))
    world = book.load_world()
    records = open_scope(book, _get_viewer(world, by), world, session.clock.now()).records
    told = tell_items(records, case.items, words)
    headers = [words(f"col_{name}") for name in ("item", "kind", "what", "id", "proves", "added", "removed")]
    rows = (
        (
            one.item_id,
            words(f"noun_{one.noun}"),
            " ".join((told[one.id].code, told[one.id].said)).strip() if one.id in told else None,
            one.id,
            one.proves,
            format_time(one.added_at),
            format_time(one.removed_at) if one.removed_at else None,
        )
        for one in case.items
    )
    print_table(headers, rows)
    for clock in case.clocks:
        met = format_time(clock.met_at) if clock.met_at else words("clock_runs")
        click.echo(f"{words(f'clock_{clock.what}')} {clock.from_} → {clock.due} {met}")
    for one in case.jurisdiction:
        click.echo(f"{words(f'ground_{one.ground}')} {one.office_id or '—'} {one.reason}（{one.rule}）")
    for done in case.acts:
        click.echo(f"{format_time(done.at)} {words(f'act_{done.kind}')} {done.number} {done.to or ''}")
    if case.shares:
        print_shares(session, case.shares, as_json=False)
    for line in case.history:
        did, what = name_of("deed", line.did, words), tell_touched(line.what, words)
        click.echo(f"{format_time(line.at)} {line.by} {did} {what}")
    return ExitCode.DONE


def _print_previews(session: Session, previews: tuple[Preview, ...], *, as_json: bool) -> int:
    if as_json:
        for one in previews:
            print_json(one)
        return ExitCode.DONE
    words = session.words
    rows = (
        (
            one.office_id,
            ", ".join(one.logins),
            one.number or "; ".join(tell_touched(item, words) for item in one.items),
        )
        for one in previews
    )
    print_table([words(f"col_{name}") for name in ("office", "people", "items")], rows)
    ways = {field: way for one in previews for field, way in one.ways.items()}  # the same for each office
    named = (
        (words(f"noun_{field.partition('.')[0]}"), name_of("shown", field, words), words(f"way_{way}"))
        if "." in field
        else (None, name_of("shown", field, words), words(f"way_{way}"))
        for field, way in ways.items()
    )
    print_table([words(f"col_{name}") for name in ("kind", "field", "shown_as")], named)
    return ExitCode.DONE
