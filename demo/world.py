"""The whole demo world of a seed: its platforms' markets, the registers, the price history and the truth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import demo.plants.certificates
import demo.plants.claims
import demo.plants.energy
import demo.plants.food
import demo.plants.operators
import demo.plants.prices
import demo.plants.quality
import demo.plants.reports  # noqa: F401 - these modules declare their cases when imported
from demo.bystanders import add_bystanders
from demo.draft import Draft
from demo.goods import show_proof, show_report
from demo.market import make_market
from demo.model import Category, Fate, Listing, Market, Offer, Shop
from demo.plants.case import plant_all
from demo.plants.fortunes import make_calm, plant_fates, plant_hostility
from demo.plants.markets import FRESH_DAYS, plant_new_colour, plant_novelty, plant_series
from demo.price_history import write_history
from demo.proofs import make_entity_row
from demo.register_book import RegisterBook
from demo.sizes import Size
from demo.stalls import open_lawful_stalls
from demo.tables import load_table
from demo.workshop import PLATFORMS, Account, Workshop

DAY = date(2026, 11, 26)
# Lawful shops for each aisle of a platform; listings and documents at least.
_STALLS = {Size.QUICK: 1, Size.FULL: 3}
_LISTINGS = {Size.QUICK: 94, Size.FULL: 330}
_FRESH_SHARE = 0.08  # of lawful listings: as new as the new goods, and of no interest
_DOCUMENTS = {Size.QUICK: 45, Size.FULL: 130}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A demo world; `account` is empty in the small one, whose truth is told by its market."""

    seed: int
    size: Size
    day: date
    markets: tuple[Market, ...]
    book: RegisterBook
    account: Account

    @property
    def baseline_day(self) -> date:
        """A day before the new goods came, for an earlier crawl that novelty can compare with."""
        return self.day - timedelta(days=FRESH_DAYS + 2)

    def at(self, day: date) -> World:
        """The platforms as they stood on an earlier day; which codes applied then, the truth does not say.

        Listings that were put up later are missing, and prices are those of the price history.
        """
        markets = tuple(_go_back(market, day, self.account) for market in self.markets)
        history = {key: amount for key, amount in self.account.history.items() if key[2] <= day.isoformat()}
        return replace(self, day=day, markets=markets, account=Account(history=history))


def make_world(seed: int, size: Size, day: date = DAY) -> World:
    """The world of a seed as of a day: the same seed, size and day always give the same."""
    if size is Size.SMALL:
        market = make_market(seed)
        book = RegisterBook()
        for entity in market.entities:
            book.add("market_entities", **make_entity_row(entity))
        return World(seed=seed, size=size, day=day, markets=(market,), book=book, account=Account())
    shop = Workshop(seed, day)
    _fill(shop, size)
    return World(
        seed=seed, size=size, day=day, markets=_make_markets(shop), book=shop.book, account=shop.account
    )


def write_registers(world: World, folder: Path) -> dict[str, Path]:
    """Stores every register of the world as its authority exports it; returns the files by register."""
    return world.book.write(folder)


def write_price_history(world: World, path: Path) -> None:
    """Stores the price history as a CSV file."""
    write_history(world.account.history, path)


def _go_back(market: Market, day: date, account: Account) -> Market:
    known = (one for one in market.listings if one.listed_on is None or one.listed_on <= day)
    return replace(market, listings=tuple(_price_on(one, day, account) for one in known))


def _price_on(listing: Listing, day: date, account: Account) -> Listing:
    amount = account.history.get((listing.platform, listing.listing_id, day.isoformat()))
    if amount is None or Decimal(amount) == listing.price:
        return listing
    return replace(listing, price=Decimal(amount), list_price=None)


def _fill(shop: Workshop, size: Size) -> None:
    is_quick = size is Size.QUICK
    for row in load_table("register_files")["catalogues"]:
        shop.book.add("catalogues", **row)
    open_lawful_stalls(shop, _STALLS[size])
    plant_all(shop, is_quick=is_quick)
    plant_series(shop, "flask", 9, ("low", "raise_before_cut"))
    if not is_quick:
        plant_series(shop, "storage", 10, ("high", "drop"))
        plant_series(shop, "power_bank", 8, ("low",))
        plant_series(shop, "umbrella", 4, ())
    plant_series(shop, "towel", 3, ())
    plant_novelty(shop, 4 if is_quick else 7)
    plant_new_colour(shop, 3 if is_quick else 5)
    plant_fates(shop, is_quick=is_quick)
    if not is_quick:
        plant_hostility(shop)
    _add_calm(shop, _LISTINGS[size])
    _add_documents(shop, _DOCUMENTS[size])
    add_bystanders(shop)
    for entry in shop.account.expected:
        if entry["subject"] == "shop":
            entry["listing_ids"] = [
                one.listing_id for one in shop.drafts if one.stall.shop_id == entry["shop_id"]
            ]


def _add_calm(shop: Workshop, count: int) -> None:
    """Lawful listings until there are enough, some with several offers, a coupon or a list price."""
    shop.turn_to("calm")
    while len(shop.drafts) < count:
        draft = make_calm(shop, shop.chance.choice(PLATFORMS))
        if shop.chance.random() < _FRESH_SHARE:
            draft.set("listed", shop.ago(shop.chance.randrange(1, FRESH_DAYS)).isoformat())
        if draft.ladder:
            continue
        match shop.chance.randrange(6):
            case 0:
                draft.list_price = (draft.price * Decimal("1.2")).quantize(Decimal("0.01"))
            case 1:
                draft.coupon_price = draft.price - 5
            case 2:
                spec = draft.attrs["spec"][1]
                double = (draft.price * Decimal("1.9")).quantize(Decimal("0.01"))
                draft.offers = [
                    Offer(name=spec, price=draft.price),
                    Offer(name=f"{spec} 两件装", price=double),
                ]


def _add_documents(shop: Workshop, count: int) -> None:
    """Pictures of proofs, then of reports, on listings without a case of their own until there are enough."""
    shop.turn_to("documents")
    told = shop.account.list_told()
    calm = [one for one in shop.drafts if one.listing_id not in told and one.fate is Fate.PLAIN]
    shop.chance.shuffle(calm)
    calm.sort(key=lambda draft: not draft.rows.keys() & {"ccc", "energy", "approval"})
    for show in (show_proof, show_report):
        for draft in calm:
            if len(_find_documents(shop)) >= count:
                return
            show(shop, draft)


def _find_documents(shop: Workshop) -> set[str]:
    posted = [paper.picture for stall in shop.stalls for paper in stall.papers]
    shown = [picture for draft in shop.drafts for picture in draft.pictures]
    return {one.key for one in (*posted, *shown) if one is not None and one.document is not None}


def _make_markets(shop: Workshop) -> tuple[Market, ...]:
    return tuple(_make_market(shop, platform) for platform in PLATFORMS)


def _make_market(shop: Workshop, platform: str) -> Market:
    categories = {
        aisle: Category(key=row[platform][0], name=row[platform][1])
        for aisle, row in shop.table["aisles"].items()
    }
    shops: dict[str, Shop] = {
        stall.shop_id: stall.make_shop() for stall in shop.stalls if stall.platform == platform
    }
    drafts: list[Draft] = [draft for draft in shop.drafts if draft.stall.platform == platform]
    shop.turn_to(f"order {platform}")
    shop.chance.shuffle(drafts)
    listings = tuple(
        draft.make_listing(shops[draft.stall.shop_id], categories[draft.family["aisle"]]) for draft in drafts
    )
    return Market(
        seed=shop.seed,
        categories=tuple(categories.values()),
        shops=tuple(shops.values()),
        listings=listings,
        entities=(),
        platform=platform,
    )
