"""A shop whose addresses are names below small categories, and whose sold-out goods are built another way."""

from __future__ import annotations

import json

import pytest

from evidence.listing import PageKind
from sites.learning.cards import find_series
from sites.learning.induce import Study
from sites.learning.shapes import AddressBook
from sites.learning.survey import Survey
from sites.learning.tree import SeenPage
from sites.profile import SiteProfile
from sites.reading import read_page, weigh_word
from tests.sites.learning.small_shop import AT, HOME
from tests.sites.learning.small_shop import read_page as read_alone

NAMES = [
    "thyme",
    "basil",
    "sage",
    "mint",
    "dill",
    "chervil",
    "lovage",
    "borage",
    "sorrel",
    "rue",
    "cress",
    "fennel",
]
MENU = {"pots": NAMES[:4], "trays": NAMES[4:8], "seeds": NAMES[8:]}
GONE = {"sage", "dill", "rue", "cress"}


def make_card(category: str, name: str) -> str:
    price = f"€{2 + len(name)}.50"
    return f"<li><a href='/{category}/{name}'><img src='/{name}.jpg'>{name} {category}</a><b>{price}</b></li>"


def make_page(title: str, body: str) -> str:
    menu = "".join(f"<li><a href='/{category}'>{category}</a></li>" for category in MENU)
    best = "".join(make_card("pots", name) for name in NAMES[:4])
    return (
        f"<html><title>{title}</title><ul class=top>{menu}</ul><main>{body}</main>"
        f"<aside><h4>Best sellers</h4><ul class=best>{best}</ul></aside>"
        "<footer><a href='/returns'>Returns</a><a href='/terms'>Terms</a></footer></html>"
    )


def make_goods(category: str, name: str) -> str:
    price = f"{2 + len(name)}.50"
    offer = {"@type": "Offer", "price": price, "priceCurrency": "EUR"}
    stated = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": f"{name} {category}",
        "offers": offer,
    }
    data = f'<script type="application/ld+json">{json.dumps({**stated, "offers": offer})}</script>'
    title = f"<h1>{name} {category}</h1>"
    if name in GONE:
        body = f"<section class=sad>{title}<p class=none>Sold out</p><p class=cost>€{price}</p></section>"
    else:
        form = "<form class=buy><input name=quantity><button>Add to cart</button></form>"
        parts = "<ul class=facts><li>Soil</li><li>Light</li></ul><div class=tabs><i>a</i><i>b</i></div>"
        body = f"<div class=box>{title}<p class=cost>€{price}</p>{form}{parts}</div>"
    return make_page(f"{name} {category} - Herbs", data + body)


SITE = {
    HOME: make_page("Herbs", "<p>Welcome</p>"),
    **{
        f"{HOME}{category}": make_page(
            f"{category} - Herbs",
            f"<ul class=goods>{''.join(make_card(category, name) for name in names)}</ul>",
        )
        for category, names in MENU.items()
    },
    **{
        f"{HOME}{category}/{name}": make_goods(category, name)
        for category, names in MENU.items()
        for name in names
    },
    f"{HOME}returns": make_page("Returns - Herbs", "<h1>Returns</h1><p>Send it back within 30 days.</p>" * 3),
    f"{HOME}terms": make_page("Terms - Herbs", "<h1>Terms</h1><p>Ours.</p>"),
}


@pytest.fixture(scope="module")
def profile() -> SiteProfile:
    survey = Survey(start=HOME, budget=18, is_left_out=lambda _: False)
    survey.asked.add(HOME)
    todo = [HOME]
    while todo:
        for url in todo:
            survey.add(SeenPage(url=url, html=SITE[url]))
        todo = survey.choose(6)
    found = Study(
        survey=survey, read_page=read_alone, weigh_word=lambda page: weigh_word(page.url, page.html)
    ).make_profile(AT)
    assert found is not None
    return found


def test_every_page_is_what_it_is(profile: SiteProfile) -> None:
    kinds = {url: read_page(html.encode(), url, site=profile).listing.kind for url, html in SITE.items()}
    goods = {url for url, kind in kinds.items() if kind is PageKind.LISTING}
    assert goods == {f"{HOME}{category}/{name}" for category, names in MENU.items() for name in names}


def test_a_short_list_of_named_goods_is_a_series() -> None:
    page = SeenPage(url=f"{HOME}trays", html=SITE[f"{HOME}trays"])
    book = AddressBook()
    book.add(link.url for link in page.links)
    priced = {card.url for series in find_series(page, book) for card in series.cards if card.has_money}
    assert priced >= {f"{HOME}trays/{name}" for name in MENU["trays"]}


def test_priced_boxes_that_lead_to_no_known_goods_are_told(profile: SiteProfile) -> None:
    url = f"{HOME}new"
    boxes = "".join(make_card("grafts", name) for name in NAMES[:5])
    page = make_page("New - Herbs", f"<ul class=goods>{boxes}</ul>")
    roles = {**profile.roles}
    narrow = profile.model_copy(update={"roles": roles})
    listing = read_page(page.encode(), f"{HOME}pots", site=narrow).listing
    unknown = {f"{HOME}grafts/{name}" for name in NAMES[:5]}
    known = {card.url for card in listing.cards}
    assert unknown <= known | set(listing.strays), url
