"""How much of a thing an offer sells: prices are only like for like per gram, millilitre or piece."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from evidence.listing import Listing

_UNITS: dict[str, tuple[str, Decimal]] = {
    "kg": ("g", Decimal(1000)),
    "千克": ("g", Decimal(1000)),
    "公斤": ("g", Decimal(1000)),
    "斤": ("g", Decimal(500)),
    "g": ("g", Decimal(1)),
    "克": ("g", Decimal(1)),
    "l": ("ml", Decimal(1000)),
    "升": ("ml", Decimal(1000)),
    "ml": ("ml", Decimal(1)),
    "毫升": ("ml", Decimal(1)),
}
_PIECES = "片只支包个枚卷抽粒颗瓶袋盒罐条双副张桶箱件"
_AMOUNT = r"(?<![\dA-Za-z.])(\d+(?:\.\d+)?)\s*"
_MEASURE = re.compile(
    rf"{_AMOUNT}(kg|千克|公斤|斤|g|克|毫升|ml|升|l)(?![A-Za-z])(?:\s*[*x×]\s*(\d+)\s*[{_PIECES}]?)?",
    re.IGNORECASE,
)
_MEASURE_AFTER = re.compile(
    rf"(?<![\dA-Za-z.])(\d+)\s*[{_PIECES}]\s*[*x×]\s*(\d+(?:\.\d+)?)\s*(kg|千克|公斤|斤|g|克|毫升|ml|升|l)(?![A-Za-z])",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"(?<![\dA-Za-z.])(\d+)\s*[{_PIECES}]\s*(?:装|/[{_PIECES}])")
_ATTRIBUTES = ("净含量", "净重", "规格", "容量", "包装规格", "含量")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """An amount of a base unit: g, ml or piece."""

    amount: Decimal
    unit: str


_LEAST_BIG_G = 10
ONE_PIECE = Content(amount=Decimal(1), unit="piece")


def read_content(listing: Listing) -> Content:
    """What the listing says one of it holds: an attribute's word before the title's; else one piece."""
    named = (listing.attributes.get(name) for name in _ATTRIBUTES)
    for text in (*named, listing.title):
        content = parse_content(text or "")
        if content is not None:
            return content
    return ONE_PIECE


def parse_content(text: str) -> Content | None:
    """The content that a text such as `500g*2袋`, `24瓶×500ml` or `30片装` names, if it names one."""
    folded = unicodedata.normalize("NFKC", text)
    if match := _MEASURE_AFTER.search(folded):
        return _make(match[2], match[3], match[1])
    if match := _MEASURE.search(folded):
        return _make(match[1], match[2], match[3])
    if match := _COUNT.search(folded):
        return Content(amount=Decimal(match[1]), unit="piece") if int(match[1]) else None
    return None


def _make(amount: str, unit: str, times: str | None) -> Content | None:
    if unit == "G" and Decimal(amount) < _LEAST_BIG_G:
        return None  # 5G is a network
    base, factor = _UNITS[unit.lower()]
    whole = Decimal(amount) * factor * int(times or 1)
    return Content(amount=whole, unit=base) if whole else None
