"""Discounts that a listing claims in words: 限时5折, 直降200元."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from evidence.listing import Listing
from inspectors.price_words import AMOUNT, get_price_words, has_price_words, iter_price_clauses, join_words
from inspectors.reference_prices import find_clause_reference

_DIGITS = {sign: str(number) for number, sign in enumerate("零一二三四五六七八九")} | {"两": "2", "点": "."}
_FIGURE = r"(?:\d{1,2}(?:\.\d)?|[一二两三四五六七八九](?:点?[一二三四五六七八九])?|对)"
_MONEY = re.compile(r"\s?[元块]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A discount as claimed: the price that it promises for a base, or the amount that it takes off.

    Args:
        share: of the base that is left to pay; None for an amount off.
        off: the amount taken off; None for a share.
        base: the compared price that the same clause names, if it does.
        quote: the clause.
        certain: false for 低至5折 or where the figure may be part of the goods' name.
    """

    share: Decimal | None
    off: Decimal | None
    base: Decimal | None
    quote: str
    certain: bool

    def get_promised(self, base: Decimal) -> Decimal:
        """What is left to pay of a base."""
        return base * self.share if self.share is not None else base - (self.off or 0)

    def get_slack(self, base: Decimal) -> Decimal:
        """By how much a price may be above the promised one: rounding is a habit of trade (令56 21(3))."""
        if self.share is not None:
            return max(base / 100, min(Decimal(1), base / 20))
        return max(min(Decimal(1), base / 20), (self.off or Decimal(0)) / 20)


def find_discounts(listing: Listing) -> tuple[Discount, ...]:
    """The discounts on the price of the thing itself; those under a condition (券, 会员, 满) are left out."""
    is_folding = has_price_words(listing.title or "", "discount", "folding")
    found: list[Discount] = []
    before: Decimal | None = None
    for clause, _ in iter_price_clauses(listing):
        # 原价220元，全场3折: said of this thing, though it is said of all.
        conditions = [word for word in get_price_words("discount", "conditions") if word in clause]
        is_of_all = before is not None and set(conditions) <= set(get_price_words("discount", "of_all"))
        if not conditions or is_of_all:
            base = find_clause_reference(clause) or (before if is_of_all else None)
            found.extend(_iter_shares(clause, base, is_folding=is_folding))
            found.extend(_iter_offs(clause))
        before = find_clause_reference(clause)
    return tuple(found)


def _iter_shares(clause: str, base: Decimal | None, *, is_folding: bool) -> Iterator[Discount]:
    for match in re.finditer(_fold_pattern(), clause):
        share = _read_figure(match["before"] or match["behind"])
        if share is not None:
            best = has_price_words(clause, "discount", "best")
            yield Discount(
                share=share,
                off=None,
                base=base,
                quote=clause,
                certain=not best and not is_folding,
            )


def _iter_offs(clause: str) -> Iterator[Discount]:
    if has_price_words(clause, "discount", "off_apart"):
        return
    for match in re.finditer(_off_pattern(), clause):
        off = Decimal((match[1] or match[2]).replace(",", ""))
        if off > 0:
            in_money = _MONEY.match(clause, match.end()) or "¥" in match[0] or "￥" in match[0]
            certain = bool(in_money) and not has_price_words(clause, "discount", "best")
            yield Discount(
                share=None, off=off, base=find_clause_reference(clause), quote=clause, certain=certain
            )


def _read_figure(text: str) -> Decimal | None:
    """The share left to pay: 5折 0.5, 88折 and 八八折 0.88, 对折 0.5."""
    digits = "5" if text == "对" else "".join(_DIGITS.get(sign, sign) for sign in text)
    figure = Decimal(digits)
    share = figure / (100 if len(digits) == 2 and "." not in digits else 10)
    return share if 0 < share < 1 else None


@cache
def _fold_pattern() -> re.Pattern[str]:
    before, behind = join_words("discount", "fold_before"), join_words("discount", "fold_behind")
    return re.compile(
        rf"(?:{before})[^\w]{{0,2}}(?<![\d.])(?P<before>{_FIGURE})\s?折"
        rf"|(?<![\d.])(?P<behind>{_FIGURE})\s?折[^\w]?(?:{behind}|$)"
    )


@cache
def _off_pattern() -> re.Pattern[str]:
    sure, bare = join_words("discount", "off_sure"), join_words("discount", "off_bare")
    return re.compile(
        rf"(?:{sure})了?\s?{AMOUNT}(?![\d.%度℃斤个码号级])"
        rf"|(?<![\u4e00-\u9fff])(?:{bare})了?\s?{AMOUNT}(?=\s?[元块])"
    )
