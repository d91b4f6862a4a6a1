"""Picks: what a patrol lays before people because it is new or its price stands out; never an accusation."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from evidence.finding import Check, FindingListing
from evidence.noun import Noun, derive_id


class PickKind(StrEnum):
    """Why something was picked."""

    PRICE_LOW = "price_low"
    PRICE_HIGH = "price_high"
    PRICE_DROP = "price_drop"
    PRICE_RISE = "price_rise"
    NOVEL = "novel"


class Factor(Noun):
    """One measure behind a pick: what was measured, the value, and whether it spoke for picking."""

    name: str
    value: str
    met: bool


class Compared(Noun):
    """One member of the set that a pick was compared with, or of the family it belongs to."""

    platform: str
    listing_id: str
    shop: str | None = None
    snapshot_id: str | None = None
    at: datetime
    amount: Decimal | None = None
    unit: str | None = None
    title: str | None = None


class Pick(Noun):
    """A listing (or, for a novel product, a family of listings) that people should look at.

    `lead_id` is what a person reviews: the same product picked on ten days is one lead. `amount` and `unit`
    are the price compared, `low` and `high` the band it was compared with; null for a novel product.
    """

    pick_id: str
    lead_id: str
    kind: PickKind
    listing: FindingListing
    snapshot_id: str
    summary: str
    score: float
    amount: Decimal | None = None
    unit: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    factors: tuple[Factor, ...]
    compared: tuple[Compared, ...]
    captured_at: datetime
    found_at: datetime
    run_id: str
    check: Check


def make_pick_id(lead_id: str, snapshot_id: str, check: Check) -> str:
    """The id of one occurrence of a pick: lead, snapshot, version of the rules."""
    return derive_id("pick", lead_id, snapshot_id, check.version)
