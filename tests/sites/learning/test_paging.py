"""Numbers that turn the pages of a list by a script alone."""

from __future__ import annotations

import pytest

from sites.learning.paging import find_dead_pages
from sites.learning.tree import SeenPage
from sites.purpose import Purpose
from sites.reading import read_page
from tests.sites.learning.small_shop import HOME, learn, make_site

LIST = f"{HOME}list/1.html"


def make_row(*numbers: int, tag: str = "a href='#' onclick='go()'") -> str:
    return "".join(f"<li><{tag}>{n}</{tag.split(maxsplit=1)[0]}></li>" for n in numbers)


@pytest.mark.parametrize(
    ("row", "last"),
    [
        (make_row(1, 2, 3), 3),
        (make_row(1, 2, 3, 20), 20),
        (make_row(1, 2, tag="button"), 2),
        (make_row(1, 2, tag="a href='javascript:go()'"), 2),
        (make_row(2, 3), None),
        (make_row(1, 2, 2), None),
        (make_row(1, 2, tag="span"), None),
        (make_row(1) + "<li><a href='/list/1.html?page=2'>2</a></li>", None),
        (make_row(1), None),
    ],
    ids=[
        "three",
        "cut short",
        "buttons",
        "by script",
        "sizes",
        "twice",
        "not pressed",
        "with address",
        "one",
    ],
)
def test_a_row_of_numbers_without_addresses_turns_pages(row: str, last: int | None) -> None:
    assert find_dead_pages(SeenPage(url=LIST, html=f"<ul>{row}</ul>", has_routes=False)) == last


def make_dead_site() -> dict[str, str]:
    """The small shop, whose lists say no total and are turned by a script."""
    site = {
        url: html.split("<p>共")[0] + html.partition("件</p>")[2] or html for url, html in make_site().items()
    }
    return {
        url: html.replace("<a href='/list/1.html?page=2'>2</a>", f"<ul>{make_row(1, 2)}</ul>")
        for url, html in site.items()
    }


def test_a_list_whose_pages_have_no_address_holds_more_than_it_shows() -> None:
    site = make_dead_site()
    profile = learn(site)
    assert profile is not None
    listing = read_page(site[LIST].encode(), LIST, site=profile).listing
    assert listing.total == len(listing.cards) + 1 == 7


def test_such_a_list_goes_on_by_the_key_that_was_found_to_turn_it() -> None:
    site = make_dead_site()
    profile = learn(site)
    assert profile is not None
    page = read_page(site[LIST].encode(), LIST, site=profile.model_copy(update={"paging": "page"}))
    assert page.listing.total is None
    assert (f"{LIST}?page=2", Purpose.NEXT_PAGE) in [(lead.url, lead.purpose) for lead in page.leads]
