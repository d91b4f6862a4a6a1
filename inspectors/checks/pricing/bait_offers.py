"""Variants that are not the goods: deposits, postage links, accessories, what nobody may order."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import cache

from config.catalogue import load_catalogue
from evidence.listing import Listing, Offer, OfferKind
from inspectors.checks.pricing.price_words import get_price_words

_BARE = re.compile(r"[\d.,\-~～—<>≥≤¥￥\s]|元|起|以上|[件个只台箱盒包套双条斤瓶张]")
_KINDS = {OfferKind.DEPOSIT: "deposit", OfferKind.ACCESSORY: "beside"}


class Bait(StrEnum):
    """Why a variant is not the goods."""

    NO_ORDER = "no_order"
    DEPOSIT = "deposit"
    POSTAGE = "postage"
    BESIDE = "beside"
    SAMPLE = "sample"

    @property
    def label(self) -> str:
        """What it is called towards people."""
        return _LABELS[self]


_LABELS = {
    Bait.NO_ORDER: "不可下单的规格",
    Bait.DEPOSIT: "定金",
    Bait.POSTAGE: "补差价或运费链接",
    Bait.BESIDE: "配件",
    Bait.SAMPLE: "样品或试用装",
}


def find_named_offers(listing: Listing) -> tuple[Offer, ...]:
    """The variants with a name and a price; what is only called by its price or quantity is the listing."""
    shown = listing.price.raw if listing.price else None
    return tuple(
        offer
        for offer in listing.offers
        if offer.amount and offer.name and offer.name != shown and _BARE.sub("", offer.name)
    )


def find_bait(offer: Offer, title: str) -> Bait | None:
    """Why the variant is not the goods that the title names; None when it is (part of) them."""
    name = unicodedata.normalize("NFKC", offer.name or "")
    if any(re.search(pattern, name) for pattern in get_price_words("bait", "no_order_patterns")):
        return Bait.NO_ORDER
    for bait, word in _iter_words(name, offer.kind):
        return None if _names_goods(title, word) else bait
    return None


def _iter_words(name: str, kind: OfferKind) -> Iterator[tuple[Bait, str]]:
    for bait in (Bait.DEPOSIT, Bait.POSTAGE, Bait.SAMPLE, Bait.BESIDE):
        for word in get_price_words("bait", bait):
            if word in name and not re.search(rf"(?:{_join_gifts()})\S{{0,4}}{re.escape(word)}", name):
                yield bait, word
    if kind in _KINDS:
        yield Bait(_KINDS[kind]), name


def _names_goods(title: str, word: str) -> bool:
    """Whether a title sells what the word names, not only adds it as a gift."""
    without_gifts = re.sub(rf"(?:{_join_gifts()})\S{{0,4}}{re.escape(word)}", "", title)
    return word in without_gifts


@cache
def _join_gifts() -> str:
    return "|".join(load_catalogue("goods_words")["gifts"])
