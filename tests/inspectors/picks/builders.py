"""Builders of snapshots for the tests of picking."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from evidence.listing import Listing, PageKind, Price, Shop
from evidence.snapshot import Outcome, Snapshot

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def make_sighting(
    number: int, *, price: str | None = "100", days_ago: float = 0, shop: str | None = None, **fields: object
) -> Snapshot:
    """One sighting of a listing; brand and model are the same for all unless given."""
    platform = str(fields.pop("platform", "m"))
    amount = Decimal(price) if price else None
    named: dict[str, object] = {"title": "安和 A1 充电宝", "brand": "安和", "model": "A1"} | fields
    listing = Listing(
        url=f"http://{platform}.example/{number}",
        kind=PageKind.LISTING,
        platform=platform,
        listing_id=str(number),
        shop=Shop(id=shop or f"s{number}", name=f"店{number}"),
        price=Price(amount=amount, currency="CNY") if amount is not None else None,
        **named,  # type: ignore[arg-type]
    )
    return Snapshot(
        snapshot_id=f"snap-{platform}-{number}-{days_ago}",
        run_id="run-test",
        platform=platform,
        kind=PageKind.LISTING,
        listing_id=str(number),
        url=listing.url,
        final_url=listing.url,
        captured_at=NOW - timedelta(days=days_ago),
        outcome=Outcome.FOUND,
        listing=listing,
        warc_sha256="c" * 64,
    )
