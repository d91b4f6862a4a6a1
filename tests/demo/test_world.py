"""The larger worlds: repeatable, as large as they say, and told in full."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from demo.model import Fate, Hostility
from demo.papers import FLAWS, Kind, Take
from demo.price_history import DAYS, HEADER
from demo.sizes import Size
from demo.truth import make_truth
from demo.world import World, make_world, write_price_history, write_registers
from tests.demo.page_facts import find_listings

NUMBERS = {
    "SUBJ": (1, 3, 4, 5, 6),
    "FOOD": (1, 3, 4),
    "CERT": (1, 2, 3, 4, 5, 6),
    "ENER": (1, 2, 3, 4),
    "LAB": (1, 2, 4, 5, 6),
    "METR": (1, 2),
    "QUAL": (1, 2, 3, 4),
    "AD": (1, 2),
    "PRIC": (3, 5),
    "CODE": (1,),
}
PLANTED = {f"{subject}-{number:03d}" for subject, numbers in NUMBERS.items() for number in numbers}
KEYS = {"catalogues": ("catalogue", "category"), "credit": ("uscc", "list")}


@pytest.mark.parametrize("size", [Size.QUICK, Size.FULL])
def test_the_same_seed_gives_the_same_world(size: Size) -> None:
    one, other = make_world(3, size), make_world(3, size)
    assert one.markets == other.markets
    assert one.book.rows == other.book.rows
    assert make_truth(one) == make_truth(other)


def test_another_seed_gives_other_shops_and_words(full: World) -> None:
    other = make_world(full.seed + 1, Size.FULL)
    shops = [{shop.operator for market in one.markets for shop in market.shops} for one in (full, other)]
    assert len(shops[0] & shops[1]) < 6
    assert full.account.novel["term"] != other.account.novel["term"]


@pytest.mark.parametrize(
    ("size", "listings", "shops", "documents"), [(Size.QUICK, 90, 20, 45), (Size.FULL, 240, 50, 120)]
)
@pytest.mark.parametrize("seed", [0, 5])
def test_a_world_is_as_large_as_it_says(
    size: Size, listings: int, shops: int, documents: int, seed: int
) -> None:
    truth = make_truth(make_world(seed, size))
    assert listings <= len(truth["listings"]) < listings * 1.5
    assert shops <= len(truth["shops"]) < shops * 1.5
    assert documents <= len(truth["documents"]) < documents * 1.2
    assert {one["platform"] for one in truth["listings"]} == {"jishi", "yunxuan", "laohe"}


def test_every_code_is_planted_and_has_look_alikes(truth: dict[str, Any]) -> None:
    expected, alike = ({one["code"] for one in truth[name]} for name in ("expected", "look_alikes"))
    assert expected == PLANTED
    assert alike == PLANTED
    assert len(truth["look_alikes"]) >= len(truth["expected"])


def test_the_quick_world_plants_every_code_too(quick: World) -> None:
    assert {one["code"] for one in quick.account.expected} == PLANTED


def test_what_is_told_can_be_found(truth: dict[str, Any]) -> None:
    listings = {one["listing_id"]: one for one in truth["listings"]}
    shops = {one["shop_id"] for one in truth["shops"]}
    for entry in (*truth["expected"], *truth["also"], *truth["look_alikes"]):
        named = [entry[name] for name in ("listing_id",) if name in entry]
        for one in (*named, *entry.get("listing_ids", ())):
            assert listings[one]["outcome"] == "found"
        assert {entry.get("shop_id"), *entry.get("shop_ids", ())} <= {None, *shops}


def test_nothing_is_both_accused_and_spared(truth: dict[str, Any]) -> None:
    def key(entry: dict[str, Any]) -> tuple[str, str]:
        return entry["code"], entry.get("listing_id") or entry["shop_id"]

    accused = {key(one) for one in truth["expected"] if one["status"] == "fail"}
    assert not accused & {key(one) for one in truth["look_alikes"]}


def test_every_fate_befalls_a_listing_of_every_platform(full: World) -> None:
    for market in full.markets:
        assert {one.fate for one in market.listings} == set(Fate)


def test_hostile_pages_and_files_are_told(full: World, truth: dict[str, Any]) -> None:
    assert Counter(one["hostility"] for one in truth["listings"] if one["hostility"]) == dict.fromkeys(
        Hostility, 1
    )
    flaws = Counter(flaw["flaw"] for one in truth["listings"] for flaw in one["flaws"])
    assert flaws == dict.fromkeys(FLAWS, 1)


def test_documents_come_in_every_kind_and_look(truth: dict[str, Any]) -> None:
    assert {one["kind"] for one in truth["documents"]} == set(Kind)
    assert {one["look"] for one in truth["documents"]} == set(Take)


def test_every_legible_document_has_its_key_numbers(truth: dict[str, Any]) -> None:
    for one in truth["documents"]:
        assert one["key_numbers"]
        assert all(one["key_numbers"].values()), one
        assert one["legible"] == (one["look"] != Take.TOO_POOR)
        assert not any(" " in number for number in one["key_numbers"].values())
    assert sum(bool(one["broken"]) for one in truth["documents"]) == 1


def test_registers_have_thousands_of_rows_and_no_key_twice(full: World) -> None:
    assert sum(map(len, full.book.rows.values())) >= 5000
    for register, rows in full.book.rows.items():
        columns = KEYS.get(register) or tuple(rows[0])[:1]
        keys = Counter(tuple(row[column] for column in columns) for row in rows)
        assert max(keys.values()) == 1, register


def test_registers_are_files_of_two_formats(quick: World, tmp_path: Path) -> None:
    files = write_registers(quick, tmp_path)
    assert len(files) == 12
    assert {path.suffix for path in files.values()} == {".csv", ".xlsx"}
    sheet = load_workbook(files["permits"], read_only=True).active
    assert sheet is not None
    assert len(list(sheet.rows)) == len(quick.book.rows["permits"]) + 1
    with files["certificates"].open(encoding="gb18030", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["证书编号"] for row in rows} == {
        row["certificate_no"] for row in quick.book.rows["certificates"]
    }


def test_the_history_ends_with_the_price_of_the_page(full: World, tmp_path: Path) -> None:
    write_price_history(full, tmp_path / "history.csv")
    with (tmp_path / "history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == HEADER
    listings = find_listings(full)
    days = Counter(row["listing_id"] for row in rows)
    assert set(days.values()) == {DAYS}
    for row in rows:
        if row["date"] == full.day.isoformat():
            assert Decimal(row["amount"]) == listings[row["listing_id"]].price


def test_some_products_have_eight_offers_and_some_fewer(full: World) -> None:
    calm = full.account.calm_prices + full.account.picks
    listings = find_listings(full)
    offers = Counter((listings[one["listing_id"]].brand, listings[one["listing_id"]].model) for one in calm)
    assert max(offers.values()) >= 8
    assert min(offers.values()) < 8
    assert {one["direction"] for one in full.account.picks} == {"low", "high", "drop", "raise_before_cut"}


def test_the_new_word_stands_on_new_listings_of_two_platforms_alone(full: World) -> None:
    novel = full.account.novel
    told = {one["listing_id"] for one in novel["listings"]}
    holders = {
        key: one
        for key, one in find_listings(full).items()
        if novel["term"] in " ".join([one.title, *one.text, *(value for _, value in one.attrs)])
    }
    assert set(holders) == told
    assert len({one.platform for one in holders.values()}) == 2
    assert len({one.shop.shop_id for one in holders.values()}) >= 4


def test_an_earlier_day_lacks_the_new_goods_and_no_others(full: World) -> None:
    before = full.at(full.baseline_day)
    now, then = find_listings(full), find_listings(before)
    missing = {one.listing_id for key, one in now.items() if key not in then}
    novel = full.account.novel
    assert {one["listing_id"] for one in (*novel["listings"], *novel["harmless"]["listings"])} <= missing
    assert all((one.listed_on or full.day) > before.day for key, one in now.items() if key not in then)
    assert len(then) > 300
    assert make_truth(before)["expected"] == []


def test_an_earlier_day_asks_the_prices_of_the_history(full: World) -> None:
    day = full.day - timedelta(days=3)
    raised = next(one for one in full.account.picks if one["direction"] == "raise_before_cut")
    then, now = (find_listings(one)[raised["listing_id"]] for one in (full.at(day), full))
    assert then.price > now.price
    assert replace(then, price=now.price, list_price=now.list_price) == now
