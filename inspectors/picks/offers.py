"""Offers that can be compared: what is sold, per which unit, at which price."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from config.catalogue import load_catalogue
from config.numbers import normalise_number
from evidence.listing import Listing, OfferKind
from evidence.prices import collect_offers
from evidence.snapshot import Outcome, Snapshot
from inspectors.picks.content import Content, parse_content, read_content
from inspectors.picks.unnamed import find_kin


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """One listing's comparable price.

    Args:
        product: what is sold, as it is compared (GTIN, else brand and model).
        name: the same for people.
        unit: g, ml or piece.
        unit_price: the price of one unit.
        amount: the price that the page shows.
        trade: retail, or wholesale where the price depends on the number bought.
    """

    product: str
    name: str
    unit: str
    unit_price: Decimal
    amount: Decimal
    currency: str
    trade: str
    snapshot: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTable:
    """The comparable offers of some snapshots, and how many listings were set apart for which reason.

    `alone` are the listings whose price can be compared with their own past, whatever they sell.
    """

    rows: tuple[OfferRow, ...]
    apart: dict[str, int]
    alone: tuple[Snapshot, ...] = ()


def make_offer_table(snapshots: Iterable[Snapshot]) -> OfferTable:
    """One row for each listing that sells a thing with an identity at one price; the last sighting counts."""
    last = {snapshot.listing_key: snapshot for snapshot in snapshots if snapshot.outcome is Outcome.FOUND}
    rows: list[OfferRow] = []
    alone: list[Snapshot] = []
    unnamed: list[Snapshot] = []
    apart: Counter[str] = Counter()
    for snapshot in last.values():
        listing = snapshot.listing
        if listing is None or listing.kind != "listing":
            continue
        if reason := find_reason_apart(listing):
            apart[reason] += 1
            continue
        alone.append(snapshot)
        product = identify(listing)
        if product is None:
            unnamed.append(snapshot)
        elif row := _make_row(snapshot, product):
            rows.append(row)
        else:
            apart["no_price"] += 1
    joined = list(_join(unnamed, rows))
    apart["no_identity"] = len(unnamed) - len(joined)
    return OfferTable(rows=(*rows, *joined), apart=dict(+apart), alone=tuple(alone))


def _join(unnamed: Iterable[Snapshot], rows: Sequence[OfferRow]) -> Iterator[OfferRow]:
    """Rows of listings that name no model but can only be one thing."""
    by_snapshot = {row.snapshot.snapshot_id: row for row in rows}
    named = [row.snapshot for row in rows]
    for snapshot in unnamed:
        kin = find_kin(snapshot, named)
        if kin is not None:
            own = by_snapshot[kin.snapshot_id]
            row = _make_row(snapshot, (own.product, own.name))
            yield from [row] if row else []


def find_reason_apart(listing: Listing) -> str | None:
    """Why the listing's price is compared with nothing: accessory, deposit, used, sample; else None."""
    title = listing.title or ""
    for reason, words in load_catalogue("picking")["apart"].items():
        if any(word in title for word in words):
            return str(reason)
    return None


def identify(listing: Listing) -> tuple[str, str] | None:
    """What is sold, as it is compared and as people say it; None where the page does not tell."""
    if listing.gtin:
        return f"gtin:{normalise_number(listing.gtin)}", listing.gtin
    brand, model = (_fold(value) for value in (listing.brand, listing.model))
    if brand and model:
        return f"{brand}|{model}", f"{listing.brand} {listing.model}"
    return None


def _make_row(snapshot: Snapshot, product: tuple[str, str]) -> OfferRow | None:
    price = find_price(snapshot)
    if price is None:
        return None
    amount, currency, trade, content = price
    return OfferRow(
        product=product[0],
        name=product[1],
        unit=content.unit,
        unit_price=amount / content.amount,
        amount=amount,
        currency=currency,
        trade=trade,
        snapshot=snapshot,
    )


def find_price(snapshot: Snapshot) -> tuple[Decimal, str, str, Content] | None:
    """A listing's one price: the first step of a ladder, else its own, with currency, trade and content."""
    listing = snapshot.listing
    if listing is None:
        return None
    content = read_content(listing)
    steps = [offer for offer in _iter_priced(snapshot) if offer[0] is OfferKind.LADDER]
    if steps:
        _, amount, currency, unit = steps[0]
        return amount, currency, "wholesale", parse_content(f"1{unit or ''}") or content
    if listing.price is not None and listing.price.amount:
        return listing.price.amount, listing.price.currency or "", "retail", content
    plain = [offer for offer in _iter_priced(snapshot) if offer[0] is OfferKind.PRICE]
    return (plain[0][1], plain[0][2], "retail", content) if len(plain) == 1 else None


def _iter_priced(snapshot: Snapshot) -> Iterator[tuple[OfferKind, Decimal, str, str | None]]:
    for offer in sorted(collect_offers(snapshot), key=lambda offer: offer.min_quantity or 0):
        if offer.amount is not None and offer.amount > 0:
            yield offer.kind, offer.amount, offer.currency or "", offer.unit


@cache
def _fold(value: str | None) -> str:
    folded = unicodedata.normalize("NFKC", value or "").upper()
    return "".join(sign for sign in folded if sign.isalnum())
