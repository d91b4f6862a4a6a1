"""Saying that something is absent: what forbids it, and what was looked through."""

from evidence.exhibit import Exhibit
from evidence.finding import Locator
from evidence.snapshot import Outcome
from inspectors.pages.showing import show_searched


def find_blind_spots(exhibit: Exhibit, *, with_shop: bool = True) -> tuple[str, ...]:
    """What was not seen of a listing (and its shop), so that nobody can call anything absent from it.

    Empty when every page came whole and every picture was read.
    """
    spots = _find_spots(exhibit, "listing")
    if with_shop:
        spots += ("shop",) if exhibit.shop is None else _find_spots(exhibit.shop, "shop")
    return spots


def show_all_searched(exhibit: Exhibit) -> tuple[Locator, ...]:
    """Every page and picture of a listing and its shop."""
    found = (*show_searched(exhibit), *(show_searched(exhibit.shop) if exhibit.shop else ()))
    return tuple({locator.sha256: locator for locator in found}.values())


def _find_spots(exhibit: Exhibit, room: str) -> tuple[str, ...]:
    spots: list[str] = []
    if any(page.outcome is not Outcome.FOUND or page.partial for page in exhibit.pages):
        spots.append(f"{room}.pages")
    if exhibit.unread:
        spots.append(f"{room}.pictures")
    if exhibit.find_documents("unreadable"):
        spots.append(f"{room}.unreadable")
    return tuple(spots)
