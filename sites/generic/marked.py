"""Products that the page's own elements are marked as: microdata, and RDFa of schema.org."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from lxml import etree

from sites.page import clean

_PRODUCT = re.compile(r"schema\.org/(?:Product|IndividualProduct|Book)\b")
_ENCLOSING = "schema.org/Product"
_PRODUCTS = frozenset({"Product", "IndividualProduct", "Book"})
_OFFERS = frozenset({"Offer", "AggregateOffer"})
_SCHEMA = re.compile(r"https?://schema\.org/?")
_USUAL_PREFIX = "schema"
_VALUES = ("content", "datetime", "src", "href", "data", "value")
_VALUED = frozenset({"meta", "img", "link", "a", "object", "data", "time", "source"})
_SCOPES = ("itemscope", "itemtype", "typeof")
_NUMBERS = frozenset({"sku", "productID"})
_FEWEST_SIGNS = 5
_DEEPEST = 50
"""So many scopes, one in the other, are read."""


def iter_marked(root: Any) -> Iterator[dict[str, Any]]:
    """What each product says, in the form of JSON-LD; none that is part of another."""
    marks = _Marks(root)
    return (_read_scope(element, marks) for element in marks.products)


def iter_kinds(root: Any) -> Iterator[str]:
    """What elements are marked as."""
    return iter(_Marks(root).kinds)


class _Marks:
    """What the elements of a page are marked as; which vocabulary holds where is looked up once a page.

    `kinds` are what its scopes are, `products` those that are part of no other.
    """

    def __init__(self, root: Any) -> None:
        self.kinds: list[str] = []
        self.products: list[Any] = []
        self._prefixes = _find_prefixes(root)
        self._bare: set[Any] = set()
        """The elements with names in RDFa where schema.org is the vocabulary."""
        holds, inside = [False], [False]
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "end":
                holds.pop()
                inside.pop()
                continue
            vocabulary = element.get("vocab")
            holds.append(holds[-1] if vocabulary is None else _SCHEMA.match(vocabulary) is not None)
            if holds[-1] and (element.get("typeof") or element.get("property")):
                self._bare.add(element)
            inside.append(self._note(element, is_inside=inside[-1], is_root=element is root))

    def _note(self, element: Any, *, is_inside: bool, is_root: bool) -> bool:
        """Take an element up; returns whether what stands in it is a part of a product."""
        if element.get("itemtype") is None and element.get("typeof") is None:
            return is_inside
        written, kind = element.get("itemtype"), self.find_kind(element)
        is_product = bool(_PRODUCT.search(written)) if written else kind in _PRODUCTS
        if not is_root:
            self.kinds.append(kind)
            if is_product and not is_inside:
                self.products.append(element)
        return is_inside or (_ENCLOSING in written if written else is_product)

    def find_kind(self, element: Any) -> str:
        """The kind of thing that an element is, without its vocabulary; empty for none of schema.org."""
        written = element.get("itemtype")
        if written:
            return str(written).rpartition("/")[2]
        kinds = (self._name(element, one) for one in (element.get("typeof") or "").split())
        return next((kind for kind in kinds if kind), "")

    def find_names(self, element: Any) -> list[str]:
        """The properties that an element is a value of."""
        if element.get("itemprop"):
            return str(element.get("itemprop")).split()
        names = (self._name(element, one) for one in (element.get("property") or "").split())
        return [name for name in names if name]

    def _name(self, element: Any, written: str) -> str | None:
        """A name of schema.org in RDFa: whole, with a prefix for it, or bare where it is the vocabulary."""
        if _SCHEMA.match(written):
            return written.rpartition("/")[2]
        prefix, colon, name = written.rpartition(":")
        if not colon:
            return written if element in self._bare else None
        return name if prefix in self._prefixes else None


def _find_prefixes(root: Any) -> frozenset[str]:
    """The prefixes that stand for schema.org anywhere on a page."""
    found = {_USUAL_PREFIX}
    for stated in root.xpath("//@prefix"):
        pairs = pairwise(stated.replace(":http", ": http").split())
        found.update(name[:-1] for name, space in pairs if name.endswith(":") and _SCHEMA.match(space))
    spaces = root.xpath("//@*[starts-with(name(), 'xmlns:')]")
    found.update(one.attrname.partition(":")[2] for one in spaces if _SCHEMA.match(one))
    return frozenset(found)


def _read_scope(scope: Any, marks: _Marks, depth: int = 0) -> dict[str, Any]:
    held: dict[str, list[Any]] = {}
    stack = list(reversed(list(scope))) if depth < _DEEPEST else []
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        names = marks.find_names(element)
        is_scope = any(element.get(name) is not None for name in _SCOPES)
        value = (
            _read_scope(element, marks, depth + 1)
            if is_scope
            else _read_value(element, names)
            if names
            else None
        )
        if not names and isinstance(value, dict) and value["@type"] in _OFFERS:
            names = ["offers"]  # what stands inside a product and is not said to be another's is its own
        for name in names:
            held.setdefault(name, []).append(value)
        if not is_scope:
            stack.extend(reversed(list(element)))
    found = {name: values[0] if len(values) == 1 else values for name, values in held.items()}
    return {"@type": marks.find_kind(scope)} | found


def _read_value(element: Any, names: list[str]) -> str:
    for name in _VALUES:
        value = element.get(name)
        if value is not None and (name == "content" or element.tag in _VALUED):
            if element.tag == "a" and name == "href" and "url" not in " ".join(names):
                continue
            return str(value)
    text = clean(etree.tostring(element, method="text", encoding="unicode", with_tail=False)) or ""
    return text if _NUMBERS.isdisjoint(names) else _drop_words(text)


def _drop_words(number: str) -> str:
    """A number of goods without the words that stand in one element with it."""
    first, _, rest = number.partition(" ")
    is_number = len(first) >= _FEWEST_SIGNS and re.search(r"[0-9]", first) is not None
    return first if rest and is_number and not re.search(r"[0-9]", rest) else number
