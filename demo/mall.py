"""The site: from the path that was asked for to the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Lock
from urllib.parse import parse_qs, quote, urlsplit

from demo import answers, pages
from demo.answers import Answer
from demo.fates import answer_listing
from demo.fronts import list_public, make_robots, make_sitemap
from demo.gallery import Gallery
from demo.hostile import answer_hostile
from demo.licence_picture import draw_licence
from demo.model import Listing, Market, Shop
from demo.product_picture import draw_parameters, draw_product
from demo.tables import ROOM

FORBIDDEN = ("/item/private/", "/cart")
_STATIC_TYPES = {
    "mall.css": "text/css; charset=utf-8",
    "licence.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


class Mall:
    """A market as a web site; it remembers drawn pictures and how often each listing was asked for."""

    def __init__(self, market: Market, gallery: Gallery) -> None:
        self.market = market
        self._gallery = gallery
        self._shops = {shop.shop_id: shop for shop in market.shops}
        self._listings = {listing.path: listing for listing in market.listings}
        self._pictures: dict[str, bytes] = {}
        self._visits: Counter[str] = Counter()
        self._lock = Lock()

    def answer(self, target: str, base: str) -> Answer:  # noqa: PLR0911, PLR0912 - one line for each route
        """The answer to a request for `target`, a path with an optional query."""
        parts = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        match parts.path.strip("/").split("/"):
            case [""]:
                return answers.html(pages.render_home(self.market))
            case ["robots.txt"]:
                return make_robots(base, FORBIDDEN)
            case ["sitemap.xml"]:
                return make_sitemap(base, self._list_addresses())
            case ["login"]:
                return answers.html(pages.render_plain(self.market, "login"))
            case ["help", "rules"]:
                return answers.html(pages.render_plain(self.market, "rules"))
            case ["static", name] if name in _STATIC_TYPES:
                return answers.plain((ROOM / "static" / name).read_text("utf-8"), _STATIC_TYPES[name])
            case ["favicon.ico"]:
                return answers.redirect("/static/icon.svg")
            case ["search"]:
                return self._answer_search(query.get("q", "").strip(), _page_number(query))
            case ["list", key]:
                return self._answer_list(key, _page_number(query))
            case ["shop", shop_id, *rest] if shop_id in self._shops:
                return self._answer_shop(self._shops[shop_id], rest, _page_number(query))
            case ["api", "shop", shop_id, "licence.json"] if shop_id in self._shops:
                return self._answer_licence_data(self._shops[shop_id])
            case ["item", *_] if parts.path in self._listings:
                return self._answer_item(self._listings[parts.path])
            case ["img", "pic", name]:
                return self._gallery.answer(name) or self._answer_nothing()
            case ["img", "licence" | "item", _]:
                return self._answer_picture(parts.path)
        return self._answer_nothing()

    def _list_addresses(self) -> tuple[str, ...]:
        lists = tuple(f"/list/{category.key}" for category in self.market.categories)
        shops = tuple(f"/shop/{shop.shop_id}" for shop in self.market.shops)
        return ("/", *lists, *shops, *list_public(self.market.listings))

    def _answer_nothing(self) -> Answer:
        return answers.html(
            pages.render_notice(self.market, "页面不存在", "您访问的页面不存在或者已经删除。"), 404
        )

    def _answer_search(self, words: str, number: int) -> Answer:
        hits = tuple(
            listing
            for listing in self.market.listings
            if words
            and all(
                word.casefold() in f"{listing.title} {listing.brand}".casefold() for word in words.split()
            )
        )
        page = pages.cut_page(hits, number)
        heading = f"搜索：{words}"
        return answers.html(
            pages.render_list(self.market, heading, page, f"/search?q={quote(words)}&", query=words)
        )

    def _answer_list(self, key: str, number: int) -> Answer:
        category = next((category for category in self.market.categories if category.key == key), None)
        if category is None:
            return self._answer_nothing()
        listings = tuple(listing for listing in self.market.listings if listing.category == category)
        page = pages.cut_page(listings, number)
        return answers.html(pages.render_list(self.market, category.name, page, f"/list/{key}?"))

    def _answer_shop(self, shop: Shop, rest: list[str], number: int) -> Answer:
        if rest == ["licence"] and shop.shows_papers:
            return answers.html(pages.render_licence(self.market, shop))
        if rest:
            return self._answer_nothing()
        listings = tuple(listing for listing in self.market.listings if listing.shop == shop)
        return answers.html(pages.render_shop(self.market, shop, pages.cut_page(listings, number)))

    def _answer_licence_data(self, shop: Shop) -> Answer:
        if not shop.shows_papers:
            return self._answer_nothing()
        if shop.licence is not None:
            return answers.data({"operator": shop.operator, "picture": f"/img/licence/{shop.shop_id}.jpg"})
        papers = [
            {
                "label": paper.label,
                "number": paper.number,
                "picture": paper.picture and pages.picture_path(paper.picture),
            }
            for paper in shop.papers
        ]
        return answers.data({"operator": shop.operator, "papers": papers})

    def _answer_item(self, listing: Listing) -> Answer:
        if listing.hostility is not None:
            hostile = answer_hostile(listing.hostility, pages.render_item(self.market, listing))
            if hostile is not None:
                return hostile
        with self._lock:
            self._visits[listing.path] += 1
            visit = self._visits[listing.path]
        return answer_listing(self.market, listing, visit=visit)

    def _answer_picture(self, path: str) -> Answer:
        draw = self._find_drawing(path)
        if draw is None:
            return self._answer_nothing()
        with self._lock:  # one drawing at a time: Pillow fonts are shared
            if path not in self._pictures:
                self._pictures[path] = draw()
            return answers.picture(self._pictures[path])

    def _find_drawing(self, path: str) -> Callable[[], bytes] | None:
        """How to draw the picture at `path`, or None where no picture is."""
        for shop in self.market.shops:
            licence = shop.licence
            if licence is not None and path == f"/img/licence/{shop.shop_id}.jpg":
                return lambda: draw_licence(licence)
        for listing in self.market.listings:
            if path == pages.main_picture_path(listing):
                return lambda: draw_product(listing)
            if path == pages.more_picture_path(listing):
                return lambda: draw_parameters(listing)
        return None


def _page_number(query: dict[str, str]) -> int:
    text = query.get("page", "1")
    return int(text) if text.isdecimal() else 1
