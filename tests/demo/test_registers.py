"""The register holds what the truth rests on."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from demo.market import make_market
from demo.model import Market
from demo.registers import HEADER, write_market_entities

Rows = dict[str, dict[str, str]]


@pytest.fixture(params=[0, 7, 2026])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Market, Rows]:
    market = make_market(request.param)
    path = tmp_path / "market_entities.csv"
    write_market_entities(market, path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["统一社会信用代码"]: row for row in csv.DictReader(file)}
    return market, rows


def _row(market: Market, rows: Rows, role: str) -> dict[str, str]:
    licence = market.shop(role).licence
    assert licence is not None
    return rows[licence.entity.uscc]


def test_the_header_is_the_one_of_the_contract(pair: tuple[Market, Rows]) -> None:
    _, rows = pair
    assert tuple(next(iter(rows.values()))) == HEADER
    assert len(rows) >= 200


def test_some_entities_no_longer_trade(pair: tuple[Market, Rows]) -> None:
    _, rows = pair
    statuses = {row["登记状态"] for row in rows.values()}
    assert {"存续", "注销"} <= statuses


@pytest.mark.parametrize("role", ["true_holder", "unreadable"])
def test_the_lawful_shops_are_registered_under_their_name(pair: tuple[Market, Rows], role: str) -> None:
    market, rows = pair
    row = _row(market, rows, role)
    assert (row["名称"], row["登记状态"]) == (market.shop(role).operator, "存续")


def test_the_former_name_is_on_record(pair: tuple[Market, Rows]) -> None:
    market, rows = pair
    row = _row(market, rows, "former_name")
    assert row["名称"] != market.shop("former_name").operator
    assert row["曾用名"] == market.shop("former_name").operator


def test_the_borrowed_number_belongs_to_a_stranger(pair: tuple[Market, Rows]) -> None:
    market, rows = pair
    row = _row(market, rows, "borrowed")
    operator = market.shop("borrowed").operator
    assert operator not in (row["名称"], row["曾用名"])
    assert operator not in {row["名称"] for row in rows.values()}


@pytest.mark.parametrize("role", ["none", "reused"])
def test_the_other_operators_are_registered_too(pair: tuple[Market, Rows], role: str) -> None:
    market, rows = pair
    assert market.shop(role).operator in {row["名称"] for row in rows.values()}
