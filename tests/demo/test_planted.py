"""Each planted case is what the truth says it is, by the registers and the pages themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from demo.model import Listing
from demo.numbers import is_valid_gtin, is_valid_permit
from demo.papers import Document, Kind
from demo.world import World
from tests.demo.page_facts import find_listings, get_fact, list_told

Holds = Callable[[World, Listing], bool]


def _find(world: World, register: str, column: str, value: str | None) -> dict[str, str] | None:
    return world.book.find(register, column, value) if value else None


def _documents(listing: Listing, kind: Kind) -> list[Document]:
    return [one.document for one in listing.pictures if one.document and one.document.kind is kind]


def _get_certificate(world: World, listing: Listing) -> dict[str, str] | None:
    """The registered certificate whose number stands on the page or in its picture."""
    shown = [one.text("certificate_no") for one in _documents(listing, Kind.CCC_CERTIFICATE)]
    return _find(world, "certificates", "certificate_no", get_fact(listing, "ccc") or next(iter(shown), None))


def _has_no_certificate(world: World, listing: Listing) -> bool:
    holders = {row.get("manufacturer") for row in world.book.rows["certificates"]}
    return get_fact(listing, "ccc") is None and get_fact(listing, "producer") not in holders


def _has_false_certificate(world: World, listing: Listing) -> bool:
    row = _get_certificate(world, listing)
    return row is None or row["holder"] != get_fact(listing, "producer")


def _has_ended_certificate(world: World, listing: Listing) -> bool:
    row = _get_certificate(world, listing)
    return row is not None and row["status"] != "有效" and row["status_since"] <= world.day.isoformat()


def _has_other_model(world: World, listing: Listing) -> bool:
    row = _get_certificate(world, listing)
    return row is not None and listing.model not in row["models"].split(";")


def _list_filings(world: World, listing: Listing) -> list[dict[str, str]]:
    owner = get_fact(listing, "producer")
    return [row for row in world.book.rows["energy_labels"] if row["producer"] == owner]


def _boasts_of_grade(world: World, listing: Listing) -> bool:
    filed = min(row["grade"] for row in _list_filings(world, listing))
    shown = [one.text("grade") for one in _documents(listing, Kind.ENERGY_LABEL)]
    stated = (get_fact(listing, "energy_grade") or "9")[0]
    codes = [one.code or "" for one in _documents(listing, Kind.ENERGY_LABEL)]
    is_fake_host = any("//www.energylabel.com.cn/" not in code for code in codes)
    return min([*shown, stated, "1" if "一级" in listing.title else "9"]) < filed or is_fake_host


def _report_is_unknown(world: World, listing: Listing) -> bool:
    reports = _documents(listing, Kind.TEST_REPORT)
    return all(
        _find(world, "test_reports", "report_no", one.text("report_no")) is None for one in reports
    ) and bool(reports)


def _laboratory_is_unfit(world: World, listing: Listing) -> bool:
    report = _documents(listing, Kind.TEST_REPORT)[0]
    body = _find(world, "testing_bodies", "number", report.text("cma_no"))
    return body is None or body["valid_to"] < report.text("issued_on")


def _is_recalled(world: World, listing: Listing) -> bool:
    made = next(value for name, value in listing.attrs if name == "生产日期")
    return any(
        row["produced_from"] <= made <= row["produced_to"]
        and (listing.model in row["models"].split(";") or row.get("gtins") == get_fact(listing, "gtin"))
        for row in world.book.rows["recalls"]
        if row.get("produced_from") and row["brand"] == listing.brand
    )


def _failed_its_check(world: World, listing: Listing) -> bool:
    rows = [row for row in world.book.rows["spot_checks"] if row["brand"] == listing.brand]
    return any(row["model"] == listing.model for row in rows)


def _is_wrong_code(world: World, listing: Listing) -> bool:
    code = get_fact(listing, "gtin") or ""
    row = _find(world, "codes", "code", code)
    return (
        not is_valid_gtin(code)
        or "进口" in listing.title
        or (row or {})["owner"] != get_fact(listing, "producer")
    )


HOLDS: dict[str, Holds] = {
    "CERT-001": _has_no_certificate,
    "CERT-002": _has_false_certificate,
    "CERT-003": _has_ended_certificate,
    "CERT-004": _has_other_model,
    "CERT-005": lambda _, one: bool(_documents(one, Kind.MANAGEMENT_CERTIFICATE)),
    "CERT-006": lambda _, one: "有机" in one.title,
    "ENER-001": lambda _, one: (
        get_fact(one, "energy_grade") is None and not _documents(one, Kind.ENERGY_LABEL)
    ),
    "ENER-002": lambda world, one: not _list_filings(world, one),
    "ENER-003": _boasts_of_grade,
    "LAB-001": _report_is_unknown,
    "LAB-004": _laboratory_is_unfit,
    "LAB-005": lambda _, one: "委托检验" in _documents(one, Kind.TEST_REPORT)[0].text("test_type"),
    "METR-001": lambda world, one: (
        _find(world, "type_approvals", "approval_no", get_fact(one, "approval")) is None
    ),
    "QUAL-001": _failed_its_check,
    "QUAL-002": _is_recalled,
    "QUAL-003": lambda _, one: get_fact(one, "producer") is None and get_fact(one, "standard") is None,
    "QUAL-004": lambda _, one: get_fact(one, "standard") is None and get_fact(one, "ccc") is None,
    "PRIC-003": lambda _, one: one.list_price is not None,
    "PRIC-005": lambda _, one: one.shown_price < one.price,
    "CODE-001": _is_wrong_code,
}


@pytest.mark.parametrize("code", HOLDS)
def test_a_planted_case_is_what_the_truth_says(full: World, truth: dict[str, Any], code: str) -> None:
    listings = find_listings(full)
    told = list_told(truth["expected"], code)
    assert told
    for entry in told:
        listing = listings[entry["listing_id"]]
        assert listing.fate == "plain"
        assert HOLDS[code](full, listing), (entry["why"], listing.title, listing.attrs)


@pytest.mark.parametrize("code", ["CERT-001", "CERT-002", "CERT-003", "ENER-002", "ENER-003", "METR-001"])
def test_a_look_alike_is_not(full: World, truth: dict[str, Any], code: str) -> None:
    listings = find_listings(full)
    told = [
        one
        for one in list_told(truth["look_alikes"], code)
        if "计价" in listings[one["listing_id"]].title or code != "METR-001"
    ]
    for entry in told:
        listing = listings[entry["listing_id"]]
        if not re.search("保护套|收纳袋", listing.title):
            assert not HOLDS[code](full, listing), (entry["why"], listing.title)


def test_food_shops_accused_have_no_valid_permit(full: World, truth: dict[str, Any]) -> None:
    shops = {shop.shop_id: shop for market in full.markets for shop in market.shops}
    told = list_told(truth["expected"], "FOOD-001")
    assert len(told) == 5
    for entry in told:
        numbers = [paper.number for paper in shops[entry["shop_id"]].papers if paper.number]
        for number in numbers:
            row = _find(full, "permits", "permit_no", number)
            assert not is_valid_permit(number) if row is None else row["status"] in {"过期", "注销"}
        assert entry["listing_ids"]


def test_accused_operators_have_ended_or_are_listed(full: World, truth: dict[str, Any]) -> None:
    shops = {shop.shop_id: shop for market in full.markets for shop in market.shops}
    statuses = {"fail": {"注销", "吊销"}, "unsure": {"迁出", "歇业"}}
    for entry in list_told(truth["expected"], "SUBJ-004"):
        row = _find(full, "market_entities", "name", shops[entry["shop_id"]].operator)
        assert row is not None
        assert row["status"] in statuses[entry["status"]]
    listed = {row["name"] for row in full.book.rows["credit"] if not row.get("removed_on")}
    for entry in list_told(truth["expected"], "SUBJ-005"):
        assert shops[entry["shop_id"]].operator in listed


def test_a_copied_report_is_shown_by_two_brands(full: World, truth: dict[str, Any]) -> None:
    listings = find_listings(full)
    for entry in list_told(truth["expected"], "LAB-002"):
        pair = [listings[one] for one in entry["listing_ids"]]
        numbers = {one.text("report_no") for page in pair for one in _documents(page, Kind.TEST_REPORT)}
        assert len(numbers) == 1
        assert len({page.brand for page in pair}) == 2
