"""The week before a listing began to compare its price, as the recorded prices show it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from evidence.clock import SHANGHAI
from evidence.exhibit import Exhibit, PricePoint
from evidence.listing import Listing, OfferKind
from inspectors.checks.pricing.price_words import get_price_words, iter_price_clauses

WEEK = timedelta(days=7)
"""令56 16: the lowest price of the seven days before the comparison."""

_COMPARABLE = {OfferKind.PRICE, OfferKind.LADDER}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekBefore:
    """The seven days before `start` and the prices recorded in them.

    `how` says where the start is from: the page states it, the price then fell to the present one, or the
    price has been the present one for longer than a week and nobody can tell (then it is the capture).
    """

    start: datetime
    how: str
    points: tuple[PricePoint, ...]


def find_week_before(exhibit: Exhibit, price: Decimal) -> WeekBefore | None:
    """The week before the comparison; None when no price was recorded in it.

    What the listing costs since the promotion began says nothing of what it cost before: those days are
    left out.
    """
    listing = exhibit.listing
    points = _take_same_goods(exhibit.past, listing, price) if listing is not None else []
    if listing is None or not points:
        return None
    captured_at = exhibit.snapshot.captured_at
    stated = find_stated_start(listing, captured_at)
    if stated is not None:
        return _cut(points, stated, "页面标明活动开始")
    for earlier, later in zip(reversed(points[:-1]), reversed(points[1:]), strict=True):
        if later.amount != price:
            break
        if earlier.amount != price:
            return _cut(points, later.moment, "记录中降至现价")
    if points[-1].amount != price:
        return _cut(points, captured_at, "采集")
    # All the past at the present price: only where that is longer than a week does it say anything.
    is_long = points[0].moment <= captured_at - WEEK
    return _cut(points, captured_at, "采集（此前一直为现价）") if is_long else None


def find_stated_start(listing: Listing, captured_at: datetime) -> datetime | None:
    """The day from which the page says its promotion runs; None when it says none or one yet to come."""
    for clause, _ in iter_price_clauses(listing):
        for pattern in get_price_words("starts_patterns"):
            match = re.search(pattern, clause)
            day = _make_day(match.groupdict(), captured_at) if match else None
            if day is not None:
                return day
    return None


def _make_day(parts: dict[str, str | None], captured_at: datetime) -> datetime | None:
    local = captured_at.astimezone(SHANGHAI)
    years = [int(parts["year"])] if parts["year"] else [local.year, local.year - 1]
    for year in years:
        try:
            day = date(year, int(parts["month"] or 0), int(parts["day"] or 0))
        except ValueError:
            return None
        moment = datetime.combine(day, time(), tzinfo=SHANGHAI)
        if moment <= captured_at < moment + timedelta(days=60):
            return moment
    return None


def _take_same_goods(past: Sequence[PricePoint], listing: Listing, price: Decimal) -> list[PricePoint]:
    """The headline prices; where none were recorded, those of the variant that has the present price."""
    currency = listing.price.currency if listing.price else None
    same = [
        point
        for point in past
        if point.kind in _COMPARABLE and (not currency or not point.currency or point.currency == currency)
    ]
    own = [point for point in same if not point.sku]
    names = {offer.name for offer in listing.offers if offer.amount == price and offer.name}
    return own or ([point for point in same if point.sku in names] if len(names) == 1 else [])


def _cut(points: Sequence[PricePoint], start: datetime, how: str) -> WeekBefore | None:
    within = tuple(point for point in points if start - WEEK <= point.moment < start)
    return WeekBefore(start=start, how=how, points=within) if within else None
