"""Numbers of operators hold by both check characters."""

from __future__ import annotations

import pytest

from demo.model import Market
from demo.uscc import is_valid_uscc, make_org_check, make_uscc


# The first is the published example of GB 32100.
@pytest.mark.parametrize(
    ("parts", "uscc"),
    [
        (("91", "350100", "M000100Y"), "91350100M000100Y43"),
        (("91", "330108", "MA000TE5"), "91330108MA000TE563"),
    ],
)
def test_worked_examples_come_out(parts: tuple[str, str, str], uscc: str) -> None:
    assert make_uscc(*parts) == uscc


@pytest.mark.parametrize(("body", "check"), [("MA5H8REU", "3"), ("MA5DLQQW", "0")])
def test_organisation_codes_come_out(body: str, check: str) -> None:
    assert make_org_check(body) == check


@pytest.mark.parametrize(
    "uscc", ["91330108MA000TE564", "91330108MA000TE573", "91330108MA000TE56", "9133O108MA000TE563"]
)
def test_broken_numbers_are_refused(uscc: str) -> None:
    assert not is_valid_uscc(uscc)


def test_every_entity_has_a_valid_number_of_its_own(market: Market) -> None:
    numbers = [entity.uscc for entity in market.entities]
    assert all(is_valid_uscc(uscc) for uscc in numbers)
    assert len(set(numbers)) == len(numbers)
