"""The price and the former price of a listing by its site's rules, weighed against what its page says."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from evidence.listing import Listing, Price
from sites.prices import find_currency
from sites.profile import Role, Rule
from sites.rules import find_amount, stand_together


def read_prices(
    tree: LexborHTMLParser,
    role: Role,
    currency: str | None,
    read: Listing | None,
    is_beside: Callable[[Decimal], bool] = lambda _amount: False,
    weigh_former: Callable[[Decimal, Decimal], bool | None] = lambda _amount, _price: None,
) -> dict[str, Any]:
    """`price`, `list_price` and `unsure`; a rule that is unsure counts only where the page says the same.

    Args:
        tree: of the page.
        role: the rules of the site's listings.
        currency: of the site.
        read: what the page says by itself.
        is_beside: whether the page shows an amount only in boxes of other goods.
        weigh_former: whether it is sure that an amount by the place of the price was asked before it; None
            where it does not stand there as that.
    """
    unsure = set(read.unsure if read is not None else ()) - {"price", "list_price"}
    former = _find_former(read)
    rules, former_rules = role.fields.get("price", ()), role.fields.get("list_price", ())
    said = read.price if read is not None else None
    price, is_doubted = _find_price(tree, rules, currency, said, former, is_beside)
    if is_doubted or (price is None and read is not None and "price" in read.unsure):
        unsure.add("price")
    # Where the site's price has its place, a former price that has none is a figure of something else; pages
    # without the first place are built otherwise, and their former price may have one that no survey saw.
    place = find_amount(tree, rules[0]) if rules else None
    is_placed = place is not None and place[0] != former
    own = read.list_price if read is not None else None
    # Where the survey saw hardly any, no place is known, but one that is called so beside the price is one.
    is_sure = (
        weigh_former(own.amount, place[0])
        if own is not None and own.amount is not None and place is not None and not former_rules
        else None
    )
    alone = own if not is_placed or is_sure else None
    before, is_doubted = _find_price(tree, former_rules, currency, alone)
    shared = any(stand_together(tree, one, other) for one in former_rules for other in rules)
    is_above = price is None or before is None or (before.amount or 0) >= (price.amount or 0)
    if is_doubted or (is_placed and is_sure is False):
        unsure.add("list_price")
    return {
        "price": price,
        "list_price": before if is_above and not shared else None,
        "unsure": tuple(sorted(unsure)),
    }


def _find_price(
    tree: LexborHTMLParser,
    rules: tuple[Rule, ...],
    currency: str | None,
    said: Price | None,
    former: Decimal | None = None,
    is_beside: Callable[[Decimal], bool] = lambda _amount: False,
) -> tuple[Price | None, bool]:
    """The price at the first place that the page has of those known, and whether it is doubted.

    A place where this page shows what it calls the former price is none of its price. Where the page has no
    known place, the survey saw none like it: what it says by itself holds, as on a site nobody knows.

    All places but the first are those of pages built otherwise, and a page without the first may be built in
    a third way: there a price of other goods beside these is none, and one that the page denies is doubted.
    """
    for number, rule in enumerate(rules):
        amount = find_amount(tree, rule)
        if amount is None or amount[0] == former:
            continue
        low, _, raw = amount
        if number and is_beside(low):
            continue
        is_denied = number > 0 and said is not None and said.amount != low
        if is_denied or (not rule.sure and (said is None or said.amount != low)):
            return None, True
        return Price(amount=low, currency=find_currency(raw) or currency, raw=raw[:200]), False
    return said, False


def _find_former(read: Listing | None) -> Decimal | None:
    """What the page says by itself that its goods cost before, where it says too what they cost now."""
    if read is None or read.price is None or read.list_price is None:
        return None
    now, before = read.price.amount, read.list_price.amount
    return before if now is not None and before is not None and now < before else None
