"""Keys are folded alike where registers are imported and where numbers are asked."""

from pathlib import Path

import pytest

from config.catalogue import load_catalogue
from inspectors.authority.keys import fold_key
from inspectors.authority.register import load_registers
from tests.inspectors.goods_on_sale import make_authority


@pytest.mark.parametrize(
    ("register", "header", "held", "asked"),
    [
        ("testing_bodies", "number", "L17820", "CNAS L17820"),
        ("testing_bodies", "number", "CNAS L17820", "l17820"),
        ("testing_bodies", "number", "L17820", "中国认可 CNAS L17820"),
        ("test_reports", "report_no", "No.WT-2024-00017", "WT-2024-00017"),
        ("test_reports", "report_no", "WT202400017", "No．WT-2024-00017"),
        ("test_reports", "report_no", "（2024）第0173号", "(2024)0173"),
        ("certificates", "certificate_no", "2023010101567890", "CCC：2023 0101 0156 7890"),
        ("permits", "permit_no", "国食健注G20190188", "国食健注字Ｇ20190188"),
        ("permits", "permit_no", "SC10633010200017", "许可证编号：SC106 3301 0200 017"),
        ("type_approvals", "approval_no", "2022F999-44", "CPA 2022F999-44"),
        ("market_entities", "uscc", "91330108MA000TE563", "9133O1O8MAOOOTE563"),
    ],
)
def test_what_is_written_around_a_number_makes_no_other(
    tmp_path: Path, register: str, header: str, held: str, asked: str
) -> None:
    authority = make_authority(tmp_path, **{register: f"{header}\n{held}\n"})
    match = authority.find(register, asked)
    assert match.state == "found"


@pytest.mark.parametrize(
    ("register", "one", "other"),
    [
        ("testing_bodies", "L17820", "L17821"),
        ("testing_bodies", "L17820", "C17820"),
        ("test_reports", "WT-2024-00017", "WT-2024-00018"),
        ("certificates", "2023010101567890", "2023010101567891"),
    ],
)
def test_other_numbers_stay_others(register: str, one: str, other: str) -> None:
    assert fold_key(register, one) != fold_key(register, other)


def test_the_key_cited_is_the_one_asked_for(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, testing_bodies="number\nL17820\n")
    assert authority.find("testing_bodies", "CNAS L17820").key == "CNASL17820"


def test_a_prefix_alone_is_not_cut_to_nothing() -> None:
    assert fold_key("testing_bodies", "CNAS") == "CNAS"


def test_two_keys_that_fold_alike_are_ambiguous(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, test_reports="report_no\nWT-01-1000\nWT-0-11000\n")
    assert authority.find("test_reports", "WT011000").state == "ambiguous"


def test_the_table_names_every_register_and_is_printed() -> None:
    table = load_catalogue("register_numbers")["registers"]
    page = Path("docs/contracts/registers.md").read_text(encoding="utf-8")
    assert table.keys() == load_registers().keys()
    assert all(word in page for spec in table.values() for word in spec.get("drop", ()))
