"""Bar-code numbers (GTIN): their check digit, their spellings, and those that a page states."""

from evidence.exhibit import Exhibit
from inspectors.pages.page_numbers import PageNumber, Source, find_numbers
from inspectors.pages.showing import show_words

_LENGTHS = (8, 12, 13, 14)


def find_gtins(exhibit: Exhibit) -> tuple[PageNumber, ...]:
    """The numbers of a page that have the length of a GTIN, whether or not their check digit holds."""
    stated = exhibit.listing.gtin if exhibit.listing else None
    found = {number.value: number for number in find_numbers(exhibit, "gtin") if is_gtin(number.value)}
    if stated and is_gtin(stated) and stated not in found:
        found[stated] = PageNumber(
            value=stated,
            raw=stated,
            well_formed=True,
            source=Source.ATTRIBUTE,
            certain=True,
            locators=show_words(exhibit, stated),
        )
    return tuple(found.values())


def is_gtin(number: str) -> bool:
    """Whether a number has the length of a GTIN-8, -12, -13 or -14."""
    return number.isascii() and number.isdigit() and len(number) in _LENGTHS


def is_in_store(number: str) -> bool:
    """Whether a number is of the ranges that shops use for themselves (GS1 prefixes 02, 04, 2)."""
    whole = number.zfill(14)
    return len(number) > 8 and (whole[1] == "2" or whole[1:3] in {"02", "04"})


def has_check_digit(number: str) -> bool:
    """Whether the last digit is the one that the others give (weights 3, 1 from the right)."""
    digits = [int(digit) for digit in reversed(number)]
    total = sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return total % 10 == 0


def iter_spellings(number: str) -> tuple[str, ...]:
    """The same number with and without leading noughts, as registers may hold it."""
    bare = number.lstrip("0")
    padded = (bare.zfill(size) for size in _LENGTHS if size >= len(bare))
    return tuple(dict.fromkeys((number, *padded)))
