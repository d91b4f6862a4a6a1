"""An exhibit carries what the lists of its run showed of the listing."""

from dataclasses import replace
from decimal import Decimal

from evidence.assembly import iter_exhibits
from evidence.clock import make_run
from evidence.listing import Card, Listing, PageKind, Price
from evidence.snapshot import Snapshot
from evidence.workspace import Workspace
from tests.evidence.conftest import NOW, RUN, make_capture

OTHER_RUN = make_run("0.1.0", "settings", NOW.replace(hour=9))


def seal_list(workspace: Workspace, number: int, *cards: Card, run: object = RUN) -> Snapshot:
    capture = make_capture(number)
    listing = Listing(url=capture.url, kind=PageKind.SEARCH, platform="jishi", cards=cards)
    return workspace.seal(run, replace(capture, kind=PageKind.SEARCH, listing_id=None, listing=listing))  # type: ignore[arg-type]


def seal_listing(workspace: Workspace, number: int) -> Snapshot:
    capture = make_capture(number)
    listing = Listing(url=capture.url, kind=PageKind.LISTING, platform="jishi", listing_id=str(number))
    return workspace.seal(RUN, replace(capture, listing=listing))


def make_card(snapshot: Snapshot, amount: str) -> Card:
    return Card(url=snapshot.url, price=Price(amount=Decimal(amount), currency="CNY"))


def test_a_card_goes_with_the_listing_it_leads_to_in_its_own_run(workspace: Workspace) -> None:
    first, second = seal_listing(workspace, 1), seal_listing(workspace, 2)
    lists = [
        seal_list(workspace, 3, make_card(first, "5")),
        seal_list(workspace, 4, make_card(first, "7"), run=OTHER_RUN),
    ]
    exhibits = iter_exhibits(workspace.records, [first, second, *lists])
    found = {one.snapshot.snapshot_id: [card.page.url for card in one.cards] for one in exhibits}
    assert found == {first.snapshot_id: [lists[0].url], second.snapshot_id: []}


def test_a_page_without_cards_has_none_in_its_json(workspace: Workspace) -> None:
    snapshot = seal_listing(workspace, 1)
    assert snapshot.listing is not None
    assert "cards" not in snapshot.listing.model_dump(mode="json")
