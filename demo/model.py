"""The things of the demo market: entities, licences, shops, listings and the market that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

PLATFORM = "jishi"
HOST = "jishi.localhost"


class LicenceState(StrEnum):
    """What is true about the licence picture that a shop posts."""

    NONE = "none"
    GOOD = "good"
    BORROWED = "borrowed"
    REUSED = "reused"
    UNREADABLE = "unreadable"


class Look(StrEnum):
    """How a licence picture was taken."""

    SCAN = "scan"
    WATERMARK = "watermark"
    DESK = "desk"
    POOR = "poor"


class Fate(StrEnum):
    """What happens to someone who asks for a listing."""

    PLAIN = "plain"
    SOLD_OUT = "sold_out"
    RATE_LIMITED = "rate_limited"
    GONE = "gone"
    DELISTED = "delisted"
    REFUSED = "refused"
    CHALLENGED = "challenged"
    LOGIN = "login"
    EMPTY_SHELL = "empty_shell"
    NEW_LAYOUT = "new_layout"
    PRIVATE = "private"


class Claim(StrEnum):
    """Which kind of planted advertising claim a listing carries."""

    PLANTED = "planted"
    CANARY = "canary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A district with its six-digit code."""

    code: str
    province: str
    city: str
    district: str

    @property
    def authority(self) -> str:
        """The registration authority of the district."""
        return f"{self.city}{self.district}市场监督管理局"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An operator as the register holds it."""

    uscc: str
    name: str
    former_names: tuple[str, ...]
    entity_type: str
    legal_representative: str
    capital: str
    address: str
    established_on: date
    term_to: date | None
    scope: str
    status: str
    status_since: date
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A posted business licence (营业执照): the name it shows, the entity behind its number, and its look."""

    name: str
    entity: Entity
    issued_on: date
    look: Look
    seed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A shop: its role in the play, who it says runs it, and the licence it posts."""

    shop_id: str
    role: str
    name: str
    operator: str
    place: Place
    licence_state: LicenceState
    licence: Licence | None

    @property
    def region(self) -> str:
        """The province and city that the shop declares."""
        return f"{self.place.province}{self.place.city}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of the market."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A listing as its page would show it, and what happens to who asks for it."""

    key: str
    listing_id: str
    shop: Shop
    category: Category
    title: str
    brand: str
    model: str
    price: Decimal
    list_price: Decimal | None
    coupon_price: Decimal | None
    deposit: Decimal | None
    price_style: str
    stock: int
    attrs: tuple[tuple[str, str], ...]
    text: tuple[str, ...]
    shape: str
    hue: int
    fate: Fate
    claim: Claim | None
    look_alike: str | None
    has_json_ld: bool

    @property
    def path(self) -> str:
        """Where the listing stands on the host."""
        folder = "/item/private" if self.fate is Fate.PRIVATE else "/item"
        return f"{folder}/{self.listing_id}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The whole market: shops, listings, and every entity of its register."""

    seed: int
    categories: tuple[Category, ...]
    shops: tuple[Shop, ...]
    listings: tuple[Listing, ...]
    entities: tuple[Entity, ...]

    def shop(self, role: str) -> Shop:
        """The shop that plays `role`."""
        return next(shop for shop in self.shops if shop.role == role)
