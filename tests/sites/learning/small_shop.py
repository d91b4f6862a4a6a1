"""A small shop for tests of learning: pages by address, in two layouts, with what is true of each listing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from evidence.listing import Listing
from sites.learning.induce import Study
from sites.learning.survey import Survey
from sites.learning.tree import SeenPage
from sites.profile import SiteProfile
from sites.reading import read_listing_alone

HOME = "http://shop.example/"
AT = datetime(2026, 3, 1, tzinfo=UTC)
_LENGTHS = (10, 7, 5, 3)
_KINDS = ("陶瓷茶杯", "不锈钢水壶", "竹制砧板", "棉麻桌布", "玻璃花瓶")


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """One listing of the shop and what its page shows."""

    number: int
    title: str
    price: str
    before: str | None
    is_gone: bool

    @property
    def url(self) -> str:
        """Where it is sold."""
        return f"http://shop.example/goods/{self.number}.html"


GOODS = [
    Good(
        number=100 + n,
        title=f"{_KINDS[n % 5]} 第{n}款 {200 + 7 * n}ml",
        price=f"{12 + n}.{n % 10}0",
        before=f"{20 + 2 * n}.00" if n % 3 == 0 else None,
        is_gone=n % 6 == 5,
    )
    for n in range(40)
]


def make_listing_page(good: Good, *, in_table: bool) -> str:
    """The page of a listing: with classes, or as a table without any."""
    others = "".join(make_card(one) for one in GOODS[(good.number - 99) % 30 :][:4])
    stock = "缺货" if good.is_gone else "有货"
    before = f"<del>￥{good.before}</del>" if good.before else ""
    if in_table:
        rows = f"<tr><td>价格</td><td>￥{good.price}</td></tr><tr><td>库存</td><td>{stock}</td></tr>"
        body = f"<h2>{good.title}</h2><table>{rows}<tr><td>销量</td><td>{good.number * 3}</td></tr></table>"
    else:
        body = (
            f"<div class=info><h2 class=name>{good.title}</h2><p class=now>￥{good.price}</p>{before}"
            f"<p class=stock>{stock}</p><p>销量 {good.number * 3}</p></div>"
        )
    return make_page(f"{good.title} - 小店", f"{body}<h4>看了又看</h4><ul class=more>{others}</ul>")


def make_card(good: Good) -> str:
    """A box of a list."""
    return (
        f"<li class=card><a href='/goods/{good.number}.html'><img src='/p/{good.number}.jpg'></a>"
        f"<a href='/goods/{good.number}.html'>{good.title}</a><b>￥{good.price}</b></li>"
    )


def make_page(title: str, body: str) -> str:
    """A page with the shop's furniture."""
    menu = "".join(f"<li><a href='/list/{n}.html'>分类{n}</a></li>" for n in range(1, 5))
    return (
        f"<html><title>{title}</title><h1>小店</h1><ul class=menu>{menu}</ul><main>{body}</main>"
        "<footer><a href='/about.html'>关于我们</a><a href='/zz.html'>营业执照</a><a href='/cart/'>购物车</a>"
        "</footer></html>"
    )


def make_site(*, in_table: bool = False) -> dict[str, str]:
    """All pages by address: home, four lists of two pages, listings, about and licence."""
    pages = {HOME: make_page("小店", f"<ul>{''.join(map(make_card, GOODS[:6]))}</ul>")}
    for n in range(1, 5):
        goods = GOODS[n - 1 :: 4][: _LENGTHS[n - 1]]
        for page in (1, 2):
            shown = goods[6 * (page - 1) : 6 * page]
            more = f"<a href='/list/{n}.html?page=2'>2</a>" if len(goods) > 6 else ""
            body = f"<p>共 {len(goods)} 件</p><ul class=goods>{''.join(map(make_card, shown))}</ul>{more}"
            address = f"http://shop.example/list/{n}.html" + ("?page=2" if page == 2 else "")
            pages[address] = make_page(f"分类{n} - 小店", body)
    pages |= {good.url: make_listing_page(good, in_table=in_table) for good in GOODS}
    pages["http://shop.example/about.html"] = make_page("关于我们 - 小店", "<p>我们卖东西</p>")
    pages["http://shop.example/zz.html"] = make_page("营业执照 - 小店", "<img src='/licence.jpg'>")
    return pages


def learn(site: dict[str, str], *, budget: int = 40) -> SiteProfile | None:
    """The profile that a survey of the site gives."""
    survey = Survey(start=HOME, budget=budget, is_left_out=lambda url: "/cart" in url)
    survey.asked.add(HOME)
    todo = [HOME]
    while todo:
        for url in todo:
            if url in site:
                survey.add(SeenPage(url=url, html=site[url]))
        todo = survey.choose(6)
    return Study(survey=survey, read_page=read_page).make_profile(AT)


def read_page(page: SeenPage) -> Listing | None:
    """What a page says by itself."""
    return read_listing_alone(page.url, page.html)
