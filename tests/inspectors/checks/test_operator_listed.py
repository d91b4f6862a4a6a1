"""SUBJ-005: operators on the credit lists."""

from pathlib import Path

import pytest

from tests.inspectors.conftest import GOOD, OTHER, make_document, make_reading, make_shop_exhibit
from tests.inspectors.registers import ask, ask_status, make_authority

HEAD = "uscc,name,list,reason,decided_on,removed_on\n"
SHOP = make_shop_exhibit(make_document(uscc=make_reading(GOOD)))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (f"{GOOD},安和,abnormal,未按期公示年报,2025-07-01,\n", "fail"),
        (f"{GOOD},安和,serious,,2025-07-01,\n", "fail"),
        (f"{GOOD},安和,abnormal,,2025-07-01,2026-06-01\n", "fail"),  # removed after the capture
        (f"{GOOD},安和,abnormal,,2025-07-01,2025-09-01\n", "pass"),
        (f"{GOOD},安和,abnormal,,2026-07-01,\n", "pass"),
        (f"{GOOD},安和,penalty,,2025-07-01,\n", "pass"),
        (f"{OTHER},别家,serious,,2025-07-01,\n", "pass"),
    ],
)
def test_only_who_stood_on_a_list_at_the_capture_is_named(tmp_path: Path, rows: str, said: str) -> None:
    assert ask_status("operator_listed", SHOP, make_authority(tmp_path, credit=HEAD + rows)) == [said]


def test_both_lists_make_two_findings_that_only_inform(tmp_path: Path) -> None:
    rows = f"{GOOD},安和,abnormal,,2025-07-01,\n{GOOD},安和,serious,,2025-08-01,\n"
    judged = ask("operator_listed", SHOP, make_authority(tmp_path, credit=HEAD + rows))
    assert [one.finding.severity for one in judged if one.finding] == ["info", "info"]


def test_a_number_on_the_page_will_do(tmp_path: Path) -> None:
    shop = make_shop_exhibit(attributes={"统一社会信用代码": GOOD})
    authority = make_authority(tmp_path, credit=f"{HEAD}{GOOD},安和,serious,,2025-07-01,\n")
    assert ask_status("operator_listed", shop, authority) == ["fail"]


@pytest.mark.parametrize("status", ["unsure", "invalid"])
def test_a_number_that_is_not_certain_is_a_blind_spot(tmp_path: Path, status: str) -> None:
    shop = make_shop_exhibit(make_document(uscc=make_reading(GOOD, status)))
    authority = make_authority(tmp_path, credit=f"{HEAD}{GOOD},安和,serious,,2025-07-01,\n")
    assert ask_status("operator_listed", shop, authority) == ["skip"]


def test_without_the_register_nothing_is_said(tmp_path: Path) -> None:
    assert ask_status("operator_listed", SHOP, make_authority(tmp_path)) == ["skip"]
