"""Why a page is visited, which pages lead on, and how a page says that it sells."""

from enum import IntEnum, StrEnum


class Word(IntEnum):
    """How a page says by itself that it sells one thing: not at all, by what it shows, as structured data."""

    NONE = 0
    SHOWN = 1
    STATED = 2


class Purpose(StrEnum):
    """Why a target is visited; `any` is decided by reading the page, `other` only for what it may lead to.

    `narrowed` is a list again, in another order or with less in it.
    """

    ANY = "any"
    HOME = "home"
    LIST = "list"
    SHOP = "shop"
    LISTING = "listing"
    SHOP_INFO = "shop_info"
    LICENCE = "licence"
    RULES = "rules"
    SITEMAP = "sitemap"
    SCREENSHOT = "screenshot"
    NEXT_PAGE = "next_page"
    NARROWED = "narrowed"
    OTHER = "other"


EXPANDED = frozenset(
    {
        Purpose.ANY,
        Purpose.HOME,
        Purpose.LIST,
        Purpose.SHOP,
        Purpose.SITEMAP,
        Purpose.NEXT_PAGE,
        Purpose.NARROWED,
        Purpose.OTHER,
    }
)
"""Purposes whose pages lead to listings."""
