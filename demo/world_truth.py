"""The truth about a world of three platforms: what is on its pages, which codes apply, which only seem to.

An entry of `expected` whose subject is a shop is met by a finding of its code on the shop or on one of
`listing_ids`; one whose subject is a group, by a finding on one of the group. `status` is the strongest that
the evidence carries: a `fail` may be met by a fail, an `unsure` by unsure alone. Entries of `also` score
neither way. A document's `key_numbers` are written without spaces, its `fields` as printed; those named in
`broken` fail their own check characters, so that a reader must not call them read.
"""

from __future__ import annotations

from typing import Any

from demo.fates import OUTCOMES
from demo.gallery import iter_pictures
from demo.model import Hostility, Listing, Market, Shop
from demo.papers import FLAWS, Document, Kind, Picture
from demo.uscc import is_valid_uscc
from demo.world import World

PLATFORM_NAMES = {"jishi": "即市", "yunxuan": "云选", "laohe": "老和批发"}
# The numbers by which a document is looked up.
_KEY_NUMBERS = {
    Kind.BUSINESS_LICENCE: ("uscc",),
    Kind.FOOD_PERMIT: ("permit_no", "uscc"),
    Kind.CCC_CERTIFICATE: ("certificate_no",),
    Kind.ENERGY_LABEL: ("filing_no", "model", "grade"),
    Kind.TEST_REPORT: ("report_no", "cma_no", "cnas_no"),
    Kind.MANAGEMENT_CERTIFICATE: ("certificate_no",),
    Kind.ORGANIC_CERTIFICATE: ("certificate_no",),
    Kind.TYPE_APPROVAL: ("approval_no",),
}
# What a reader may also rightly make of a page that means harm.
_HARM = {
    Hostility.HUGE_PAGE: (("found", None), ["unreadable", "blocked"]),
    Hostility.NONSENSE: (("blocked", "nonsense"), ["unreadable"]),
    Hostility.SCRIPT_IN_TITLE: (("found", None), []),
}


def make_world_truth(world: World) -> dict[str, Any]:
    """The truth as JSON data; what a page cannot tell (a blocked listing's price) is null."""
    account = world.account
    return {
        "seed": world.seed,
        "size": world.size.value,
        "day": world.day.isoformat(),
        "baseline_day": world.baseline_day.isoformat(),
        "platforms": [
            {"platform": market.platform, "host": market.host, "name": PLATFORM_NAMES[market.platform]}
            for market in world.markets
        ],
        "listings": [_make_listing(one) for market in world.markets for one in market.listings],
        "shops": [_make_shop(one) for market in world.markets for one in market.shops],
        "documents": _make_documents(world.markets),
        "expected": account.expected,
        "also": account.also,
        "look_alikes": account.look_alikes,
        "picks": account.picks,
        "calm_prices": account.calm_prices,
        "novel": account.novel,
        "rates": {
            "product_pictures_repeated": _measure_repeats(world.markets),
            "places_per_picture": _measure_places(world.markets),
        },
    }


def _make_listing(listing: Listing) -> dict[str, Any]:
    (outcome, reason), or_else = OUTCOMES[listing.fate], list[str]()
    if listing.hostility is not None:
        (outcome, reason), or_else = _HARM[listing.hostility]
    facts: dict[str, Any] = {
        "title": listing.title,
        "price": str(listing.price),
        "list_price": _text(listing.list_price),
        "coupon_price": _text(listing.coupon_price),
        "deposit": _text(listing.deposit),
        "availability": "in_stock" if listing.stock else "out_of_stock",
        "brand": listing.brand or None,
        "model": listing.model or None,
        "unit": listing.unit,
        "offers": [
            {"name": one.name, "price": str(one.price), "kind": one.kind.value} for one in listing.offers
        ],
        "ladder": [{"first": one.first, "last": one.last, "price": str(one.price)} for one in listing.ladder],
        "documents": [one.document.key for one in listing.pictures if one.document is not None],
    }
    if outcome != "found":
        facts = dict.fromkeys(facts)
    return {
        "platform": listing.platform,
        "listing_id": listing.listing_id,
        "path": listing.path,
        "shop_id": listing.shop.shop_id,
        "category": listing.category.name,
        "outcome": outcome,
        "or_else": or_else,
        "reason": reason,
        "hostility": listing.hostility,
        "listed_on": listing.listed_on and listing.listed_on.isoformat(),
        "flaws": [{"file": one.file_name, "flaw": one.kind} for one in listing.pictures if one.kind in FLAWS],
        "pictures": [one.file_name for one in listing.pictures],
        **facts,
    }


def _make_shop(shop: Shop) -> dict[str, Any]:
    documents = [paper.picture.document for paper in shop.papers if paper.picture is not None]
    licence = next((one for one in documents if one and one.kind is Kind.BUSINESS_LICENCE), None)
    return {
        "platform": shop.platform,
        "shop_id": shop.shop_id,
        "role": shop.role,
        "name": shop.name,
        "operator": shop.operator,
        "region": shop.region,
        "uscc": licence.text("uscc") if licence else None,
        "papers": [{"label": paper.label, "number": paper.number} for paper in shop.papers],
        "documents": [one.key for one in documents if one],
    }


def _make_documents(markets: tuple[Market, ...]) -> list[dict[str, Any]]:
    """Each document once, with the platforms that show it."""
    shown: dict[str, tuple[Picture, set[str]]] = {}
    for market in markets:
        for picture in iter_pictures(market):
            if picture.document is not None:
                shown.setdefault(picture.key, (picture, set()))[1].add(market.platform)
    return [
        _make_document(picture.document, picture.file_name, sorted(platforms))
        for picture, platforms in shown.values()
        if picture.document is not None
    ]


def _make_document(document: Document, file_name: str, platforms: list[str]) -> dict[str, Any]:
    numbers = [name for name in _KEY_NUMBERS[document.kind] if name in document.values]
    return {
        "document": document.key,
        "file": file_name,
        "platforms": platforms,
        "kind": document.kind.value,
        "look": document.take.value,
        "legible": document.is_legible,
        "key_numbers": {name: "".join(document.text(name).split()) for name in numbers},
        "broken": [name for name in numbers if name == "uscc" and not is_valid_uscc(document.text(name))],
        "fields": {name: _make_value(name, value) for name, value in document.fields},
        "code": document.code,
    }


def _make_value(name: str, value: Any) -> Any:
    if name == "metrics":
        return [{"name": one, "value": amount, "unit": unit} for one, amount, unit in value]
    return list(value) if isinstance(value, tuple) else value


def _measure_repeats(markets: tuple[Market, ...]) -> float:
    """The share of product pictures that another page shows as well, counted from the second page on."""
    keys = [
        one.key
        for market in markets
        for listing in market.listings
        for one in listing.pictures
        if one.kind == "product"
    ]
    return round(1 - len(set(keys)) / len(keys), 3)


def _measure_places(markets: tuple[Market, ...]) -> float:
    """On how many pages a picture stands, on the average."""
    keys = [picture.key for market in markets for picture in iter_pictures(market)]
    return round(len(keys) / len(set(keys)), 2)


def _text(amount: object) -> str | None:
    return None if amount is None else str(amount)
