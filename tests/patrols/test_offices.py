"""What one office captured is never held against what another office of the same workspace did."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cases.book import open_book
from cases.model import Role
from cases.owners import own_run
from cases.people import add_office, add_user
from config.settings import Settings
from console.session import Session
from evidence.listing import Price
from evidence.prices import keep_run_prices
from evidence.snapshot import Snapshot
from evidence.workspace import Workspace, open_workspace
from patrols import inspection, picking
from patrols.stage import Shift
from tests.cases.town import NOW, make_capture

ASKED = {"gd": ("10", timedelta(0)), "zj": ("20", timedelta(days=1))}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace in which two offices saw the same listing, each at its own price."""
    workspace = open_workspace(tmp_path / "ws", create=True, now=NOW)
    book = open_book(workspace, Settings(office="gd"))
    for office, region in (("gd", "44"), ("zj", "33")):
        add_office(book, office, name=office, region=region, parent=None, at=NOW)
        add_user(book, f"{office}-li", office_id=office, roles=(Role.OFFICER,), name="李", at=NOW)
        run = workspace.begin_run("crawl", office, "digest", NOW + ASKED[office][1])
        own_run(book, run.run_id, office, by=None, at=NOW)
        seen = seal(workspace, office, run.run_id)
        keep_run_prices(workspace, run.run_id, [seen], NOW)
    (workspace.root / "netpatrol.toml").write_text('office = "gd"\n')
    return workspace.root


def seal(workspace: Workspace, office: str, run_id: str) -> Snapshot:
    amount, later = ASKED[office]
    made = make_capture("x", 1)
    assert made.listing is not None
    held = workspace.records.load_run(run_id)
    assert held is not None
    price = Price(amount=Decimal(amount), currency="CNY", raw=amount)
    listing = made.listing.model_copy(
        update={"price": price, "list_price": price, "title": f"{office}牌手持小风扇"}
    )
    capture = replace(made, listing=listing, captured_at=NOW + later)
    return workspace.seal(held.run, capture)


def work(root: Path, login: str) -> Iterator[Shift]:
    session = Session(workspace_option=root)
    with session.work(session.open(), "crawl", {"of": login}, by=login) as shift:
        yield shift


def test_earlier_prices_are_those_that_the_own_office_saw(root: Path) -> None:
    (shift,) = work(root, "zj-li")
    snapshots = shift.workspace.records.load_snapshots()
    past = {
        exhibit.snapshot.snapshot_id: [one.amount for one in exhibit.past]
        for exhibit in inspection._iter_exhibits(shift, snapshots)
    }
    assert list(past.values()) == [[], []]
    unowned = replace(shift, owner_of=lambda _: None)
    seen = [list(exhibit.past) for exhibit in inspection._iter_exhibits(unowned, snapshots)]
    assert [[one.amount for one in each] for each in seen] == [[], [Decimal(10)]]


def test_what_is_new_is_told_by_what_the_own_office_saw(root: Path) -> None:
    (shift,) = work(root, "zj-li")
    own = [one for one in shift.workspace.records.load_snapshots() if picking._is_own(shift, one.run_id)]
    assert [one.listing.title for one in own if one.listing is not None] == ["zj牌手持小风扇"]
