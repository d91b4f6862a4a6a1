"""Why a page is visited, and which pages lead on."""

from enum import StrEnum


class Purpose(StrEnum):
    """Why a target is visited; `any` is decided by reading the page, `other` only for what it may lead to."""

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
    OTHER = "other"


EXPANDED = frozenset({Purpose.ANY, Purpose.HOME, Purpose.LIST, Purpose.SHOP, Purpose.SITEMAP, Purpose.OTHER})
"""Purposes whose pages lead to listings."""
