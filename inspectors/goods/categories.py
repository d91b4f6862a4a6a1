"""What a listing sells: its categories in the register `catalogues`, told from accessories and the like."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from config.catalogue import load_catalogue
from evidence.clock import make_shanghai_day
from evidence.exhibit import Exhibit
from evidence.finding import AuthorityValue, RegisterState
from evidence.listing import Listing
from inspectors.authority.lookup import Authority, Match, is_shipped
from inspectors.goods.placing import Placement, get_goods
from inspectors.words.rules import UNKNOWN

# The classes of goods (goods_classes.yaml) that rows of a catalogue, or of a kind of permit, are about.
_CLASSES = {
    "ccc": ("ccc_product", "labelled_appliance", "toy"),
    "energy_label": ("labelled_appliance", "ccc_product"),
    "water_label": ("labelled_appliance", "ccc_product"),
    "industrial_licence": ("agri_input", "none"),
    "food_operation": ("food", "health_food"),
    "food_prepack": ("food", "health_food"),
    "health_food": ("health_food",),
    "device_operation": ("medical_device",),
    "drug": ("drug",),
    "type_approval": ("metering_instrument",),
}
_BREAK = re.compile(r"[\s,，。;；、|/+＋【】\[\]（）()]")
_BOUNDS = re.compile(r"[\s/>、|,，]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A category that a listing's goods belong to.

    Args:
        category: as the register names it.
        permit_kinds: which permits it needs, in the catalogue `permit`.
        certain: false where a check must not say more than `unsure`.
        keyword: the register's word that the page holds.
        match: the row of the register.
    """

    category: str
    permit_kinds: tuple[str, ...]
    certain: bool
    keyword: str
    match: Match

    @property
    def authority(self) -> AuthorityValue | None:
        """The register's side, for a verdict."""
        return self.match.quote(self.category) if self.match.state is RegisterState.FOUND else None


def find_categories(exhibit: Exhibit, authority: Authority, catalogue: str) -> tuple[Goods, ...] | None:
    """The categories of a catalogue that a listing belongs to on the day of its capture, certain ones first.

    None when the register is not imported. Accessories, printed matter, toys, used goods and services are
    not the goods (`goods_words.yaml`).
    """
    rows = authority.find_all("catalogues", catalogue=catalogue)
    if rows[0].state is RegisterState.UNAVAILABLE:
        return None
    listing = exhibit.listing
    if listing is None:
        return ()
    day = make_shanghai_day(exhibit.snapshot.captured_at)
    inside = (row for row in rows if row.record is not None and _is_in_force(row.record, day))
    found = [goods for row in inside if (goods := _fit(listing, row, eaten=catalogue == "permit"))]
    if is_shipped(rows[0]):
        placement = get_goods(listing).place()
        battery = _is_low_voltage(listing)
        found = [
            agreed
            for goods in found
            if not (battery and (goods.match.record or {}).get("mains"))
            and (agreed := _agree(goods, catalogue, placement))
        ]
    return tuple(sorted(found, key=lambda goods: not goods.certain))


def _is_low_voltage(listing: Listing) -> bool:
    """Whether a title says that the goods are not fed from the mains."""
    return re.search(load_catalogue("in_force")["low_voltage"], _fold(listing.title or "")) is not None


def _agree(goods: Goods, catalogue: str, placement: Placement) -> Goods | None:
    """The goods where all that the listing says of itself agrees; shipped keywords alone accuse nobody.

    An authority chooses the keywords of its own register; those that are shipped are everyday nouns, which
    stand in the titles of other things too.
    """
    classes = {name for kind in goods.permit_kinds or (catalogue,) for name in _CLASSES.get(kind, ())}
    if placement.name in classes:
        return replace(goods, certain=goods.certain and placement.sure)
    perhaps = placement.name == UNKNOWN and classes & set(placement.others)
    return replace(goods, certain=False) if perhaps else None


def has_words(listing: Listing, name: str) -> bool:
    """Whether title, category or attributes hold a word of a list of `goods_words.yaml`."""
    attributes = (value for key, value in listing.attributes.items() if not key.startswith("配料"))
    texts = (listing.title or "", listing.category or "", *attributes)
    return any(word in text for text in texts for word in _load_words(name))


def is_from_abroad(exhibit: Exhibit) -> bool:
    """Whether a listing's words say that its goods are sent from abroad."""
    return exhibit.listing is not None and has_words(exhibit.listing, "from_abroad")


def get_named(exhibit: Exhibit) -> str:
    """Title and category, by which a listing says what it sells."""
    listing = exhibit.listing
    return f"{listing.title or ''} {listing.category or ''}" if listing else ""


def _is_in_force(record: dict[str, Any], day: date) -> bool:
    until = record.get("until")
    ended = until is not None and until != "long_term" and until < day.isoformat()
    return not ended and str(record.get("since", "")) <= day.isoformat()


def _fit(listing: Listing, row: Match, *, eaten: bool) -> Goods | None:
    record = row.record or {}
    words = record.get("keywords") or (record["category"],)
    keywords = _fold_keywords(tuple(words))
    title, place = _fold(listing.title or ""), _fold(listing.category or "")
    if not any(word in title or word in place for word in keywords):
        return None
    others = (*_load_words("others"), *(_load_words("not_eaten") if eaten else ()))
    if any(_holds_other(text, others, keywords) for text in (title, place)):
        return None
    standing = _find_standing(title, keywords)
    accessory = _find_accessory(title, keywords)
    if _is_accessory(title, keywords, standing, accessory):
        return None
    sorted_in = _find_sorted_in(place, keywords)
    keyword = standing or sorted_in or _find_standing(place, keywords)
    if keyword is None:
        return None
    return Goods(
        category=str(record["category"]),
        permit_kinds=tuple(re.findall(r"[a-z_]+", record.get("permit_kind") or "")),
        certain=not accessory and (sorted_in is not None or (standing is not None and len(standing) > 1)),
        keyword=keyword,
        match=row,
    )


@lru_cache(maxsize=1024)
def _fold_keywords(words: tuple[str, ...]) -> list[str]:
    return sorted({_fold(word) for word in words}, key=len, reverse=True)


def _is_accessory(title: str, keywords: list[str], standing: str | None, accessory: str | None) -> bool:
    """Whether a title names the goods only to say what something else is for."""
    if standing is None:
        return accessory is not None or any(len(keyword) > 1 and keyword in title for keyword in keywords)
    if accessory is None:
        return False
    behind = rf"{re.escape(standing)}\s+{re.escape(accessory)}"
    return re.search(behind, title) is not None or any(word in title for word in _load_words("fitting"))


def _find_standing(title: str, keywords: Iterable[str]) -> str | None:
    """The keyword that stands in a title as the goods themselves; one character only as its own word."""
    for keyword in keywords:
        for match in re.finditer(re.escape(keyword), title):
            alone = len(keyword) > 1 or _BREAK.match(f"{title[match.end() :]} ")
            if alone and not _is_followed(title[match.end() :]) and not _is_fitted(title[: match.start()]):
                return keyword
    return None


def _find_sorted_in(place: str, keywords: list[str]) -> str | None:
    """The keyword by which the platform itself sorts the listing: a part of its category made of keywords."""
    words = re.compile(f"(?:(?:{'|'.join(map(re.escape, keywords))})[与和类]?)+")
    parts = (part for part in _BOUNDS.split(place) if words.fullmatch(part))
    return next((keyword for part in parts for keyword in keywords if keyword in part), None)


def _find_accessory(title: str, keywords: list[str]) -> str | None:
    """An accessory that a title offers, but not one that comes with the goods or is in their name."""
    for word in _load_words("accessories"):
        if any(word in keyword for keyword in keywords):
            continue
        for match in re.finditer(re.escape(word), title):
            if not _load_pattern("gifts", r"(?:{})\S{{0,3}}$").search(title[: match.start()]):
                return word
    return None


def _holds_other(text: str, words: Iterable[str], keywords: list[str]) -> bool:
    hits = (word for word in words if _holds_word(text, word))
    return any(not any(word in keyword for keyword in keywords) for word in hits)


def _holds_word(text: str, word: str) -> bool:
    """Whether a text holds a word; a word of one character only at the end of one, as 书 in 科普书."""
    return word in text if len(word) > 1 else any(part.endswith(word) for part in _BREAK.split(text))


def _is_followed(rest: str) -> bool:
    return _load_pattern("followers", "的?(?:{})").match(rest) is not None


def _is_fitted(before: str) -> bool:
    clause = _BREAK.split(before)[-1]
    return any(word in clause for word in _load_words("fitting"))


@cache
def _load_pattern(name: str, shape: str) -> re.Pattern[str]:
    return re.compile(shape.format("|".join(load_catalogue("goods_words")[name])))


@cache
def _load_words(name: str) -> tuple[str, ...]:
    return tuple(_fold(word) for word in load_catalogue("goods_words")[name])


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()
