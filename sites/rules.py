"""What a profile's rule finds on a page: one pass of the parser and one search a rule, no more."""

from collections.abc import Iterator
from decimal import Decimal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from evidence.listing import Availability
from sites.generic.stock import tell_stock
from sites.profile import Rule
from sites.ranges import read_range

_MOST_MATCHES = 500
_MUTE = frozenset({"script", "style", "noscript", "template"})
LONGEST_TEXT = 5000
_COLONS = frozenset(":：")


def find_text(tree: LexborHTMLParser, rule: Rule) -> str | None:
    """The text at the place of a rule, or None when the page has no such place or no text there."""
    node = find_node(tree, rule)
    if node is None:
        return None
    text = _take_text(node, rule)
    if rule.label and text.startswith(rule.label):
        text = text[len(rule.label) :].lstrip(" :：")
    if rule.after:
        text = text[len(rule.after) :].strip() if text.startswith(rule.after) else ""
    return text or None


def bears_label(node: LexborNode, label: str) -> bool:
    """Whether an element stands right after a label, or begins with it and a colon."""
    text = read_text(node)
    return (text.startswith(label) and text[len(label) :].lstrip()[:1] in _COLONS) or read_label(
        node
    ) == label


def _take_text(node: LexborNode, rule: Rule) -> str:
    if rule.attribute:
        return " ".join((node.attributes.get(rule.attribute) or "").split())
    return read_own_text(node) if rule.own else read_text(node)


def find_node(tree: LexborHTMLParser, rule: Rule) -> LexborNode | None:
    """The element at the place of a rule."""
    if rule.label is None and rule.nth == 0:
        return tree.css_first(rule.select)
    found = tree.css(rule.select)[:_MOST_MATCHES]
    if rule.label is not None:
        found = [node for node in found if bears_label(node, rule.label)]
    return found[rule.nth] if len(found) > rule.nth else None


def stand_together(tree: LexborHTMLParser, one: Rule, other: Rule) -> bool:
    """Whether two rules find the same element, or one within the other's and no text of its own."""
    first, second = find_node(tree, one), find_node(tree, other)
    if first is None or second is None:
        return False
    inside = {node.mem_id for node in (first, *_iter_above(first))}
    return second.mem_id in inside and not (other.own and second.mem_id != first.mem_id)


def _iter_above(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def find_before(node: LexborNode) -> LexborNode | None:
    """The element right before another."""
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return before


def read_label(node: LexborNode) -> str | None:
    """The text of the element right before another, without the colon behind it."""
    before = find_before(node)
    return read_text(before).rstrip(":： ") if before is not None else None


def read_text(node: LexborNode) -> str:
    """The visible text of an element with single spaces, as learning sees it."""
    if node.css_first("script, style, noscript, template") is None:
        return " ".join(node.text().split())[:LONGEST_TEXT]
    return " ".join("".join(_iter_visible(node)).split())[:LONGEST_TEXT]


def read_own_text(node: LexborNode) -> str:
    """The text of an element that stands in none of the elements within it."""
    return " ".join(node.text(deep=False).split())[:LONGEST_TEXT]


def _iter_visible(node: LexborNode) -> Iterator[str]:
    child = node.first_child
    while child is not None:
        if child.is_text_node:
            yield child.text_content or ""
        elif child.is_element_node and child.tag not in _MUTE:
            yield from _iter_visible(child)
        child = child.next


def find_amount(tree: LexborHTMLParser, rule: Rule) -> tuple[Decimal, Decimal, str] | None:
    """The low and the high end of the amount at a rule's place, and its text."""
    text = find_text(tree, rule)
    found = read_range(text) if text else None
    return (*found, text) if found is not None and text else None


def find_stock(tree: LexborHTMLParser, rule: Rule) -> Availability | None:
    """Whether the goods can be bought, as the words at a rule's place say."""
    text = find_text(tree, rule)
    return rule.missing if text is None else rule.says.get(text) or tell_stock(text)
