"""The things of the demo market: entities, licences, shops, listings and the market that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from demo.papers import Paper, Picture

PLATFORM = "jishi"
HOST = "jishi.localhost"

# Folder and ending of a listing's address, by platform.
_ADDRESSES = {"jishi": ("item", ".html"), "yunxuan": ("goods", ""), "laohe": ("offer", ".htm")}
LIST_PRICE_NOTE = (
    "划线价说明：划线价为该商品的参考价，可能是品牌方建议零售价或曾经展示过的销售价，不作为计算优惠的依据。"
)


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
    platform: str = PLATFORM
    papers: tuple[Paper, ...] = ()
    contact: tuple[tuple[str, str], ...] = ()

    @property
    def shows_papers(self) -> bool:
        """Whether the shop leads to a licence page."""
        return self.licence is not None or bool(self.papers)

    @property
    def region(self) -> str:
        """The province and city that the shop declares."""
        return f"{self.place.province}{self.place.city}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of the market."""

    key: str
    name: str


class OfferKind(StrEnum):
    """What one pays for with an offer of a listing."""

    PRICE = "price"
    DEPOSIT = "deposit"
    ACCESSORY = "accessory"


class Hostility(StrEnum):
    """What a listing's page does to its reader."""

    SCRIPT_IN_TITLE = "script_in_title"
    HUGE_PAGE = "huge_page"
    NONSENSE = "nonsense"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One of several things that a listing sells (SKU)."""

    name: str
    price: Decimal
    kind: OfferKind = OfferKind.PRICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A price from a quantity on, as wholesale pages list them."""

    first: int
    last: int | None
    price: Decimal


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
    platform: str = PLATFORM
    offers: tuple[Offer, ...] = ()
    ladder: tuple[Step, ...] = ()
    unit: str = "件"
    card_price: Decimal | None = None
    list_price_note: str | None = LIST_PRICE_NOTE
    pictures: tuple[Picture, ...] = ()
    hostility: Hostility | None = None
    listed_on: date | None = None

    @property
    def path(self) -> str:
        """Where the listing stands on the host."""
        private = "private/" if self.fate is Fate.PRIVATE else ""
        folder, ending = _ADDRESSES[self.platform]
        return f"/{folder}/{private}{self.listing_id}{ending}"

    @property
    def shown_price(self) -> Decimal:
        """The price on list and search pages."""
        return self.price if self.card_price is None else self.card_price


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The whole market: shops, listings, and every entity of its register."""

    seed: int
    categories: tuple[Category, ...]
    shops: tuple[Shop, ...]
    listings: tuple[Listing, ...]
    entities: tuple[Entity, ...]
    platform: str = PLATFORM

    @property
    def host(self) -> str:
        """The host name of the platform."""
        return f"{self.platform}.localhost"

    def shop(self, role: str) -> Shop:
        """The shop that plays `role`."""
        return next(shop for shop in self.shops if shop.role == role)
