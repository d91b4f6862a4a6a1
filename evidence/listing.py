"""What a page offers: the Listing and its parts (docs/contracts/cli.md, `extract`)."""

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from evidence.noun import Noun


class PageKind(StrEnum):
    """What a captured page is."""

    LISTING = "listing"
    SHOP = "shop"
    SEARCH = "search"
    LICENCE = "licence"
    OTHER = "other"


class Availability(StrEnum):
    """Whether the goods can be bought now."""

    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"


class OfferKind(StrEnum):
    """What an amount on a page stands for."""

    PRICE = "price"
    AFTER_COUPON = "after_coupon"
    DEPOSIT = "deposit"
    LADDER = "ladder"
    PER_UNIT = "per_unit"
    ACCESSORY = "accessory"


class Price(Noun):
    """An amount as read, with what was printed."""

    amount: Decimal | None
    currency: str | None
    raw: str | None = None


class Offer(Noun):
    """One way to buy: a variant, a step of a ladder, a deposit."""

    name: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    kind: OfferKind = OfferKind.PRICE
    unit: str | None = None
    min_quantity: int | None = None
    availability: Availability | None = None


class Shop(Noun):
    """Who sells, as the page says."""

    id: str | None = None
    name: str | None = None
    url: str | None = None


class Links(Noun):
    """Where the page says that licence, rules and shop are shown."""

    licence: str | None = None
    rules: str | None = None
    shop: str | None = None


class Card(Noun):
    """A listing as a list, shop or home page shows it; `words` are all that stands on the card."""

    url: str
    listing_id: str | None = None
    title: str | None = None
    price: Price | None = None
    list_price: Price | None = None
    shop: str | None = None
    words: str | None = None


class Listing(Noun):
    """The fields of a page; null means that the page does not show it.

    `description` is what page or data mark as one; `prose` the sentences below the name where nothing does:
    they may be somebody else's word, and no accusation rests on them. `total` is how many listings a list
    says it holds, in `unsure` where the list is likely cut and says nothing; `strays` are addresses that its
    priced boxes lead to and that are not known to be listings.
    """

    url: str
    kind: PageKind
    platform: str
    listing_id: str | None = None
    title: str | None = None
    brand: str | None = None
    model: str | None = None
    sku: str | None = None
    gtin: str | None = None
    price: Price | None = None
    list_price: Price | None = None
    offers: tuple[Offer, ...] = ()
    claims: dict[str, str] = Field(default_factory=dict)
    availability: Availability | None = None
    shop: Shop | None = None
    region: str | None = None
    category: str | None = None
    attributes: dict[str, str] = Field(default_factory=dict)
    images: tuple[str, ...] = ()
    detail_images: tuple[str, ...] = ()
    links: Links = Links()
    description: str | None = None
    prose: str | None = Field(default=None, exclude_if=lambda prose: prose is None)
    cards: tuple[Card, ...] = Field(default=(), exclude_if=lambda cards: not cards)
    total: int | None = Field(default=None, exclude_if=lambda total: total is None)
    strays: tuple[str, ...] = Field(default=(), exclude_if=lambda strays: not strays)
    unsure: tuple[str, ...] = ()

    @property
    def wording(self) -> str | None:
        """The description, else the sentences that stand where one would."""
        return self.description or self.prose
