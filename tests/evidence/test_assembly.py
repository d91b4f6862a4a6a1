"""Which pictures of a page are read, and which picture of it was taken afterwards."""

from dataclasses import replace

from evidence.assembly import find_later_screenshot, find_pictures
from evidence.capture import Capture
from evidence.listing import Listing, PageKind
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
