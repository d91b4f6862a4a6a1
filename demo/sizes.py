"""How large a market is to be."""

from __future__ import annotations

from enum import StrEnum


class Size(StrEnum):
    """The three sizes: one platform for tests, all three for a quick look, all three in full."""

    SMALL = "small"
    QUICK = "quick"
    FULL = "full"
