"""What happens to those who ask: fates of lawful listings on every platform, and pages that mean harm."""

from __future__ import annotations

from demo.draft import Draft
from demo.goods import make_draft
from demo.model import Fate, Hostility
from demo.papers import FLAWS, Picture
from demo.stalls import find_stall
from demo.workshop import PLATFORMS, Workshop

_FATES = tuple(fate for fate in Fate if fate is not Fate.PLAIN)
_KEYS = {
    "electric": ("adapter", "socket", "power_bank", "fridge", "fan", "heater", "rice_cooker"),
    "food": ("tea", "nuts", "biscuits"),
    "home": ("flask", "towel", "notebook"),
}


def make_calm(shop: Workshop, platform: str) -> Draft:
    """A lawful listing on a platform; half of them need certificates."""
    aisle = shop.chance.choice(("electric", *_KEYS))
    return make_draft(shop, shop.chance.choice(_KEYS[aisle]), find_stall(shop, aisle, platform))


def plant_fates(shop: Workshop, *, is_quick: bool) -> None:
    """Every fate on every platform; in a quick market each fate once, the platforms in turn."""
    for place, fate in enumerate(_FATES):
        for number, platform in enumerate(PLATFORMS):
            if is_quick and number != place % 3:
                continue
            shop.turn_to(f"fate {fate} {platform}")
            draft = make_calm(shop, platform)
            draft.fate = fate
            draft.is_calm = False


def plant_hostility(shop: Workshop) -> None:
    """A handful of pages and files that a reader must survive."""
    for place, hostility in enumerate(Hostility):
        shop.turn_to(f"hostile {hostility}")
        draft = make_calm(shop, PLATFORMS[(place + 1) % 3])
        draft.is_calm = False
        draft.hostility = hostility
        if hostility is Hostility.SCRIPT_IN_TITLE:
            draft.title = f"{draft.title} <script>alert('{draft.listing_id}')</script>"
    for place, kind in enumerate(FLAWS):
        shop.turn_to(f"flaw {kind}")
        draft = make_calm(shop, PLATFORMS[place % 3])
        draft.is_calm = False
        flawed = Picture(key=shop.make_key("x"), kind=kind, shape=draft.family["shape"], hue=draft.hue)
        draft.pictures.append(flawed)
