"""Data joined with what else a page says: sure where they agree, unsure where nothing decides."""

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal

from evidence.listing import Availability, Card, Price
from sites.generic.data.goods import DataGoods
from sites.generic.data.keys import load_words
from sites.generic.data.lists import GoodsList, Row
from sites.generic.data.scope import fold_name

_MOST_CARDS = 300
_LEAST_CARDS = 3


def find_brand_in(goods: DataGoods | None) -> str | None:
    """The brand that data name, as a field or among the parameters."""
    if goods is None:
        return None
    named = [value for name, value in goods.texts.attributes.items() if name.lower() in load_words()["brand"]]
    return goods.texts.brand or next(iter(named), None)


def settle_texts(shown: dict[str, str], goods: DataGoods | None) -> dict[str, str]:
    """The parameters of page and data; those of the data are free of what a page prints around them."""
    return shown if goods is None else {**shown, **goods.texts.attributes}


def make_price(goods: DataGoods) -> Price | None:
    """The price of the goods: the lower end, with the range as its text where it depends on the choice."""
    low, high = goods.price.low, goods.price.high
    if low is None:
        return None
    raw = f"{low}" if high is None or high == low else f"{low} - {high}"
    return Price(amount=low, currency=goods.currency, raw=raw)


def settle_list_price(
    shown: Price | None, goods: DataGoods | None, seen: Collection[Decimal]
) -> Price | None:
    """The struck price: that of the data where they have a field for it, else the one that the page shows.

    A page that shows the price but not the struck one makes no claim with it, whatever its data hold.
    """
    if goods is None:
        return shown
    if goods.price.was is None and not goods.knows_was:
        is_strange = shown is not None and len(goods.amounts) > 1 and shown.amount not in goods.amounts
        return None if is_strange else shown
    was = goods.price.was
    is_hidden = goods.price.low in seen and was not in seen
    if is_hidden and len(goods.offers) > 1:
        return shown  # that of one variant, where the data name the highest of all
    return None if was is None or is_hidden else Price(amount=was, currency=goods.currency, raw=f"{was}")


def settle_price(
    verdict: tuple[Price | None, bool], goods: DataGoods | None, candidates: Iterable[Decimal]
) -> tuple[Price | None, bool]:
    """The price that the page and its data agree on.

    Args:
        verdict: what the page says without its data, and whether that could not be decided.
        goods: what the data say.
        candidates: the amounts of the page that could be its price, none that it calls an old one.

    Returns:
        The price, and whether it could not be decided.
    """
    shown, is_unsure = verdict
    said = None if goods is None else make_price(goods)
    if goods is None or (said is None and not goods.price.is_unsure):
        return verdict
    seen = set(candidates)
    if said is None:
        return _choose_seen(shown, goods, seen)
    if shown is None or shown.amount is None:
        return (said, False) if not is_unsure or said.amount in seen else (None, True)
    if shown.amount == said.amount or _is_choice(shown.amount, goods):
        return shown, False
    # the page's one amount was the struck one, or one of a side box: page and data agree on another
    agrees = shown.amount == goods.price.was or (said.amount in seen and shown.amount not in goods.amounts)
    return (said, False) if agrees else (None, True)


def _choose_seen(shown: Price | None, goods: DataGoods, seen: set[Decimal]) -> tuple[Price | None, bool]:
    """The one of several amounts of the data that the page shows as a price."""
    if shown is not None and shown.amount in goods.amounts:
        return shown, False
    both = goods.amounts & seen
    if len(both) != 1:
        return None, True
    amount = next(iter(both))
    return Price(amount=amount, currency=goods.currency, raw=str(amount)), False


def _is_choice(amount: Decimal, goods: DataGoods) -> bool:
    """Whether the page shows the price of one of several variants."""
    low, high = goods.price.low, goods.price.high
    return low is not None and high is not None and low < high and amount in goods.amounts


def settle_stock(shown: Availability | None, goods: DataGoods | None) -> tuple[Availability | None, bool]:
    """Whether the goods can be bought, where page and data do not contradict one another."""
    said = None if goods is None else goods.availability
    if shown is None or said is None or shown is said:
        return shown or said, bool(
            goods is not None and said is None and "availability" in goods.unsure and shown is None
        )
    return None, True


def make_data_cards(goods: GoodsList, absolute: Callable[[str], str], address: str) -> tuple[Card, ...]:
    """The cards of a list in data; one without a link of its own is placed on the page that lists it."""
    return tuple(_make_card(row, absolute, address) for row in goods.rows[:_MOST_CARDS])


def _make_card(row: Row, absolute: Callable[[str], str], address: str) -> Card:
    link = absolute(row.link) if row.link else None
    return Card(
        url=link or f"{address.partition('#')[0]}#{row.number or fold_name(row.title)[:40]}",
        listing_id=row.number,
        title=row.title,
        price=_price(row.price, row.currency),
        list_price=_price(row.list_price, row.currency),
        shop=row.shop,
    )


def _price(amount: Decimal | None, currency: str | None) -> Price | None:
    return None if amount is None else Price(amount=amount, currency=currency, raw=str(amount))


def join_cards(shown: tuple[Card, ...], said: tuple[Card, ...]) -> tuple[Card, ...]:
    """The cards of a page's markup with what its data say of them; those of the data where they are more."""
    if len(said) < _LEAST_CARDS or len(shown) * 2 < len(said):
        return said if len(said) > len(shown) else shown
    by_number = {card.listing_id: card for card in said if card.listing_id}
    by_name = {fold_name(card.title): card for card in said if card.title}
    return tuple(_fill(card, by_number, by_name) for card in shown)


def _fill(card: Card, by_number: dict[str, Card], by_name: dict[str, Card]) -> Card:
    twin = by_number.get(card.listing_id or "") or by_name.get(fold_name(card.title or "") or "-")
    if twin is None:
        twin = next((one for number, one in by_number.items() if number in card.url), None)
    if twin is None:
        return card
    missing = {
        name: getattr(twin, name)
        for name in ("listing_id", "title", "price", "list_price", "shop")
        if getattr(card, name) is None
    }
    return card.model_copy(update=missing)
