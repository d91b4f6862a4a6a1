"""What each variant costs, as the words of its choice say: an amount, or one more or less than the price."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any

from evidence.listing import Availability, Offer
from sites.generic.choices import Choice
from sites.generic.sight import STRUCK, iter_above
from sites.generic.view import View
from sites.money import Money, iter_money, name_currency
from sites.page import clean
from sites.words import has_mark, has_word, is_label, split_name

_ADDED = re.compile(r"([+＋])[\s(（]*$|[(（\[]\s*([-−－])\s*$|(?:^|\s)([-−－])$")
_NO_PRICE = ("saving", "per_unit", "instalment", "shipping")
_OPENED, _CLOSED = re.compile(r"[\s(（\[【,，:：+＋−–－-]*$"), re.compile(r"^[\s)）\]】]*")
_LAST_WORD = re.compile(r"[\s(（\[【,，:：]+")
_INSIDE = re.compile(r"[(（\[【][^)）\]】]*$")
_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One choice, the amount that it names, and how that bears on the price.

    `step` is 1 where the amount is added to the price, -1 where it is taken from it, 0 where it is the price,
    and None where that cannot be told.
    """

    choice: Choice
    money: Money | None
    step: int | None

    @property
    def added(self) -> Decimal:
        """What the choice adds to the price."""
        return (self.step or 0) * self.money.low if self.money else Decimal(0)


def find_variants(view: View, groups: Iterable[tuple[Choice, ...]], price: Decimal | None) -> list[Offer]:
    """The variants of the goods, each with its price where the page's words tell it.

    Args:
        view: of the page.
        groups: of its choices.
        price: of the goods as the page asks it, to which what a variant costs more is added.
    """
    every = [_read_choices(group, price) for group in groups]
    is_summed = len(every) > 1 and all(map(_is_added, every)) and prod(map(len, every)) <= _MOST
    if price is not None and is_summed:
        return list(_iter_combined(view, every, price))
    found = [offer for group in every for offer in _iter_group(view, group, price)]
    return list(dict.fromkeys(found))[:_MOST]


def _is_added(group: list[_Told]) -> bool:
    """Whether what a group says of amounts is only what its choices add to the price."""
    if any(one.money is None and any(money.sign for money in iter_money(one.choice.text)) for one in group):
        return False  # an amount of another kind
    return any(one.money is not None for one in group) and all(one.step for one in group if one.money)


def _iter_combined(view: View, every: list[list[_Told]], price: Decimal) -> Iterator[Offer]:
    """The variants of several groups, a buyer takes one of each: the price and all that they add to it."""
    sign = next((one.money.sign for group in every for one in group if one.money), None)
    for chosen in product(*every):
        amount = price + sum((one.added for one in chosen), Decimal(0))
        yield Offer(
            name=" ".join(map(_cut_name, chosen)),
            amount=amount if amount > 0 else None,
            currency=name_currency(sign, view.place) if sign else None,
            availability=Availability.OUT_OF_STOCK if any(one.choice.is_off for one in chosen) else None,
        )


def find_numbered_amount(root: Any, number: str) -> Decimal | None:
    """The one amount, struck ones left out, in the boxes whose ids end in a number; None without just one.

    Shops that show the price of the variant that was chosen keep those of the others in hidden boxes.

    Args:
        root: of the page.
        number: of a variant.
    """
    found: set[Decimal] = set()
    for box in root.xpath("//*[@id]"):
        if re.split(r"(?<=[a-z])[-_:]", box.get("id"), maxsplit=1)[-1] == number:
            found |= {
                money.low
                for one in box.iter()
                if isinstance(one.tag, str) and not _is_struck(one, box)
                for money in iter_money(one.text or "")
                if money.sign
            }
    return found.pop() if len(found) == 1 else None


def _is_struck(element: Any, box: Any) -> bool:
    for one in iter_above(element, 12):
        if one.tag in STRUCK or has_mark("old", split_name(one.get("class") or "")):
            return True
        if one is box:
            return False
    return False


def _iter_group(view: View, group: list[_Told], price: Decimal | None) -> Iterator[Offer]:
    if _is_priced(group, price):
        for one in group:
            stock = Availability.OUT_OF_STOCK if one.choice.is_off else None
            yield Offer(name=_cut_name(one), amount=one.choice.amount, availability=stock)
        return
    has_added = any(one.step for one in group)
    if price is not None and any(one.added <= -price for one in group):
        return  # a sign before an amount is no less here, and what it is cannot be told
    for one in group:
        yield Offer(
            name=_cut_name(one),
            amount=_find_amount(one, price, has_added=has_added),
            currency=name_currency(one.money.sign, view.place) if one.money and one.money.sign else None,
            availability=Availability.OUT_OF_STOCK if one.choice.is_off else None,
        )


def _is_priced(group: list[_Told], price: Decimal | None) -> bool:
    """Whether scripts read from each choice what it costs: that shown, or the cheapest, costs the price."""
    amounts = [one.choice.amount for one in group if one.choice.amount]
    if len(amounts) < len(group) or any(one.money is not None for one in group):
        return False
    shown = next((one for one in group if one.choice.is_chosen), group[0])
    return price in {shown.choice.amount, min(amounts)}


def _read_choices(group: tuple[Choice, ...], price: Decimal | None) -> list[_Told]:
    """The choices of a group, the amount of each, and what that is.

    A sign before an amount tells that. A word does so less surely, for goods are called Plus too: not beside
    choices that name their price, and outside brackets only behind a name, before less than the price. What
    is called Plus beside a price costs no less than that.
    """
    told = [(choice, _find_money(choice.text)) for choice in group]
    full = [money.low for choice, money in told if money and _is_full(choice.text, money, price)]
    least = min(full, default=None)
    return [
        _Told(
            choice=choice,
            money=money,
            step=_find_step(choice.text, money, price, least) if money else 0,
        )
        for choice, money in told
    ]


def _find_money(text: str) -> Money | None:
    """The amount that a choice names as its price, or as more or less than the price."""
    money = next((one for one in iter_money(text) if one.sign), None)
    if money is not None and _read_step_word(text, money) and _is_inside(text, money):
        return money
    return None if any(has_word(subject, text) for subject in _NO_PRICE) else money


def _is_full(text: str, money: Money, price: Decimal | None) -> bool:
    """Whether an amount can only be the price: nothing before it says that it is added or taken away.

    Nothing is sold for nothing: nought is what a choice costs more.
    """
    if _read_sign(text, money) or money.low == 0:
        return False
    return not (_read_step_word(text, money) and (_is_inside(text, money) or _has_name(text, money, price)))


def _find_step(text: str, money: Money, price: Decimal | None, least: Decimal | None) -> int | None:
    sign = _read_sign(text, money)
    if sign or _is_full(text, money, price):
        return sign
    word = _read_step_word(text, money)
    if least is None:
        return word or 1
    return 0 if word and money.low >= least and not _is_inside(text, money) else None


def _read_sign(text: str, money: Money) -> int:
    """1 for a plus before an amount, -1 for a minus, 0 for neither."""
    match = _ADDED.search(text[: money.start])
    return 0 if match is None else 1 if match.group(1) else -1


def _read_step_word(text: str, money: Money) -> int:
    """The same by the word right before an amount."""
    word = _LAST_WORD.split(_OPENED.sub("", text[: money.start]))[-1]
    return 1 if is_label("added", word) else -1 if is_label("taken_off", word) else 0


def _is_inside(text: str, money: Money) -> bool:
    """Whether an amount and the word before it stand in brackets."""
    return _INSIDE.search(_OPENED.sub("", text[: money.start])) is not None


def _has_name(text: str, money: Money, price: Decimal | None) -> bool:
    """Whether a choice has a name besides the word before its amount, and that is less than the price."""
    return bool(_cut_word(text, money)) and (price is None or money.low < price)


def _find_amount(told: _Told, price: Decimal | None, *, has_added: bool) -> Decimal | None:
    if told.money is None:
        return price if has_added else None
    if told.step == 0:
        return told.money.low
    return None if price is None or told.step is None else price + told.added


def _cut_name(told: _Told) -> str:
    """The words of a choice without its amount, the word before that and the brackets around it."""
    text, money = told.choice.text, told.money
    if money is None:
        return text
    is_added = told.step or (told.step is None and _is_inside(text, money))
    is_word = is_added and _read_step_word(text, money)
    before = _cut_word(text, money) if is_word else _OPENED.sub("", text[: money.start])
    after = _CLOSED.sub("", text[money.end :])
    return clean(f"{before} {after}") or text


def _cut_word(text: str, money: Money) -> str:
    """What stands before an amount and the word before that."""
    before = _OPENED.sub("", text[: money.start])
    return _OPENED.sub("", before.removesuffix(_LAST_WORD.split(before)[-1]))
