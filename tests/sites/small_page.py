"""Small pages for the reader of any shop."""

from __future__ import annotations

from evidence.listing import Listing
from sites.reading import extract

URL = "https://item.shop.example/goods/10086.html"


def read(body: str, *, head: str = "", url: str = URL, lang: str = "zh") -> Listing:
    """What the reader makes of a page with that body."""
    head = f'<meta charset="utf-8">{head}'
    page = f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return extract(page.encode(), url, platform="generic")


def amount(price: object) -> str | None:
    """The amount of a price as text, or None."""
    found = getattr(price, "amount", None)
    return None if found is None else str(found)
