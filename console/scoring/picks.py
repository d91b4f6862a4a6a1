"""Picks against the truth: odd prices and new products that were planted, and calm ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from evidence.pick import Pick, PickKind

_KINDS = {"low": PickKind.PRICE_LOW, "high": PickKind.PRICE_HIGH, "drop": PickKind.PRICE_DROP}
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PickScore:
    """How much of what was planted was picked, and how many picks are of calm goods."""

    found: int
    planted: int
    false: int
    wrong: tuple[str, ...]


def score_picks(truth: dict[str, Any], picks: Iterable[Pick]) -> PickScore:
    """Compare picks with the truth; a planted direction that is no pick's (such as a raise) is left out."""
    got = list(picks)
    prices = {(pick.kind, _get_key(pick)) for pick in got if pick.kind is not PickKind.NOVEL}
    planted = [entry for entry in truth.get("picks", ()) if entry["direction"] in _KINDS]
    wrong = [
        f"not picked: {entry['direction']} {entry['platform']} {entry['listing_id']}: {entry['why']}"
        for entry in planted
        if (_KINDS[entry["direction"]], (entry["platform"], entry["listing_id"])) not in prices
    ]
    calm = {(one["platform"], one["listing_id"]) for one in truth.get("calm_prices", ())}
    false = [pick for pick in got if pick.kind is not PickKind.NOVEL and _get_key(pick) in calm]
    novel = truth.get("novel") or {}
    families = [_find_family(pick) for pick in got if pick.kind is PickKind.NOVEL]
    if novel and not any(len(_make_keys(novel) & family) * 2 > len(_make_keys(novel)) for family in families):
        wrong.append(f"not picked: the new product {novel['term']}")
    harmless = _make_keys(novel.get("harmless", {}))
    harmed = [family for family in families if harmless & family]
    missed = len(wrong)
    wrong.extend(f"picked without need: {pick.summary}" for pick in false)
    wrong.extend("picked without need: the harmless new name" for _ in harmed)
    total = len(planted) + bool(novel)
    return PickScore(found=total - missed, planted=total, false=len(false) + len(harmed), wrong=tuple(wrong))


def _get_key(pick: Pick) -> Key:
    return pick.listing.platform, pick.listing.listing_id or ""


def _find_family(pick: Pick) -> set[Key]:
    return {_get_key(pick), *((one.platform, one.listing_id) for one in pick.compared)}


def _make_keys(family: dict[str, Any]) -> set[Key]:
    return {(one["platform"], one["listing_id"]) for one in family.get("listings", ())}
