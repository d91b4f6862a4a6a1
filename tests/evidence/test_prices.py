"""The price history: what was written comes back, from captures and from elsewhere."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from evidence.prices import Observation, PriceHistory

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def make_observation(days_ago: int, amount: str, listing_id: str = "1", **more: object) -> Observation:
    values = {
        "platform": "m",
        "listing_id": listing_id,
        "sku": "",
        "kind": "price",
        "moment": NOW - timedelta(days=days_ago),
        "amount": Decimal(amount),
        "currency": "CNY",
        "source": "seen",
        "snapshot_id": "snap-1",
    }
    return Observation(**(values | more))  # type: ignore[arg-type]


def test_a_workspace_without_prices_has_no_series(tmp_path: Path) -> None:
    assert PriceHistory(tmp_path / "prices").load_series("m", "1") == []


@pytest.mark.parametrize("sku", ["", "红色", 'a",b\nc', "'; DROP TABLE prices; --"])
def test_a_price_comes_back_as_it_was_written(tmp_path: Path, sku: str) -> None:
    history, one = PriceHistory(tmp_path), make_observation(3, "12.34", sku=sku)
    history.write("run-1", [one])
    assert history.load_series("m", "1") == [one]


def test_files_are_read_together_in_order_of_time(tmp_path: Path) -> None:
    history = PriceHistory(tmp_path)
    history.write("run-1", [make_observation(1, "10")])
    history.write("import-1", [make_observation(9, "30", source="paper"), make_observation(5, "20")])
    assert [one.amount for one in history.load_series("m", "1")] == [30, 20, 10]


def test_writing_a_run_again_doubles_nothing(tmp_path: Path) -> None:
    history = PriceHistory(tmp_path)
    for _ in range(2):
        history.write("run-1", [make_observation(1, "10")])
    assert len(history.load_series("m", "1")) == 1


def test_deposits_and_accessories_are_no_part_of_comparable_series(tmp_path: Path) -> None:
    history = PriceHistory(tmp_path)
    rows = [
        make_observation(2, "9", kind="deposit"),
        make_observation(2, "99"),
        make_observation(2, "5", "2"),
    ]
    history.write("run-1", rows)
    series = history.load_all_series(NOW - timedelta(days=60), NOW)
    assert {key: [one.amount for one in found] for key, found in series.items()} == {
        ("m", "1"): [99],
        ("m", "2"): [5],
    }


def test_a_folder_with_a_quote_in_its_name_is_no_trouble(tmp_path: Path) -> None:
    history = PriceHistory(tmp_path / "officer's")
    history.write("run-1", [make_observation(1, "10")])
    assert len(history.load_series("m", "1")) == 1


def test_the_series_of_chosen_listings_come_in_one_answer(tmp_path: Path) -> None:
    history = PriceHistory(tmp_path)
    rows = [make_observation(day, "10", number) for day in (90, 2) for number in ("1", "2", "3")]
    history.write("run-1", rows)
    found = history.load_chosen_series([("m", "1"), ("m", "3"), ("n", "2")], NOW - timedelta(days=60), NOW)
    assert {key: len(series) for key, series in found.items()} == {("m", "1"): 1, ("m", "3"): 1}
    assert history.load_chosen_series([], NOW - timedelta(days=60), NOW) == {}
