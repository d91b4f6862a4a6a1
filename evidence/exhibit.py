"""The Exhibit: everything a check may look at, put together from sealed records."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from evidence.document import Document, TextBlock
from evidence.listing import Card, Listing, PageKind
from evidence.noun import Noun
from evidence.snapshot import Artefact, Role, Snapshot

STANDS_FOR_SHOP = (PageKind.SHOP, PageKind.LICENCE)
"""The kinds of pages of which one stands for a shop, the better first."""


class SightedDocument(Noun):
    """A document, and the page on which its picture was seen."""

    document: Document
    artefact: Artefact
    snapshot_id: str
    page_url: str


class SightedText(Noun):
    """A line of text read in a picture, and the picture it stands in."""

    block: TextBlock
    artefact: Artefact


class SightedCard(Noun):
    """A card of the listing on another page of the same run."""

    card: Card
    kind: PageKind
    snapshot_id: str
    captured_at: datetime
    page: Artefact | None


class PricePoint(Noun):
    """What the listing cost at one earlier moment; `sku` is empty for its own (headline) price.

    `page` is the page that showed it; None where the price came from elsewhere (`source` says from where).
    """

    moment: datetime
    amount: Decimal
    currency: str
    sku: str
    kind: str
    source: str
    snapshot_id: str | None = None
    page: Artefact | None = None


class Exhibit(Noun):
    """One snapshot with what was read in its pictures; a shop with more pages, a listing with its shop.

    `around` are the other pages of a shop; `texts` the lines of text in all these pictures. `shop` is the
    exhibit of the shop that offers a listing, captured by the same run; None when it was not captured.
    `unread` are pictures of these pages that no reader has read (yet): as long as there are any, nobody can
    say that something is absent from them. `past` are the listing's earlier prices in order of time, taken
    only where the page compares its price with another one. `cards` are how lists, shop and home pages of
    the same run show it.
    """

    snapshot: Snapshot
    around: tuple[Snapshot, ...] = ()
    documents: tuple[SightedDocument, ...] = ()
    texts: tuple[SightedText, ...] = ()
    unread: tuple[Artefact, ...] = ()
    shop: "Exhibit | None" = None
    past: tuple[PricePoint, ...] = ()
    cards: tuple[SightedCard, ...] = ()

    @property
    def listing(self) -> Listing | None:
        """The fields of the snapshot's page."""
        return self.snapshot.listing

    @property
    def pages(self) -> tuple[Snapshot, ...]:
        """The snapshot and the pages around it."""
        return (self.snapshot, *self.around)

    def find_documents(self, kind: str) -> tuple[SightedDocument, ...]:
        """The documents of one kind."""
        return tuple(sighted for sighted in self.documents if sighted.document.kind == kind)

    def get_page_artefact(self, snapshot: Snapshot | None = None) -> Artefact | None:
        """The bytes of a page: as rendered when a browser took it, else as sent."""
        return find_page_artefact(snapshot or self.snapshot)

    def has(self, need: str) -> bool:
        """Whether a needed input is there, such as `listing.claims.energy_grade` or `document.KIND`."""
        room, _, path = need.partition(".")
        if room == "document":
            return bool(self.find_documents(path))
        value: Any = self.snapshot if room == "snapshot" else self.listing
        for step in path.split("."):
            value = value.get(step) if isinstance(value, dict) else getattr(value, step, None)
        return value is not None and value not in ("", (), {})


def find_page_artefact(snapshot: Snapshot) -> Artefact | None:
    """The bytes of a snapshot's page: as rendered when a browser took it, else as sent."""
    by_role = {artefact.role: artefact for artefact in reversed(snapshot.artefacts)}
    return by_role.get(Role.RENDERED) or by_role.get(Role.PAGE)
