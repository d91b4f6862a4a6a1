"""What stylesheets strike out, and that it is learned as what goods cost before."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from sites.learning.induce import Study
from sites.learning.labels import iter_former
from sites.learning.styles import find_struck
from sites.learning.survey import Survey
from sites.learning.tree import SeenPage
from sites.profile import Rule
from sites.purpose import Purpose
from tests.sites.learning.small_shop import AT, GOODS, HOME, make_site, read_page


@pytest.mark.parametrize(
    ("sheet", "struck"),
    [
        (".a { color: red; text-decoration: line-through }", (".a",)),
        (".box .a, p.b{text-decoration-line:line-through}", (".box .a", "p.b")),
        ("@media screen { .a { text-decoration: line-through } }", (".a",)),
        (".a:hover, .b::after { text-decoration: line-through }", ()),
        (".a + .b { text-decoration: line-through }", ()),
        (".a { text-decoration: underline }", ()),
        (".a { text-decoration: none } .b { color: red }", ()),
        ("/* .a { text-decoration: line-through } */ .c { text-decoration: line-through !important", (".c",)),
        ("}}} .a { ", ()),
    ],
    ids=["class", "two", "media", "states", "unbounded", "underlined", "none", "comment and cut", "broken"],
)
def test_selectors_of_what_is_struck_out(sheet: str, struck: tuple[str, ...]) -> None:
    assert find_struck([sheet]) == struck


def test_what_only_a_stylesheet_strikes_is_learned_as_the_former_price() -> None:
    survey = Survey(start=HOME, budget=40, is_left_out=lambda url: "/cart" in url)
    site = {url: re.sub(r"<(/?)del>", r"<\1em>", html) for url, html in make_site().items()}
    for url, html in site.items():
        survey.add(SeenPage(url=url, html=html.replace("<em>", "<em class=usual>"), lined=("em.usual",)))
    profile = Study(survey=survey, read_page=read_page).make_profile(AT)
    assert profile is not None
    assert [rule.select for rule in profile.roles[Purpose.LISTING].fields["list_price"]] == ["em.usual"]


@pytest.mark.parametrize(("heading", "former"), [("3 Barras de pan", []), ("Antes 3,00 €", ["3.00"])])
def test_a_figure_among_the_words_of_a_name_is_no_former_price(heading: str, former: list[str]) -> None:
    page = SeenPage(url=GOODS[0].url, html=f"<div><h3>{heading}</h3><p class=now>1,19 €</p></div>")
    price = Rule.model_validate({"select": "p.now", "parse": "money"})
    assert [str(one.amount) for one in iter_former(page, [price], Decimal("1.19"))] == former
