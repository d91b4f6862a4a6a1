"""Makes the whole market from a seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from demo.chance import make_chance
from demo.entities import EntityMint
from demo.model import (
    Category,
    Claim,
    Entity,
    Fate,
    Licence,
    LicenceState,
    Listing,
    Look,
    Market,
    Place,
    Shop,
)
from demo.tables import load_table

BYSTANDERS = 200
# Every fate but `plain` befalls exactly one listing.
_FATES = tuple(fate for fate in Fate if fate is not Fate.PLAIN)


def make_market(seed: int) -> Market:
    """The market of a seed: the same seed always gives the same market, to the last letter."""
    mint = EntityMint(make_chance(seed, "entities"))
    shops, owners = _make_shops(seed, mint)
    categories = tuple(Category(**row) for row in load_table("catalogue")["categories"])
    bystanders = [mint.make_bystander() for _ in range(BYSTANDERS)]
    entities = sorted([*owners, *bystanders], key=lambda entity: entity.uscc)
    return Market(
        seed=seed,
        categories=categories,
        shops=shops,
        listings=_make_listings(seed, shops, categories),
        entities=tuple(entities),
    )


def _make_shops(seed: int, mint: EntityMint) -> tuple[tuple[Shop, ...], list[Entity]]:
    """The six shops and the entities that the register holds for them."""
    ids = make_chance(seed, "shop ids").sample(range(100000, 999999), 6)
    shops: list[Shop] = []
    owners: list[Entity] = []
    for shop_id, row in zip(ids, load_table("shops")["shops"], strict=True):
        state = LicenceState(row["licence"])
        holder = next((shop.licence for shop in shops if shop.role == "true_holder"), None)
        owner = mint.make_company(row["trade"], place=_away_from(mint, holder, state))
        shown = owner.name
        if row["role"] == "former_name":
            owner = replace(owner, name=mint.make_name(owner.place, row["trade"]), former_names=(shown,))
        if state is LicenceState.BORROWED:
            shown = mint.make_name(owner.place, row["trade"])  # the register has never heard this name
        owners.append(owner)
        licence: Licence | None = Licence(
            name=shown,
            entity=owner,
            issued_on=owner.established_on + timedelta(days=12),
            look=Look(row["look"]),
            seed=f"{seed}/{row['role']}",
        )
        if state is LicenceState.NONE:
            licence = None
        if state is LicenceState.REUSED:
            licence = holder
        shops.append(
            Shop(
                shop_id=str(shop_id),
                role=row["role"],
                name=row["name"],
                operator=shown,
                place=owner.place,
                licence_state=state,
                licence=licence,
            )
        )
    return tuple(shops), owners


def _away_from(mint: EntityMint, holder: Licence | None, state: LicenceState) -> Place | None:
    """Another province than the true holder's for the shop that reuses its picture; otherwise any place."""
    if state is LicenceState.REUSED and holder is not None:
        return mint.make_place(outside=holder.entity.place)
    return None


def _make_listings(
    seed: int, shops: tuple[Shop, ...], categories: tuple[Category, ...]
) -> tuple[Listing, ...]:
    goods: list[dict[str, Any]] = load_table("catalogue")["goods"]
    chance = make_chance(seed, "listings")
    ids = chance.sample(range(6_100_000_000, 6_999_999_999), len(goods))
    free = [row["key"] for row in goods if not row.get("pinned")]
    fates = dict(zip(chance.sample(free, len(_FATES)), _FATES, strict=True))
    planted = [row["key"] for row in goods if "planted" in row]
    claims = dict(zip(chance.sample(planted, len(planted)), Claim, strict=True))
    by_role = {shop.role: shop for shop in shops}
    by_key = {category.key: category for category in categories}
    return tuple(
        _make_listing(
            row,
            chance=make_chance(seed, row["key"]),
            listing_id=str(listing_id),
            home=(by_role[row["shop"]], by_key[row["category"]]),
            fate=fates.get(row["key"], Fate.PLAIN),
            claim=claims.get(row["key"]),
        )
        for listing_id, row in zip(ids, goods, strict=True)
    )


def _make_listing(
    row: dict[str, Any],
    *,
    chance: Random,
    listing_id: str,
    home: tuple[Shop, Category],
    fate: Fate,
    claim: Claim | None,
) -> Listing:
    shop, category = home
    claims = load_table("catalogue")["claims"]
    words = chance.choice(claims[row["planted"]]) if claim else ""
    # A few whole yuan up or down per seed keep the cents that the catalogue chose.
    shift = Decimal(chance.randrange(0, 9))
    return Listing(
        key=row["key"],
        listing_id=listing_id,
        shop=shop,
        category=category,
        title=row["title"].replace("{claim}", words),
        brand=row["brand"],
        model=row["model"],
        price=_cents(row["price"]) + shift,
        list_price=_cents(row["was"]) + shift if "was" in row else None,
        coupon_price=_cents(row["coupon"]) + shift if "coupon" in row else None,
        deposit=_cents(row["deposit"]) if "deposit" in row else None,
        price_style=row["style"],
        stock=0 if fate is Fate.SOLD_OUT else chance.randrange(18, 960),
        attrs=tuple((str(name), str(value)) for name, value in row["attrs"].items()),
        text=tuple(part.replace("{claim}", words) for part in row["text"]),
        shape=row["shape"],
        hue=row["hue"],
        fate=fate,
        claim=claim,
        look_alike=row.get("look_alike"),
        has_json_ld="deposit" not in row and chance.random() < 0.8,
    )


def _cents(price: float) -> Decimal:
    return Decimal(str(price)).quantize(Decimal("0.01"))
