"""What the application's scripts fetch: JSON of home, lists, goods, prices, stores and papers."""

from __future__ import annotations

from typing import Any

from demo.model import Listing, Market, Shop
from demo.papers import Picture, PictureKind
from demo.shelf import Slice

RULES = (
    "本规则为第 5 版，自 2026 年 2 月 1 日起施行，近三年的历史版本可在本页下载。",
    "商家应当在店铺主页持续公示营业执照及与经营业务有关的行政许可信息，变更后十个工作日内更新。",
    "商品信息应当真实、准确、完整，不得作虚假或者引人误解的宣传。",
    "商品应当明码标价；使用划线价的，应当注明划线价的含义和来源。",
    "平台修改规则，在首页公开征求意见，并至少在实施前七日公示。",
)


def make_home(market: Market) -> dict[str, Any]:
    """The categories, stores and a few goods."""
    return {
        "slogan": "云选，精挑细选",
        "categories": [{"key": one.key, "name": one.name} for one in market.categories],
        "stores": [_make_store_card(shop) for shop in market.shops],
        "goods": [_make_card(listing) for listing in market.listings[:8]],
    }


def make_list(heading: str, part: Slice) -> dict[str, Any]:
    """A page of a category or a search."""
    return {
        "heading": heading,
        "page": part.number,
        "pages": part.count,
        "total": part.total,
        "goods": [_make_card(listing) for listing in part.listings],
    }


def make_goods(listing: Listing) -> dict[str, Any]:
    """The details of a listing, without its price."""
    inner = {PictureKind.DOCUMENT, PictureKind.POSTER}
    return {
        "id": listing.listing_id,
        "name": listing.title,
        "brand": listing.brand,
        "model": listing.model,
        "category": {"key": listing.category.key, "name": listing.category.name},
        "pictures": [picture_path(one) for one in listing.pictures if one.kind not in inner],
        "detailPictures": [picture_path(one) for one in listing.pictures if one.kind in inner],
        "params": [list(pair) for pair in listing.attrs],
        "detail": list(listing.text),
        "store": _make_store_card(listing.shop),
    }


def make_price(listing: Listing) -> dict[str, Any]:
    """The price of a listing, its offers and stock: the second request of a goods page."""
    return {
        "price": str(listing.price),
        "linePrice": None if listing.list_price is None else str(listing.list_price),
        "linePriceNote": listing.list_price_note if listing.list_price is not None else None,
        "couponPrice": None if listing.coupon_price is None else str(listing.coupon_price),
        "deposit": None if listing.deposit is None else str(listing.deposit),
        "unit": listing.unit,
        "stock": listing.stock,
        "skus": [
            {"name": one.name, "price": str(one.price), "kind": one.kind.value} for one in listing.offers
        ],
    }


def make_store(shop: Shop, part: Slice) -> dict[str, Any]:
    """The home of a store with a page of its goods."""
    return {
        **_make_store_card(shop),
        "operator": shop.operator,
        "hasPapers": shop.shows_papers,
        **make_list(shop.name, part),
    }


def make_papers(shop: Shop) -> dict[str, Any]:
    """The papers that a store posts."""
    papers = [
        {
            "label": paper.label,
            "number": paper.number,
            "picture": None if paper.picture is None else picture_path(paper.picture),
        }
        for paper in shop.papers
    ]
    return {"store": _make_store_card(shop), "operator": shop.operator, "papers": papers}


def picture_path(picture: Picture) -> str:
    """Where a picture is."""
    return f"/pic/{picture.file_name}"


def _make_card(listing: Listing) -> dict[str, Any]:
    return {
        "id": listing.listing_id,
        "path": listing.path,
        "name": listing.title,
        "picture": picture_path(listing.pictures[0]),
        "price": str(listing.shown_price),
        "store": listing.shop.name,
    }


def _make_store_card(shop: Shop) -> dict[str, Any]:
    return {"id": shop.shop_id, "name": shop.name, "region": shop.region}
