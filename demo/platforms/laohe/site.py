"""Routes of 老和批发."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from demo import answers
from demo.answers import Answer
from demo.fronts import list_public, make_robots, make_sitemap, make_sitemap_index
from demo.gallery import Gallery
from demo.hostile import answer_hostile
from demo.model import Fate, Listing, Market, Shop
from demo.platforms.laohe.pages import encode, render
from demo.shelf import Shelf, cut_slice, read_query

FORBIDDEN = ("/offer/private/", "/member/")
REFUSALS_BEFORE_ANSWER = 2
_PAGE_SIZE = 10
_SITEMAPS = ("/sitemap_company.xml", "/sitemap_offer.xml")


class Laohe:
    """The wholesale site."""

    def __init__(self, market: Market, gallery: Gallery) -> None:
        self.market = market
        self._gallery = gallery
        self._shelf = Shelf(market)

    def answer(self, target: str, base: str) -> Answer:  # noqa: PLR0911 - one line for each route
        """The answer to a request for `target`."""
        parts = urlsplit(target)
        query = read_query(parts.query)
        match parts.path.strip("/").split("/"):
            case [""] | ["index.htm"]:
                return encode(
                    render("index", self.market, shops=self.market.shops, fresh=self.market.listings[:12])
                )
            case ["robots.txt"]:
                return make_robots(base, FORBIDDEN)
            case ["sitemap.xml"]:
                return make_sitemap_index(base, _SITEMAPS)
            case ["sitemap_company.xml"]:
                return make_sitemap(base, tuple(f"/com/{shop.shop_id}/" for shop in self.market.shops))
            case ["sitemap_offer.xml"]:
                return make_sitemap(base, list_public(self.market.listings))
            case ["list.asp"]:
                return self._answer_list(query)
            case ["search.asp"]:
                return self._answer_search(query)
            case ["help", "rules.htm"]:
                return encode(render("rules", self.market))
            case ["member", "login.asp"]:
                return encode(render("login", self.market))
            case ["upload", name]:
                return self._gallery.answer(name) or self._answer_nothing()
            case ["com", shop_id, *rest] if shop_id in self._shelf.shops:
                return self._answer_shop(self._shelf.shops[shop_id], "/".join(rest), query)
            case ["offer", *_] if parts.path in self._shelf.listings:
                return self._answer_offer(self._shelf.listings[parts.path])
        return self._answer_nothing()

    def _answer_nothing(self) -> Answer:
        return self._make_notice("找不到网页", "您要找的网页不存在，可能已经删除。", 404)

    def _make_notice(self, heading: str, text: str, status: int) -> Answer:
        return encode(render("notice", self.market, heading=heading, text=text), status)

    def _answer_list(self, query: dict[str, str]) -> Answer:
        key = query.get("cid", "")
        category = next((one for one in self.market.categories if one.key == key), None)
        if category is None:
            return self._answer_nothing()
        part = cut_slice(self._shelf.find_in(key), query.get("page", "1"), _PAGE_SIZE)
        address = f"/list.asp?cid={key}&"
        return encode(render("list", self.market, heading=category.name, part=part, address=address))

    def _answer_search(self, query: dict[str, str]) -> Answer:
        words = query.get("keyword", "")
        part = cut_slice(self._shelf.find_named(words), query.get("page", "1"), _PAGE_SIZE)
        address = f"/search.asp?keyword={quote(words, encoding='gb18030')}&"
        return encode(render("list", self.market, heading=f"搜索：{words}", part=part, address=address))

    def _answer_shop(self, shop: Shop, page: str, query: dict[str, str]) -> Answer:
        """The pages of a company: its home, and contact frames with its licence."""
        match page:
            case "" | "index.htm":
                part = cut_slice(self._shelf.find_of(shop), query.get("page", "1"), _PAGE_SIZE)
                return encode(
                    render("company", self.market, shop=shop, part=part, address=f"/com/{shop.shop_id}/?")
                )
            case "contact.htm" | "bar.htm" | "card.htm":
                return encode(render(page.removesuffix(".htm"), self.market, shop=shop))
        return self._answer_nothing()

    def _answer_offer(self, listing: Listing) -> Answer:  # noqa: PLR0911 - one line for each fate
        page = render("offer", self.market, listing=listing, shop=listing.shop)
        if listing.hostility is not None:
            hostile = answer_hostile(listing.hostility, page, "gb18030")
            if hostile is not None:
                return hostile
        visit = self._shelf.count_visit(listing.path)
        match listing.fate:
            case Fate.GONE:
                return self._make_notice("信息不存在", "该供应信息不存在或已被删除。", 404)
            case Fate.DELISTED:
                return self._make_notice(
                    "该产品已下架", "对不起，该产品已下架，请联系商家或浏览其他产品。", 200
                )
            case Fate.REFUSED:
                return self._make_notice("禁止访问", "您没有权限查看此页（403）。", 403)
            case Fate.CHALLENGED:
                return encode(render("challenge", self.market))
            case Fate.LOGIN:
                return answers.redirect(f"/member/login.asp?url={listing.path}")
            case Fate.EMPTY_SHELL:
                return encode(render("empty", self.market))
            case Fate.NEW_LAYOUT:
                return encode(render("changed", self.market))
            case Fate.RATE_LIMITED if visit <= REFUSALS_BEFORE_ANSWER:
                text = render("notice", self.market, heading="服务器忙", text="访问过于频繁，请稍后再试。")
                return encode(text, 429, (("Retry-After", "1"),))
        return encode(page)
