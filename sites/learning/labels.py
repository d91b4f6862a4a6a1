"""What other sources say of a listing's fields: lists, page titles, what each page says by itself."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from evidence.listing import Listing
from sites.cuts import is_told_cut
from sites.learning.cards import SeenCard
from sites.learning.names import agrees, fold_name, trim_titles
from sites.learning.rules import FEWEST_WEIGHT, Induced, Label
from sites.learning.tree import SeenPage
from sites.money import iter_money
from sites.profile import Rule
from sites.ranges import find_amounts, has_signed_amount, read_range
from sites.rules import find_node
from sites.words import has_mark, has_word, split_name

_NEAR, _MOST_NEAR, _SHORT = 3, 60, 20
_OTHER_AMOUNTS = ("other_amount", "member", "shipping", "deposit", "instalment", "coupon", "other_seller")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_FEWEST_SAID, _ON_NEARLY_ALL = 8, 0.9
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
        amounts = sorted({amount for card in around for amount in read_card_amounts(card, struck=False)})
        for order, amount in enumerate(amounts[:4]):
            values[amount] = 1.0 if len(amounts) == 1 else 0.7 if order == 0 else 0.5
        if listing is not None and listing.price is not None and listing.price.amount is not None:
            amount = listing.price.amount
            values[amount] = min(1.0, values.get(amount, 0.0) + 0.5)
        labels.append(Label(values=values))
    return labels


def label_list_prices(
    pages: Sequence[SeenPage],
    cards: Sequence[Sequence[SeenCard]],
    read: Sequence[Listing | None],
    prices: Induced,
) -> list[Label]:
    """The amounts not below the price that stand near it or in lists as former prices.

    Args:
        pages: the listings.
        cards: the boxes that lead to each.
        read: what each says by itself.
        prices: the price of each, and where it stands.
    """
    labels = []
    for page, around, listing, price in zip(pages, cards, read, prices.values, strict=True):
        values: dict[object, float] = {}
        if isinstance(price, Decimal):
            above = {amount for card in around for amount in read_card_amounts(card) if amount > price}
            values = dict.fromkeys(above, 0.4) if len(above) == 1 else {}
            said = listing.list_price.amount if listing and listing.list_price else None
            near = [one.amount for one in iter_former(page, prices.rules, price) if one.amount >= price]
            for amount, weight in [(said, 0.4), *((one, 0.8) for one in near[:2])]:
                if amount is not None and amount >= price:
                    values[amount] = min(1.0, values.get(amount, 0.0) + weight)
        strong = {amount: weight for amount, weight in values.items() if weight >= FEWEST_WEIGHT}
        labels.append(Label(values=strong, is_none=not strong))
    return labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """An amount that may be a former price; sure where it is called one, or struck under no other name."""

    amount: Decimal
    is_sure: bool


def iter_former(page: SeenPage, rules: Sequence[Rule], price: Decimal) -> Iterator[Former]:
    """The amounts around a price that are struck, named as former prices, or as much above it as is told.

    Those whose label names another thing are none: a fee, a gift, a set, what members or other shops ask.
    """
    node = next((node for rule in rules if (node := find_node(page.tree, rule)) is not None), None)
    number = page.number_of.get(node.mem_id) if node is not None else None
    if number is None:
        return
    around = [number, *islice(page.iter_above(number), _NEAR)][-1]
    near = list(islice(page.iter_below(around), _MOST_NEAR))
    said = [text for below in near if (text := page.own_texts.get(below) or page.texts[below])]
    for below in near:
        text = page.own_texts.get(below) or page.texts[below]
        found = read_range(text) if below != number and text and len(text) <= _SHORT else None
        if found is None or _is_name(page, below, text):
            continue
        labels, behind = list(_iter_labels(page, below, number)), _find_behind(page, below)
        if any(has_word(subject, one) for one in (*labels, behind) for subject in _OTHER_AMOUNTS):
            continue
        is_named = _is_called_former(page, below) or any(has_word("old_price", one) for one in labels)
        if is_named or is_told_cut(price, found[0], said):
            yield Former(amount=found[0], is_sure=True)
        elif _is_struck(page, below):
            yield Former(amount=found[0], is_sure=not any(map(_has_words, labels)))


def _is_name(page: SeenPage, number: int, text: str) -> bool:
    """Whether a figure without a currency stands among the words of a heading: so much is in a pack of it."""
    return page.nodes[number].tag in _HEADINGS and _has_words(text) and not has_signed_amount(text)


def _is_struck(page: SeenPage, number: int) -> bool:
    chain = [number, *islice(page.iter_above(number), 2)]
    return any(one in page.struck for one in chain)


def _is_called_former(page: SeenPage, number: int) -> bool:
    """Whether markup calls an element or its parent an old price."""
    chain = [number, *islice(page.iter_above(number), 1)]
    classes = [name for one in chain for name in (page.nodes[one].attributes.get("class") or "").split()]
    return any(has_mark("old", split_name(name)) and has_mark("price", split_name(name)) for name in classes)


def _iter_labels(page: SeenPage, number: int, price: int) -> Iterator[str]:
    """What labels an amount: its own words, and those around and before it, up to the price's box."""
    box = {price, *page.iter_above(price)}
    yield page.texts[number]
    for one in [number, *islice(page.iter_above(number), 2)]:
        above = page.parents[one]
        if above < 0 or one in box:
            return
        beside = [other for other in page.iter_below(above) if page.parents[other] == above and other < one]
        yield from _iter_short(page.own_texts.get(above, ""))
        if beside and beside[-1] not in box and page.nodes[beside[-1]].tag not in _HEADINGS:
            yield from _iter_short(page.texts[beside[-1]])


def _find_behind(page: SeenPage, number: int) -> str:
    """The short text right behind an amount, which may say what it was for."""
    above = page.parents[number]
    below = page.iter_below(above) if above >= 0 else iter(())
    behind = next((one for one in below if page.parents[one] == above and one > number), None)
    return next(_iter_short(page.texts[behind]), "") if behind is not None else ""


def _iter_short(text: str) -> Iterator[str]:
    """A text that may be a label; one with an amount of its own says something of that."""
    if 0 < len(text) <= _SHORT and not has_signed_amount(text):
        yield text


def _has_words(text: str) -> bool:
    """Whether a text says more than amounts and their currency."""
    left, place = "", 0
    for money in iter_money(text):
        left, place = left + text[place : money.start], money.end
    return any(char.isalpha() for char in left + text[place:])


def read_card_amounts(card: SeenCard, *, struck: bool = True) -> set[Decimal]:
    """The amounts on a card: those with a currency, else the only figures that stand alone.

    Of a text that holds another with the same amount only the inner one counts: boxes print names too.

    Args:
        card: one box of a list.
        struck: take in what is crossed out.
    """
    texts = [text for text in card.texts if 0 < len(text) <= 40 and (struck or text not in card.struck)]
    signed = [text for text in texts if has_signed_amount(text)]
    signed = [text for text in signed if not any(_is_part(one, text) for one in signed)]
    if signed:
        return {amount for text in signed for amount in find_amounts(text)}
    return {amount for text in texts if not any(c.isalpha() for c in text) for amount in find_amounts(text)}


def _is_part(inner: str, outer: str) -> bool:
    return inner != outer and inner in outer and find_amounts(inner) <= find_amounts(outer)


def label_texts(read: Sequence[str | None]) -> list[Label]:
    """What the pages themselves say of a field."""
    return [Label(values={fold_name(value): 1.0} if value else {}) for value in read]


def is_furniture(titles: Sequence[str | None], said: Sequence[str | None]) -> bool:
    """Whether what the pages say of a field is a word of the site: alike on all, and in no name."""
    counts = Counter(fold_name(value) for value in said if value)
    if len(said) < _FEWEST_SAID or not counts:
        return False
    value, count = counts.most_common(1)[0]
    named = any(value in fold_name(title) for title in titles if title)
    return count >= _ON_NEARLY_ALL * counts.total() and count > 1 and not named


def _add(values: dict[object, float], name: str | None, weight: float) -> None:
    if name and len(fold_name(name)) > 1:
        folded = fold_name(name)
        values[folded] = min(1.0, values.get(folded, 0.0) + weight)


def _complete(name: str, page: SeenPage) -> Iterable[str]:
    """The texts of a page that are a name, whole where the list cut it."""
    return [text for text in page.headings if agrees(name, [text])]


def _drop_furniture(found: list[dict[object, float]]) -> list[Label]:
    counts = Counter(value for values in found for value in values)
    common = {value for value, count in counts.items() if count > max(1, _FURNITURE * len(found))}
    return [
        Label(values={value: weight for value, weight in values.items() if value not in common})
        for values in found
    ]
