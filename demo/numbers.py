"""Numbers with check digits and fixed layouts: permits, bar codes, certificates, filings, approvals."""

from __future__ import annotations

from random import Random

# The province codes of laboratory numbers are not those of GB/T 2260.
_CMA_PROVINCES = {"32": "10", "33": "11", "35": "13", "37": "15", "43": "18", "44": "19", "51": "23"}


def make_mixed_check(body: str) -> str:
    """The check digit of a permit by GB/T 17710 (MOD 11,10)."""
    product = 10
    for sign in body:
        product = 2 * ((product + int(sign)) % 10 or 10) % 11
    return str((11 - product) % 10)


def make_gtin_check(body: str) -> str:
    """The check digit of a bar code of 13 digits."""
    total = sum(int(sign) * (3 if place % 2 == 0 else 1) for place, sign in enumerate(reversed(body)))
    return str(-total % 10)


def is_valid_permit(number: str) -> bool:
    """Whether a permit of two letters and fourteen digits passes its check."""
    digits = number[2:]
    return len(digits) == 14 and digits.isdecimal() and digits[-1] == make_mixed_check(digits[:-1])


def is_valid_gtin(gtin: str) -> bool:
    """Whether a bar code of 13 digits passes its check."""
    return len(gtin) == 13 and gtin.isdecimal() and gtin[-1] == make_gtin_check(gtin[:-1])


def make_permit(letters: str, kind: str, region_code: str, chance: Random) -> str:
    """A food permit or filing: JY or YB with a form of business, SC with a class of food."""
    places = 13 - len(kind) - len(region_code)
    body = f"{kind}{region_code}{chance.randrange(10 ** (places - 1), 10**places)}"
    return f"{letters}{body}{make_mixed_check(body)}"


def make_gtin(prefix: str, chance: Random) -> str:
    """A bar code with a country prefix."""
    body = prefix + _draw_digits(12 - len(prefix), chance)
    return body + make_gtin_check(body)


def make_ccc_number(year: int, product_class: str, chance: Random) -> str:
    """The number of a CCC certificate: year, body, product class, serial."""
    return f"{year}01{product_class}{_draw_digits(6, chance)}"


def make_filing_number(day: str, chance: Random) -> str:
    """The filing number of an energy label in the present form, from its day (YYYYMMDD)."""
    return f"{day}-{chance.randrange(100_000, 999_999)}-{_draw_digits(17, chance)}"


def make_system_number(year: int, letter: str, chance: Random) -> str:
    """The number of a management-system certificate, such as 01325Q30412R1M."""
    head = f"{chance.randrange(1, 60):03d}{year % 100:02d}{letter}"
    return f"{head}{chance.randrange(10_000, 39_999)}R{chance.randrange(3)}{chance.choice('MS')}"


def make_organic_number(year: int, chance: Random) -> str:
    """The number of an organic certificate, such as 001OP2500123."""
    return f"{chance.randrange(1, 40):03d}OP{year % 100:02d}{_draw_digits(5, chance)}"


def make_approval_number(year: int, region_code: str, chance: Random) -> str:
    """The number of a type approval of a weighing instrument, such as 2023F214-33."""
    return f"{year}F{chance.randrange(101, 899)}-{region_code[:2]}"


def make_cma_number(year: int, region_code: str, chance: Random) -> str:
    """The number of a laboratory's CMA certificate: year, authority, domain, sector, serial."""
    head = f"{year % 100:02d}{_CMA_PROVINCES[region_code[:2]]}{chance.choice(('00', '21'))}34"
    return head + _draw_digits(4, chance)


def make_report_number(year: int, chance: Random) -> str:
    """The number of a test report, in one of the forms that laboratories use."""
    serial = _draw_digits(5, chance)
    forms = (
        f"WT{year}{chance.randrange(1, 13):02d}{serial}",
        f"JC-{year}-{serial}",
        f"W{year}{serial}",
        f"ZJ{year}A{serial}",
    )
    return chance.choice(forms)


def _draw_digits(count: int, chance: Random) -> str:
    return "".join(chance.choices("0123456789", k=count))
