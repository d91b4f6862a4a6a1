"""Amounts of money in a text, with their sign, range and place; markup may have split them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from config.yaml_text import parse_yaml

MOST = Decimal(10) ** 10  # more is no price of goods
JOINT = "\x01"
"""Stands where markup splits a line: between a sign and its figures, or before the cents."""
_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xFFE5: "¥",
    0xA5: "¥",
    0xFFE1: "£",
    0xFF04: "$",
    0x2019: "'",
}
_GAP = r"[\s\x01]{0,4}"
_GROUPED = r"[0-9]{1,3}(?:[ ,.'\u00a0\u202f][0-9]{3}){1,3}(?![0-9])"
_CENTS = (
    r"€[0-9]{2}(?![0-9])|\x01?[.,]\x01?[0-9]{1,2}(?![0-9])|[.,][0-9]{3,4}(?![0-9])"
    r"|[\s\x01]{1,3}\.[0-9]{1,2}(?![0-9.])|\x01\s?[0-9]{2}(?![0-9.,%])"
)
_NUMBER = rf"(?:{_GROUPED}|[0-9]{{1,10}})(?:{_CENTS})?(?:,-|,–|\.-|,--)?(?:[ \x01]?[万萬])?"
_PRICE = r"[0-9][0-9.,']{0,12}[.,\x01][0-9]{2}(?![0-9])"
_CENTS_ALONE = r"[.,][0-9]{2}(?![0-9.,])"
_NO_MONEY = re.compile(r"[\s\x01]?[%％折]|[A-Za-z²³]")
_DASH = r"(?:-|–|—|~|～|至|to\b|bis\b)"


_SHORT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in a text; `high` where a range stands there, `sign` where a currency is named."""

    low: Decimal
    high: Decimal
    sign: str | None
    start: int
    end: int
    figures: tuple[int, int]
    is_decimal: bool

    @property
    def is_range(self) -> bool:
        """Whether it names two amounts."""
        return self.low != self.high


def fold_digits(text: str) -> str:
    """A text with full-width signs and yen folded; digits of other scripts stay what they are: no figures."""
    return text.translate(_FOLDED)


@cache
def load_currencies() -> dict[str, Any]:
    """Signs and codes of currencies."""
    path = Path(__file__).parent / "currencies.yaml"
    held: dict[str, Any] = parse_yaml(path.read_text(encoding="utf-8"))
    return held


@cache
def _get_pattern() -> re.Pattern[str]:
    held = load_currencies()
    signs = held["signs"]
    codes = rf"(?<![A-Za-z])(?:{'|'.join(held['codes'])})(?![A-Za-z])"
    prefix = rf"{codes}|{_any_of({**signs['either'], **signs['before']})}"
    both = rf"(?:{codes}|{_any_of(signs['either'])})"
    # A sign that may stand on either side belongs to the figures behind it, unless they too have one behind
    # them: `12,99 € 19,99 €`. Where markup splits the two, the figures have to look like a price.
    has_next = rf"\s?[0-9]|{_GAP}{_PRICE}"
    suffix = rf"{both}(?(prefix)(?!{_GAP}[0-9])|(?=(?:{_GAP}{_NUMBER}{_GAP}{both}){{0,12}}(?!{has_next})))"
    suffix = rf"{suffix}|{_any_of(signs['after'])}"
    return re.compile(
        rf"(?:(?P<prefix>{prefix})\s?:?{_GAP}|(?<![0-9A-Za-z.,/_#]))"
        rf"(?P<low>{_NUMBER}|{_CENTS_ALONE})"
        rf"(?:{_GAP}(?P<behind>{suffix})?{_GAP}{_DASH}{_GAP}(?:{prefix})?{_GAP}(?P<high>{_NUMBER}))?"
        rf"(?:{_GAP}(?P<suffix>{suffix}))?",
    )


def _any_of(signs: dict[str, str]) -> str:
    """A pattern for signs; one of letters stands alone, as a word."""
    found = []
    for sign in sorted(signs, key=len, reverse=True):
        is_word = sign[0].isalpha() and sign[0] < "\u3000"
        body = f"(?i:{re.escape(sign)})" if is_word and len(sign) > 1 else re.escape(sign)
        start = r"(?<![^\W\d_])" if is_word else ""
        end = r"(?![^\W\d_])" if sign[-1].isalpha() and sign[-1] < "\u3000" else ""
        found.append(f"{start}{body}{end}")
    return "|".join(found)


def iter_money(text: str) -> Iterator[Money]:
    """The amounts in a text, signed or bare; what stands beside a per cent sign or a unit is none."""
    yield from _list_money(text) if len(text) <= _SHORT else _find_money(text)


@lru_cache(maxsize=20_000)
def _list_money(text: str) -> tuple[Money, ...]:
    """The amounts in a short text, which pages of a shop repeat."""
    return tuple(_find_money(text))


def _find_money(text: str) -> Iterator[Money]:
    folded, place = fold_digits(text), 0
    while (match := _get_pattern().search(folded, place)) is not None:
        place = match.end()
        sign = match.group("prefix") or match.group("suffix")
        if sign is None and (_NO_MONEY.match(folded, match.end()) or not match.group("low")[0].isdigit()):
            continue
        if _is_spoiled(folded, match.start("low"), match.end("low")):
            continue
        money = _make_money(match, sign)
        if money is not None:
            place = money.end
            yield money


def _is_spoiled(text: str, start: int, end: int) -> bool:
    """Whether digits of another script stand beside figures: what is left of a label in a wrong charset."""
    beside = text[max(0, start - 1) : start] + text[end : end + 1]
    return any(char.isdigit() and not char.isascii() for char in beside)


def _make_money(match: re.Match[str], sign: str | None) -> Money | None:
    if "€" in match.group("low"):
        sign = "€"
    currency = name_currency(sign) if sign else None
    low = parse_number(match.group("low"), currency)
    high = parse_number(match.group("high"), currency) if match.group("high") else low
    if low is None or high is None:
        return None
    end = match.end()
    if high < low:  # no range, but an amount with another number behind it: `219.99-50%`
        high, end = low, match.end("low")
        sign = match.group("prefix") or match.group("behind")
    return Money(
        low=low,
        high=high,
        sign=sign,
        start=match.start(),
        end=end,
        figures=match.span("low"),
        is_decimal=bool(re.search(r"[.,]\x01?[0-9]{2}$", match.group("low"))),
    )


def parse_number(text: str, currency: str | None = None) -> Decimal | None:
    """The number that figures stand for: `1.234,50`, `1 234`, `12800`, `1.28万`, `32\\x0199`."""
    factor = Decimal(10000) if re.search("[万萬]", text) else Decimal(1)
    text = text.replace("€", ".")
    parts = [part for part in re.split(r"\x01\s?(?=[0-9])", re.sub("[万萬]", "", text)) if part]
    digits = re.sub(r"[\s'\x01\u00a0\u202f–-]", "", parts[0]).rstrip(".,")
    split = re.sub(r"[^0-9]", "", parts[1]) if len(parts) > 1 else ""
    # Cents may stand in an element of their own.
    digits = f"{re.sub('[.,]', '', digits)}.{split}" if split else _set_point(digits, currency)
    try:
        amount = Decimal(digits) * factor
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < MOST else None


def _set_point(digits: str, currency: str | None) -> str:
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        return digits.replace("," if point > comma else ".", "").replace(",", ".")
    if comma < 0 and point < 0:
        return digits
    mark = "," if comma >= 0 else "."
    parts = digits.split(mark)
    # Nobody prints prices with three decimals but yuan a piece by the thousand.
    can_group = len(parts[-1]) == 3 and parts[0].strip("0") != "" and len(parts[0]) <= 3
    is_grouped = len(parts) > 2 or (can_group and (mark == "," or currency not in {"CNY", None}))
    return "".join(parts) if is_grouped else ".".join(parts)


@cache
def name_currency(sign: str, place: str = "") -> str | None:
    """The currency of a sign or code; `place` is a country's ending or a language, where known."""
    held = load_currencies()
    code = sign.upper()
    if code in {one.upper() for one in held["codes"]}:
        return str(held["same"].get(code, code))
    shared = held["shared"].get(sign, {})
    if place in shared:
        return str(shared[place])
    every = {one.lower(): code for signs in held["signs"].values() for one, code in signs.items()}
    found = every.get(sign.lower())
    return None if found is None else str(found)
