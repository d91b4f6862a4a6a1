"""The prices that a listing had in the seven days before its present price began (令56 第十六条)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from evidence.clock import make_shanghai_day
from evidence.exhibit import Exhibit, PricePoint
from evidence.finding import Locator, LocatorKind
from evidence.listing import Listing, OfferKind
from inspectors.price_words import get_price_words

_WEEK = timedelta(days=7)
_COMPARABLE = (OfferKind.PRICE, OfferKind.LADDER, OfferKind.PER_UNIT)
_FEWEST = 2
"""Days on record below which nobody can tell that a price never changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastWeek:
    """The lowest price on record before a price began, and the days that were looked at."""

    lowest: PricePoint
    days: int
    words: str
    locators: tuple[Locator, ...]


def find_past_week(exhibit: Exhibit, price: Decimal) -> PastWeek | None:
    """The week before the present price; None where the record does not reach there.

    Where the present price stands on every day on record, those days are the week: it never was another.
    """
    points = _list_own(exhibit)
    if not points:
        return None
    began = _find_stated_start(exhibit) or _find_start(points, price)
    if began is None:
        return _make(points, "采集所及各日") if _count_days(points) >= _FEWEST else None
    before = [one for one in points if _get_day(one) < began]
    week = [one for one in before if _get_day(one) >= began - _WEEK]
    if week:
        return _make(week, f"{began.isoformat()}前七日")
    last = [one for one in before if _get_day(one) == _get_day(before[-1])] if before else []
    return _make(last, f"{began.isoformat()}前最后一次记录") if last else None


def _list_own(exhibit: Exhibit) -> list[PricePoint]:
    """The listing's own prices in its own currency, oldest first."""
    listing = exhibit.listing
    currency = listing.price.currency if listing and listing.price else None
    own = [one for one in exhibit.past if not one.sku and one.kind in _COMPARABLE]
    return [one for one in own if one.currency == currency]


def _find_start(points: Sequence[PricePoint], price: Decimal) -> date | None:
    """The first of the last days on record that all have the present price; the capture's own day when
    none has; None when all have."""
    for place in range(len(points) - 1, -1, -1):
        if points[place].amount != price:
            return _get_day(points[place]) + timedelta(days=1)
    return None


def _find_stated_start(exhibit: Exhibit) -> date | None:
    """The day on which the page says that its promotion began."""
    captured = make_shanghai_day(exhibit.snapshot.captured_at)
    for text in _iter_texts(exhibit.listing):
        for pattern in get_price_words("starts_patterns"):
            found = re.search(pattern, text)
            day = _make_day(found, captured) if found else None
            if day is not None and day <= captured:
                return day
    return None


def _make_day(found: re.Match[str], captured: date) -> date | None:
    try:
        day = date(int(found["year"] or captured.year), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    # 12月28日 seen in January is of the year before.
    return day.replace(year=day.year - 1) if found["year"] is None and day > captured else day


def _iter_texts(listing: Listing | None) -> list[str]:
    return [text for text in (listing.title, listing.description) if text] if listing else []


def _make(points: Sequence[PricePoint], words: str) -> PastWeek:
    lowest = min(points, key=lambda one: one.amount)
    days, first, last = _count_days(points), _get_day(points[0]), _get_day(points[-1])
    return PastWeek(
        lowest=lowest,
        days=days,
        words=f"{words}（{days}天，{first}至{last}，{_name_sources(points)}）",
        locators=tuple(dict.fromkeys(_iter_places((lowest, points[0], points[-1])))),
    )


def _iter_places(points: Iterable[PricePoint]) -> Iterator[Locator]:
    for point in points:
        if point.page is not None:
            quote = f"{point.amount.normalize():f}"
            yield Locator(
                kind=LocatorKind.HTML, artefact=point.page.url, sha256=point.page.sha256, quote=quote
            )


def _name_sources(points: Sequence[PricePoint]) -> str:
    imported = sorted({one.source for one in points if one.page is None})
    return "本系统采集" if not imported else f"含导入数据：{'、'.join(imported)}"


def _count_days(points: Sequence[PricePoint]) -> int:
    return len({_get_day(one) for one in points})


def _get_day(point: PricePoint) -> date:
    return make_shanghai_day(point.moment)
