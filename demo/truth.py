"""The truth about the market: what a crawl must find, and what the checks must and must not say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from demo.fates import OUTCOMES
from demo.model import PLATFORM, Claim, Listing, Market, Shop
from demo.sizes import Size
from demo.world import World
from demo.world_truth import make_world_truth


def make_truth(about: Market | World) -> dict[str, Any]:
    """The truth as JSON data; what a page cannot tell (a blocked listing's price) is null."""
    if isinstance(about, Market):
        return _make_market_truth(about)
    if about.size is Size.SMALL:
        return _make_market_truth(about.markets[0])
    return make_world_truth(about)


def _make_market_truth(market: Market) -> dict[str, Any]:
    return {
        "platform": PLATFORM,
        "seed": market.seed,
        "listings": [_make_listing_truth(listing) for listing in market.listings],
        "shops": [_make_shop_truth(shop) for shop in market.shops],
        "expected": _make_expected(market),
        "also": [],
        "look_alikes": _make_look_alikes(market),
    }


def write_truth(about: Market | World, path: Path) -> None:
    """Stores the truth as a JSON file."""
    text = json.dumps(make_truth(about), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _make_listing_truth(listing: Listing) -> dict[str, Any]:
    outcome, reason = OUTCOMES[listing.fate]
    facts: dict[str, Any] = {
        "title": listing.title,
        "price": str(listing.price),
        "list_price": _text(listing.list_price),
        "coupon_price": _text(listing.coupon_price),
        "deposit": _text(listing.deposit),
        "availability": "in_stock" if listing.stock else "out_of_stock",
        "brand": listing.brand,
        "model": listing.model,
    }
    if outcome != "found":
        facts = dict.fromkeys(facts)
    return {
        "listing_id": listing.listing_id,
        "path": listing.path,
        "shop_id": listing.shop.shop_id,
        "outcome": outcome,
        "reason": reason,
        **facts,
    }


def _make_shop_truth(shop: Shop) -> dict[str, Any]:
    return {
        "shop_id": shop.shop_id,
        "role": shop.role,
        "name": shop.name,
        "operator": shop.operator,
        "region": shop.region,
        "uscc": shop.licence.entity.uscc if shop.licence else None,
        "licence": shop.licence_state.value,
    }


def _make_expected(market: Market) -> list[dict[str, Any]]:
    borrowed, bare = market.shop("borrowed"), market.shop("none")
    holder, reuser = market.shop("true_holder"), market.shop("reused")
    expected = [
        _make_fail("SUBJ-003", "licence_matches_register", "shop", shop_id=borrowed.shop_id),
        _make_fail("SUBJ-001", "licence_displayed", "shop", shop_id=bare.shop_id),
        _make_fail(
            "SUBJ-003",
            "licence_picture_reused",
            "group",
            shop_ids=[holder.shop_id, reuser.shop_id],
            differs_shop_id=reuser.shop_id,
        ),
    ]
    for listing in market.listings:
        if listing.claim is not None:
            fail = _make_fail("AD-001", "absolute_terms", "listing", listing_id=listing.listing_id)
            expected.append(fail | {"canary": listing.claim is Claim.CANARY})
    return expected


def _make_fail(code: str, check: str, subject: str, **who: str | list[str]) -> dict[str, Any]:
    return {"code": code, "check": check, "status": "fail", "subject": subject, **who, "canary": False}


def _make_look_alikes(market: Market) -> list[dict[str, Any]]:
    former, poor, holder = (market.shop(role) for role in ("former_name", "unreadable", "true_holder"))
    shops = [
        ("SUBJ-003", former, "执照上的名称是曾用名，登记册的曾用名栏有记载"),
        ("SUBJ-003", poor, "执照图片太小太模糊，读不出来，不能据此指控"),
        ("SUBJ-001", poor, "展示了执照，只是图片质量差"),
        ("SUBJ-003", holder, "执照的真正持有人，图片被别的店铺盗用"),
    ]
    return [
        *({"code": code, "shop_id": shop.shop_id, "why": why} for code, shop, why in shops),
        *(
            {"code": "AD-001", "listing_id": listing.listing_id, "why": listing.look_alike}
            for listing in market.listings
            if listing.look_alike is not None
        ),
    ]


def _text(amount: object) -> str | None:
    return None if amount is None else str(amount)
