"""Finds a fact on a page by any of the names that pages give it."""

from __future__ import annotations

from typing import Any

from demo.model import Listing
from demo.tables import load_table
from demo.world import World


def get_fact(listing: Listing, name: str) -> str | None:
    """The value of a fact of a listing, or None where its page does not state it."""
    labels = load_table("families")["labels"][name]
    return next((value for label, value in listing.attrs if label in labels), None)


def find_listings(world: World) -> dict[str, Listing]:
    """The listings of all platforms by number."""
    return {one.listing_id: one for market in world.markets for one in market.listings}


def list_accused(world: World) -> set[str]:
    """The listings to which some code applies, or could arguably."""
    entries = (*world.account.expected, *world.account.also)
    shops = {shop for entry in entries for shop in (entry.get("shop_id"), *entry.get("shop_ids", ()))}
    named = {one for entry in entries for one in (entry.get("listing_id"), *entry.get("listing_ids", ()))}
    return {key for key, one in find_listings(world).items() if key in named or one.shop.shop_id in shops}


def list_lawful(world: World) -> list[Listing]:
    """The listings to which no code applies."""
    accused = list_accused(world)
    return [one for key, one in find_listings(world).items() if key not in accused]


def list_told(entries: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """The entries about a code."""
    return [one for one in entries if one["code"] == code]
