"""What only the stylesheet of some make of page strikes out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.crawlers.conftest import Crawled
from tests.crawlers.stage import Stage, page
from tests.sites.learning.small_shop import GOODS, make_site

Run = Callable[..., Crawled]
SHEET = b".then { text-decoration: line-through }"


@pytest.mark.parametrize("own", ["", "<style>.n{} {{ text-decoration: none }}</style>"])
def test_a_stylesheet_that_only_goods_bring_tells_what_they_cost_before(
    stage: Stage, run: Run, own: str
) -> None:
    for number, (url, html) in enumerate(make_site().items()):
        shown = html.replace("<del>", "<span class=then>").replace("</del>", "</span>")
        if "/goods/" in url:
            shown = shown.replace(
                "<title>", f"<link rel=stylesheet href=/goods.css>{own.format(number)}<title>"
            )
        stage.routes[url.removeprefix("http://shop.example")] = page(shown)
    stage.routes["/goods.css"] = 200, {"Content-Type": "text/css"}, SHEET
    read = {shot.listing.title: shot.listing for shot in run("/").snapshots if shot.listing is not None}
    told = {title: one.list_price.amount for title, one in read.items() if one.list_price is not None}
    assert len(read) > len(GOODS) / 2
    assert told == {one.title: Decimal(one.before) for one in GOODS if one.before and one.title in read}
