"""Check digits and formats of the numbers that documents and pages print.

Formats come from `catalogues/formats.yaml`; the algorithms are GB 32100-2015 (USCC), GB 11714-1997
(organisation code) and GB/T 17710-1999 (MOD 11,10).
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from config.catalogue import load_catalogue

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FOLDS = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5"})
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def normalise_number(text: str) -> str:
    """The number as registers write it: NFKC, no white space, upper case."""
    folded = unicodedata.normalize("NFKC", text).translate(_ZERO_WIDTH)
    return re.sub(r"\s+", "", folded).upper()


def make_uscc_check_character(body: str) -> str:
    """The 18th character of a USCC whose first 17 are `body` (GB 32100-2015, MOD 31-3)."""
    total = sum(USCC_ALPHABET.index(c) * w for c, w in zip(body, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def make_org_check_character(body: str) -> str:
    """The 9th character of an organisation code whose first 8 are `body` (GB 11714-1997)."""
    rest = 11 - sum(_ORG_ALPHABET.index(c) * w for c, w in zip(body, _ORG_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def make_mod11_10_digit(body: str) -> str:
    """The check digit that GB/T 17710-1999 (ISO 7064 MOD 11,10) gives to the digits `body`."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


@cache
def _pattern(format_id: str) -> re.Pattern[str]:
    formats = {entry["id"]: entry for entry in load_catalogue("formats")["formats"]}
    return re.compile(formats[format_id]["regex"])


def is_format(format_id: str, number: str) -> bool:
    """Whether a normalised number has the form that `formats.yaml` gives for `format_id`."""
    return _pattern(format_id).fullmatch(number) is not None


def find_formats(format_id: str, text: str) -> list[str]:
    """The parts of normalised `text` that have the form `format_id`, in their order."""
    return [match[0] for match in _pattern(format_id).finditer(text)]


class UsccCheck(NamedTuple):
    """What the check characters of a would-be USCC say."""

    number: str
    whole: bool
    organisation: bool

    @property
    def holds(self) -> bool:
        """Whether the whole-number check character holds (the hard check)."""
        return self.whole


def check_uscc(text: str) -> UsccCheck | None:
    """The check characters of `text` as a USCC, or None when it has not the form of one."""
    number = normalise_number(text)
    if not is_format("uscc", number):
        return None
    return UsccCheck(
        number=number,
        whole=make_uscc_check_character(number[:17]) == number[17],
        organisation=make_org_check_character(number[8:16]) == number[16],
    )


def fold_uscc(text: str) -> UsccCheck | None:
    """A USCC read with O, I, Z, S for 0, 1, 2, 5: accepted only when both check characters then hold."""
    direct = check_uscc(text)
    if direct is not None and direct.whole:
        return direct
    folded = check_uscc(normalise_number(text).translate(_FOLDS))
    if folded is not None and folded.whole and folded.organisation:
        return folded
    return direct


def is_reg_no(number: str) -> bool:
    """Whether `number` is a 15-digit registration number whose MOD 11,10 check digit holds."""
    return bool(re.fullmatch(r"\d{15}", number)) and make_mod11_10_digit(number[:14]) == number[14]
