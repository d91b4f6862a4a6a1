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
_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One choice, the amount that it names, and what that adds to the price."""

    choice: Choice
    money: Money | None
    amount: Decimal


def find_variants(view: View, groups: Iterable[tuple[Choice, ...]], price: Decimal | None) -> list[Offer]:
    """The variants of the goods, each with its price where the page's words tell it.

    Args:
        view: of the page.
        groups: of its choices.
        price: of the goods as the page asks it, to which what a variant costs more is added.
    """
    every = list(groups)
    added = [_read_steps(group) for group in every]
    if price is not None and len(every) > 1 and all(added) and prod(map(len, added)) <= _MOST:
        return list(_iter_combined(view, added, price))
    found = [offer for group in every for offer in _read_group(view, group, price)]
    return list(dict.fromkeys(found))[:_MOST]


def _read_steps(group: tuple[Choice, ...]) -> list[_Step]:
    """What each choice of a group adds to the price; nothing where one says anything else of it."""
    told = [(choice, _find_money(choice.text)) for choice in group]
    if all(money is None for _, money in told):
        return []
    if any(money is None and any(one.sign for one in iter_money(choice.text)) for choice, money in told):
        return []  # an amount of another kind
    steps = [(choice, money, _find_step(choice.text, money) if money else 0) for choice, money in told]
    if any(money is not None and not sign for _, money, sign in steps):
        return []
    return [
        _Step(choice=choice, money=money, amount=sign * money.low if money else Decimal(0))
        for choice, money, sign in steps
    ]


def _iter_combined(view: View, added: list[list[_Step]], price: Decimal) -> Iterator[Offer]:
    """The variants of several groups, a buyer takes one of each: the price and all that they add to it."""
    sign = next((step.money.sign for group in added for step in group if step.money), None)
    for steps in product(*added):
        amount = price + sum((step.amount for step in steps), Decimal(0))
        yield Offer(
            name=" ".join(_cut_name(step.choice.text, step.money) for step in steps),
            amount=amount if amount > 0 else None,
            currency=name_currency(sign, view.place) if sign else None,
            availability=Availability.OUT_OF_STOCK if any(step.choice.is_off for step in steps) else None,
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


def _read_group(view: View, group: tuple[Choice, ...], price: Decimal | None) -> Iterator[Offer]:
    told = [(choice, _find_money(choice.text)) for choice in group]
    has_added = any(money is not None and _find_step(choice.text, money) for choice, money in told)
    if any(money is not None and _takes_all(choice.text, money, price) for choice, money in told):
        return  # a sign before an amount is no less here, and what it is cannot be told
    for choice, money in told:
        yield Offer(
            name=_cut_name(choice.text, money),
            amount=_find_amount(choice.text, money, price, has_added=has_added),
            currency=name_currency(money.sign, view.place) if money and money.sign else None,
            availability=Availability.OUT_OF_STOCK if choice.is_off else None,
        )


def _find_money(text: str) -> Money | None:
    """The amount that a choice names as its price, or as more or less than the price."""
    money = next((one for one in iter_money(text) if one.sign), None)
    if money is not None and _read_step_word(text, money):
        return money
    return None if any(has_word(subject, text) for subject in _NO_PRICE) else money


def _takes_all(text: str, money: Money, price: Decimal | None) -> bool:
    return price is not None and _find_step(text, money) < 0 and money.low >= price


def _find_step(text: str, money: Money) -> int:
    """1 where an amount is added to the price, -1 where it is taken from it, 0 where it is the price."""
    before = text[: money.start]
    match = _ADDED.search(before)
    if match is not None:
        return 1 if match.group(1) else -1
    if money.low == 0:  # nothing is sold for nothing: it costs nothing more
        return 1
    return _read_step_word(text, money)


def _read_step_word(text: str, money: Money) -> int:
    """The same by the word right before an amount."""
    word = _LAST_WORD.split(_OPENED.sub("", text[: money.start]))[-1]
    return 1 if is_label("added", word) else -1 if is_label("taken_off", word) else 0


def _find_amount(text: str, money: Money | None, price: Decimal | None, *, has_added: bool) -> Decimal | None:
    if money is None:
        return price if has_added else None
    step = _find_step(text, money)
    if step == 0:
        return money.low
    return None if price is None else price + step * money.low


def _cut_name(text: str, money: Money | None) -> str:
    """The words of a choice without its amount and the brackets around it."""
    if money is None:
        return text
    before = _OPENED.sub("", text[: money.start])
    if _read_step_word(text, money):
        before = _OPENED.sub("", before.removesuffix(_LAST_WORD.split(before)[-1]))
    after = _CLOSED.sub("", text[money.end :])
    return clean(f"{before} {after}") or text
