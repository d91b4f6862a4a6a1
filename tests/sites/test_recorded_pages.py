"""Recorded pages are read as they were read before, and every platform has some."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sites.purpose import Purpose
from tests.sites.recordings import Recording, find_unrecorded, load_recordings

RECORDINGS = load_recordings()
GENERIC = {one.page.stem: one for one in RECORDINGS if one.page.parent.name == "generic"}


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda one: one.name)
def test_a_recorded_page_is_read_as_before(recording: Recording) -> None:
    known = recording.known
    assert recording.read(known["url"], Purpose(known["purpose"])) == known


# Written down by hand, so that a recording cannot approve of its own mistake.
BY_HAND: dict[str, dict[str, Any]] = {
    "json_ld": {"price": "49.90", "currency": "EUR", "sku": "HG-0012", "gtin": "4006381333931"},
    "microdata": {"price": "79.00", "currency": "CNY", "sku": "SP-T20", "availability": "out_of_stock"},
    "opengraph": {"price": "18.50", "currency": "GBP", "sku": "GH-20", "brand": "Brook"},
    "visible_price": {"price": "999.00", "list_price": "1299.00", "sku": "QF-A3-01", "brand": "清风"},
    "two_prices": {"price": None, "unsure": ["price"], "availability": "in_stock"},
    "gbk": {"price": "268.00", "title": "景德镇茶壶", "brand": "瓷里", "availability": "in_stock"},
    "saved": {"price": "39.00", "title": "折叠雨伞", "availability": "in_stock"},
    "no_price": {"price": None, "availability": "out_of_stock", "title": "Hand drill D5"},
}


@pytest.mark.parametrize("case", BY_HAND)
def test_a_page_of_any_shop_says_what_stands_on_it(case: str) -> None:
    listing = GENERIC[case].known["listing"]
    got = {**listing, "currency": (listing.get("price") or {}).get("currency")}
    for name in ("price", "list_price"):
        got[name] = (got.get(name) or {}).get("amount")
    assert {name: got.get(name) for name in BY_HAND[case]} == BY_HAND[case]


def test_a_list_leads_to_goods_and_further_lists_only() -> None:
    shop = "https://hillside.example"
    assert sorted(GENERIC["list"].known["leads"]) == [
        ["list", f"{shop}/category/kitchen"],
        ["list", f"{shop}/goods/list?page=2"],
        ["listing", f"{shop}/goods/drill_2/"],
        ["listing", f"{shop}/goods/kettle_1/"],
        ["listing", f"{shop}/goods/picnic-basket_3/"],
    ]


def test_every_platform_has_recordings() -> None:
    assert find_unrecorded() == []


def test_a_platform_without_recordings_is_named(tmp_path: Path) -> None:
    (tmp_path / "adapters" / "new").mkdir(parents=True)
    (tmp_path / "adapters" / "new" / "platform.yml").write_text("label: new\n", encoding="utf-8")
    (tmp_path / "pages" / "new").mkdir(parents=True)
    for case in ("one", "two"):
        assert find_unrecorded(tmp_path / "adapters", tmp_path / "pages") == ["new"]
        (tmp_path / "pages" / "new" / f"{case}.html").write_text("<p>x</p>", encoding="utf-8")
        (tmp_path / "pages" / "new" / f"{case}.json").write_text("{}", encoding="utf-8")
    assert find_unrecorded(tmp_path / "adapters", tmp_path / "pages") == []
