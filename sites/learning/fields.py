"""The rules of a listing's fields, each from what lists, titles and the pages themselves say of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from evidence.listing import Availability, Listing
from sites.learning.cards import SeenCard
from sites.learning.labels import is_furniture, label_list_prices, label_prices, label_texts, label_titles
from sites.learning.names import fold_name
from sites.learning.rules import Induced, Label, induce_rules
from sites.learning.stock import induce_stock
from sites.learning.tree import SeenPage
from sites.profile import Parse, Rule
from sites.ranges import read_range
from sites.rules import stand_together

_SURE, _SURE_STRUCK = 0.9, 0.8
_FEWEST_EACH, _FEWEST_COUNTED, _MOSTLY = 2, 5, 0.6
_TEXTS = ("brand", "model", "sku", "category")


def induce_fields(
    pages: Sequence[SeenPage],
    cards: Sequence[Sequence[SeenCard]],
    read: Sequence[Listing | None],
    ignored: Collection[str] = (),
) -> dict[str, tuple[Rule, ...]]:
    """For each field that can be placed, its rule.

    Args:
        pages: listings of one site.
        cards: the boxes that lead to each of them.
        read: what each says by itself.
        ignored: the fields in which that is a word of the site.
    """
    found: dict[str, Induced | None] = {
        "title": induce_rules(pages, label_titles(pages, cards, read), fold_name),
        "price": induce_rules(pages, label_prices(cards, read), read_low, Parse.MONEY),
    }
    price = found["price"]
    if price is not None:
        labels = label_list_prices(pages, cards, read, price)
        former = induce_rules(pages, labels, read_low, Parse.MONEY)
        apart = former and replace(former, values=_drop_shared(pages, former, price))
        found["list_price"] = former if apart and _is_struck(apart, labels, price.values) else None
    for name in set(_TEXTS) - set(ignored):
        texts = label_texts([_get_own(one, name) for one in read])
        found[name] = induce_rules(pages, texts, fold_name)
    rules = {
        name: tuple(_judge(rule) for rule in induced.rules)
        for name, induced in found.items()
        if induced is not None
    }
    stock = induce_stock(pages)
    return rules | ({"availability": (stock,)} if stock is not None else {})


def _drop_shared(pages: Sequence[SeenPage], former: Induced, price: Induced) -> tuple[object | None, ...]:
    """The values of rules without those that stand where the price itself stands."""
    return tuple(
        None if _stand_together(page, former, price) else value
        for page, value in zip(pages, former.values, strict=True)
    )


def _stand_together(page: SeenPage, former: Induced, price: Induced) -> bool:
    return any(stand_together(page.tree, one, other) for one in former.rules for other in price.rules)


def _is_struck(outcome: Induced, labels: Sequence[Label], prices: Sequence[object | None]) -> bool:
    """Whether most of what a rule finds above the price is what other sources call a former price."""
    above = [
        (value, label)
        for value, price, label in zip(outcome.values, prices, labels, strict=True)
        if isinstance(value, Decimal) and isinstance(price, Decimal) and value >= price
    ]
    return sum(value in label.values for value, label in above) >= _SURE_STRUCK * len(above)


def find_ignored(read: Sequence[Listing | None], lists: Sequence[frozenset[str]] = ()) -> tuple[str, ...]:
    """The fields in which the pages by themselves take a word of the site for something of the goods.

    Args:
        read: what each says by itself.
        lists: the names of the lists that lead to each. A category that goods of several lists share is none.
    """
    titles = [one.title if one is not None else None for one in read]
    doubted = ("brand", "model", "category") if _lie_apart(lists) else ("brand", "model")
    return tuple(
        name
        for name in doubted
        if is_furniture(titles, [getattr(one, name) if one is not None else None for one in read])
    )


def _lie_apart(lists: Sequence[frozenset[str]]) -> bool:
    """Whether goods stand in lists of different names that share none of them."""
    held: dict[str, set[int]] = defaultdict(set)
    for number, names in enumerate(lists):
        for name in names:
            held[name].add(number)
    large = [numbers for numbers in held.values() if len(numbers) >= _FEWEST_EACH]
    return any(one.isdisjoint(other) for one, other in combinations(large, 2))


def counts_stock(read: Sequence[Listing | None]) -> bool:
    """Whether the data of a site's goods count what is left: those of most say that there is some.

    Where nobody counts, all goods would have none left, whatever their pages say.
    """
    known = [one for one in read if one is not None]
    filled = sum(
        one.availability is Availability.IN_STOCK
        and any(offer.availability is Availability.IN_STOCK for offer in one.offers)
        for one in known
    )
    return filled >= max(_FEWEST_COUNTED, _MOSTLY * len(known))


def read_low(text: str) -> Decimal | None:
    """The amount in a text, the low end of a range."""
    found = read_range(text)
    return found[0] if found is not None else None


def _get_own(read: Listing | None, name: str) -> str | None:
    """What a page says of a field; a number that is only its address's is none of the seller's."""
    value: str | None = getattr(read, name) if read is not None else None
    return None if name == "sku" and read is not None and value == read.listing_id else value


def _judge(rule: Rule) -> Rule:
    """The rule, marked unsure when other sources contradict it on too many pages."""
    support = rule.support
    is_sure = support is not None and support.agreed >= _SURE * min(support.asked, support.pages)
    return rule.model_copy(update={"sure": is_sure})
