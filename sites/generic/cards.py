"""The goods on a list: of each box where it leads, what it is called, what it costs and who sells it."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from evidence.listing import Card, Price
from sites.generic.addresses import could_be_goods, find_listing_id, iter_links, make_address
from sites.generic.amounts import Amount, iter_amounts
from sites.generic.boxes import Box, Shelf
from sites.generic.sight import Run, Sight, iter_above
from sites.generic.view import View
from sites.money import iter_money
from sites.page import CARD_WORDS, clean
from sites.words import get_terms, has_mark, has_word, is_label

_LONGEST_TITLE, _FEWEST_PAIRS = 300, 4
_NEVER_PRICE = frozenset(
    {"instalment", "saving", "shipping", "points", "deposit", "count", "per_unit", "extra", "tax"}
)
_BARE = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,2})?")


def find_goods_shelves(view: View) -> list[Shelf]:
    """The lists of goods on a page, the main one first."""
    return [shelf for shelf in view.shelves if shelf.is_goods]


def make_cards(view: View, shelf: Shelf) -> list[Card]:
    """The goods of a list in page order."""
    keys = _choose_links(view, shelf)
    bare = _find_bare_place(view.sight, shelf)
    amounts = [_read_amounts(view, box, bare) for box in shelf.boxes]
    before = _find_before_place(amounts)
    return [
        _make_card(view, box, address, _mark_before(found, before))
        for box, address, found in zip(shelf.boxes, keys, amounts, strict=True)
        if address
    ]


def _find_before_place(boxes: list[list[Amount]]) -> tuple[str, str] | None:
    """Two places of which, in all boxes, one holds the higher amount: what the goods cost now and before."""
    pairs = [
        (found[0], found[1]) for found in boxes if len(found) == 2 and not any(one.is_old for one in found)
    ]
    if len(pairs) < _FEWEST_PAIRS:
        return None
    orders = Counter(
        tuple(_describe(one.element) for one in sorted(pair, key=lambda amount: amount.low)) for pair in pairs
    )
    (low, high), count = orders.most_common(1)[0]
    return (low, high) if low != high and count == len(pairs) else None


def _mark_before(amounts: list[Amount], places: tuple[str, str] | None) -> list[Amount]:
    if places is not None and [_describe(one.element) for one in amounts].count(places[1]) == 1:
        for one in amounts:
            if _describe(one.element) == places[1] and len(amounts) == 2:
                one.signs.add("mark_old")
    return amounts


def _choose_links(view: View, shelf: Shelf) -> list[str]:
    """For each box the address that names its goods: other boxes have another one in the same place."""
    links = [list(_iter_box_links(view, box)) for box in shelf.boxes]
    weights: Counter[str] = Counter()
    seen: dict[str, set[str]] = {}
    for found in links:
        for place, address, size in found:
            weights[place] += size
            seen.setdefault(place, set()).add(address)
    # A place that leads everywhere to the same page, as to the cart, tells nothing apart.
    good = {
        place: weights[place] for place in weights if len(seen[place]) * 2 > min(len(links), weights[place])
    }
    return [
        max(found, key=lambda one: (good.get(one[0], 0), one[2]), default=("", box.address, 0))[1]
        or box.address
        for found, box in zip(links, shelf.boxes, strict=True)
    ]


def _iter_box_links(view: View, box: Box) -> Iterator[tuple[str, str, int]]:
    """Links of a box: the place that they stand in, where they lead, and how much they show."""
    for element in [*iter_above(box.element.getparent(), 2), *box.element.iter()]:
        if not isinstance(element.tag, str):
            continue
        for href in iter_links(element):
            address = make_address(href, view.address)
            if address is None or address == view.address or not could_be_goods(address):
                continue
            words = len(view.sight.text_of(element, 200)) + len(element.get("title") or "")
            picture = 15 if next(element.iter("img"), None) is not None else 0
            yield (
                _describe(element),
                address,
                min(words, 80) + picture + (8 if find_listing_id(address) else 0),
            )


def _describe(element: Any) -> str:
    above = element.getparent()
    first = (above.get("class") or "").split(" ")[0] if above is not None else ""
    return f"{element.tag}.{(element.get('class') or '').split(' ')[0]}<{first}"


def _make_card(view: View, box: Box, address: str, amounts: list[Amount]) -> Card:
    words = view.sight.text_of(box.element, CARD_WORDS)
    price, before = _choose_price(amounts)
    return Card(
        url=address,
        listing_id=find_listing_id(address),
        title=_find_title(view, box, address),
        price=_make_price(price),
        list_price=_make_price(before),
        shop=_find_shop(view.sight, box),
        words=words[:CARD_WORDS] or None,
    )


def _make_price(amount: Amount | None) -> Price | None:
    return None if amount is None else Price(amount=amount.low, currency=amount.currency, raw=amount.raw)


def _find_title(view: View, box: Box, address: str) -> str | None:
    """The longest of what the links to the goods say, else their heading, else what their picture shows."""
    found: list[str] = []
    pictured: list[str] = []
    for element in [*iter_above(box.element.getparent(), 1), *box.element.iter()]:
        if not isinstance(element.tag, str):
            continue
        if element.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            found.append(view.sight.text_of(element, _LONGEST_TITLE))
        elif element.tag == "img":
            pictured.append(clean(element.get("alt")) or "")
        elif any(make_address(href, view.address) == address for href in iter_links(element)):
            text = _read_link_text(view.sight, element)
            told = clean(element.get("title")) or ""
            found.append(told if len(told) > len(text) and _is_start(text, told) else text)
            pictured.append(told)
    named = [text for text in found if _is_title(text)]
    return (
        max(named, key=len, default=None)
        or max(filter(_is_title, pictured), key=len, default=None)
        or (_find_marked_title(view.sight, box))
    )


def _is_start(cut: str, whole: str) -> bool:
    return not cut or whole.startswith(re.sub(r"(?:\.{2,}|…)\s*$", "", cut)[:10])


def _read_link_text(sight: Sight, element: Any) -> str:
    """What a link says; where it holds the whole box, its best line."""
    runs = [run for run in sight.runs_of(element) if _is_title(run.text)]
    parts = [child for child in element if isinstance(child.tag, str) and sight.runs_of(child)]
    has_own = any(re.search(r"\w", text or "") for text in (element.text, *(child.tail for child in element)))
    if len(parts) > 1 and not has_own:  # a name, and beside it a line that praises it
        return max((sight.text_of(part, _LONGEST_TITLE) for part in parts), key=len)
    whole = sight.text_of(element, _LONGEST_TITLE)
    is_mixed = any(money.sign for money in iter_money(whole)) or len(whole) > _LONGEST_TITLE
    return max((run.text for run in runs), key=len, default="") if is_mixed else whole


def _is_title(text: str | None) -> bool:
    return (
        text is not None
        and 1 < len(text) <= _LONGEST_TITLE
        and re.search(r"[^\W\d_]", text) is not None
        and not is_label("buy", text)
        and not (len(text) < 25 and any(money.sign for money in iter_money(text)))
        and not (len(text) < 12 and has_word("count", text))
    )


def _find_marked_title(sight: Sight, box: Box) -> str | None:
    for run in sight.runs_of(box.element):
        words = " ".join(sight.names(one) for one in iter_above(run.element, 2))
        if re.search(r"\b(?:title|name)\b", words) and _is_title(run.text):
            return run.text
    return None


def _find_bare_place(sight: Sight, shelf: Shelf) -> str | None:
    """Where boxes show a price without a sign: the place that holds a figure with cents in most of them."""
    counts: Counter[str] = Counter()
    for box in shelf.boxes:
        places = {
            _describe(run.element)
            for run in sight.runs_of(box.element)
            if re.fullmatch(r"[0-9]{1,7}[.,][0-9]{2}", run.text)
        }
        counts.update(places)
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] * 2 > len(shelf.boxes) else None


def _read_amounts(view: View, box: Box, bare: str | None) -> list[Amount]:
    runs = view.sight.runs_of(box.element)
    lines = _split_lines(view.sight, runs)
    found = [
        amount
        for amount in iter_amounts(view.scene, lines)
        if "signed" in amount.signs or _is_bare(amount, bare)
    ]
    return [amount for amount in found if not amount.signs & _NEVER_PRICE]


def _is_bare(amount: Amount, bare: str | None) -> bool:
    is_marked = "mark_price" in amount.signs and _BARE.fullmatch(amount.raw) is not None
    return is_marked or _describe(amount.element) == bare


def _split_lines(sight: Sight, runs: list[Run]) -> list[list[Run]]:
    """The page's lines, cut at the edges of a box."""
    if not runs:
        return []
    first, last = runs[0].number, runs[-1].number
    found = []
    for line in sight.lines_of(first, last):
        kept = [run for run in line if first <= run.number <= last]
        if kept:
            found.append(kept)
    return found


def _choose_price(amounts: list[Amount]) -> tuple[Amount | None, Amount | None]:
    """What the goods cost and what they cost before, where the box leaves no doubt."""
    old = [one for one in amounts if one.is_old]
    now = [one for one in amounts if not one.is_old]
    if not now and old and not old[0].is_struck:
        now, old = old[:1], []
    best = _narrow(now)
    if len({one.low for one in best}) != 1:
        return None, None
    price = best[0]
    before = max((one for one in old if one.low > price.low), key=lambda one: one.low, default=None)
    return price, before


def _narrow(amounts: list[Amount]) -> list[Amount]:
    """Of several amounts those that markup or a label calls the price."""
    kept = amounts
    for sign in ("label", "mark_current", "mark_price", "stressed"):
        if len({one.low for one in kept}) > 1:
            kept = [one for one in kept if sign in one.signs] or kept
    plain = [one for one in kept if not one.signs & {"from", "coupon", "member"}]
    return plain if len({one.low for one in kept}) > 1 and plain else kept


def _find_shop(sight: Sight, box: Box) -> str | None:
    """Who sells: a name that markup calls a shop's, or a link with an ending that only shops have."""
    endings = tuple(get_terms("shop_suffix"))
    for run in sight.runs_of(box.element):
        above = list(iter_above(run.element, 3))
        link = next((one for one in above if one.tag == "a"), None)
        text = run.text if link is None else sight.text_of(link, 60)
        if not 1 < len(text) <= 40 or is_label("shop_link", text) or _has_figures(text):
            continue
        if any(has_mark("shop", sight.names(one)) for one in above[:2]):
            return text
        if link is not None and text.endswith(endings) and len(text) > 4 and " " not in text:
            return text
    return None


def _has_figures(text: str) -> bool:
    return re.fullmatch(r"[\W0-9]+", text) is not None or any(money.sign for money in iter_money(text))


def count_priced(cards: list[Card]) -> int:
    """How many of the cards show a price."""
    return sum(card.price is not None and (card.price.amount or Decimal(0)) > 0 for card in cards)
