"""Placing a listing among the goods that the law tells apart, from what it says, or not at all."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from config.catalogue import load_catalogue
from evidence.listing import Listing
from inspectors.goods.learned import Guess, guess
from inspectors.goods.nouns import Noun, find_class_of_part, find_nouns
from inspectors.words.rules import UNKNOWN, WORK
from inspectors.words.segment import Words

NONE, DRUG, SERVICE = "none", "drug", "service"
_PARTS = re.compile(r"\s*[>＞/|、,，:：»]\s*|\s*--\s*|\s+-\s+")


# Below the first chance what nouns tell is untold; from the others the guess speaks where they are silent.
_UNLIKELY, _CERTAIN, _CERTAIN_NONE = 0.3, 0.95, 0.9
_TOGETHER = 2  # signs that are weak alone
_OVERRULING = {WORK: "printed", NONE: "not_eaten", DRUG: "drug_form"}
_DRINKS = {"酒", "酒类", "酒水", "白酒", "葡萄酒", "红酒", "啤酒", "黄酒", "洋酒", "果酒", "米酒", "预调酒"}
_SHORT = 12  # signs: so short a title has too few for the guess to overrule its nouns
_LONG_PHRASE = 8  # signs: so long a phrase describes the thing, a shorter one its variant


@dataclass(frozen=True, slots=True)
class Placement:
    """Where goods belong: a class of goods_classes.yaml, `none`, or `unknown`; its kind; and how surely."""

    name: str
    sure: bool
    kind: str | None = None
    category: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Goods:
    """All that a listing says of what it sells; `place` says where that belongs."""

    title: str
    category: str = ""
    numbers: str = ""

    def place(self) -> Placement:
        """The class of the goods by registration number, category path, then the nouns of the title."""
        return _place(self.title, self.category, self.numbers)


def get_goods(listing: Listing) -> Goods:
    """What a listing says of its goods: title, category path, and the values of its attributes."""
    return Goods(listing.title or "", listing.category or "", " ".join(listing.attributes.values()))


def place(listing: Listing) -> Placement:
    """Where a listing's goods belong."""
    return get_goods(listing).place()


def _find_numbered(text: str) -> str | None:
    return next((name for name, pattern in _load_numbers() if pattern.search(text)), None)


@cache
def _load_numbers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    signs = load_catalogue("goods_classes")["signs"]["numbers"]
    return tuple((name, re.compile(pattern)) for name, pattern in signs.items())


@cache
def _sign(name: str) -> re.Pattern[str]:
    return re.compile(load_catalogue("goods_classes")["signs"][name])


@lru_cache(maxsize=8192)
def _place(title: str, category: str, numbers: str) -> Placement:
    numbered = _find_numbered(f"{title} {numbers}")
    by_path = _place_by_category(category)
    by_nouns = place_by_nouns(title[:2000])
    by_title = weigh(title, by_nouns, guess(title[:2000]))
    if numbered and (by_path is None or by_path.name != WORK) and by_title.name != WORK:
        return Placement(numbered, sure=True, kind=by_title.kind, category=category)
    if by_path is None:
        return replace(by_title, category=category)
    kind = by_path.kind or (by_title.kind if by_title.name == by_path.name else None)
    if by_path.name == NONE and by_title.name not in {NONE, UNKNOWN, "food", WORK} and by_title.sure:
        return Placement(by_title.name, sure=False, kind=by_title.kind, category=category, others=(NONE,))
    others = by_title.others if _sign("health_path").search(category) else _drop_perhaps(by_title.others)
    return Placement(by_path.name, sure=True, kind=kind, category=category, others=others)


def _drop_perhaps(others: tuple[str, ...]) -> tuple[str, ...]:
    """Without what a title only might be: the shop itself has sorted it elsewhere."""
    return tuple(name for name in others if name not in {"health_food", "medical_device"})


def _place_by_category(category: str) -> Placement | None:
    """By the first part of the path that tells a class of its own; a part that tells none is only kept."""
    parts = [part for part in _PARTS.split(category) if part]
    found = [named for part in parts if (named := find_class_of_part(part)) is not None]
    if not found:
        return None
    special = [one for one in found if one[0] != NONE]
    name, kind = (special or found)[0]
    if name == SERVICE and any(one[0] in {"medical_service"} for one in found):
        name = "medical_service"
    if name == "food" and any(one[0] == "health_food" for one in found):
        name = "health_food"
    kind = kind or next((one[1] for one in found if one[1]), None)
    if name == "ccc_product" and any(one[0] == "labelled_appliance" for one in found):
        name = "labelled_appliance"
    return Placement(name, sure=True, kind=_get_drink(parts) or kind, category=category)


def _get_drink(parts: list[str]) -> str | None:
    return "酒类" if not _DRINKS.isdisjoint(parts) else None


def weigh(title: str, placed: Placement, opinion: Guess) -> Placement:
    """What nouns tell, untold where the guess calls it unlikely; where they are silent the guess, unsure.

    A guess supports no accusation: what it alone places is not sure.
    """
    if placed.name == UNKNOWN:
        if opinion.chance < (_CERTAIN_NONE if opinion.name == NONE else _CERTAIN):
            return placed
        perhaps = {*placed.others, *_list_perhaps(opinion.name, title)} - {opinion.name}
        return Placement(opinion.name, sure=False, others=tuple(sorted(perhaps)))
    chance = opinion.get_chance(placed.name)
    if len(title) < _SHORT or _bears_sign(title, placed.name):
        return placed
    if chance >= _UNLIKELY if chance is not None else opinion.chance < _CERTAIN_NONE:
        return placed
    others = dict.fromkeys((placed.name, opinion.name, *placed.others))
    return Placement(UNKNOWN, sure=False, others=tuple(others))


def _bears_sign(title: str, name: str) -> bool:
    """Whether signs that nothing overrules say it: print, or words like 宠物 beside what looks like food."""
    if name == SERVICE:
        return _is_dwelling(title, find_nouns(title))
    sign = _OVERRULING.get(name)
    return sign is not None and _sign(sign).search(title) is not None


def place_by_nouns(title: str) -> Placement:
    """The class of the goods by the nouns of the title alone, or by signs that only one class bears."""
    nouns = find_nouns(title)
    signed = _find_signed(title, nouns)
    if signed:
        return Placement(signed, sure=True)
    if not nouns:
        return Placement(UNKNOWN, sure=False)
    weights: Counter[str] = Counter()
    for noun in nouns:
        weights[noun.classes[0]] += len(noun.word) * (1 + (noun.phrase >= _LONG_PHRASE))
    head = _find_head(nouns)
    weights[head.classes[0]] += len(head.word) + 1
    ranked = weights.most_common()
    name, weight = ranked[0]
    others = tuple(other for other, _ in ranked[1:])
    if name == "food" and _sign("not_eaten").search(title):
        return Placement(NONE, sure=True)
    doubted = _doubt(title, name)
    if doubted is not None:
        return Placement(UNKNOWN, sure=False, others=(name, *doubted, *others))
    second = ranked[1][1] if len(ranked) > 1 else 0
    sure = 2 * weight > 5 * second and (weight > 3 or len(nouns) > 1 or len(head.word) > 1)
    kind = next((noun.kind for noun in reversed(nouns) if noun.classes[0] == name and noun.kind), None)
    others = (*others, *(perhaps for perhaps in _list_perhaps(name, title) if perhaps not in others))
    if sure or not others:
        return Placement(name, sure=sure, kind=kind, others=others)
    return Placement(UNKNOWN, sure=False, others=(name, *others))


def _find_signed(title: str, nouns: list[Noun]) -> str | None:
    """The class that signs tell before any noun: print of works, forms of drugs, rooms of dwellings."""
    if _is_work(title, nouns):
        return WORK
    if _sign("drug_form").search(title) and not _sign("no_drug").search(title):
        return DRUG
    if _is_dwelling(title, nouns):
        return SERVICE
    return None


def _is_work(title: str, nouns: list[Noun]) -> bool:
    """Whether a title bears a sign of print, or whole words that speak of works: two against a known noun."""
    if _sign("work_item").search(title):
        return False
    if _sign("work").search(title):
        return True
    spans = [match.span() for match in _sign("work_words").finditer(title)]
    if not spans:
        return False
    cut = Words(title)
    whole = {title[start:end] for start, end in spans if not cut.cuts_through(start, end, alone=True)}
    return len(whole) >= (_TOGETHER if _names_a_thing(nouns, WORK) else 1)


def _is_dwelling(title: str, nouns: list[Noun]) -> bool:
    """Whether a title bears two signs of a dwelling, one or (against a known noun) two of dwellings alone."""
    alone = {match[0] for match in _sign("dwelling").finditer(title)}
    if not alone or _sign("no_dwelling").search(title):
        return False
    others = () if _names_a_thing(nouns, SERVICE) else _sign("dwelling_also").findall(title)
    return len(alone.union(others)) >= _TOGETHER


def _names_a_thing(nouns: list[Noun], name: str) -> bool:
    """Whether a noun of two signs or more names goods of another class, and none that class."""
    return all(noun.classes[0] != name for noun in nouns) and any(len(noun.word) > 1 for noun in nouns)


def _doubt(title: str, name: str) -> tuple[str, ...] | None:
    """What else goods may be that nouns tell, where signs forbid to believe them; None where none does."""
    if name == "food" and (_sign("hardly_eaten").search(title) or not _sign("eaten").search(title)):
        return ()
    if name != DRUG and _sign("drug_maker").search(title):
        return (DRUG,)
    return None


def _list_perhaps(name: str, title: str) -> tuple[str, ...]:
    """What the goods may be besides: capsules with a brand may be health food, a pad or gel a device."""
    if name == "food":
        return ("health_food",) if _sign("perhaps_health_food").search(title) else ()
    return ("medical_device",) if _sign("perhaps_device").search(title) else ()


def _find_head(nouns: list[Noun]) -> Noun:
    """The noun of the longest phrase, which describes the thing; variants and gifts stand in short ones."""
    return max(nouns, key=lambda noun: (len(noun.word) > 1, noun.phrase))
