"""Files of the price history that were lost are derived again from what is sealed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence.prices import open_price_history
from evidence.verify_store import verify_store
from evidence.workspace import Workspace, open_workspace
from patrols.history import import_history
from patrols.prices import mend_prices

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    held = open_workspace(tmp_path / "ws", create=True, now=NOW)
    source = tmp_path / "prices.csv"
    source.write_text("platform,listing_id,date,amount,currency\nm,1,2026-01-01,9.90,CNY\n", encoding="utf-8")
    import_history(held, source, now=NOW, source="office")
    return held


@pytest.mark.parametrize("data", [None, b"", b"garbage"])
def test_a_lost_file_is_left_out_and_then_derived_again(workspace: Workspace, data: bytes | None) -> None:
    (path,) = (workspace.root / "prices").glob("*.parquet")
    path.unlink() if data is None else path.write_bytes(data)
    assert open_price_history(workspace).load_series("m", "1") == []
    said: list[str] = []
    assert mend_prices(workspace, NOW, said.append) == 1
    assert "derived again" in said[0]
    (one,) = open_price_history(workspace).load_series("m", "1")
    assert (str(one.amount), one.source) == ("9.9", "office")
    assert verify_store(workspace).problems == ()


def test_a_file_that_nobody_derived_is_not_believed(workspace: Workspace) -> None:
    (path,) = (workspace.root / "prices").glob("*.parquet")
    path.with_name("run-forged.parquet").write_bytes(path.read_bytes())
    assert len(open_price_history(workspace).load_series("m", "1")) == 1
    assert [problem.path for problem in verify_store(workspace).problems] == ["prices/run-forged.parquet"]


def test_whole_files_are_left_alone(workspace: Workspace) -> None:
    assert mend_prices(workspace, NOW, print) == 0
