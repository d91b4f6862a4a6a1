"""Prices in the raw forms that sellers type."""

from __future__ import annotations

from decimal import Decimal


def format_price(price: Decimal, style: str) -> str:
    """A price as its page prints it, in one of the styles of catalogue.yaml."""
    match style:
        case "yen":
            return f"¥{price:.2f}"
        case "yen_space":
            return f"¥ {_shorten(price)}"
        case "yen_grouped":
            return f"¥{price:,.2f}"
        case "fullwidth":
            return f"￥{price:.2f}"
        case "yuan":
            return f"{_shorten(price)}元"
    raise ValueError(f"unknown price style {style!r} in catalogue.yaml")


def _shorten(price: Decimal) -> str:
    """Without trailing zeros behind the point: 19.90 as 19.9, 49.00 as 49."""
    return f"{price:.2f}".rstrip("0").rstrip(".")
