"""The rules of a listing's fields, each from what lists, titles and the pages themselves say of it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from evidence.listing import Listing
from sites.learning.cards import SeenCard
from sites.learning.labels import is_furniture, label_list_prices, label_prices, label_texts, label_titles
from sites.learning.names import fold_name
from sites.learning.rules import Label, Outcome, induce_rule
from sites.learning.stock import induce_stock
from sites.learning.tree import SeenPage
from sites.profile import Parse, Rule
from sites.ranges import read_range
from sites.rules import stand_together

_SURE, _SURE_STRUCK = 0.9, 0.8
_TEXTS = ("brand", "model", "sku", "category")


def induce_fields(
    pages: Sequence[SeenPage], cards: Sequence[Sequence[SeenCard]], read: Sequence[Listing | None]
) -> dict[str, tuple[Rule, ...]]:
    """For each field that can be placed, its rule.

    Args:
        pages: listings of one site.
        cards: the boxes that lead to each of them.
        read: what each says by itself.
    """
    found: dict[str, Outcome | None] = {
        "title": induce_rule(pages, label_titles(pages, cards, read), fold_name),
        "price": induce_rule(pages, label_prices(cards, read), read_low, Parse.MONEY),
    }
    price = found["price"]
    if price is not None:
        labels = label_list_prices(pages, cards, read, price.values, price.rule)
        outcome = induce_rule(pages, labels, read_low, Parse.MONEY)
        apart = outcome and replace(outcome, values=_drop_shared(pages, outcome, price))
        found["list_price"] = outcome if apart and _is_struck(apart, labels, price.values) else None
    for name in set(_TEXTS) - set(find_ignored(read)):
        labels = label_texts([getattr(one, name) if one is not None else None for one in read])
        found[name] = induce_rule(pages, labels, fold_name)
    rules: dict[str, tuple[Rule, ...]] = {
        name: (_judge(outcome),) for name, outcome in found.items() if outcome is not None
    }
    stock = induce_stock(pages)
    return rules | ({"availability": (stock,)} if stock is not None else {})


def _drop_shared(pages: Sequence[SeenPage], former: Outcome, price: Outcome) -> tuple[object | None, ...]:
    """The values of a rule without those that stand where the price itself stands."""
    return tuple(
        None if stand_together(page.tree, former.rule, price.rule) else value
        for page, value in zip(pages, former.values, strict=True)
    )


def _is_struck(outcome: Outcome, labels: Sequence[Label], prices: Sequence[object | None]) -> bool:
    """Whether most of what a rule finds above the price is what other sources call a former price."""
    above = [
        (value, label)
        for value, price, label in zip(outcome.values, prices, labels, strict=True)
        if isinstance(value, Decimal) and isinstance(price, Decimal) and value >= price
    ]
    return sum(value in label.values for value, label in above) >= _SURE_STRUCK * len(above)


def find_ignored(read: Sequence[Listing | None]) -> tuple[str, ...]:
    """The fields in which the pages by themselves take a word of the site for something of the goods."""
    titles = [one.title if one is not None else None for one in read]
    return tuple(
        name
        for name in ("brand", "model")
        if is_furniture(titles, [getattr(one, name) if one is not None else None for one in read])
    )


def read_low(text: str) -> Decimal | None:
    """The amount in a text, the low end of a range."""
    found = read_range(text)
    return found[0] if found is not None else None


def _judge(outcome: Outcome) -> Rule:
    """The rule, marked unsure when other sources contradict it on too many pages."""
    support = outcome.rule.support
    is_sure = support is not None and support.agreed >= _SURE * min(support.asked, support.pages)
    return outcome.rule.model_copy(update={"sure": is_sure})
