"""Sixty days of prices, as another system would hand them over."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from demo.draft import Draft
from demo.workshop import Workshop

DAYS = 60
HEADER = ("platform", "listing_id", "sku", "date", "amount", "currency")


def note_price(shop: Workshop, draft: Draft, days_ago: int, price: Decimal) -> None:
    """Notes the price of a listing on a day; a later note of the same day replaces it."""
    shop.account.history[draft.stall.platform, draft.listing_id, shop.ago(days_ago).isoformat()] = str(price)


def keep_price(shop: Workshop, draft: Draft, price: Decimal, *, first: int = DAYS - 1, last: int = 0) -> None:
    """Notes one price for every day from `first` to `last` days ago."""
    for days_ago in range(first, last - 1, -1):
        note_price(shop, draft, days_ago, price)


def write_history(history: dict[tuple[str, str, str], str], path: Path) -> None:
    """Stores the history as `history import` takes it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for (platform, listing_id, day), amount in sorted(history.items()):
            writer.writerow((platform, listing_id, "", day, amount, "CNY"))
