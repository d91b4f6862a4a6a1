"""What kind of page it is shows in its structure, not in class names or addresses."""

from __future__ import annotations

import pytest

from tests.sites.small_page import read

LINK = '<a href="//item.shop.example/g/{n}01.html"><img src="/i/{n}.jpg">青瓷茶杯{n}号</a>'
BOX = f"<li>{LINK}<b>￥{{n}}9.00</b></li>"
GOODS = "<ul>" + "".join(BOX.format(n=n) for n in range(1, 7)) + "</ul>"
MAIN = "<div><div>竹编提篮 大号</div><div>价格：￥88.00</div><a>加入购物车</a></div>"
LICENCE = "<table>" + "".join(
    f"<tr><td>{name}</td><td>{value}</td></tr>"
    for name, value in {
        "统一社会信用代码": "91440101MA5AAAAA0X",
        "企业名称": "青竹工艺品有限公司",
        "注册资本": "50万元",
        "登记机关": "某区市场监督管理局",
    }.items()
)


STORY = "<h1>How we found the old bridge</h1><p>Last week we walked along the river.</p>"
TABLE = "<table><tr><td>{}</td><td>Aldo</td></tr><tr><td>Length:</td><td>80 m</td></tr></table>"
NEWS = "https://news.example/2024/05/17/the-old-bridge.html"
READS = '<meta property="og:type" content="article">'
SOLD = (
    '<script type="application/ld+json">{"@type": "Product", "name": "Old bridge, model kit",'
    ' "offers": {"price": 12, "priceCurrency": "EUR"}}</script>'
)


@pytest.mark.parametrize(
    ("body", "title", "url", "kind"),
    [
        (MAIN, "竹编提篮 大号 - 山货铺", "https://item.shop.example/g/301.html", "listing"),
        (MAIN + GOODS, "竹编提篮 大号 - 山货铺", "https://item.shop.example/g/301.html", "listing"),
        (GOODS, "茶杯_山货铺", "https://list.shop.example/cat/7", "search"),
        (GOODS, "茶杯_山货铺", "https://list.shop.example/search?q=%E6%9D%AF", "search"),
        (MAIN, "竹编提篮 大号 - 山货铺", "https://www.shop.example/search/show?id=301", "listing"),
        (GOODS, "青竹旗舰店-山货铺", "https://qingzhu.shop.example/", "shop"),
        (GOODS, "青竹", "https://shop301.shop.example/", "shop"),
        (LICENCE, "企业信息公示", "https://gs.example/show?id=3", "licence"),
        (
            "<h1>山货铺</h1><p>关于我们的故事。</p>",
            "关于我们 - 山货铺",
            "https://www.shop.example/about",
            "other",
        ),
        ("<p>稍候</p>", "", "https://www.shop.example/x", "other"),
    ],
)
def test_a_page_is_known_by_what_it_shows(body: str, title: str, url: str, kind: str) -> None:
    assert read(body, head=f"<title>{title}</title>", url=url).kind == kind


@pytest.mark.parametrize(
    ("body", "head", "kind"),
    [
        (STORY, "", "other"),
        (STORY + TABLE.format("Built:"), "", "other"),
        (STORY + "<p>Tickets cost $12.</p>", READS, "other"),
        (STORY + "<a class=button>Shop now</a>", READS, "other"),
        (STORY + TABLE.format("Brand:"), "", "listing"),
        (STORY + TABLE.format("Brand:"), READS, "other"),
        (STORY + "<b>$12.00</b>" + TABLE.format("Built:"), READS, "other"),
        (STORY + "<b>$12.00</b>" + TABLE.format("Brand:"), READS, "listing"),
        (STORY + "<p>We met a man.</p>" * 40 + "<b>$12.00</b>" + TABLE.format("Brand:"), READS, "other"),
        ("<h1>Old bridge, model kit</h1>", READS + SOLD, "listing"),
        (STORY, SOLD.replace("Product", "SoftwareApplication").replace("12", "0"), "listing"),
    ],
)
def test_a_text_sells_nothing(body: str, head: str, kind: str) -> None:
    title = "<title>How we found the old bridge</title>"
    assert read(body, head=title + head, url=NEWS, lang="en").kind == kind


def test_the_values_of_a_licence_are_its_attributes() -> None:
    listing = read(LICENCE, url="https://gs.example/show?id=3")
    assert listing.attributes["企业名称"] == "青竹工艺品有限公司"
    assert listing.attributes["登记机关"] == "某区市场监督管理局"
    assert listing.price is None
