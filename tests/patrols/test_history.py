"""Price history from elsewhere."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from config.errors import ItemError
from evidence.prices import open_price_history
from evidence.verify_store import verify_store
from evidence.workspace import Workspace, open_workspace
from patrols.history import import_history

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HEADER = "platform,listing_id,sku,date,amount,currency\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "w", create=True, now=NOW)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "prices.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_good_rows_are_taken_and_bad_ones_named(workspace: Workspace, tmp_path: Path) -> None:
    rows = (
        "m,1,,2026-02-01,19.90,cny\nm,1,,2026-02-30,20,CNY\nm,1,,2026-02-03,abc,CNY\nm,1,,2026-02-04,-1,CNY\n"
    )
    report = import_history(workspace, write(tmp_path, HEADER + rows), now=NOW)
    assert (report.rows, [row for row, _ in report.rejected]) == (1, [3, 4, 5])
    (one,) = open_price_history(workspace).load_series("m", "1")
    assert (one.amount, one.currency, one.source) == (Decimal("19.9"), "CNY", "prices.csv")


def test_chinese_headers_are_understood(workspace: Workspace, tmp_path: Path) -> None:
    text = "平台,商品编号,规格,日期,价格,币种\nm,1,红,2026年2月1日,19.9,CNY\n"
    assert import_history(workspace, write(tmp_path, text), now=NOW).rows == 1


def test_the_same_file_again_changes_nothing_and_the_store_verifies(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = write(tmp_path, HEADER + "m,1,,2026-02-01,19.90,CNY\n")
    for _ in range(2):
        import_history(workspace, path, now=NOW)
    assert len(open_price_history(workspace).load_series("m", "1")) == 1
    assert verify_store(workspace).ok


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("platform,listing_id,date\nm,1,2026-02-01\n", "lacks the column amount, currency"),
        (HEADER, "it has no rows"),
        (HEADER + "m,1,,2026-02-30,1,CNY\n", "no usable row"),
        ("", "no header row"),
    ],
)
def test_a_file_that_cannot_be_used_imports_nothing(
    workspace: Workspace, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ItemError, match=said):
        import_history(workspace, write(tmp_path, text), now=NOW)
    assert open_price_history(workspace).load_series("m", "1") == []
