"""Routes of 云选: shells for people, JSON for its scripts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from demo import answers
from demo.answers import Answer
from demo.fronts import list_public, make_robots, make_sitemap
from demo.gallery import Gallery
from demo.hostile import answer_hostile
from demo.model import Fate, Listing, Market
from demo.platforms.yunxuan import data
from demo.shelf import Shelf, cut_slice, read_query

FORBIDDEN = ("/goods/private/", "/user/")
REFUSALS_BEFORE_ANSWER = 2
_ROOM = Path(__file__).parent
_PAGE_SIZE = 8
_GONE_CODE, _HIDDEN_CODE = 40404, 40410
_TYPES = {"app.js": "text/javascript; charset=utf-8", "app.css": "text/css; charset=utf-8"}


class Yunxuan:
    """The application as a web site."""

    def __init__(self, market: Market, gallery: Gallery) -> None:
        self.market = market
        self._gallery = gallery
        self._shelf = Shelf(market)

    def answer(self, target: str, base: str) -> Answer:  # noqa: PLR0911 - one line for each route
        """The answer to a request for `target`."""
        parts = urlsplit(target)
        match parts.path.strip("/").split("/"):
            case ["robots.txt"]:
                return make_robots(base, FORBIDDEN)
            case ["sitemap.xml"]:
                stores = tuple(f"/store/{shop.shop_id}" for shop in self.market.shops)
                return make_sitemap(base, ("/", *stores, *list_public(self.market.listings)))
            case ["assets", name] if name in _TYPES:
                return answers.plain(_load(f"static/{name}"), _TYPES[name])
            case ["pic", name]:
                return self._gallery.answer(name) or _make_shell(404)
            case ["api", *rest]:
                return self._answer_data(rest, read_query(parts.query))
            case ["goods", *_] if parts.path in self._shelf.listings:
                return self._answer_goods(self._shelf.listings[parts.path])
            case [""] | ["rules"] | ["search"] | ["login"]:
                return _make_shell()
            case ["c", key] if any(one.key == key for one in self.market.categories):
                return _make_shell()
            case ["store", shop_id] | ["store", shop_id, "licence"] if shop_id in self._shelf.shops:
                return _make_shell()
        return _make_shell(404)

    def _answer_goods(self, listing: Listing) -> Answer:  # noqa: PLR0911 - one line for each fate
        if listing.hostility is not None:
            hostile = answer_hostile(listing.hostility, _load("shell.html"))
            if hostile is not None:
                return hostile
        visit = self._shelf.count_visit(listing.path)
        match listing.fate:
            case Fate.GONE:
                return _make_shell(410)
            case Fate.REFUSED:
                return answers.html(_load("refused.html"), 403)
            case Fate.CHALLENGED:
                return answers.html(_load("challenge.html"))
            case Fate.LOGIN:
                return answers.redirect(f"/login?next={listing.path}")
            case Fate.RATE_LIMITED if visit <= REFUSALS_BEFORE_ANSWER:
                return answers.html(_load("busy.html"), 429, (("Retry-After", "1"),))
        return _make_shell()

    def _answer_data(self, rest: list[str], query: dict[str, str]) -> Answer:  # noqa: PLR0911 - one line for each route
        page = query.get("page", "1")
        match rest:
            case ["home"]:
                return _wrap(data.make_home(self.market))
            case ["rules"]:
                return _wrap({"title": "平台规则", "rules": list(data.RULES)})
            case ["search"]:
                words = query.get("kw", "")
                part = cut_slice(self._shelf.find_named(words), page, _PAGE_SIZE)
                return _wrap(data.make_list(f"“{words}”的搜索结果", part))
            case ["category", key]:
                names = {one.key: one.name for one in self.market.categories}
                part = cut_slice(self._shelf.find_in(key), page, _PAGE_SIZE)
                return _wrap(data.make_list(names.get(key, "分类"), part))
            case ["store", shop_id] if shop_id in self._shelf.shops:
                shop = self._shelf.shops[shop_id]
                return _wrap(data.make_store(shop, cut_slice(self._shelf.find_of(shop), page, _PAGE_SIZE)))
            case ["store", shop_id, "papers"] if shop_id in self._shelf.shops:
                return _wrap(data.make_papers(self._shelf.shops[shop_id]))
            case ["goods", listing_id, *what]:
                return self._answer_goods_data(self._shelf.find_by_id(listing_id), what)
        return _refuse(_GONE_CODE, "接口不存在")

    def _answer_goods_data(self, listing: Listing | None, what: list[str]) -> Answer:
        if listing is None or listing.fate in {Fate.GONE, Fate.REFUSED, Fate.CHALLENGED, Fate.LOGIN}:
            return _refuse(_GONE_CODE, "商品不存在")
        if listing.fate is Fate.DELISTED:
            return _refuse(_HIDDEN_CODE, "该商品已下架")
        if listing.fate is Fate.EMPTY_SHELL:
            return answers.data({"code": 0, "enc": "v2", "payload": listing.listing_id[::-1] * 40})
        if listing.fate is Fate.NEW_LAYOUT:
            return answers.data({"code": 0, "v": 9, "blocks": [{"t": 7, "k": one} for one in "abcdef"]})
        return _wrap(data.make_price(listing) if what == ["price"] else data.make_goods(listing))


def _make_shell(status: int = 200) -> Answer:
    return answers.html(_load("shell.html"), status)


def _wrap(value: dict[str, Any]) -> Answer:
    return answers.data({"code": 0, "message": "ok", "data": value})


def _refuse(code: int, message: str) -> Answer:
    return answers.data({"code": code, "message": message, "data": None})


@cache
def _load(name: str) -> str:
    return (_ROOM / name).read_text("utf-8")
