"""Shops and listings while they are made: everything that a plant may still change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from demo.model import (
    LIST_PRICE_NOTE,
    Category,
    Entity,
    Fate,
    Hostility,
    LicenceState,
    Listing,
    Offer,
    OfferKind,
    Shop,
    Step,
)
from demo.notices import make_notice
from demo.papers import Paper, Picture
from demo.register_book import Row

Family = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """An invented brand: name, initials for its models, and who makes its goods."""

    name: str
    initials: str
    owner: Entity


@dataclass(slots=True, kw_only=True)
class Stall:
    """A shop in the making."""

    shop_id: str
    platform: str
    aisle: str
    name: str
    entity: Entity
    operator: str
    role: str = "lawful"
    papers: list[Paper] = field(default_factory=list)
    contact: list[tuple[str, str]] = field(default_factory=list)
    permit: Row | None = None
    count: int = 0
    is_closed: bool = False  # takes no goods but those that its own case puts there

    def make_notice(self) -> Picture:
        """The shop's notice, which all its listings show."""
        return make_notice(self.shop_id, self.name, self.entity.place.city)

    def make_shop(self) -> Shop:
        """The finished shop."""
        has_licence = any(paper.label == "营业执照" for paper in self.papers)
        return Shop(
            shop_id=self.shop_id,
            role=self.role,
            name=self.name,
            operator=self.operator,
            place=self.entity.place,
            licence_state=LicenceState.GOOD if has_licence else LicenceState.NONE,
            licence=None,
            platform=self.platform,
            papers=tuple(self.papers),
            contact=tuple(self.contact),
        )


@dataclass(slots=True, kw_only=True)
class Draft:
    """A listing in the making; `attrs` holds label and value by what the fact is."""

    listing_id: str
    family: Family
    stall: Stall
    brand: Brand
    title: str
    noun: str
    model: str
    price: Decimal
    attrs: dict[str, tuple[str, str]] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    ladder: list[Step] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)  # of the registers, by what they prove
    unit: str = "件"
    hue: int = 0
    stock: int = 0
    price_style: str = "yen"
    list_price: Decimal | None = None
    list_price_note: str | None = LIST_PRICE_NOTE
    coupon_price: Decimal | None = None
    deposit: Decimal | None = None
    card_price: Decimal | None = None
    fate: Fate = Fate.PLAIN
    hostility: Hostility | None = None
    is_calm: bool = True  # carries neither a plant nor a look-alike
    has_json_ld: bool = True

    def set(self, name: str, value: str, label: str | None = None) -> None:
        """Changes the value of a fact, keeping its label, or adds it under `label`."""
        known = self.attrs.get(name)
        if known is None and label is None:
            raise KeyError(f"listing {self.listing_id!r} has no fact {name!r}; give it a label")
        self.attrs[name] = (label or (known[0] if known else name), value)

    def drop(self, *names: str) -> None:
        """Removes facts."""
        for name in names:
            self.attrs.pop(name, None)

    def drop_documents(self) -> None:
        """Removes the pictures of documents."""
        self.pictures = [one for one in self.pictures if one.document is None]

    def make_listing(self, shop: Shop, category: Category) -> Listing:
        """The finished listing."""
        return Listing(
            key=self.listing_id,
            listing_id=self.listing_id,
            shop=shop,
            category=category,
            title=self.title,
            brand=self.attrs["brand"][1] if "brand" in self.attrs else "",
            model=self.attrs["model"][1] if "model" in self.attrs else "",
            price=self.price,
            list_price=self.list_price,
            coupon_price=self.coupon_price,
            deposit=self.deposit,
            price_style=self.price_style,
            stock=0 if self.fate is Fate.SOLD_OUT else self.stock,
            attrs=tuple(self.attrs.values()),
            text=tuple(self.text),
            shape=self.family["shape"],
            hue=self.hue,
            fate=self.fate,
            claim=None,
            look_alike=None,
            has_json_ld=self.has_json_ld and self.deposit is None and not self._has_bait(),
            platform=self.stall.platform,
            offers=tuple(self.offers),
            ladder=tuple(self.ladder),
            unit=self.unit,
            card_price=self.card_price,
            list_price_note=self.list_price_note,
            pictures=(*self.pictures, self.stall.make_notice()),
            hostility=self.hostility,
            listed_on=date.fromisoformat(self.attrs["listed"][1]) if "listed" in self.attrs else None,
        )

    def _has_bait(self) -> bool:
        return any(offer.kind is not OfferKind.PRICE for offer in self.offers)
