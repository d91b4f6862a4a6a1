"""What other sources say of a listing's fields, page by page: lists, page titles, what each page says by itself."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from evidence.listing import Listing
from sites.learning.cards import SeenCard
from sites.learning.names import agrees, fold_name, trim_titles
from sites.learning.rules import Label
from sites.learning.tree import SeenPage
from sites.prices import PRICE_LIKE, fold
from sites.ranges import find_amounts

_FURNITURE = 0.4
"""What more than this share of pages say alike is said of the site, not of its goods."""


def label_titles(
    pages: Sequence[SeenPage], cards: Sequence[Sequence[SeenCard]], read: Sequence[Listing | None]
) -> list[Label]:
    """The names under which lists, the page's title element and the page itself know the goods."""
    trimmed = trim_titles([page.title for page in pages])
    found: list[dict[object, float]] = []
    for page, around, title, listing in zip(pages, cards, trimmed, read, strict=True):
        values: dict[object, float] = {}
        _add(values, title, 0.6)
        if listing is not None:
            _add(values, listing.title, 0.6)
        for name in {name for card in around for name in card.names}:
            for whole in _complete(name, page):
                _add(values, whole, 1.0)
        found.append(values)
    return _drop_furniture(found)


def label_prices(cards: Sequence[Sequence[SeenCard]], read: Sequence[Listing | None]) -> list[Label]:
    """The amounts that lists and the page itself give for the goods."""
    labels = []
    for around, listing in zip(cards, read, strict=True):
        values: dict[object, float] = {}
        amounts = sorted({amount for card in around for amount in read_card_amounts(card)})
        for order, amount in enumerate(amounts[:4]):
            values[amount] = 1.0 if len(amounts) == 1 else 0.7 if order == 0 else 0.5
        if listing is not None and listing.price is not None and listing.price.amount is not None:
            amount = listing.price.amount
            values[amount] = min(1.0, values.get(amount, 0.0) + 0.5)
        labels.append(Label(values=values))
    return labels


def label_list_prices(
    cards: Sequence[Sequence[SeenCard]], read: Sequence[Listing | None], prices: Sequence[object | None]
) -> list[Label]:
    """The amounts above the price that lists show beside it, or that the page itself calls a former price."""
    labels = []
    for around, listing, price in zip(cards, read, prices, strict=True):
        values: dict[object, float] = {}
        if isinstance(price, Decimal):
            above = {amount for card in around for amount in read_card_amounts(card) if amount > price}
            values = dict.fromkeys(above, 0.6) if len(above) == 1 else {}
            said = (
                listing.list_price.amount if listing is not None and listing.list_price is not None else None
            )
            if said is not None and said > price:
                values[said] = min(1.0, values.get(said, 0.0) + 0.6)
        labels.append(Label(values=values, is_none=not values))
    return labels


def read_card_amounts(card: SeenCard) -> set[Decimal]:
    """The amounts on a card: those with a currency, else the only figures that stand alone."""
    texts = [fold(text) for text in card.texts if 0 < len(text) <= 40]
    signed = [text for text in texts if PRICE_LIKE.search(text)]
    if signed:
        return {amount for text in signed for amount in find_amounts(text)}
    return {amount for text in texts if not any(c.isalpha() for c in text) for amount in find_amounts(text)}


def label_texts(read: Sequence[str | None], *, knows_none: bool = False) -> list[Label]:
    """What the pages themselves say of a field."""
    found: list[dict[object, float]] = [{fold_name(value): 1.0} if value else {} for value in read]
    return [Label(values=values, is_none=knows_none and not values) for values in found]


def _add(values: dict[object, float], name: str | None, weight: float) -> None:
    if name and len(fold_name(name)) > 1:
        folded = fold_name(name)
        values[folded] = min(1.0, values.get(folded, 0.0) + weight)


def _complete(name: str, page: SeenPage) -> Iterable[str]:
    """The texts of a page that are a name, whole where the list cut it."""
    return [text for text in page.headings if agrees(name, [text])] or []


def _drop_furniture(found: list[dict[object, float]]) -> list[Label]:
    counts = Counter(value for values in found for value in values)
    common = {value for value, count in counts.items() if count > max(1, _FURNITURE * len(found))}
    return [
        Label(values={value: weight for value, weight in values.items() if value not in common})
        for values in found
    ]
