"""The goods' parameters: labels with their values, as tables, lists and lines show them."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml.etree import XPath

from sites.generic.sight import Sight, iter_above
from sites.page import clean
from sites.words import has_mark, has_word, is_any_label, is_label

_MOST_FACTS, _LONGEST_LABEL, _LONGEST_VALUE = 120, 30, 300
_COLON = re.compile(r"[:：]")
_SENTENCE = re.compile(r"[。！？!?;；]|https?:|//|[，,].*[，,]")
_LINE = re.compile(r"^\W{0,3}([^:：]{1,30}?)\s*[:：]\s*(\S.*)$")
_KNOWN = frozenset({"sku", "gtin", "brand", "maker", "model", "shop", "seller", "licence"})
_FEWEST_ALIKE, _MOST_COLONS = 2, 3
_find_texts = XPath(".//text()[not(parent::script or parent::style)]", smart_strings=False)
_is_long = XPath(f"string-length(normalize-space(.)) > {2 * _LONGEST_VALUE} and not(.//script or .//style)")

Fact = tuple[str, str, Any]


def read_facts(
    sight: Sight, boxes: frozenset[Any] = frozenset(), own: frozenset[Any] = frozenset()
) -> list[Fact]:
    """Labels, values and the element of each value, in page order; what is no parameter is left out."""
    found: dict[str, Fact] = {}
    for label, value, element, is_paired in _iter_pairs(sight):
        name, said = _trim(label), clean(value)
        if not said or not _is_fact(name, said) or name in found:
            continue
        if not _is_known(name) and (not is_paired or _is_furniture(sight, element, boxes, own)):
            continue
        found[name] = (name, said, element)
        if len(found) >= _MOST_FACTS:
            break
    return list(found.values())


def _trim(label: str | None) -> str:
    return re.sub(r"^[\W_]+(?=\w)|[\s:：.*·]+$", "", clean(label) or "")


def _is_known(name: str) -> bool:
    return is_any_label(_KNOWN, name)


_NO_FACTS = frozenset({"not_attribute", "price", "old_price"})


@lru_cache(maxsize=20_000)
def _may_name(name: str) -> bool:
    """Whether words can be the name of a parameter."""
    return (
        0 < len(name) <= _LONGEST_LABEL
        and re.search(r"[^\W\d_]", name) is not None
        and not _SENTENCE.search(name)
        and not is_any_label(_NO_FACTS, name)
        and (not has_word("furniture", name) or is_label("licence", name))
    )


def _is_fact(name: str, value: str) -> bool:
    return (
        len(value) <= _LONGEST_VALUE
        and _may_name(name)
        and re.search(r"\w", value) is not None
        and not re.match(r"(?:https?:)?//", value)
    )


def _is_furniture(sight: Sight, element: Any, boxes: frozenset[Any], own: frozenset[Any]) -> bool:
    """Whether a pair stands in a menu, a side box, an opinion or a box of other goods."""
    for one in iter_above(element, 14):
        if one in boxes or one.tag in {"nav", "footer", "header", "form", "button", "label"}:
            return True
        if one not in own and has_mark("side", sight.names(one)):
            return True
    return False


def _iter_pairs(sight: Sight) -> Iterator[tuple[str, str, Any, bool]]:
    """Label, value, element, and whether like pairs stand beside it."""
    alike: Counter[Any] = Counter()
    waiting: list[tuple[str, str, Any, Any]] = []
    for element in sight.root.iter("tr", "dl", "li", "p", "div", "span", "td"):
        if element.tag == "tr":
            yield from _read_row(element)
        elif element.tag == "dl":
            yield from _read_terms(element)
        elif _may_pair(element) and (pair := _read_box(element)):
            above = element.getparent()
            alike[above] += 1
            waiting.append((*pair, element, above))
    for label, value, element, above in waiting:
        yield label, value, element, alike[above] >= _FEWEST_ALIKE


def _read_row(row: Any) -> Iterator[tuple[str, str, Any, bool]]:
    """A row of two cells, or of labels and values in turn."""
    cells = [cell for cell in row if cell.tag in {"th", "td"}]
    heads = [cell.tag == "th" for cell in cells]
    is_turned = len(cells) == 2 and not heads[1]
    is_turned |= len(cells) in {4, 6} and (
        heads == [True, False] * (len(cells) // 2)
        or all(_COLON.search(_text(cell)[-2:]) for cell in cells[::2])
    )
    if is_turned:
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            said = _text(label)
            if not _COLON.search(said[:-1]):
                yield said, _text(value), value, True


def _read_terms(terms: Any) -> Iterator[tuple[str, str, Any, bool]]:
    for term in terms.iter("dt"):
        value = term.getnext()
        # A value of several parts to press is a choice among variants.
        if (
            value is not None
            and value.tag == "dd"
            and not any(True for _ in value.iter("li", "input", "select"))
        ):
            yield _text(term), _text(value), value, True


def _may_pair(box: Any) -> bool:
    """Whether a box is small enough; one without parts needs a colon, unless it is an item of a list."""
    return len(box) <= 6 and (len(box) > 0 or box.tag == "li" or _COLON.search(box.text or "") is not None)


def _read_box(box: Any) -> tuple[str, str] | None:
    """A small box that holds a label and its value: `label: value`, or one element for each."""
    parts = [part for part in box if isinstance(part.tag, str) and part.tag not in {"br", "script", "style"}]
    is_whole = any(len(part) > 4 or part.tag in {"ul", "table", "dl", "form"} for part in parts)
    if is_whole or (parts and _is_long(box)):
        return None
    text = _text(box)
    is_labelled = box.tag == "li" or ":" in text or "：" in text
    if not 2 < len(text) <= _LONGEST_VALUE or not is_labelled:
        return None
    inner = [_text(part) for part in parts]
    if sum(_COLON.search(part) is not None for part in inner) > 1:
        return None
    if len(re.findall(r"\S[:：]", text)) > _MOST_COLONS:
        return None
    match = _LINE.match(text)
    if match:
        return match.group(1), match.group(2)
    said = [part for part in inner if part]
    is_pair = len(said) == 2 and not (box.text or "").strip() and box.tag == "li"
    return (said[0], said[1]) if is_pair and not _is_link(parts) else None


def _is_link(parts: list[Any]) -> bool:
    return any(part.tag in {"a", "button", "img", "input"} for part in parts)


def _text(element: Any) -> str:
    held = _find_texts(element) if len(element) else [element.text]
    return clean(" ".join(piece for piece in held if piece)) or ""


def find_fact(facts: list[Fact], subject: str) -> str | None:
    """The first value whose label is a term of a subject."""
    return next((value for name, value, _ in facts if is_label(subject, name)), None)
