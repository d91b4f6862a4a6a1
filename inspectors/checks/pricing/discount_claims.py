"""Discounts that a listing claims in words: 限时5折, 直降200元."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from evidence.listing import Listing
from inspectors.checks.pricing.price_words import (
    AMOUNT,
    get_price_words,
    has_price_words,
    iter_price_clauses,
    join_words,
)
from inspectors.checks.pricing.reference_prices import find_clause_reference

_DIGITS = {sign: str(number) for number, sign in enumerate("零一二三四五六七八九")} | {"两": "2", "点": "."}
_FIGURE = re.compile(
    r"(?<![\d.])(?P<figure>\d{1,2}(?:\.\d)?|[一二两三四五六七八九](?:点?[一二三四五六七八九])?|对)\s?折"
)


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

    def is_gross(self, price: Decimal, base: Decimal) -> bool:
        """Whether a price misses the promise by more than any way of rounding the figure explains."""
        missed = price - self.get_promised(base)
        return (
            missed > base / 20
            if self.share is not None
            else missed > max(Decimal(1), (self.off or Decimal(0)) / 10)
        )


def find_discounts(listing: Listing) -> tuple[Discount, ...]:
    """The discounts on the price of the thing itself; those under a condition (券, 会员, 满) are left out."""
    is_folding = has_price_words(listing.title or "", "discount", "folding")
    found: list[Discount] = []
    before: Decimal | None = None
    for clause, _ in iter_price_clauses(listing):
        conditions = {word for word in get_price_words("discount", "conditions") if word in clause}
        base = find_clause_reference(clause)
        if conditions and before is not None and conditions <= set(get_price_words("discount", "of_all")):
            conditions, base = set(), before  # 原价220元，全场3折: said of all, and so of this
        if not conditions:
            found.extend(_iter_shares(clause, base, is_folding=is_folding))
            found.extend(_iter_offs(clause))
        before = _find_own_reference(listing, clause)
    return tuple(found)


def _find_own_reference(listing: Listing, clause: str) -> Decimal | None:
    """The compared price in a clause, unless it is a gift's or another than the struck one."""
    named = None if has_price_words(clause, "reference", "apart") else find_clause_reference(clause)
    struck = listing.list_price.amount if listing.list_price else None
    return named if struck is None or named == struck else None


def _iter_shares(clause: str, base: Decimal | None, *, is_folding: bool) -> Iterator[Discount]:
    for match in _FIGURE.finditer(clause):
        share = _read_figure(match["figure"])
        if share is None or not _is_discount(clause[: match.start()], clause[match.end() :]):
            continue
        # 五折 may be how often an umbrella folds; 全场2折 and 限时2折 never are.
        is_cut = clause[: match.start()].rstrip().endswith(get_price_words("discount", "cuts"))
        is_price = not is_folding or is_cut or has_price_words(clause, "discount", "of_all")
        certain = is_price and not has_price_words(clause, "discount", "best")
        yield Discount(share=share, off=None, base=base, quote=clause, certain=certain)


def _is_discount(before: str, behind: str) -> bool:
    """Whether what stands beside the figure speaks of a price; 五折伞 does not."""
    heads = re.search(rf"(?:{join_words('discount', 'fold_before')})[^\w]{{0,2}}$", before)
    tails = re.match(rf"[^\w]?(?:{join_words('discount', 'fold_behind')})", behind)
    return heads is not None or tails is not None


def _iter_offs(clause: str) -> Iterator[Discount]:
    if has_price_words(clause, "discount", "off_apart"):
        return
    for match in _make_off_pattern().finditer(clause):
        off = Decimal(next(group for group in match.groups() if group).replace(",", ""))
        if off > 0:
            named = re.match(r"\s?[元块]", clause[match.end() :]) or "¥" in match[0] or "￥" in match[0]
            certain = bool(named) and not has_price_words(clause, "discount", "best")
            base = find_clause_reference(clause)
            yield Discount(share=None, off=off, base=base, quote=clause, certain=certain)


def _read_figure(text: str) -> Decimal | None:
    """The share left to pay: 5折 0.5, 88折 and 八八折 0.88, 对折 0.5."""
    digits = "5" if text == "对" else "".join(_DIGITS.get(sign, sign) for sign in text)
    figure = Decimal(digits)
    share = figure / (100 if len(digits) == 2 and "." not in digits else 10)
    return share if 0 < share < 1 else None


@cache
def _make_off_pattern() -> re.Pattern[str]:
    sure, bare = join_words("discount", "off_sure"), join_words("discount", "off_bare")
    return re.compile(
        rf"(?:{sure})了?\s?{AMOUNT}(?![\d.%度℃斤个码号级分])"
        rf"|(?<![\u4e00-\u9fff])(?:{bare})了?\s?(?:(?=[¥￥]){AMOUNT}|{AMOUNT}(?=\s?[元块]))"
    )
