"""Shops that a script fills: crawled to the last listing, without links, and no click does anything."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import Response

from crawlers.boxes import Box, Row, choose_boxes, choose_rows, make_row, says_own_affair
from crawlers.browser import BrowserRecorder
from crawlers.job import BrowserUse, CrawlJob, Limits
from crawlers.recorded import Explored
from crawlers.visit import Visitor
from evidence.clock import RunClock
from evidence.listing import PageKind
from evidence.writer import Target
from sites.item_rules import ItemRule, TurnRule
from sites.profile import Role, SiteProfile
from sites.purpose import Purpose
from sites.shelf import Shelf
from tests.crawlers.conftest import Crawled
from tests.crawlers.script_shop import answer_json, make_goods, open_script_shop
from tests.crawlers.stage import Stage, page

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SHORT = Limits(
    timeout_s=5,
    retries=1,
    survey_pages=16,
    browser_settle_s=2,
    browser_page_s=30,
    explore_s=15,
    explore_clicks=8,
)


def read_goods(crawled: Crawled) -> dict[str, tuple[str | None, str | None]]:
    """Title and price of each listing, by its address."""
    return {
        snapshot.url: (
            snapshot.listing.title,
            str(snapshot.listing.price.amount) if snapshot.listing.price else None,
        )
        for snapshot in crawled.snapshots
        if snapshot.kind is PageKind.LISTING and snapshot.listing is not None
    }


def explore(stage: Stage, path: str = "/", **limits: float) -> Explored:
    """Explore a page of the stage."""
    given = {"browser_settle_s": 1.5, "explore_s": 12.0, "explore_clicks": 8, **limits}
    job = CrawlJob(allow_hosts=(stage.host,), limits=Limits(**given))  # type: ignore[arg-type]

    async def work() -> Explored:
        recorder = BrowserRecorder(job=job, clock=RunClock(started_at=NOW))
        try:
            return await recorder.explore(stage.url(path))
        finally:
            await recorder.close()

    return asyncio.run(work())


@pytest.mark.browser
@pytest.mark.parametrize(
    ("shop", "way"),
    [
        ({"narrow": True}, "/#/goods/"),
        ({"hash_routes": False}, "/goods/"),
        ({"signed": True}, "/#/goods/"),
        ({"posted": True}, "/#/goods/"),
    ],
    ids=["routes on telephones", "history", "scrolled", "posted"],
)
def test_every_listing_of_a_script_shop_is_reached(
    stage: Stage, run: Callable[..., Crawled], shop: dict[str, bool], way: str
) -> None:
    open_script_shop(stage, **shop)
    crawled = run("/", browser=BrowserUse.AUTO, limits=SHORT)
    assert read_goods(crawled) == {
        stage.url(f"{way}{key}"): (one["label"], one["cost"]) for key, one in make_goods().items()
    }
    assert crawled.result.coverage == 1.0


@pytest.mark.browser
def test_boxes_that_buy_are_not_clicked_and_no_click_posts(stage: Stage) -> None:
    like = "fetch('/liked',{method:'POST'});location.hash='/x/"
    rows = "".join(f'<p onclick="{like}{n}\'">Thing no {n}</p>' for n in range(3))
    buy = "<li onclick=\"fetch('/api/take')\">加入购物车</li>" * 3
    form = "<form>" + "<span onclick=\"fetch('/api/send')\">Whatever</span>" * 3 + "</form>"
    stage.routes["/"] = page(f"<div>{rows}</div><ul>{buy}</ul>{form}")
    explored = explore(stage)
    assert {way.led_to for way in explored.ways if way.led_to} >= {stage.url("/#/x/0"), stage.url("/#/x/2")}
    assert stage.posted == []
    assert stage.count("/api/take") + stage.count("/api/send") == 0


@pytest.mark.browser
def test_what_a_click_brings_onto_the_page_is_clicked_too(stage: Stage) -> None:
    stage.routes["/"] = page(
        "<ul>"
        + "".join(f'<li onclick="open_({n})">Rail {n}</li>' for n in range(3))
        + "</ul><div id=a></div>"
        "<script>function open_(n){a.innerHTML=[1,2,3].map(m=>'<b class=sub onclick=\"location.hash='+"
        "\"'/s/\"+n+m+\"'\"+'\">Sub '+n+m+'</b>').join('')}</script>"
    )
    assert {way.led_to for way in explore(stage).ways if way.led_to} >= {stage.url("/#/s/01")}


@pytest.mark.browser
def test_the_one_thing_that_a_click_asked_for_is_clicked_too(stage: Stage) -> None:
    rails = "".join(f'<li onclick="open_({n})">Rail {n}</li>' for n in range(3))
    stage.routes["/"] = page(
        f"<ul>{rails}</ul><p>Nothing but words</p><div id=a></div><script>async function open_(n){{"
        "const said=await (await fetch('/api/rail?no='+n)).json();a.innerHTML="
        "'<b onclick=\"location.hash=\\'/s/'+said.id+'\\'\">'+said.label+'</b>'}</script>"
    )
    for n in range(3):
        stage.routes[f"/api/rail?no={n}"] = answer_json({"id": f"{n}7", "label": f"Shelf {n}"})
    led = {way.led_to for way in explore(stage).ways if way.led_to}
    assert led == {stage.url("/#/s/07"), stage.url("/#/s/27")}


@pytest.mark.browser
def test_a_window_that_a_click_opens_is_a_way(stage: Stage) -> None:
    rows = "".join(f"<p onclick=\"window.open('/item/{n}')\">Thing no {n}</p>" for n in range(3))
    stage.routes["/"] = page(f"<div>{rows}</div>")
    assert {way.led_to for way in explore(stage).ways if way.led_to} == {
        stage.url("/item/0"),
        stage.url("/item/2"),
    }


@pytest.mark.browser
def test_a_page_that_never_settles_is_explored_within_its_time(stage: Stage) -> None:
    rows = "".join(f"<p onclick=\"location.hash='/n/{n}'\">Thing no {n}</p>" for n in range(3))
    stage.routes["/"] = page(
        f"<div>{rows}</div><script>setInterval(()=>fetch('/tick?'+Math.random()).catch(()=>0),60)</script>"
    )
    before_s = time.monotonic()
    explored = explore(stage, explore_s=6.0)
    assert stage.url("/#/n/0") in {way.led_to for way in explored.ways}
    assert time.monotonic() - before_s < 30


def make_box(*texts: str, series: str = "div>p", order: int = 0) -> Box:
    return Box(series=series, texts=texts, order=order)


@pytest.mark.parametrize(
    ("texts", "own"),
    [
        (["加入购物车"], True),
        (["登录"], True),
        (["Sign in"], True),
        (["我的"], True),
        (["厨房电器"], False),
        (["Order of the garden: a book of flowers"], False),
        (["Tea things", "¥ 12.50"], False),
        (["白瓷茶杯", "￥12.50", "30人付款"], False),
        (["付款"], True),
    ],
)
def test_boxes_of_a_visitors_own_affairs_are_told_by_their_words(texts: list[str], *, own: bool) -> None:
    assert says_own_affair(texts) is own


def test_boxes_of_a_cart_are_told_by_their_marks() -> None:
    told = {"series": "a", "within": None, "boxes": [{"texts": ["x y"], "order": 0, "has_picture": False}]}
    assert make_row({**told, "words": "mini-cart item"}) is None
    assert make_row({**told, "words": "floor item"}) is not None


def test_boxes_far_apart_are_tried_first_and_like_ones_once() -> None:
    boxes = tuple(make_box(text) for text in ("a", "a", "b", "c", "d"))
    row = Row(series="div>p", within=None, boxes=boxes, has_picture=False)
    assert [box.texts[0] for box in choose_boxes(row)] == ["a", "d", "c", "b"]


def test_series_with_pictures_come_before_bare_words() -> None:
    bare, pictured = (
        Row(series=name, within=None, boxes=(make_box("a"),), has_picture=name == "pictured")
        for name in ("bare", "pictured")
    )
    assert [row.series for row in choose_rows([bare, pictured])] == ["pictured", "bare"]


def visit_answers(*bodies: bytes) -> list[list[str]]:
    """The addresses that answers of one list lead to, asked for one after another."""
    profile = SiteProfile(
        name="shop.example",
        hosts=("shop.example",),
        roles={Purpose.LISTING: Role(addresses=("/!/goods/{id}",), browser=True)},
        items=(ItemRule(answer="/l?p=*", items="rows[]", make="/#/goods/{no}"),),
        turns=(TurnRule(answer="/l?p=*", items="rows[]", key="p", size=2),),
    )
    shelf = Shelf()
    shelf.put(profile)

    async def fetch(request: Request) -> Response:
        number = int(request.url.rpartition("=")[2])
        return Response(request.url, body=bodies[number - 1], headers={"Content-Type": "application/json"})

    async def work() -> list[list[str]]:
        clock = RunClock(started_at=NOW)
        visitor = Visitor(job=CrawlJob(), clock=clock, fetch=fetch, recorder=None, shelf=shelf)
        targets = [
            Target(url=f"http://shop.example/l?p={n + 1}", purpose=Purpose.NEXT_PAGE)
            for n in range(len(bodies))
        ]
        visits = [await visitor.visit(target) for target in targets]
        return [[lead.url.removeprefix("http://shop.example") for lead in visit.leads] for visit in visits]

    return asyncio.run(work())


def test_a_list_that_answers_its_last_page_for_ever_is_left_after_it() -> None:
    first, last = b'{"rows":[{"no":1},{"no":2}]}', b'{"rows":[{"no":3},{"no":4}]}'
    assert visit_answers(first, last, last) == [
        ["/#/goods/1", "/#/goods/2", "/l?p=2"],
        ["/#/goods/3", "/#/goods/4", "/l?p=3"],
        ["/#/goods/3", "/#/goods/4"],
    ]
