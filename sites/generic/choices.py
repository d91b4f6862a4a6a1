"""The variants among which a buyer chooses: options of a select, or boxes to press with a value each."""

import re
from collections.abc import Iterator
from typing import Any

from evidence.listing import Availability, Offer
from sites.generic.sight import iter_above
from sites.generic.view import View
from sites.money import iter_money, name_currency
from sites.page import clean
from sites.words import has_word, is_label

_VALUES = (
    "data-value",
    "data-sku",
    "data-sku-id",
    "data-skuid",
    "data-variant-id",
    "data-variant",
    "data-spec",
)
_PRESSED = frozenset({"li", "a", "button", "label", "span", "div"})
_OFF = re.compile(r"\b(?:disabled|disable|forbid|soldout|sold|out|unavailable|nostock)\b")
_MOST, _LONGEST, _FEWEST, _NEAR_RUNS = 60, 60, 2, 150


def find_choices(view: View) -> list[Offer]:
    """The variants of the goods, each with the price that its own words name."""
    found = [*_iter_options(view), *_iter_pressed(view)]
    return list(dict.fromkeys(found))[:_MOST]


def _iter_options(view: View) -> Iterator[Offer]:
    for select in view.root.iter("select"):
        if not _is_here(view, select) or is_label("quantity", select.get("name") or ""):
            continue
        options = [option for option in select.iter("option") if option.get("value") not in {"", None}]
        texts = [clean("".join(option.itertext())) or "" for option in options]
        if len(options) < _FEWEST or all(text.isdigit() for text in texts):
            continue
        for option, text in zip(options, texts, strict=True):
            if _is_name(text):
                yield _make_offer(view, text, is_off=option.get("disabled") is not None)


def _iter_pressed(view: View) -> Iterator[Offer]:
    for element in view.sight.places:
        if element.tag not in _PRESSED or not any(element.get(name) for name in _VALUES):
            continue
        above = element.getparent()
        alike = [one for one in above if one.tag == element.tag and any(one.get(name) for name in _VALUES)]
        text = view.sight.text_of(element, _LONGEST) or clean(element.get("title")) or ""
        if len(alike) >= _FEWEST and _is_name(text) and _is_here(view, element):
            is_off = element.get("disabled") is not None or _OFF.search(view.sight.names(element)) is not None
            yield _make_offer(view, text, is_off=is_off or has_word("out_of_stock", text))


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and not is_label("buy", text)


def _is_here(view: View, element: Any) -> bool:
    """Whether it stands by the goods' name or button, in no box of other goods."""
    above = list(iter_above(element, 14))
    if any(one in view.boxes or one.tag in {"nav", "header", "footer"} for one in above):
        return False
    return -5 <= view.sight.place_near(element) - view.title_place <= _NEAR_RUNS


def _make_offer(view: View, text: str, *, is_off: bool) -> Offer:
    money = next((one for one in iter_money(text) if one.sign), None)
    return Offer(
        name=text,
        amount=None if money is None else money.low,
        currency=name_currency(money.sign, view.place) if money and money.sign else None,
        availability=Availability.OUT_OF_STOCK if is_off else None,
    )
