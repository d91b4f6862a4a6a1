"""What stylesheets strike out, and that it is learned as what goods cost before."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest

from sites.learning.induce import Study
from sites.learning.labels import iter_former
from sites.learning.styles import MOST_CHARS, Lining, find_linings
from sites.learning.survey import Survey
from sites.learning.tree import SeenPage
from sites.profile import Rule
from sites.purpose import Purpose
from tests.sites.learning.small_shop import AT, GOODS, HOME, make_site, read_page

PAGE = "<div class=box><p class='a now'>1</p></div><p class=a>2</p><p class=b>3</p><p class=c id=d>4</p>"


def find_struck(*sheets: str) -> list[str]:
    """The texts of what stylesheets strike out on a small page."""
    page = SeenPage(url=HOME, html=PAGE, lined=find_linings(sheets))
    return [page.texts[number] for number in sorted(page.struck)]


LINE, NONE = "{text-decoration:line-through}", "{text-decoration:none}"


@pytest.mark.parametrize(
    ("sheet", "struck"),
    [
        (".a { color: red; text-decoration: line-through }", ["1", "2"]),
        (".box .a, p.b{text-decoration-line:line-through}", ["1", "3"]),
        (f"[title='x,y'], .b{LINE}", ["3"]),
        (f"@media screen {{ .b{LINE} }}", ["3"]),
        (f"@media print {{ .b{LINE} }}", []),
        (f"@media (prefers-contrast: more) {{ .b{LINE} }}", []),
        (f"@media screen and (max-width: 600px) {{ .b{LINE} }}", []),
        (f"@media print {{ @media screen {{ .b{LINE} }} }}", []),
        (f"@supports (color: red) {{ .b{LINE} }}", []),
        (".a:hover, .b::after { text-decoration: line-through }", []),
        (f".a + .b{LINE}", []),
        (".a { text-decoration: underline }", []),
        (".b { text-decoration: none } .b { color: red }", []),
        ("/* .a { text-decoration: line-through } */ .b { text-decoration: line-through !important", ["3"]),
        ("}}} .a { ", []),
    ],
    ids=[
        "class",
        "two",
        "comma in quotes",
        "screen",
        "print",
        "contrast",
        "narrow",
        "screen in print",
        "supports",
        "states",
        "unbounded",
        "underlined",
        "none",
        "comment and cut",
        "broken",
    ],
)
def test_what_is_struck_out_on_every_screen(sheet: str, struck: list[str]) -> None:
    assert find_struck(sheet) == struck


@pytest.mark.parametrize(
    ("sheets", "struck"),
    [
        ([f".a{LINE} .a{NONE}"], []),
        ([f".a{LINE}", f".a{NONE}"], []),
        ([f".a{NONE} .a{LINE}"], ["1", "2"]),
        ([f".box .a{NONE} .a{LINE}"], ["2"]),
        ([f".a{LINE} .now{NONE}"], ["2"]),
        ([f".a{LINE} p{NONE}"], ["1", "2"]),
        ([f"p{{text-decoration:none!important}} .a{LINE}"], []),
        ([f".c{LINE} #d{{all:unset}}"], []),
        ([f".a{LINE} @media (max-width:600px){{.a{NONE}}}"], []),
        ([f".a{LINE} @media print{{.a{NONE}}}"], ["1", "2"]),
        ([f".a{LINE} .a:hover{NONE}"], ["1", "2"]),
        ([f".a{LINE} .b + .a{NONE}"], []),
        ([f".a{LINE} .box{{ & .a{NONE} }}"], []),
        ([".b{text-decoration:line-through; text-decoration:none}"], []),
    ],
    ids=[
        "later",
        "in another sheet",
        "earlier",
        "of more weight",
        "of another class",
        "of less weight",
        "important",
        "all",
        "on some screens",
        "in print",
        "under the pointer",
        "nobody knows where",
        "in a rule",
        "in the same rule",
    ],
)
def test_a_weightier_rule_takes_the_line_back(sheets: list[str], struck: list[str]) -> None:
    assert find_struck(*sheets) == struck


@pytest.mark.parametrize(
    "sheet",
    [
        "text-decoration:" * 60_000 + "line-through",
        "." + "text-decoration:" * 4000 + "{text-decoration:line-through}",
        ".a{text-decoration:line-through;x:" + "(" * 3000 + ")" * 3000 + "}",
        ".a" + "(" * 3000 + ")" * 3000 + LINE,
        "@media " + "(" * 3000 + ")" * 3000 + "{.a" + LINE + "}",
        "@media screen{" * 3000 + ".a" + LINE + "}" * 3000,
        "".join(f".a{number}{LINE} .b{number}{NONE}" for number in range(9000)),
        "".join(f".a{number}{LINE} .b + .c{number}{NONE}" for number in range(9000)),
        f".a{LINE} :is('{'[' * 200_000}'){NONE}",
        ".a" + LINE + "(" * 200_000,
    ],
    ids=[
        "declarations",
        "names",
        "brackets",
        "selectors",
        "queries",
        "media",
        "rules",
        "obscure",
        "strings",
        "cut",
    ],
)
def test_a_hostile_sheet_is_read_soon(sheet: str) -> None:
    start = time.process_time()
    find_linings([sheet])
    assert time.process_time() - start < 4


def test_sheets_that_are_too_long_together_tell_nothing() -> None:
    long = f".a{LINE}" + "/*" + "x" * (MOST_CHARS // 2) + "*/"
    assert find_linings([long])
    assert not find_linings([long, long])


def test_what_only_a_stylesheet_strikes_is_learned_as_the_former_price() -> None:
    survey = Survey(start=HOME, budget=40, is_left_out=lambda url: "/cart" in url)
    site = {url: re.sub(r"<(/?)del>", r"<\1em>", html) for url, html in make_site().items()}
    for url, html in site.items():
        survey.add(
            SeenPage(
                url=url,
                html=html.replace("<em>", "<em class=usual>"),
                lined=(Lining(selector="em.usual", is_struck=True),),
            )
        )
    profile = Study(survey=survey, read_page=read_page).make_profile(AT)
    assert profile is not None
    assert [rule.select for rule in profile.roles[Purpose.LISTING].fields["list_price"]] == ["em.usual"]


@pytest.mark.parametrize(("heading", "former"), [("3 Barras de pan", []), ("Antes 3,00 €", ["3.00"])])
def test_a_figure_among_the_words_of_a_name_is_no_former_price(heading: str, former: list[str]) -> None:
    page = SeenPage(url=GOODS[0].url, html=f"<div><h3>{heading}</h3><p class=now>1,19 €</p></div>")
    price = Rule.model_validate({"select": "p.now", "parse": "money"})
    assert [str(one.amount) for one in iter_former(page, [price], Decimal("1.19"))] == former
