"""Which pages a survey looks at first, and what it takes for pages about other pages' goods."""

from __future__ import annotations

import pytest

from sites.learning.induce import Study
from sites.learning.survey import Survey
from sites.learning.tree import SeenPage
from sites.patterns import is_varied, iter_without_key
from sites.purpose import Purpose, Word
from sites.reading import read_page as read_whole
from tests.sites.learning.small_shop import AT, GOODS, HOME, learn, make_page, make_site, read_page

MENU = [f"{HOME}{name}.html" for name in ("tea", "pots", "boards", "cloth", "vases")]


def make_survey() -> Survey:
    """A survey that saw three pages with one menu, each with links of its own and ways to sort it."""
    survey = Survey(start=HOME, budget=60, is_left_out=lambda _: False)
    for name in ("", "one.html", "two.html"):
        own = "".join(f"<a href='/{name[:1]}{n}-cup-of-clay.html'>{n}</a>" for n in "abcdefghijkl")
        menu = "".join(f"<a href='{url}'>{url}</a>" for url in MENU)
        sorts = "".join(f"<a href='/{name}?{key}=1'>{key}</a>" for key in ("order", "dir", "mode", "cost"))
        survey.add(SeenPage(url=f"{HOME}{name}", html=f"<body>{menu}{own}{sorts}</body>"))
    return survey


def test_what_a_menu_leads_to_comes_before_what_one_page_leads_to() -> None:
    chosen = make_survey().choose(6)
    assert sum(url in MENU for url in chosen) >= 2


def test_other_orders_of_a_page_come_after_pages_of_other_makes() -> None:
    chosen = make_survey().choose(3)
    assert not any("?" in url for url in chosen)


@pytest.mark.parametrize(
    ("url", "varied"),
    [
        ("http://s.example/l?c=3&order=1", True),
        ("http://s.example/l?order=1", False),
        ("http://s.example/m?order=1&dir=2", True),
        ("http://s.example/l?c=4", False),
        ("http://s.example/m", False),
    ],
)
def test_an_address_varies_a_page_when_a_key_of_it_is_added(url: str, varied: bool) -> None:
    assert is_varied(url, {"/l?c=3", "/m"}) is varied


def make_reviewed_site() -> dict[str, str]:
    """The small shop, whose goods have a page of opinions each that names and prices them."""
    site = make_site()
    for good in GOODS:
        link = f"<a href='/talk/{good.number}/'>评论</a>"
        site[good.url] = site[good.url].replace("<h4>", f"{link}<h4>")
        body = f"<h2 class=name>{good.title}</h2><p class=now>￥{good.price}</p><a href='{good.url}'>返回</a>"
        site[f"{HOME}talk/{good.number}/"] = make_page(
            "评论 - 小店", f"{body}<form><textarea></textarea></form>"
        )
    return site


def test_pages_about_goods_that_have_a_page_are_not_followed() -> None:
    profile = learn(make_reviewed_site())
    assert profile is not None
    assert profile.recognise(GOODS[3].url) is Purpose.LISTING
    assert profile.is_unfollowed(f"{HOME}talk/{GOODS[3].number}/")


def test_lists_are_told_by_marks_though_a_map_of_the_site_leads_to_goods_too() -> None:
    site = make_site()
    links = "".join(f"<li><a href='{good.url}'>{good.title}</a></li>" for good in GOODS)
    site[f"{HOME}map.html"] = make_page("网站地图 - 小店", f"<ol>{links}</ol>")
    site = {url: html.replace("关于我们", "</a><a href='/map.html'>网站地图") for url, html in site.items()}
    profile = learn(site)
    assert profile is not None
    assert profile.roles[Purpose.LIST].marks


def test_opinions_that_each_box_of_goods_leads_to_are_no_goods() -> None:
    site = make_site()
    for good in GOODS:
        talk = f"/talk/{good.number}.html"
        opened = f"<li class=card><a href='/goods/{good.number}.html'>"
        for url, html in site.items():
            site[url] = html.replace(opened, f"<li class=card><a href='{talk}'>{good.title}</a>{opened[15:]}")
        site[good.url] = site[good.url].replace("<h4>", "<button>加入购物车</button><h4>")
        marks = "".join(f"<dt class=mark{n}><em class=star>{n}</em></dt>" for n in range(5))
        said = f"<dl class=talk>{marks}<dd><h3>{good.title}</h3><strong>￥{good.price}</strong></dd></dl>"
        body = f"{said}<form class=say><textarea></textarea><fieldset><input></fieldset></form>"
        site[f"{HOME}talk/{good.number}.html"] = make_page("评论 - 小店", body)
    survey = Survey(start=HOME, budget=60, is_left_out=lambda url: "/cart" in url)
    survey.asked.add(HOME)
    todo = [HOME]
    while todo:
        for url in todo:
            survey.add(SeenPage(url=url, html=site[url]))
        todo = survey.choose(6)
    study = Study(
        survey=survey,
        read_page=read_page,
        weigh_word=lambda page: Word.SHOWN if "<button" in page.html else Word.NONE,
    )
    profile = study.make_profile(AT)
    assert profile is not None
    assert profile.recognise(GOODS[3].url) is Purpose.LISTING
    assert profile.recognise(f"{HOME}talk/{GOODS[3].number}.html") is not Purpose.LISTING
    url = f"{HOME}list/1.html"
    shown = read_whole(site[url].encode(), url, site=profile).listing
    assert shown.cards
    assert not shown.strays


def test_an_address_of_hundreds_of_keys_is_not_taken_apart() -> None:
    keys = [f"k{number}" for number in range(400)]
    url = "http://s.example/l?" + "&".join(keys)
    assert list(iter_without_key(url)) == []
    assert is_varied(url, {"/l"})
    assert not is_varied(url, {"/l?" + "&".join(sorted(keys[1:]))})
    assert dict(iter_without_key("http://s.example/l?b=2&a=1&b=3")) == {"b": "/l?a=1", "a": "/l?b=2&b=3"}


def make_shelf(more: str) -> Survey:
    """A survey that saw a list whose boxes each have a way to the goods, and some more."""
    survey = Survey(start=HOME, budget=60, is_left_out=lambda _: False)
    boxes = "".join(
        f"<li class=box>{more.format(n=n)}<a href='/ware/{n}'><img src='/{n}.jpg'>碗</a><b>￥{n}.50</b></li>"
        for n in range(30, 50)
    )
    survey.add(SeenPage(url=f"{HOME}shelf/a/", html=f"<body><a href='/'>首页</a><ul>{boxes}</ul></body>"))
    return survey


@pytest.mark.parametrize(
    "more",
    [
        "<a href='/take/{n}?next=/shelf/a/'><img src='/i.png'>放入</a>",
        "<a href='/take/{n}/return_to=%2Fshelf%2Fa%2F'><img src='/i.png'>放入</a>",
        "<a href='/big/{n}.jpg'><img src='/i.png'></a>",
    ],
    ids=["query", "path", "picture"],
)
def test_what_comes_back_or_is_a_file_is_not_asked_for(more: str) -> None:
    chosen = make_shelf(more).choose(10)
    assert chosen
    assert all(url == HOME or "/ware/" in url for url in chosen)


def test_goods_that_only_say_where_to_return_are_looked_at() -> None:
    survey = Survey(start=HOME, budget=60, is_left_out=lambda _: False)
    boxes = "".join(
        f"<li class=box><a href='/ware/{n}?return=/'><img src='/p/{n}.jpg'>碗 {n}</a><b>￥{n}.50</b></li>"
        for n in range(30, 50)
    )
    survey.add(SeenPage(url=HOME, html=f"<body><ul>{boxes}</ul></body>"))
    assert any("/ware/" in url for url in survey.choose(10))
