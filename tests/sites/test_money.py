"""Which figures of a text are money, how much, and in which currency."""

from __future__ import annotations

import pytest

from sites.money import JOINT, iter_money, name_currency


def read(text: str) -> list[tuple[str, str | None]]:
    return [(str(money.low), money.sign) for money in iter_money(text.replace("|", JOINT)) if money.sign]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kettle B025 £555.26 In stock", [("555.26", "£")]),
        ("Kettle 025 £555.26", [("555.26", "£")]),
        ("Model 3000 EUR 49.90", [("49.90", "EUR")]),
        ("12€50", [("12.50", "€")]),
        ("49,90 € inkl. MwSt.", [("49.90", "€")]),
        ("1.299 €", [("1299", "€")]),
        ("1.299,50 €", [("1299.50", "€")]),
        ("1 299 zł", [("1299", "zł")]),
        ("5 元30 个", [("5", "元")]),
        ("￥１９９ 起", [("199", "¥")]),
        ("¥1.28万", [("12800.00", "¥")]),
        ("599,- Kč", [("599", "Kč")]),
        ("120 USD", [("120", "USD")]),
        (",89 €", [("0.89", "€")]),
        ("Now $.99 each", [("0.99", "$")]),
        ("1 875 C$", [("1875", "C$")]),
        ("19,99 $", [("19.99", "$")]),
        ("2 $12.50", [("12.50", "$")]),
        ("Set of 6 $|12.99", [("12.99", "$")]),
        ("6| $| 12.99", [("12.99", "$")]),
        ("6 $|12|99", [("12.99", "$")]),
        ("$|30.00| $|20.00", [("30.00", "$"), ("20.00", "$")]),
        ("6 $|12.99|$|15.99", [("12.99", "$"), ("15.99", "$")]),
        ("12,99 €|19,99 €", [("12.99", "€"), ("19.99", "€")]),
        ("12,99 € 19,99 €", [("12.99", "€"), ("19.99", "€")]),
        ("12,99 €|5 Stück", [("12.99", "€")]),
        ("M4 ,25", []),
        ("20 cm, 3 pieces", []),
        ("S/28", []),
        ("20 % off", []),
    ],
)
def test_a_sign_belongs_to_one_figure(text: str, found: list[tuple[str, str]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("¥|1999.00", "1999.00"),
        ("¥|12|.80", "12.80"),
        ("¥|12|.|8", "12.8"),
        ("€ 32|99", "32.99"),
        ("€ 32|995", "32"),
        ("12|¥|5", "5"),
        ("¥ 12 .8", "12.8"),
        ("¥| 12 | .80", "12.80"),
        ("¥ 12 .8.1", "12"),
    ],
)
def test_an_amount_that_markup_splits_is_read_whole(text: str, found: str) -> None:
    assert read(text)[0][0] == found


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5499.00-6799.00", "5499.00", "6799.00"),
        ("¥149.00 - ¥159.00", "149.00", "159.00"),
        ("10€ – 20€", "10", "20"),
        ("EUR219.99-50|%", "219.99", "219.99"),
        ("30,000원~29", "30000", "30000"),
    ],
)
def test_a_range_has_two_ends_the_lower_first(text: str, low: str, high: str) -> None:
    first = next(iter_money(text))
    assert (str(first.low), str(first.high)) == (low, high)


@pytest.mark.parametrize("text", ["8\u06f8", "\u0661\u0662", "٣٫٥ ¥"])
def test_digits_of_other_scripts_are_no_figures(text: str) -> None:
    assert list(iter_money(text)) == []


@pytest.mark.parametrize(
    ("sign", "place", "code"),
    [
        ("$", "", "USD"),
        ("$", "tw", "TWD"),
        ("¥", "jp", "JPY"),
        ("¥", "", "CNY"),
        ("rmb", "", "CNY"),
        ("?", "", None),
    ],
)
def test_a_sign_that_countries_share_is_read_by_the_place(sign: str, place: str, code: str | None) -> None:
    assert name_currency(sign, place) == code


def test_a_page_full_of_figures_is_read_in_no_time() -> None:
    assert sum(1 for _ in iter_money("1 " * 20_000 + "," * 20_000 + "¥" * 20_000)) < 20_001
