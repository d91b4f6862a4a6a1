"""What kind of page it is: one that sells one thing, a list, a shop's page, a licence, or something else."""

import re

from evidence.listing import PageKind
from sites.generic.addresses import find_listing_id
from sites.generic.boxes import Shelf
from sites.generic.links import find_next
from sites.generic.ranking import Candidate, choose, rank
from sites.generic.seller import is_shop_address
from sites.generic.sight import iter_above
from sites.generic.structured import find_item_links, has_offer, is_article
from sites.generic.table import find_fact
from sites.generic.view import View
from sites.words import get_terms, has_word, is_label

_FEWEST_LICENCE_FACTS, _FEWEST_GOODS = 3, 2
_LEAST_LISTING = 1.7
_AT_NAME = 25
_GOODS_FACTS = ("brand", "model", "sku", "gtin", "maker")
_QUANTITY = re.compile(r"qty|quantity|quantite|menge|anzahl|buy_?num|amount|^num$|count", re.IGNORECASE)


def tell_kind(view: View) -> PageKind:
    """What kind a page is."""
    if is_licence(view):
        return PageKind.LICENCE
    single, several = weigh_listing(view) if sells(view) else 0.0, weigh_list(view)
    if single >= _LEAST_LISTING and single > several:
        return PageKind.LISTING
    if main_shelf(view) is None:
        return PageKind.OTHER
    return PageKind.SHOP if is_shop(view) else PageKind.SEARCH


def is_licence(view: View) -> bool:
    """Whether a page shows what a register of firms holds: labels of a licence with their values."""
    keys = {name for name, _, _ in view.facts if is_label("licence_key", name)}
    return len(keys) >= _FEWEST_LICENCE_FACTS and not view.buttons and not view.products


def main_shelf(view: View) -> Shelf | None:
    """The list that the page is about, if it has one."""
    found = [shelf for shelf in view.shelves if shelf.is_goods and len(shelf.boxes) >= _FEWEST_GOODS]
    return found[0] if found else None


def sells(view: View) -> bool:
    """Whether anything on a page tells of goods; a heading and a number alone are what any text has."""
    if _weigh_goods(view):
        return True
    price, is_unsure = choose(view.candidates)
    if is_article(view.root):
        # What calls itself an article may well sell, as shops of blogging software do.
        return price is not None and (bool(view.buttons) or (_is_at_name(view, price) and _has_facts(view)))
    return bool(view.buttons) or price is not None or is_unsure or has_offer(view.root) or _has_facts(view)


def _is_at_name(view: View, price: Candidate) -> bool:
    """Whether a price is shown with its currency, right behind the page's name."""
    amount = price.amount
    if amount is None or amount.money.sign is None:
        return False
    return 0 <= amount.number - view.title_place <= _AT_NAME


def _has_facts(view: View) -> bool:
    """Whether a page tells what only goods have: a brand, a number, a stock."""
    return view.shown_stock is not None or any(find_fact(view.facts, subject) for subject in _GOODS_FACTS)


def weigh_listing(view: View) -> float:
    """How much speaks for a page that sells one thing."""
    price, _ = choose(view.candidates)
    ranked = rank(view.candidates)
    weight = _weigh_data(view)
    weight += 2.0 if view.buttons else 1.2 if view.shown_stock is not None else 0.0
    if view.name is not None and view.name.element not in view.listed:
        weight += 1.0 if view.name.score >= 3.5 else 0.4
    weight += 2.5 if price is not None else 0.7 if ranked and ranked[0].score > -1.0 else 0.0
    weight += 0.7 if find_listing_id(view.address) else 0.0
    weight += min(1.0, len(view.facts) / 6)
    return weight + (1.0 if _has_quantity(view) else 0.0)


def _weigh_data(view: View) -> float:
    sources = {product.source for product in view.products}
    return (1.5 if "opengraph" in sources else 0.0) + _weigh_goods(view)


def _weigh_goods(view: View) -> float:
    """How much the page's data speak for goods of its own."""
    whole = [product for product in view.every_product if product.source != "opengraph"]
    if not any(product.source in {"json-ld", "microdata"} for product in view.products):
        return 0.0
    return 3.0 if len(whole) <= _FEWEST_GOODS or _is_named(view) else 0.5


def _is_named(view: View) -> bool:
    """Whether the page's own product is the one that the page is named after."""
    return view.name is not None and view.name.score >= 5.0


def _has_quantity(view: View) -> bool:
    return any(
        _QUANTITY.search(element.get("name") or element.get("id") or "") is not None
        for element in view.root.iter("input")
        if element.get("type") in {None, "text", "number", "tel"}
        and view.sight.sees(element)
        and not any(one in view.boxes for one in iter_above(element, 12))
    )


def weigh_list(view: View) -> float:
    """How much speaks for a page that lists several."""
    shelf = main_shelf(view)
    weight = 1.5 if find_item_links(view.root) else 0.0
    weight += 1.5 if find_next(view.root, view.address) else 0.0
    if shelf is None:
        return weight
    runs = sum(view.sight.count_runs(box.element) for box in shelf.boxes)
    share = runs / max(1, len(view.sight.runs))
    return weight + min(len(shelf.boxes), 40) / 10 + 3.0 * share + (0.0 if shelf.is_side else 0.5)


def is_shop(view: View) -> bool:
    """Whether a list is one shop's: its address or its title bar says so."""
    bar = "".join(view.root.xpath("string(//title)") or "")
    endings = tuple(get_terms("shop_suffix"))
    parts = [part.strip() for part in re.split(r"[-_|–—]", bar)]
    return (
        is_shop_address(view.address)
        or any(part.endswith(endings) and len(part) > 4 for part in parts[:2])
        or (has_word("shop_link", bar))
    )
