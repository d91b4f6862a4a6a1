"""Products that the page's own elements are marked as: microdata, and RDFa of schema.org."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from sites.page import clean

_PRODUCT = re.compile(r"schema\.org/(?:Product|IndividualProduct|Book)\b")
_PRODUCTS = frozenset({"Product", "IndividualProduct", "Book"})
_SCHEMA = re.compile(r"https?://schema\.org/?")
_PREFIX = re.compile(r"(\w+):\s*https?://schema\.org/")
_USUAL_PREFIX = "schema"
_VALUES = ("content", "datetime", "src", "href", "data", "value")
_VALUED = frozenset({"meta", "img", "link", "a", "object", "data", "time", "source"})


def iter_marked(root: Any) -> Iterator[dict[str, Any]]:
    """What each product says, in the form of JSON-LD; none that is part of another."""
    for element in root.xpath(".//*[@itemtype or @typeof]"):
        if _is_product(element) and not _is_inside(element):
            yield _read_scope(element)


def iter_kinds(root: Any) -> Iterator[str]:
    """What elements are marked as."""
    return map(_find_kind, root.xpath(".//*[@itemtype or @typeof]"))


def _find_kind(element: Any) -> str:
    """The kind of thing that an element is, without its vocabulary; empty for none of schema.org in RDFa."""
    written = element.get("itemtype")
    if written:
        return str(written).rpartition("/")[2]
    kinds = (_name(element, one) for one in (element.get("typeof") or "").split())
    return next((kind for kind in kinds if kind), "")


def _is_product(element: Any) -> bool:
    written = element.get("itemtype")
    return bool(_PRODUCT.search(written)) if written else _find_kind(element) in _PRODUCTS


def _name(element: Any, written: str) -> str | None:
    """A name of schema.org in RDFa: whole, with a prefix for it, or bare where it is the vocabulary."""
    prefix, colon, name = written.rpartition(":")
    if _SCHEMA.match(written):
        return written.rpartition("/")[2]
    if not colon:
        vocabulary = element.xpath("string(ancestor-or-self::*[@vocab][1]/@vocab)")
        return written if _SCHEMA.match(vocabulary) else None
    if prefix == _USUAL_PREFIX:
        return name
    stated = " ".join(element.xpath("ancestor-or-self::*/@prefix"))
    spaces = element.xpath("ancestor-or-self::*")[0]
    declared = _SCHEMA.match(spaces.get(f"xmlns:{prefix}") or "") is not None
    return name if declared or prefix in _PREFIX.findall(stated) else None


def _find_names(element: Any) -> list[str]:
    """The properties that an element is a value of."""
    if element.get("itemprop"):
        return str(element.get("itemprop")).split()
    return [name for one in (element.get("property") or "").split() if (name := _name(element, one))]


def _is_inside(element: Any) -> bool:
    """Whether a product is a part of another one, such as an accessory."""
    return any(
        "schema.org/Product" in above.get("itemtype", "") or (above.get("typeof") and _is_product(above))
        for above in element.iterancestors()
    )


def _read_scope(scope: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": _find_kind(scope)}
    stack = list(reversed(list(scope)))
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        names = _find_names(element)
        is_scope = any(element.get(name) is not None for name in ("itemscope", "itemtype", "typeof"))
        value = _read_scope(element) if is_scope else _read_value(element) if names else None
        if not names and isinstance(value, dict) and value["@type"] in {"Offer", "AggregateOffer"}:
            names = ["offers"]  # what stands inside a product and is not said to be another's is its own
        for name in names:
            held = found.get(name)
            found[name] = value if held is None else [*(held if isinstance(held, list) else [held]), value]
        if not is_scope:
            stack.extend(reversed(list(element)))
    return found


def _read_value(element: Any) -> str:
    names = " ".join(_find_names(element))
    for name in _VALUES:
        value = element.get(name)
        if value is not None and (name == "content" or element.tag in _VALUED):
            if element.tag == "a" and name == "href" and "url" not in names:
                continue
            return str(value)
    return clean(etree.tostring(element, method="text", encoding="unicode", with_tail=False)) or ""
