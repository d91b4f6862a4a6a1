"""An exhibit carries how the lists of its run show the listing."""

from dataclasses import replace

from evidence.assembly import iter_exhibits, load_surroundings
from evidence.clock import Run, make_run
from evidence.listing import Card, Listing, PageKind
from evidence.snapshot import Snapshot
from evidence.workspace import Workspace
from tests.evidence.conftest import NOW, RUN, make_capture

OTHER_RUN = make_run("0.1.0", "settings", NOW.replace(hour=9))


def seal_list(workspace: Workspace, number: int, *cards: Card, run: Run = RUN) -> Snapshot:
    capture = make_capture(number)
    listing = Listing(url=capture.url, kind=PageKind.SEARCH, platform="jishi", cards=cards)
    return workspace.seal(run, replace(capture, kind=PageKind.SEARCH, listing_id=None, listing=listing))


def seal_listing(workspace: Workspace) -> Snapshot:
    capture = make_capture(9)
    listing = Listing(url=capture.url, kind=PageKind.LISTING, platform="jishi", listing_id="9")
    return workspace.seal(RUN, replace(capture, listing=listing))


def get_cards(workspace: Workspace, *snapshots: Snapshot) -> list[str]:
    (exhibit,) = iter_exhibits(workspace.records, snapshots)
    return [one.snapshot_id for one in exhibit.cards]


BY_ID = Card(url="http://shop.example/item/9?from=list", listing_id="9")
BY_URL = Card(url="http://shop.example/item/9")


def test_a_card_belongs_to_the_listing_of_its_number_or_address(workspace: Workspace) -> None:
    listing = seal_listing(workspace)
    lists = [
        seal_list(workspace, 1, BY_ID, BY_ID),
        seal_list(workspace, 2, BY_URL),
        seal_list(workspace, 3, Card(url="http://shop.example/item/8", listing_id="8")),
    ]
    assert get_cards(workspace, listing, *lists) == [one.snapshot_id for one in lists[:2]]


def test_cards_of_another_run_are_left_out(workspace: Workspace) -> None:
    assert get_cards(workspace, seal_listing(workspace), seal_list(workspace, 1, BY_ID, run=OTHER_RUN)) == []


def test_the_surroundings_of_a_listing_hold_the_lists_that_show_it(workspace: Workspace) -> None:
    listing = seal_listing(workspace)
    showing, _ = seal_list(workspace, 1, BY_ID), seal_list(workspace, 2, replace_url(BY_ID))
    found = load_surroundings(workspace.records, listing)
    assert [one.snapshot_id for one in found] == [listing.snapshot_id, showing.snapshot_id]


def replace_url(card: Card) -> Card:
    return card.model_copy(update={"url": "http://shop.example/item/7", "listing_id": "7"})
