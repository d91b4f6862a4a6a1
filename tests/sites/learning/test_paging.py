"""Numbers that turn the pages of a list by a script alone."""

from __future__ import annotations

import re

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
    assert find_dead_pages(SeenPage(url=LIST, html=f"<ul>{row}</ul>", has_routes=False), ()) == last


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


def make_cut_site(turner: str) -> dict[str, str]:
    """The small shop, whose lists say no total and have only a place where a script shows their pages."""
    cut = ("<ul>", f"{turner}<ul>"), ("<ul class=goods>", f"{turner}<ul class=goods>")
    site = {url: html.replace("<a href='/list/1.html?page=2'>2</a>", "") for url, html in make_site().items()}
    site = {url: html.replace("<a href='/list/2.html?page=2'>2</a>", "") for url, html in site.items()}
    site = {url: re.sub(r"<p>共 \d+ 件</p>", "", html) for url, html in site.items()}
    for before, after in cut:
        site = {url: html.replace(before, after) for url, html in site.items()}
    return site


@pytest.mark.parametrize(
    ("turner", "unsure"),
    [
        ("<div class=pagination></div>", ("total",)),
        ("<input type=hidden id=pageNum value=1>", ("total",)),
        ("", ()),
    ],
    ids=["an empty box", "a hidden number", "nothing that turns"],
)
def test_of_a_list_as_long_as_several_others_that_only_a_script_turns_nobody_knows_the_total(
    turner: str, unsure: tuple[str, ...]
) -> None:
    site = make_cut_site(turner)
    profile = learn(site)
    assert profile is not None
    listing = read_page(site[LIST].encode(), LIST, site=profile).listing
    assert (listing.total, listing.unsure) == (None, unsure)
    short = f"{HOME}list/3.html"
    assert read_page(site[short].encode(), short, site=profile).listing.unsure == ()


DOTS = "".join(f"<li><button type=button>{n}</button></li>" for n in (1, 2, 3))
SLIDES = "".join(f"<img src='/b{n}.jpg'>" for n in (1, 2, 3))
CARDS = "".join(f"<li><a href='/goods/{n}.html'>茶杯{n}</a></li>" for n in range(1, 6))


@pytest.mark.parametrize(
    ("body", "last"),
    [
        (f"<ul>{CARDS}</ul><ul>{DOTS}</ul>", 3),
        (f"<div><ul>{CARDS}</ul></div><div>{SLIDES[:19]}<ul>{DOTS}</ul></div>", 3),
        (f"<div><ul>{CARDS}</ul>{DOTS.replace('li', 'b')}</div>", 3),
        (f"<ul>{DOTS}</ul><ul>{CARDS}</ul>", None),
        (f"<ul>{CARDS}</ul><div>{SLIDES}<ol>{DOTS}</ol></div>", None),
        (f"<ul>{CARDS}</ul><div><ol>{DOTS}</ol><p>{SLIDES}</p></div>", None),
        (f"<ul>{CARDS}</ul><ul role=tablist>{DOTS}</ul>", None),
        (f"<ul>{CARDS}</ul><ul>{DOTS.replace('<button', '<button role=tab')}</ul>", None),
        (f"<ul>{CARDS}</ul><div><a href='/goods/9.html'>看了又看</a><ul>{DOTS}</ul></div>", None),
    ],
    ids=[
        "behind",
        "one arrow",
        "in the list",
        "before",
        "pictures",
        "pictures behind",
        "tablist",
        "tabs",
        "few goods",
    ],
)
def test_a_row_of_numbers_turns_a_list_only_behind_its_goods(body: str, last: int | None) -> None:
    page = SeenPage(url=LIST, html=body, has_routes=False)
    goods = {link.element for link in page.links}
    assert goods
    assert find_dead_pages(page, goods) == last


def put_row(row: str, *, on_goods: bool) -> dict[str, str]:
    """The small shop without totals or further pages, with a row of numbers under what its pages show."""
    return {
        url: re.sub(r"<a href='[^']*page=2'>2</a>|<p>共 \d+ 件</p>", "", html).replace(
            "</main>", f"{row}</main>" if on_goods or "/goods/" not in url else "</main>"
        )
        for url, html in make_site().items()
        if "page=2" not in url
    }


@pytest.mark.parametrize("on_goods", [True, False])
def test_a_row_that_is_alike_on_all_pages_leaves_a_list_as_long_as_it_is(on_goods: bool) -> None:
    site = put_row(f"<ol class=stars>{make_row(1, 2, 3, 4, 5)}</ol>", on_goods=on_goods)
    profile = learn(site)
    assert profile is not None
    url = f"{HOME}list/3.html"
    listing = read_page(site[url].encode(), url, site=profile).listing
    assert (len(listing.cards), listing.total) == (5, None)
    assert len(profile.idle_rows) == 1
