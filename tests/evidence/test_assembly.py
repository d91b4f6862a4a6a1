"""Which pictures of a page are read, and which picture of it was taken afterwards."""

from dataclasses import replace

from evidence.assembly import find_later_screenshot, find_pictures, iter_exhibits
from evidence.capture import Capture
from evidence.listing import Listing, PageKind, Shop
from evidence.snapshot import Snapshot
from evidence.workspace import Workspace
from tests.evidence.conftest import RUN, make_capture


def photograph(minute: int, *, of: int = 1, listing: Listing | None = None) -> Capture:
    """A page opened in the browser for a picture: it has no listing of its own."""
    url = f"http://shop.example/item/{of}"
    taken = make_capture(minute)
    return replace(taken, kind=PageKind.OTHER, listing_id=None, url=url, final_url=url, listing=listing)


def seal(workspace: Workspace, capture: Capture) -> Snapshot:
    return workspace.seal(RUN, capture)


def test_only_pictures_that_a_reader_takes_are_read(workspace: Workspace) -> None:
    capture = make_capture(1)
    _, image = capture.exchanges
    drawing = replace(image, url="http://shop.example/a.svg", body=b"<svg/>", media_type="image/svg+xml")
    snapshot = seal(workspace, replace(capture, exchanges=(*capture.exchanges, drawing)))
    assert [one.url for one in find_pictures(snapshot)] == [image.url]


def test_the_first_picture_taken_of_the_page_afterwards_is_found(workspace: Workspace) -> None:
    seal(workspace, photograph(1))
    page = seal(workspace, replace(make_capture(2), url="http://shop.example/item/1"))
    seal(workspace, photograph(3, of=7))
    seal(workspace, replace(photograph(4), generated=()))
    read = Listing(url="http://shop.example/item/1", kind=PageKind.LISTING, platform="jishi")
    seal(workspace, photograph(5, listing=read))
    assert find_later_screenshot(workspace.records, page) is None
    wanted = seal(workspace, photograph(6))
    seal(workspace, photograph(7))
    assert find_later_screenshot(workspace.records, page) == wanted


def test_a_picture_of_the_same_moment_counts_as_taken_afterwards(workspace: Workspace) -> None:
    page = seal(workspace, replace(make_capture(2), url="http://shop.example/item/1"))
    same = seal(workspace, photograph(2))
    assert find_later_screenshot(workspace.records, page) == same


def seal_page(workspace: Workspace, minute: int, kind: PageKind, shop: Shop | None) -> Snapshot:
    """A page of a kind that names a shop, or none."""
    url = f"http://shop.example/{kind}/{minute}"
    listing_id = str(minute) if kind is PageKind.LISTING else None
    listing = Listing(url=url, kind=kind, platform="jishi", listing_id=listing_id, shop=shop)
    taken = make_capture(minute)
    page = replace(taken, kind=kind, listing_id=listing_id, url=url, final_url=url, listing=listing)
    return seal(workspace, page)


def test_a_page_with_a_licence_that_names_no_shop_is_judged_by_itself(workspace: Workspace) -> None:
    licence = seal_page(workspace, 1, PageKind.LICENCE, None)
    goods = seal_page(workspace, 2, PageKind.LISTING, Shop(name="安和小店"))
    seal_page(workspace, 3, PageKind.OTHER, None)
    alone, listing = iter_exhibits(workspace.records, workspace.records.load_snapshots())
    assert (alone.snapshot, alone.around) == (licence, ())
    assert (listing.snapshot, listing.shop) == (goods, None)


def test_a_licence_stands_for_a_shop_whose_own_page_was_not_captured(workspace: Workspace) -> None:
    shop = Shop(id="s1", name="安和小店")
    licence = seal_page(workspace, 1, PageKind.LICENCE, shop)
    seal_page(workspace, 2, PageKind.LISTING, shop)
    standing, listing = iter_exhibits(workspace.records, workspace.records.load_snapshots())
    assert standing.snapshot == licence
    assert listing.shop is None  # nobody can say what is missing from pages that were not captured
    page = seal_page(workspace, 3, PageKind.SHOP, shop)
    standing, listing = iter_exhibits(workspace.records, workspace.records.load_snapshots())
    assert (standing.snapshot, standing.around) == (page, (licence,))
    assert listing.shop == standing
