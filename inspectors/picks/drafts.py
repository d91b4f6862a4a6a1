"""What picking gives before it is kept: a pick without the run that found it."""

from dataclasses import dataclass
from decimal import Decimal

from evidence.finding import FindingListing, make_lead_id
from evidence.listing import PageKind
from evidence.pick import Compared, Factor, PickKind
from evidence.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A pick, with the check that made it and the lead it belongs to."""

    check: str
    lead_id: str
    kind: PickKind
    snapshot: Snapshot
    summary: str
    score: float
    factors: tuple[Factor, ...]
    compared: tuple[Compared, ...]
    amount: Decimal | None = None
    unit: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def make_pick_lead(check: str, snapshot: Snapshot, kind: PickKind) -> str:
    """The lead of a listing picked for one reason, on whatever day."""
    return make_lead_id(check, snapshot.listing_key, kind)


def make_listing_facts(snapshot: Snapshot) -> FindingListing:
    """The listing as a pick names it."""
    listing = snapshot.listing
    return FindingListing(
        platform=snapshot.platform,
        listing_id=snapshot.listing_id if snapshot.kind is PageKind.LISTING else None,
        url=snapshot.url,
        title=listing.title if listing else None,
        shop=listing.shop if listing else None,
    )


def make_compared(snapshot: Snapshot, amount: Decimal | None = None, unit: str | None = None) -> Compared:
    """A snapshot as a member of a set; with its headline price where no other amount is what is compared."""
    listing = snapshot.listing
    headline = listing.price.amount if listing and listing.price else None
    return Compared(
        platform=snapshot.platform,
        listing_id=snapshot.listing_key.partition(":")[2],
        shop=listing.shop.name if listing and listing.shop else None,
        snapshot_id=snapshot.snapshot_id,
        at=snapshot.captured_at,
        amount=headline if amount is None else amount,
        unit=unit,
        title=listing.title if listing else None,
    )


def write_amount(amount: Decimal) -> str:
    """An amount for people: two places, more only for small unit prices."""
    return f"{amount:.2f}" if amount >= 1 else f"{amount:.4g}"
