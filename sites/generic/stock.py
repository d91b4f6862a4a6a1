"""Whether the goods can be bought: buttons, words beside the goods, counts of stock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evidence.listing import Availability
from sites.generic.sight import Sight, iter_above
from sites.money import fold_digits
from sites.page import clean
from sites.words import find_word, has_mark, has_word, is_label, starts_with_word

_BUTTON_TAGS = frozenset({"button", "a", "input", "div", "span", "label", "i", "em"})
_LONGEST_BUTTON, _SHORT_BUTTON, _MORE_WORDS, _LONGEST_LINE = 28, 14, 9, 90
_FIRM = frozenset({"button", "input", "a"})
_COUNT = re.compile(r"[0-9][0-9,. ]{0,8}")
_LABEL = re.compile(r"\s*([^:：.,]{1,24})[:：]\s*")
_SENTENCE_END = re.compile(r"\s*(?:[.!]\s|[。！])")
_AROUND = 120
_LONGEST_NOTICE = 40
_SOON = 12
_DENIED = re.compile(r"^(?:no|not|un)[-_]|[-_](?:disabled|disable|off|no)$")
_BUYS = re.compile(r"cart|buy|basket|purchase|checkout")


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button with which goods are bought."""

    element: Any
    place: int
    is_off: bool


def find_buttons(sight: Sight, boxes: frozenset[Any], own: frozenset[Any]) -> list[Button]:
    """The buttons that buy what the page is about, not what stands in its boxes or side."""
    found = []
    for element in sight.places:
        if element.tag in _BUTTON_TAGS and (label := _read_button(sight, element)):
            above = [one for one in iter_above(element, 12) if one not in own]
            if any(one in boxes for one in above) or _is_aside(sight, above):
                continue
            if _says_buy(sight, element, label):
                place = sight.place_of(element)
                found.append(Button(element=element, place=place, is_off=_is_off(sight, above[:3])))
    return _drop_wrappers(found)


def _drop_wrappers(buttons: list[Button]) -> list[Button]:
    """The buttons without boxes that only hold one."""
    held = {
        above
        for button in buttons
        if button.element.tag in _FIRM
        for above in button.element.iterancestors()
        if above.tag not in _FIRM
    }
    return [button for button in buttons if button.element not in held]


def _read_button(sight: Sight, element: Any) -> str | None:
    if element.tag == "input":
        if element.get("type") not in {"submit", "button", "image"}:
            return None
        return clean(element.get("value") or element.get("alt") or element.get("title"))
    if sight.count_runs(element) > 3:
        return None
    text = sight.text_of(element, _LONGEST_BUTTON + 2)
    if not text and element.tag in _FIRM:
        text = clean(element.get("title") or element.get("aria-label")) or ""
    if not 0 < len(text) <= _LONGEST_BUTTON:
        return None
    # Plain text may say "buy" anywhere; what is no link or button has to be called one.
    if element.tag in _FIRM or re.search(r"\b(?:btn|button|cart|buy)\b", sight.names(element)):
        return text
    return text if is_label("buy", text) else None


def _says_buy(sight: Sight, element: Any, label: str) -> bool:
    """Whether a button's words say that it buys: all of them, or those that it begins with."""
    size = starts_with_word("buy", label)
    if is_label("buy", label) or (
        size and (" " in label[:size] or not label[0].isascii() or len(label) <= size + 4)
    ):
        return True
    is_called = re.search(r"\b(?:btn|button)\b", " ".join(sight.names(one) for one in iter_above(element, 2)))
    if size and is_called is not None and len(label) <= size + _MORE_WORDS:
        return True
    is_short = len(label) <= _SHORT_BUTTON and not re.search(r"[0-9]", label)
    is_way = is_label("cart", label) or is_label("own_affairs", label)  # to the cart, not into it
    return is_called is not None and is_short and has_word("cart", label) and not is_way


def _is_aside(sight: Sight, above: list[Any]) -> bool:
    """Whether a button stands in a side box; the goods' own buttons stand in boxes called after carts."""
    for one in above:
        words = sight.names(one)
        if one.tag in {"nav", "footer"} or (has_mark("side", words) and not has_mark("cart", words)):
            return True
    return False


def _is_off(sight: Sight, above: list[Any]) -> bool:
    return any(
        one.get("disabled") is not None
        or one.get("aria-disabled") == "true"
        or re.search(r"\b(?:disabled|disable|forbid|soldout|noactive)\b", sight.names(one)) is not None
        or _is_denied(one)
        for one in above
        if one.tag in _BUTTON_TAGS
    )


def _is_denied(element: Any) -> bool:
    """Whether markup says that an element buys and denies it in the same breath: `addcart no-addcart`.

    What else a name denies, as `btn btn-off` does, tells how the element looks or where it stands.
    """
    names = set((element.get("class") or "").lower().split())
    denied = {_DENIED.sub("", name) for name in names if _DENIED.search(name)}
    return any(_BUYS.search(name) for name in denied & names)


def read_shown_stock(
    sight: Sight, title_place: int, buttons: list[Button], boxes: frozenset[Any]
) -> Availability | None:
    """What the page shows of its goods' stock; None where it says nothing."""
    live = [button for button in buttons if not button.is_off]
    out = inside = asks = remarks = 0
    for text, place, is_choice in _iter_lines(sight, title_place, buttons, boxes):
        if has_word("buyer_noise", text):
            continue
        if (count := _read_count(text)) is not None:
            out, inside = out + (count == 0), inside + (count > 0 and not (is_choice and not live))
        elif is_choice:
            continue  # one among several may be gone while the goods are not
        elif _is_remark(text):
            remarks += not any(button.place < place for button in live)
        elif _says_out(text):
            out += 1
        elif _says_in(text):
            inside += 1
        else:
            asks += _asks_to_tell(text)
    out += 0 if inside else remarks
    if out and not (live and inside):
        return Availability.OUT_OF_STOCK
    if inside or live:
        return Availability.IN_STOCK
    return Availability.OUT_OF_STOCK if buttons or asks else None


def _iter_lines(
    sight: Sight, title_place: int, buttons: list[Button], boxes: frozenset[Any]
) -> Iterator[tuple[str, int, bool]]:
    """Short lines near the goods' name or their buttons, and those that markup calls stock.

    With each, its place, and whether it may be one choice among several.
    """
    near = {title_place, *(button.place for button in buttons[:3])}
    for line in sight.lines:
        first = line[0]
        above = list(iter_above(first.element, 10))
        is_named = any(has_mark("stock", sight.names(one)) for one in above[:3])
        is_near = any(-5 <= first.number - place <= _AROUND for place in near)
        if not (is_near or is_named) or any(one in boxes for one in above) or _is_aside(sight, above):
            continue
        is_choice = any(one.tag in {"li", "label", "option"} for one in above[:3]) and not is_named
        whole = " ".join(run.text for run in line)
        if len(whole) <= _LONGEST_LINE:
            yield whole, first.number, is_choice
        else:
            yield from ((run.text, run.number, is_choice) for run in line if len(run.text) <= _LONGEST_LINE)


def _is_remark(text: str) -> bool:
    """Whether a line says in its first sentence that goods are gone, and then more: buyers write so too."""
    found = find_word("out_of_stock", text)
    if found is None or _asks_to_tell(text):
        return False
    more = _SENTENCE_END.match(text, found[1])
    return more is not None and not text[: found[0]].strip() and bool(re.search(r"\w", text[more.end() :]))


def _says_out(text: str) -> bool:
    found = find_word("out_of_stock", text)
    if found is None:
        return False
    behind = text[found[1] :]
    is_sentence = not text[: found[0]].strip() and _SENTENCE_END.match(behind) is not None
    ends_there = re.match(r"\s*(?:[^\w\s]|$)", behind) is not None
    if is_sentence or (found[0] <= _SOON and ends_there and _asks_to_tell(text)):
        return True  # such a line says more, and means the same
    if _measure(text) > (found[1] - found[0]) + 45:
        return False
    # The line says that and little else, or says it first, or right behind a label: one for stock, or one of
    # the goods that nothing else stands behind. What is said of other things says nothing of the goods.
    label = _LABEL.match(text[: found[0]])
    if label is None:
        return found[0] <= _SOON
    if is_label("stock_label", label.group(1)):
        return label.end() == found[0] or found[0] <= _SOON
    return found[0] <= _SOON and not text[found[1] :].strip(" .!。！")


def _asks_to_tell(text: str) -> bool:
    """Whether a line offers word of when there is stock again."""
    return has_word("notify", text) and len(text) < _LONGEST_NOTICE


def _measure(text: str) -> int:
    """How long a text is to the eye: a sign of Chinese says as much as a few letters."""
    return sum(3 if char > "\u2fff" else 1 for char in text)


def _says_in(text: str) -> bool:
    found = None if has_word("out_of_stock", text) else find_word("in_stock", text)
    if found is None:
        return False
    is_clause = not text[: found[0]].strip() and re.match(r"\s*[,，.。;；!！]", text[found[1] :]) is not None
    return is_clause or (found[0] <= 25 and len(text) <= (found[1] - found[0]) + 28)


def _read_count(text: str) -> int | None:
    """How many are left, where a line says so: `库存 161 件`, `12 in stock`."""
    folded = fold_digits(text)
    found = find_word("stock_count", folded)
    if found is None or len(folded) > 40 or len(re.findall(r"[0-9]+", folded)) != 1:
        return None
    if has_word("out_of_stock", folded):  # `size 42 not available` counts nothing
        return None
    behind = _COUNT.match(folded[found[1] :].lstrip(" :：()（"))
    before = re.search(r"([0-9]{1,6})\s*\w{0,9}\s*$", folded[: found[0]])
    figures = behind.group() if behind else before.group(1) if before else None
    digits = re.sub(r"[^0-9]", "", figures) if figures else ""
    return int(digits) if digits else None


def tell_stock(text: str) -> Availability | None:
    """What one short line says of the stock by itself, or behind its label; None where it says nothing."""
    behind = re.split(r"[:：]", text, maxsplit=1)[-1].strip()
    for said in dict.fromkeys((text, behind)):
        if _says_out(said) or _asks_to_tell(said):
            return Availability.OUT_OF_STOCK
        count = _read_count(said)
        if count is not None:
            return Availability.IN_STOCK if count > 0 else Availability.OUT_OF_STOCK
        if _says_in(said):
            return Availability.IN_STOCK
    return None
