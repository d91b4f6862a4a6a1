"""Variants that have a page each, to which only a script leads, are listings of a crawl."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.crawlers.conftest import Crawled
from tests.crawlers.stage import Stage, page
from tests.sites.learning.small_shop import GOODS, HOME, make_site

OTHER = "/goods/900.html"


def open_shop(stage: Stage) -> None:
    """The small shop, whose first listing has a second variant on a page that nothing links to."""
    first = GOODS[0].url.removeprefix(HOME.rstrip("/"))
    choices = "".join(
        f"<li><a href='#' data-pick='{{is:{n}}}'>{name}</a></li>" for n, name in ((1, "红色"), (2, "蓝色"))
    )
    rows = f'[{{"k":"1","stock":3,"to":"{first}"}},{{"k":"2","stock":2,"to":"{OTHER}"}}]'
    shown = ""
    for url, html in make_site().items():
        parts = urlsplit(url)
        if parts.path == first:
            chosen = f"<ul>{choices}</ul><script>var all = {rows};</script>"
            shown = html.replace("<p class=stock>", f"{chosen}<p class=stock>")
            stage.routes[OTHER] = page(shown.replace(GOODS[0].title, f"{GOODS[0].title} 蓝色"))
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        stage.routes[path] = page(shown if parts.path == first else html)


@pytest.mark.parametrize(("start", "is_found"), [("/", True), ("/goods/100.html", False)])
def test_the_page_of_a_variant_is_a_listing_of_a_whole_crawl_only(
    stage: Stage, run: Callable[..., Crawled], start: str, *, is_found: bool
) -> None:
    open_shop(stage)
    found = {urlsplit(snapshot.url).path for snapshot in run(start).snapshots}
    assert "/goods/100.html" in found
    assert (OTHER in found) is is_found
