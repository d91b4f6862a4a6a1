"""`netpatrol office`: the offices whose people work here or share."""

import click

from cases.people import add_office
from config.errors import ExitCode
from config.regions import parse_region
from console.output import print_json, print_table
from console.session import Session, pass_session


@click.group("office")
def command() -> None:
    """机关 / the offices whose people work here or share."""


@command.command("add")
@click.argument("office_id", metavar="ID")
@click.argument("name")
@click.option(
    "--region", required=True, metavar="CODE", help="行政区划代码 / GB/T 2260 code: 44, 4403, 440305."
)
@click.option("--parent", metavar="ID", help="上级机关 / the office above.")
@click.option("--sign", metavar="TEXT", help="机关代字 / begins the numbers of its acts: 粤市监.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def add(  # noqa: PLR0913 -- the options of the command
    session: Session,
    office_id: str,
    name: str,
    *,
    region: str,
    parent: str | None,
    sign: str | None,
    as_json: bool,
) -> int:
    """登记机关 / add an office."""
    book = session.open_book(session.open(create=True))
    at = session.clock.now()
    office = add_office(book, office_id, name=name, region=region, parent=parent, sign=sign, at=at)
    if as_json:
        print_json(office)
    else:
        named = parse_region(office.region).name
        click.echo(session.words("office_added", office=office.office_id, name=office.name, region=named))
    return ExitCode.DONE


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an office.")
@pass_session
def list_offices(session: Session, *, as_json: bool) -> int:
    """列出机关 / every office."""
    offices = session.open_book(session.open()).load_world().offices.values()
    if as_json:
        for office in offices:
            print_json(office)
    else:
        headers = [session.words(f"col_{name}") for name in ("office", "called", "region", "parent")]
        print_table(headers, ((one.office_id, one.name, one.region, one.parent) for one in offices))
    return ExitCode.DONE
